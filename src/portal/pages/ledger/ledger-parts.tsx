import type { JSX } from 'preact';
import type { AccountingMonth } from '../../../ledger/index.js';
import { ROWS_OF_LEDGER, type LedgerRequest } from '../../reading/ledger-reading.js';
import { money } from '../format.js';
import { Badge } from '../parts.js';

/** `2019-07` */
export function monthText(month: string): string {
  return month.slice(0, 7);
}

export function monthName(month: string): string {
  const [year = '', number = '1'] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? ''} ${year}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Whether something can still be dated into it. */
export function MonthState({
  month,
  months,
}: {
  readonly month: string;
  readonly months: readonly AccountingMonth[];
}): JSX.Element {
  const closed = months.find((each) => each.month.slice(0, 7) === month.slice(0, 7))?.closedBy ?? null;
  return closed === null ? <Badge says="Open" tone="open" /> : <Badge says="Closed" tone="closed" />;
}

/** A balance by its side: signs are for programs. */
export function Balance({ amount, currency }: { readonly amount: string; readonly currency: string }): JSX.Element {
  const isCredit = amount.startsWith('-');
  const isNothing = !/[1-9]/.test(amount);
  return (
    <>
      {money(isCredit ? amount.slice(1) : amount, currency)} {isNothing ? '' : isCredit ? 'credit' : 'debit'}
    </>
  );
}

/** On the side where it stands: nothing on the other one. */
export function onSide(amount: string, side: 'debit' | 'credit'): string {
  const isCredit = amount.startsWith('-');
  if (isCredit !== (side === 'credit')) return '';
  return isCredit ? amount.slice(1) : amount;
}

export function spokenKind(kind: string): string {
  return kind.replaceAll('-', ' ');
}

/** What was chosen, as an address says it. */
export function chosenOf({
  campaign,
  partner,
  currency,
  month,
  limit,
}: Omit<LedgerRequest, 'cursor'>): Readonly<Record<string, string | undefined>> {
  return {
    campaign,
    partner,
    currency,
    month: month === undefined ? undefined : monthText(month),
    limit: limit === ROWS_OF_LEDGER ? undefined : String(limit),
  };
}

/** The same page for other choices; what nobody chose is left out. */
export function ledgerHref(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}
