import { Exact, Money } from '../../../kernel/index.js';
import { paymentReason, type ReportedStep } from '../codes/index.js';
import type { NewQuestion } from '../questions.js';
import type { BankExchange } from './bank-exchange.js';
import { stateOf, type PaymentState } from './payment-states.js';

/** `details`: better details of the payee mend it. `other`: a person decides. */
export type FailureCause = 'details' | 'other';

/** One thing that was reported of a payment. */
export interface PaymentReport {
  readonly says: ReportedStep;
  readonly amount: Money | null;
  /** What the bank says it kept, in the currency of the payment. */
  readonly charges: Money | null;
  readonly reasons: readonly string[];
  /** The same in the currency of the bank account, where the bank exchanged it; and what of it the bank kept. */
  readonly exchanged?: { readonly amount: Money; readonly charges: Money | null } | null;
  /** The number of the answer that says it. */
  readonly answer?: number;
  /** It came after a person had found out how a contradiction came out. */
  readonly isLater?: boolean;
}

/** Which of a payment's journals are there. */
export interface PostedSteps {
  readonly paid: boolean;
  readonly failed: boolean;
  readonly returned: boolean;
  readonly exchanged: boolean;
  readonly exchangedBack: boolean;
}

export interface PaymentPosition {
  readonly amount: Money;
  /** In the currency of the campaign. */
  readonly owed: Money;
  /** In the order in which they were recorded. */
  readonly reports: readonly PaymentReport[];
  /** What a person accepted as the amount that came back. */
  readonly acceptedReturn: Money | null;
  readonly posted: PostedSteps;
  /** Why it failed, where that is on record. */
  readonly cause: FailureCause | null;
  /** How a contradiction came out, as the bank said when it was asked; null where nobody has decided. */
  readonly foundOut: 'paid' | 'not-paid' | null;
  /** What came back of it, where that was posted before. */
  readonly returnedBefore: Money | null;
  /** Its earning was decided on anew since it was released. */
  readonly isRestated: boolean;
}

/** What follows now from all that was reported; nothing that was posted follows twice. */
export interface Consequences {
  readonly state: PaymentState;
  /** In transit to paid: the money left. */
  readonly paid: boolean;
  /** In transit back to the partner: it never left. */
  readonly failed: boolean;
  /** Paid, and came back: with so much. */
  readonly returned: Money | null;
  /** What the bank took of an account in another currency. */
  readonly exchanged: BankExchange | null;
  /** What it gave back to such an account. */
  readonly exchangedBack: BankExchange | null;
  /** Where it fails or comes back now. */
  readonly cause: FailureCause | null;
  readonly reasons: readonly string[];
  readonly questions: readonly Pick<NewQuestion, 'about' | 'found' | 'answer'>[];
}

/** A return may be short by this part without the bank saying why: beyond it somebody looks. */
const UNEXPLAINED_SHARE = '0.1';

/** Says nothing of the cause: no reason, or one in the bank's own words. */
const WITHOUT_CAUSE = new Set(['NARR', 'MS02', 'MS03']);

export function consequencesOf(position: PaymentPosition): Consequences {
  const { reports, foundOut } = position;
  const posted = asFoundOut(position);
  const state = stateOf(reports.map(({ says }) => says));
  const said = (...steps: readonly ReportedStep[]) => reports.filter(({ says }) => steps.includes(says));
  const refused = said('rejected', 'cancelled');
  const back = said('returned');
  const isContradicted = state === 'contradicted' || (posted.failed && back.length > 0);

  const hasLeft = said('debited', 'credited').length > 0 || back.length > 0;
  const paid = hasLeft && !isContradicted && !posted.paid && !posted.failed;
  const failed = refused.length > 0 && !hasLeft && !posted.paid && !posted.failed;
  const returns = posted.returned || posted.failed ? null : returnedAmount(position, back);
  const returned = returns instanceof Money ? returns : null;

  const because = back.some(({ reasons }) => reasons.length > 0) ? back : [...back, ...refused];
  const reasons = [...new Set(because.flatMap((report) => report.reasons))].sort();
  const fails = failed || returned !== null;
  // Found not to be paid: the details are no better for that.
  const isRefused = foundOut === 'not-paid' && !position.posted.failed && position.cause === null;
  const byDetails = isRefused && causeOf(reasons, position, state) === 'details' ? 'details' : null;
  const cause = fails ? causeOf(reasons, position, state) : byDetails;
  const why = reasons.length === 0 ? 'no reason given' : reasons.join(', ');
  return {
    state,
    paid,
    failed,
    returned,
    exchanged: (paid || posted.paid) && foundOut !== 'not-paid' ? exchangeOf(position, said('debited')) : null,
    exchangedBack:
      foundOut === 'not-paid'
        ? exchangeUndone(position, said('debited'))
        : exchangeBackOf(position, back, returned ?? position.returnedBefore),
    cause,
    reasons: cause === null ? [] : reasons,
    questions: [
      ...saidOtherwise(position),
      ...(isContradicted
        ? [
            {
              about: 'payment-contradicted' as const,
              found: [...new Set(reports.map(({ says }) => says))].join(', '),
            },
          ]
        : []),
      ...(returns !== null && !(returns instanceof Money)
        ? [{ about: 'return-amount' as const, found: returns.found }]
        : []),
      ...(cause === 'other'
        ? [
            {
              about: 'payment-failed' as const,
              found: `${state}: ${why}${position.isRestated ? '; its earning was restated since' : ''}`,
              // It may have been asked about before it was found to be paid: that it came back is another question.
              answer: foundOut === 'paid' ? back[0]?.answer : undefined,
            },
          ]
        : []),
    ],
  };
}

