import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Money } from '../../../kernel/index.js';
import type { ReportedStep } from '../codes/index.js';
import { consequencesOf, type PaymentPosition, type PaymentReport } from './consequences.js';
import { journalsOf } from './failure-journals.js';
import { stateOf } from './payment-states.js';

const AMOUNT = Money.of('4000.00', 'USD');
const NOTHING_POSTED = { paid: false, failed: false, returned: false, exchanged: false, exchangedBack: false };

function position(reports: readonly PaymentReport[], changes: Partial<PaymentPosition> = {}): PaymentPosition {
  return {
    amount: AMOUNT,
    owed: AMOUNT,
    reports,
    acceptedReturn: null,
    returnedBefore: null,
    posted: NOTHING_POSTED,
    foundOut: null,
    cause: null,
    isRestated: false,
    ...changes,
  };
}

function said(
  says: ReportedStep,
  {
    amount = '4000.00',
    reasons = [],
    charges,
  }: { amount?: string; reasons?: readonly string[]; charges?: string } = {},
): PaymentReport {
  return {
    says,
    amount: Money.of(amount, 'USD'),
    charges: charges === undefined ? null : Money.of(charges, 'USD'),
    reasons,
  };
}

describe('a failed payment', () => {
  it.each<[string, readonly string[], 'details' | 'other']>([
    ['a closed account', ['AC04'], 'details'],
    ['two faults of the details', ['AC01', 'BE01'], 'details'],
    ['a closed account, in words', ['NARR', 'AC04'], 'details'],
    ['words alone', ['NARR'], 'other'],
    ['no reason', [], 'other'],
    ['a fault of the details and another', ['AC04', 'AM04'], 'other'],
    ['a code of nobody’s', ['AC04', 'QQ99'], 'other'],
    ['the law', ['RR04'], 'other'],
  ])('by %s', (_what, reasons, cause) => {
    expect(consequencesOf(position([said('rejected', { reasons })])).cause).toBe(cause);
    expect(consequencesOf(position([said('returned', { reasons })])).cause).toBe(cause);
  });

  it('that was cancelled, or whose earning was restated, waits for a person whatever the code', () => {
    expect(consequencesOf(position([said('cancelled', { reasons: ['AC04'] })])).cause).toBe('other');
    expect(consequencesOf(position([said('rejected', { reasons: ['AC04'] })], { isRestated: true })).cause).toBe(
      'other',
    );
  });
});

describe('a return', () => {
  it.each<[string, string | undefined, boolean]>([
    ['4000.00', undefined, true],
    ['3600.00', undefined, true],
    ['3599.99', undefined, false],
    ['3000.00', '1000.00', true],
    ['2999.99', '1000.00', false],
    ['4000.01', undefined, false],
    ['0.00', '4000.00', false],
    ['3999.999', undefined, false],
  ])('of %s with charges of %s: booked %s', (amount, charges, isBooked) => {
    const { returned, questions } = consequencesOf(
      position([said('returned', { amount, ...(charges === undefined ? {} : { charges }), reasons: ['AC04'] })]),
    );
    expect(returned?.toString()).toBe(isBooked ? amount : undefined);
    expect(questions.map(({ about }) => about)).toEqual(isBooked ? [] : ['return-amount']);
  });

  it('is booked as a person accepted it', () => {
    const reports = [said('returned', { amount: '100.00', reasons: ['AC04'] })];
    expect(consequencesOf(position(reports, { acceptedReturn: Money.of('100.00', 'USD') })).returned?.toString()).toBe(
      '100.00',
    );
  });
});

const STEPS: readonly ReportedStep[] = [
  'received',
  'in-process',
  'debited',
  'blocked',
  'credited',
  'rejected',
  'cancelled',
  'returned',
];
const report = fc.record({
  says: fc.constantFrom(...STEPS),
  amount: fc.option(fc.integer({ min: 1, max: 450_000 }).map((cents) => Money.of(cents, 'USD').times('0.01'))),
  charges: fc.option(fc.integer({ min: 1, max: 50_000 }).map((cents) => Money.of(cents, 'USD').times('0.01'))),
  reasons: fc.subarray(['AC04', 'RR04', 'NARR', 'QQ99']),
});

