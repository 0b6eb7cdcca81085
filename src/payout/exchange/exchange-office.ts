import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { findCurrency, type CalendarDate, type Money } from '../../kernel/index.js';
import { isVendorPayee, type CheckedPayee, type HoldReason, type PayablePayee } from '../payees/payee.js';
import { convert, type Exchange } from './convert.js';
import { rateDay, ratesOf, type PaidIn } from './exchange-rates.js';

/** What an amount that is owed is paid as: as it is (null), in another currency, or not yet. */
export type ExchangeOffice = (owed: Money, payee: PayablePayee) => Exchange | HoldReason | null;

/** The currency in which a payee with that account is paid; nobody said which one it is held in where it is empty. */
export function paidCurrency(
  { paidIn }: Pick<CampaignTerms, 'paidIn'>,
  owed: string,
  { accountCurrency }: Pick<CheckedPayee, 'accountCurrency'>,
): string {
  return paidIn === undefined || accountCurrency === '' ? owed : accountCurrency;
}

/** For the payees of one campaign, on one day. Without the term everybody is paid in the currency of the reward. */
export async function exchangeOffice(
  session: Session,
  { terms, today }: { readonly terms: CampaignTerms; readonly today: CalendarDate },
  payables: readonly { readonly amount: Money }[],
  payees: ReadonlyMap<number, { readonly payee: PayablePayee } | { readonly holds: readonly HoldReason[] }>,
): Promise<ExchangeOffice> {
  const paidIn = terms.paidIn?.value;
  const [first] = payables;
  if (paidIn === undefined || first === undefined) return () => null;
  const on = rateDay(paidIn, terms, today);
  const from = first.amount.currency.code;
  const to = [...payees.values()].flatMap((each) =>
    'payee' in each && !isVendorPayee(each.payee) ? [each.payee.accountCurrency] : [],
  );
  const rates = await ratesOf(session, paidIn, { from, to: [...new Set(to)], on });
  return (owed, payee) => {
    const currency = isVendorPayee(payee) ? from : paidCurrency(terms, from, payee);
    if (currency === from) return null;
    const rate = findCurrency(currency) === undefined ? undefined : rates.get(currency);
    if (rate === undefined) return rateMissing(paidIn, `${from}/${currency}`, on);
    const paid = convert(owed, rate);
    if (!paid.isZero()) return { paid, rate };
    const nothing = `${owed.toString()} ${from} are less than half of the smallest amount in ${currency}`;
    return { reason: 'exchange-comes-to-nothing', found: nothing };
  };
}

function rateMissing({ rates, olderBy }: PaidIn, pair: string, on: string): HoldReason {
  const before = olderBy === undefined ? '' : `, nor of the ${String(olderBy.days)} days before`;
  return { reason: 'exchange-rate-missing', found: `${rates} has no rate ${pair} of ${on}${before}` };
}
