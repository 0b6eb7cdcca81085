import type { PayoutBatch, ShownBlock, ShownPayment } from '../payout/index.js';
import { EXIT, type Terminal } from './terminal.js';

const CHOSEN: Readonly<Record<keyof ShownBlock['chosenBecause'], string>> = {
  only: 'no other pays this',
  country: 'names the country of the payee’s bank',
  'own-currency': 'held in the currency',
  domestic: 'at a bank in the payee’s country',
  first: 'stands first in the settings',
};

export function chosenWords(because: ShownBlock['chosenBecause']): string {
  return Object.entries(because)
    .map(([why, payments]) => `${CHOSEN[why as keyof typeof CHOSEN]} (${String(payments)})`)
    .join(', ');
}

export function sayBatch(terminal: Terminal, batch: PayoutBatch): number {
  terminal.answer(batch);
  sayTotals(terminal, batch);
  return EXIT.done;
}

/** What was exchanged, and by which rates; each of these stands in a delivery. */
export function sayRates(terminal: Terminal, payments: readonly ShownPayment[]): void {
  const rows = payments.flatMap(({ partnerId, amount, currency, exchange }) => {
    if (exchange === null) return [];
    const { owed, owedCurrency, base, quote, rate, rateOn, source, delivery } = exchange;
    const at = `1 ${base} = ${rate} ${quote}`;
    return [[partnerId, owed, owedCurrency, amount, currency, at, rateOn, source, delivery]];
  });
  if (rows.length > 0) terminal.say('\nExchanged:');
  terminal.table(['partner', 'owed', '', 'paid', '', 'rate', 'of', 'source', 'delivery'], rows);
}

export function sayTotals(terminal: Terminal, batch: PayoutBatch): void {
  terminal.say(
    `Batch ${batch.batch} of ${batch.campaignId} is ${batch.state}: message ${batch.messageId}, execution on ${batch.executionDate}.`,
  );
  const totals = Object.entries(batch.totals).map(([currency, total]) => `${total} ${currency}`);
  terminal.say(`${batch.paymentCount} payments, ${totals.join(', ')}. SHA-256 ${batch.fileHash}`);
  if (batch.vendor !== null) terminal.say(`For vendor ${batch.vendor}, which fetches it once it is released.`);
  else if (batch.releasedAs !== null) terminal.say(`File: ${batch.releasedAs}`);
}