describe('whatever is reported, in whatever pieces', () => {
  const PAYMENT = {
    endToEndId: 'SB-A-1',
    campaignId: 'c',
    partnerKey: 1,
    partnerId: '1001',
    amount: AMOUNT,
    owed: AMOUNT,
    foundOut: null,
  };

  /** Posts what follows after each report, as the program does. */
  function play(reports: readonly PaymentReport[]) {
    const posted = { ...NOTHING_POSTED };
    const balances = new Map<string, number>([['in-transit', 4000]]);
    const causes: string[] = [];
    reports.forEach((_, index) => {
      const follows = consequencesOf(position(reports.slice(0, index + 1), { posted: { ...posted } }));
      for (const { journal } of journalsOf(PAYMENT, follows)) {
        causes.push(journal.cause);
        for (const { debit, credit, amount } of journal.transfers) {
          balances.set(debit.kind, (balances.get(debit.kind) ?? 0) - Number(amount.toString()));
          balances.set(credit.kind, (balances.get(credit.kind) ?? 0) + Number(amount.toString()));
        }
      }
      posted.paid ||= follows.paid;
      posted.failed ||= follows.failed;
      posted.returned ||= follows.returned !== null;
    });
    return { balances, causes, state: stateOf(reports.map(({ says }) => says)) };
  }

  it('posts each step once, and keeps the whole amount on one account of the partner', () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 10 }), (reports) => {
        const { balances, causes } = play(reports);
        expect(new Set(causes).size).toBe(causes.length);
        const own = [...balances].filter(
          ([kind, balance]) => !['bank', 'bank-charges'].includes(kind) && Math.abs(balance) > 0.001,
        );
        expect(own.map(([, balance]) => balance)).toEqual([4000]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to the same balances in any order, where the reports do not contradict each other', () => {
    fc.assert(
      fc.property(
        fc
          .array(report, { maxLength: 6 })
          .chain((reports) =>
            fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })),
          ),
        ([reports, shuffled]) => {
          const steps = new Set(reports.map(({ says }) => says));
          // Money that left, or came back, and an order that was refused: which came first decides what a person finds.
          const isRefused = steps.has('rejected') || steps.has('cancelled');
          fc.pre(!isRefused || !(steps.has('debited') || steps.has('credited') || steps.has('returned')));
          // Different amounts or reasons of one return: the first that can be booked counts.
          fc.pre(reports.filter(({ says }) => ['returned', 'rejected', 'cancelled'].includes(says)).length <= 1);
          expect([...play(shuffled).balances].filter(([, balance]) => balance !== 0).sort()).toEqual(
            [...play(reports).balances].filter(([, balance]) => balance !== 0).sort(),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('whatever is reported of a payment in another currency than it is owed in', () => {
  const SENT = Money.of('3600.00', 'EUR');
  const PAYMENT = {
    endToEndId: 'SB-A-1',
    campaignId: 'c',
    partnerKey: 1,
    partnerId: '1001',
    amount: SENT,
    owed: AMOUNT,
    foundOut: null,
  };
  const cents = (most: number) => fc.integer({ min: 1, max: most });
  const money = (amount: number, currency: string) => Money.of(amount, currency).times('0.01');
  const inEuros = fc.record({
    says: fc.constantFrom(...STEPS),
    amount: fc.option(cents(400_000).map((amount) => money(amount, 'EUR'))),
    charges: fc.option(cents(50_000).map((amount) => money(amount, 'EUR'))),
    reasons: fc.subarray(['AC04', 'RR04']),
    exchanged: fc.option(
      fc
        .record({
          currency: fc.constantFrom('USD', 'CAD'),
          amount: cents(500_000),
          charges: fc.option(cents(5_000)),
        })
        .map(({ currency, amount, charges }) => ({
          amount: money(amount, currency),
          charges: charges === null ? null : money(charges, currency),
        })),
    ),
  });

  function play(reports: readonly PaymentReport[]) {
    const posted = { ...NOTHING_POSTED };
    let returnedBefore: Money | null = null;
    const balances = new Map<string, Money>([
      ['in-transit EUR', SENT],
      ['currency-position USD', AMOUNT],
      ['currency-position EUR', SENT.negated()],
    ]);
    const causes: string[] = [];
    const add = (kind: string, amount: Money) => {
      const account = `${kind} ${amount.currency.code}`;
      balances.set(account, (balances.get(account) ?? Money.zero(amount.currency)).plus(amount));
    };
    reports.forEach((_, index) => {
      const follows = consequencesOf(
        position(reports.slice(0, index + 1), {
          amount: SENT,
          owed: AMOUNT,
          posted: { ...posted },
          returnedBefore,
        }),
      );
      for (const { journal } of journalsOf(PAYMENT, follows)) {
        causes.push(journal.cause);
        expect(journal.transfers.every(({ amount }) => !amount.isZero() && !amount.amount.isNegative())).toBe(true);
        for (const { debit, credit, amount } of journal.transfers) {
          add(debit.kind, amount.negated());
          add(credit.kind, amount);
        }
      }
      posted.paid ||= follows.paid;
      posted.failed ||= follows.failed;
      posted.returned ||= follows.returned !== null;
      posted.exchanged ||= follows.exchanged !== null;
      posted.exchangedBack ||= follows.exchangedBack !== null;
      returnedBefore ??= follows.returned;
    });
    return { balances, causes };
  }

  it('nothing is lost: the partner has the whole in one currency, each currency balances, and no step is taken twice', () => {
    fc.assert(
      fc.property(fc.array(inEuros, { maxLength: 10 }), (reports) => {
        const { balances, causes } = play(reports);
        expect(new Set(causes).size).toBe(causes.length);
        const own = [...balances].filter(
          ([account, balance]) => !/^(bank|exchange|currency)/.test(account) && !balance.isZero(),
        );
        expect(own).toHaveLength(1);
        const [account = '', amount = SENT] = own[0] ?? [];
        expect(amount.compare(/^(in-transit|paid) EUR$/.test(account) ? SENT : AMOUNT)).toBe(0);
        for (const currency of ['EUR', 'USD', 'CAD']) {
          const all = [...balances].filter(([each]) => each.endsWith(currency)).map(([, balance]) => balance);
          // What was payable in dollars before the release is what the partner is owed there now, or what was sent for it.
          const expected = currency === 'USD' ? AMOUNT : Money.zero(currency);
          expect(all.reduce((sum, each) => sum.plus(each), Money.zero(currency)).compare(expected)).toBe(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a position is closed once the bank has sold dollars for it, and what its rate differs is realised to the cent', () => {
    fc.assert(
      fc.property(cents(800_000), (amount) => {
        const booked = money(amount, 'USD');
        const { balances } = play([
          { says: 'debited', amount: SENT, charges: null, reasons: [], exchanged: { amount: booked, charges: null } },
        ]);
        expect(balances.get('currency-position USD')?.isZero()).toBe(true);
        expect(balances.get('currency-position EUR')?.isZero()).toBe(true);
        const difference = balances.get('exchange-difference USD') ?? Money.zero('USD');
        expect(difference.compare(AMOUNT.minus(booked))).toBe(0);
      }),
    );
  });
});
