import type { Payment, PaymentOrder } from '../../src/payout/instructions/index.js';

/** What seeded orders must have shown, so that a change of their generator cannot make the test an empty one. */
export const ORDER_SHAPES = [
  'IBAN',
  'other number',
  'BIC',
  'clearing number',
  'BIC and clearing number',
  'structured address',
  'hybrid address',
  'text',
  'reference',
  'LEI',
  'correspondents',
  'reports',
  'no payment type',
  'two blocks',
  'name of 140',
  'id of 35',
  'USD',
  'EUR',
  'JPY',
  'KWD',
];

/** The shapes that an order shows; its payments are arrays. */
export function shapesOf(order: PaymentOrder): string[] {
  const shapes = order.blocks.length > 1 ? ['two blocks'] : [];
  for (const block of order.blocks) {
    if (block.paymentType === undefined) shapes.push('no payment type');
    for (const payment of block.payments as readonly Payment[]) {
      const { bic, clearingMember } = payment.creditorAgent ?? {};
      shapes.push(payment.amount.currency.code, payment.creditorAccount.iban === undefined ? 'other number' : 'IBAN');
      shapes.push(
        bic === undefined ? 'clearing number' : clearingMember === undefined ? 'BIC' : 'BIC and clearing number',
      );
      shapes.push((payment.creditor.address.lines ?? []).length > 0 ? 'hybrid address' : 'structured address');
      if (payment.remittance !== undefined) shapes.push(payment.remittance.text === undefined ? 'reference' : 'text');
      if (payment.creditor.lei !== undefined) shapes.push('LEI');
      if ((payment.intermediaryAgents ?? []).length > 0) shapes.push('correspondents');
      if ((payment.regulatoryReports ?? []).length > 0) shapes.push('reports');
      if (payment.creditor.name.length === 140) shapes.push('name of 140');
      if (payment.endToEndId.length === 35) shapes.push('id of 35');
    }
  }
  return shapes;
}
