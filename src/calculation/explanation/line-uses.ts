import type { CalendarDate } from '../../kernel/index.js';
import { measureOf, type DayRange } from '../rules/index.js';
import { daysWithoutBilling } from '../rules/no-recent-billing.js';
import { comparisonDays } from '../rules/seats-added.js';
import type { CaseGround } from './case-ground.js';

/** Why a billing line is looked at. */
export type LineUse =
  | 'last day'
  | 'first sale'
  | 'licence type'
  | 'revenue'
  | 'comparison'
  | 'baseline bill'
  | 'earlier billing';

/** Lines are used that cover a day of the range, or that begin on one. */
export interface DatedUse extends DayRange {
  readonly use: LineUse;
  readonly test: 'covers' | 'begins';
}

/** Days whose lines are looked at, and why. */
export function usesOf(
  { terms, customerCase }: Pick<CaseGround, 'terms' | 'customerCase'>,
  lastDay: CalendarDate,
): DatedUse[] {
  const uses: DatedUse[] = [{ use: 'last day', test: 'covers', from: lastDay, to: lastDay }];
  const firstDays = [
    customerCase.customer.firstPurchasedOn,
    ...customerCase.partners.map(({ firstStart }) => firstStart),
  ];
  for (const day of new Set(firstDays))
    if (day !== null) uses.push({ use: 'first sale', test: 'begins', from: day, to: day });
  if (terms.licenceTypes !== undefined)
    uses.push({ use: 'licence type', test: 'covers', from: terms.window.value.from, to: lastDay });
  if (measureOf(terms) === 'billed revenue')
    uses.push({ use: 'revenue', test: 'begins', from: terms.window.value.from, to: lastDay });
  if (terms.seatsAdded !== undefined) uses.push({ use: 'comparison', test: 'covers', ...comparisonDays(terms) });
  if (terms.baselineBill !== undefined)
    uses.push({ use: 'baseline bill', test: 'begins', ...terms.baselineBill.value.days });
  if (terms.noBillingBefore !== undefined)
    uses.push({ use: 'earlier billing', test: 'covers', ...daysWithoutBilling(terms) });
  return uses;
}
