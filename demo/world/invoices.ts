import { instant } from '../../src/kernel/index.js';
import { RECORDS_BEGIN, WORLD_ENDS } from './campaign.js';
import { linesOf } from './charges.js';
import { dateOf, dayNumber, plusMonths } from './days.js';
import type { ChargeLine, Customer, Invoice } from './model.js';
import type { BillingSystem } from './products.js';
import { codeOf } from './random.js';

/**
 * One invoice a month, for the calendar month, seen from the third day of the next one on. It carries every line raised
 * in its month: `charges.ts` says when a line is raised. The periods leave no gap from the first day of the records on.
 */
export function invoicesOf(customers: readonly Customer[], billing: BillingSystem): Invoice[] {
  const months = monthsBilledBy(WORLD_ENDS);
  const lastDay = months.at(-1)?.to ?? 0;
  const linesByMonth = new Map<string, ChargeLine[]>(months.map(({ key }) => [key, []]));
  for (const customer of customers) {
    for (const subscription of customer.subscriptions) {
      for (const { raisedOn, line } of linesOf(customer, subscription, lastDay, billing)) {
        linesByMonth.get(monthKey(raisedOn))?.push(line);
      }
    }
  }
  return months.map(({ key, from, to, issuedAt }) => ({
    id:
      billing === 'legacy'
        ? `D${codeOf(`invoice|${key}`, 9, '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ')}`
        : `G${codeOf(`invoice|${key}`, 9, '0123456789')}`,
    periodFrom: dateOf(from),
    periodTo: dateOf(to),
    issuedAt,
    lines: linesByMonth.get(key) ?? [],
  }));
}

function monthsBilledBy(end: string) {
  const months = [];
  for (let from = dayNumber(RECORDS_BEGIN); ; from = plusMonths(from, 1)) {
    const to = plusMonths(from, 1) - 1;
    // Microsoft writes seven decimals of a second, one more than anybody keeps.
    const issuedAt = instant(`${dateOf(to + 3)}T05:40:37.589776Z`);
    if (issuedAt > end) return months;
    months.push({ key: monthKey(from), from, to, issuedAt });
  }
}

function monthKey(day: number): string {
  return dateOf(day).slice(0, 7);
}