/** What a bank says once more against what it had said when it was asked: somebody asks it again. */
function saidOtherwise({ reports, foundOut }: PaymentPosition): Pick<NewQuestion, 'about' | 'found' | 'answer'>[] {
  if (foundOut === null) return [];
  const against = foundOut === 'paid' ? ['rejected', 'cancelled'] : ['debited', 'credited', 'returned'];
  return reports
    .filter(({ says, isLater }) => isLater === true && against.includes(says))
    .map(({ says, answer }) => ({
      about: 'to-be-looked-at' as const,
      found: `${says}, after it was found to be ${foundOut.replace('-', ' ')}`,
      answer,
    }));
}

/** What a person found out stands, whatever was posted before it was: the decision has moved the money. */
function asFoundOut({ posted, foundOut }: PaymentPosition): PostedSteps {
  if (foundOut === 'paid') return { ...posted, paid: true, failed: false };
  if (foundOut === 'not-paid') return { ...posted, failed: true };
  return posted;
}

/** Of a payment that was exchanged, the first debit that says what the account was charged. */
function exchangeOf({ amount, owed, posted }: PaymentPosition, debits: readonly PaymentReport[]): BankExchange | null {
  if (posted.exchanged || amount.currency.code === owed.currency.code) return null;
  const { exchanged } = debits.find((each) => isWhole(each.exchanged)) ?? {};
  return exchanged === undefined || exchanged === null
    ? null
    : { ordered: amount, booked: exchanged.amount, charges: exchanged.charges };
}

/** What was found not to be paid took nothing of the account; what the bank kept for it stays its charges. */
function exchangeUndone({ amount, posted }: PaymentPosition, debits: readonly PaymentReport[]): BankExchange | null {
  if (!posted.exchanged || posted.exchangedBack) return null;
  const { exchanged } = debits.find((each) => isWhole(each.exchanged)) ?? {};
  if (exchanged === undefined || exchanged === null) return null;
  const booked = exchanged.charges === null ? exchanged.amount : exchanged.amount.minus(exchanged.charges);
  return { ordered: amount, booked, charges: null };
}

/** The credit that is booked as what came back, where it says what the account got for it. */
function exchangeBackOf(
  { amount, owed, posted }: PaymentPosition,
  back: readonly PaymentReport[],
  returned: Money | null,
): BankExchange | null {
  if (posted.exchangedBack || returned === null || amount.currency.code === owed.currency.code) return null;
  const booked = back.find(
    (each) =>
      isWhole(each.exchanged) &&
      each.amount?.currency.code === returned.currency.code &&
      each.amount.compare(returned) === 0,
  );
  const exchanged = booked?.exchanged ?? null;
  return exchanged === null ? null : { ordered: returned, booked: exchanged.amount, charges: exchanged.charges };
}

/** An amount that an account can bear: with the decimals of its currency, and more than the bank kept of it. */
function isWhole(exchanged: PaymentReport['exchanged']): boolean {
  if (exchanged === undefined || exchanged === null) return false;
  const { amount, charges } = exchanged;
  const fits = (money: Money) => money.amount.decimalPlaces() <= money.currency.minorUnits;
  return fits(amount) && (charges === null || fits(charges)) && amount.amount.greaterThan(charges?.amount ?? 0);
}

/** What is mended by better details, and by nothing else. What was restated since is decided on by a person. */
function causeOf(reasons: readonly string[], { isRestated }: PaymentPosition, state: PaymentState): FailureCause {
  if (isRestated || state === 'cancelled') return 'other';
  const telling = reasons.filter((code) => !WITHOUT_CAUSE.has(code) && paymentReason(code)?.next !== 'none');
  return telling.length > 0 && telling.every((code) => paymentReason(code)?.next === 'ask-again') ? 'details' : 'other';
}

/** So much came back; what a bank does not say, or says strangely, is not guessed. Null where nothing did. */
function returnedAmount(
  { amount, acceptedReturn }: PaymentPosition,
  back: readonly PaymentReport[],
): Money | { readonly found: string } | null {
  if (back.length === 0) return null;
  if (acceptedReturn !== null) return acceptedReturn;
  const amounts = back.flatMap((report) => report.amount ?? []);
  const own = back.filter((report) => report.amount?.currency.code === amount.currency.code);
  const acceptable = own.find(({ amount: came, charges }) => came !== null && isExplained(amount, came, charges));
  if (acceptable?.amount !== null && acceptable?.amount !== undefined) return acceptable.amount;
  const found = amounts.map((each) => `${each.amount.toFixed()} ${each.currency.code}`).join(', ');
  return { found: `${found === '' ? 'no amount' : found} of ${amount.toString()} ${amount.currency.code} came back` };
}

function isExplained(amount: Money, came: Money, charges: Money | null): boolean {
  const short = amount.minus(came);
  if (came.amount.lessThanOrEqualTo(0) || short.amount.isNegative()) return false;
  if (came.amount.decimalPlaces() > came.currency.minorUnits) return false;
  const allowed = Exact.max(charges?.amount ?? 0, amount.amount.times(UNEXPLAINED_SHARE));
  return short.amount.lessThanOrEqualTo(allowed);
}
