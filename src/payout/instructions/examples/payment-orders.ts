import { calendarDate, instant, MONDAY_TO_FRIDAY, Money } from '../../../kernel/index.js';
import { ibanOf } from '../../account-checks/index.js';
import type { CheckSettings } from '../check-payment-order.js';
import { addControlTotals, RunningTotals } from '../control-totals.js';
import type { Payment, PaymentBlock, PaymentOrder } from '../payment-order.js';

/** Orders for specs: complete, without errors and warnings, and each part open to change. Product code does not import them. */

/** A Monday; the example blocks are executed on the Wednesday after it. */
export const EXAMPLE_SETTINGS: CheckSettings = { today: calendarDate('2026-11-16'), calendar: MONDAY_TO_FRIDAY };

/** UETRs of a fixed form, so that the same example has the same bytes. */
export function exampleUetr(number: number): string {
  return `5ea7bacc-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A wire to a German IBAN. `number` makes its ids its own. */
export function examplePayment(number: number, change: Partial<Payment> = {}): Payment {
  return {
    instructionId: `PO7-${String(number)}`,
    endToEndId: `SB-7-${String(number)}`,
    uetr: exampleUetr(number),
    amount: Money.of('2000.00', 'USD'),
    creditorAgent: { bic: 'SEATDEFF' },
    creditor: {
      name: 'Hafen Cloud GmbH',
      address: { street: 'Kaistrasse', buildingNumber: '7a', postCode: '20457', town: 'Hamburg', country: 'DE' },
    },
    creditorAccount: { iban: ibanOf('DE', '999999990648489890') },
    purposeCode: 'REBT',
    remittance: { text: 'Rebate campaign 7, statement 2026-06' },
    ...change,
  };
}

/** A wire to an account in the United States, which has no IBAN. */
export function exampleAmericanPayment(number: number, change: Partial<Payment> = {}): Payment {
  return examplePayment(number, {
    creditorAgent: { bic: 'SEATUS33', clearingMember: { system: 'USABA', memberId: '021123458' } },
    creditor: {
      name: 'Harbor Cloud Partners LLC',
      address: {
        street: 'Pier Street',
        buildingNumber: '12',
        postCode: '02110',
        town: 'Boston',
        countrySubdivision: 'MA',
        country: 'US',
      },
    },
    creditorAccount: { other: '000123456789' },
    ...change,
  });
}

/** A block with the totals of its payments. */
export function exampleBlock(payments: readonly Payment[], change: Partial<PaymentBlock> = {}): PaymentBlock {
  const totals = new RunningTotals();
  for (const { amount } of payments) totals.add(amount);
  return {
    paymentInformationId: 'PO7-USD',
    executionDate: calendarDate('2026-11-18'),
    debtor: {
      name: 'Seatback Payouts Ltd',
      address: {
        street: 'Custom House Quay',
        buildingNumber: '1',
        postCode: 'D01 T9X3',
        town: 'Dublin',
        country: 'IE',
      },
    },
    debtorAccount: { iban: ibanOf('IE', 'SEAT99000012345678'), currency: 'USD' },
    debtorAgentBic: 'SEATIE2D',
    chargeBearer: 'DEBT',
    paymentType: { serviceLevel: 'URGP', categoryPurpose: 'SUPP' },
    batchBooking: false,
    totals: totals.totals(),
    payments,
    ...change,
  };
}

/** An order with the totals of its blocks. */
export function exampleOrder(blocks: readonly PaymentBlock[], change: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    messageId: 'SEATBACK-PO7',
    createdAt: instant('2026-11-16T09:30:00Z'),
    initiatingParty: { name: 'Seatback Payouts Ltd', id: '4711', schemeCode: 'BANK' },
    totals: change.totals ?? addControlTotals(blocks.map(({ totals }) => totals)),
    blocks,
    ...change,
  };
}

/** An order with one block of the payments given, by default one payment. */
export function exampleOrderOf(...payments: readonly Payment[]): PaymentOrder {
  return exampleOrder([exampleBlock(payments.length === 0 ? [examplePayment(1)] : payments)]);
}

/** The whole text of a file. */
export async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
