import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Money } from '../../kernel/index.js';
import type { AccountKind, Transfer } from '../../ledger/index.js';
import type { ThresholdOutcome } from '../thresholds/minimum-payout.js';
import { settleEarning, type Earning, type Settlement } from './settle-earning.js';

const usd = (amount: number) => Money.of(amount, 'USD');

interface Story {
  readonly earned: number;
  readonly outcome?: ThresholdOutcome | null;
  readonly on?: Partial<Record<AccountKind, number>>;
  readonly toSetOff?: readonly number[];
  readonly cancelled?: number;
  /** Of the outcome before. */
  readonly decidedBefore?: number;
}

function settled({
  earned,
  outcome = 'payable',
  on = { accrued: earned },
  toSetOff = [],
  cancelled = 0,
  decidedBefore = earned,
}: Story): Settlement | null {
  const earning: Earning = {
    campaignId: 'a-campaign',
    partnerKey: 1,
    earned: usd(earned),
    decision: outcome === null ? null : { outcome, amount: usd(earned), reason: null },
    balances: new Map(Object.entries(on).map(([kind, amount]) => [kind as AccountKind, usd(amount)])),
    earlier: { journal: 7, amount: usd(decidedBefore) },
    cancelled: usd(cancelled),
    toSetOff: toSetOff.map((amount, index) => ({
      partnerKey: 1,
      partnerId: '1001',
      campaignId: `campaign-${String(index)}`,
      amount: usd(amount),
    })),
  };
  return settleEarning(earning);
}

/** As `from > to amount`; of another campaign with its name. */
function told(transfers: readonly Transfer[] | undefined): string[] {
  return (transfers ?? []).map(({ debit, credit, amount }) => {
    const to = credit.campaignId === 'a-campaign' ? credit.kind : `${credit.kind} of ${credit.campaignId}`;
    return `${debit.kind} > ${to} ${amount.toString()}`;
  });
}

describe('an earning', () => {
  it('is decided on whole where nothing was before', () => {
    const settlement = settled({ earned: 4000 });
    expect(settlement).toMatchObject({ outcome: 'payable', reversal: [] });
    expect(settlement?.settled.toString()).toBe('0.00');
    expect(told(settlement?.transfers)).toEqual(['accrued > payable 4000.00']);
  });

  it('of nothing is nothing', () => {
    expect(settled({ earned: 0, outcome: null, on: {} })).toBeNull();
  });

  it('stands as it was decided where nothing has changed', () => {
    expect(settled({ earned: 2000, outcome: 'held', on: { held: 2000 } })).toMatchObject({
      outcome: 'held',
      reversal: [],
      transfers: [],
      journal: 7,
    });
  });

  it('is decided on anew where the outcome is another, though it earned the same', () => {
    const settlement = settled({ earned: 2000, outcome: 'payable', on: { held: 2000 } });
    expect(told(settlement?.reversal)).toEqual(['held > accrued 2000.00']);
    expect(told(settlement?.transfers)).toEqual(['accrued > payable 2000.00']);
  });

  it('that was paid is settled, and only what came on top is decided on', () => {
    expect(settled({ earned: 4000, on: {} })).toMatchObject({ outcome: 'settled', transfers: [], journal: undefined });
    const more = settled({ earned: 6000, on: { accrued: 2000 } });
    expect([more?.amount.toString(), more?.settled.toString()]).toEqual(['2000.00', '4000.00']);
  });

  it('whose payment came back is decided on with the rest of it', () => {
    const settlement = settled({ earned: 6000, on: { accrued: 2000, returned: 4000 } });
    expect(told(settlement?.reversal)).toEqual(['returned > accrued 4000.00']);
    expect(told(settlement?.transfers)).toEqual(['accrued > payable 6000.00']);
  });

  it('that was paid too much stays recoverable, and what is at hand goes against it first', () => {
    expect(settled({ earned: 2000, on: { recoverable: 2000 } })).toMatchObject({ outcome: 'settled', transfers: [] });
    const some = settled({ earned: 3000, on: { accrued: 1500, recoverable: 1000 } });
    expect(told(some?.transfers)).toEqual(['accrued > recoverable 1000.00', 'accrued > payable 500.00']);
    const payable = settled({ earned: 2000, on: { payable: 4000, recoverable: 2000 } });
    expect(told(payable?.reversal)).toEqual(['payable > accrued 4000.00']);
    expect(told(payable?.transfers)).toEqual(['accrued > recoverable 2000.00', 'accrued > payable 2000.00']);
  });

  it('pays what other campaigns are owed before the partner, and only from what is payable', () => {
    const both = settled({ earned: 4000, toSetOff: [1500, 3000] });
    expect(told(both?.transfers)).toEqual([
      'accrued > recoverable of campaign-0 1500.00',
      'accrued > recoverable of campaign-1 2500.00',
    ]);
    expect(both).toMatchObject({ outcome: 'settled' });
    expect(told(settled({ earned: 4000, toSetOff: [1500] })?.transfers)).toEqual([
      'accrued > recoverable of campaign-0 1500.00',
      'accrued > payable 2500.00',
    ]);
    expect(told(settled({ earned: 1000, outcome: 'forfeited', toSetOff: [1500] })?.transfers)).toEqual([
      'accrued > forfeited 1000.00',
    ]);
  });

  it('that was forfeited for want of bank details is not brought back by a restatement; what is more is decided on', () => {
    const same = settled({ earned: 2000, on: { forfeited: 2000 }, cancelled: 2000 });
    expect(same).toMatchObject({ outcome: 'forfeited', reason: 'cancelled' });
    expect(told(same?.transfers)).toEqual(['accrued > forfeited 2000.00']);
    const more = settled({ earned: 6000, on: { forfeited: 2000, accrued: 4000 }, cancelled: 2000 });
    expect([more?.outcome, more?.amount.toString(), more?.settled.toString()]).toEqual([
      'payable',
      '4000.00',
      '2000.00',
    ]);
    expect(told(more?.transfers)).toEqual(['accrued > forfeited 2000.00', 'accrued > payable 4000.00']);
    const less = settled({ earned: 500, on: { forfeited: 2000, recoverable: 1500 }, cancelled: 2000 });
    expect(told(less?.transfers)).toEqual(['accrued > recoverable 1500.00', 'accrued > forfeited 500.00']);
    // It pays nobody's debts either.
    expect(
      told(settled({ earned: 2000, on: { forfeited: 2000 }, cancelled: 2000, toSetOff: [900] })?.transfers),
    ).toEqual(['accrued > forfeited 2000.00']);
  });

  it('of which a part turned out to be paid is decided on anew by what is left', () => {
    const settlement = settled({ earned: 6500, on: { payable: 2500 }, decidedBefore: 6500 });
    expect(told(settlement?.reversal)).toEqual(['payable > accrued 2500.00']);
    expect(told(settlement?.transfers)).toEqual(['accrued > payable 2500.00']);
    expect([settlement?.amount, settlement?.settled].map(String)).toEqual(['2500.00', '4000.00']);
  });

  it('of which a part was forfeited for want of bank details stands as it is, and is set off without that part', () => {
    const on = { forfeited: 2000, payable: 4000 };
    expect(settled({ earned: 6000, on, cancelled: 2000, decidedBefore: 4000 })).toMatchObject({
      outcome: 'payable',
      transfers: [],
      journal: 7,
    });
    const owing = settled({ earned: 6000, on, cancelled: 2000, toSetOff: [5000] });
    expect(owing).toMatchObject({ outcome: 'forfeited', reason: 'cancelled' });
    expect(told(owing?.transfers)).toEqual([
      'accrued > recoverable of campaign-0 4000.00',
      'accrued > forfeited 2000.00',
    ]);
  });

  it('adds up: what is decided on and what is settled are what is earned, and no account falls below nothing', () => {
    const amount = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(
        fc.record({ paid: amount, accrued: amount, payable: amount, held: amount, forfeited: amount, over: amount }),
        fc.constantFrom<ThresholdOutcome>('payable', 'held', 'forfeited', 'carried', 'converted'),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
        amount,
        ({ paid, over, ...on }, outcome, toSetOff, once) => {
          const cancelled = Math.min(once, on.forfeited);
          const atHand = on.accrued + on.payable + on.held + on.forfeited;
          const recoverable = Math.min(over, paid + atHand);
          const earned = paid + atHand - recoverable;
          const settlement = settled({ earned, outcome, on: { ...on, recoverable }, toSetOff, cancelled });
          if (settlement === null) return;
          expect(settlement.amount.plus(settlement.settled).toString()).toBe(usd(earned).toString());
          const balances = new Map<string, number>([...Object.entries(on), ['recoverable', -recoverable]]);
          for (const { debit, credit, amount: moved } of [...settlement.reversal, ...settlement.transfers]) {
            expect(moved.compare(usd(0))).toBe(1);
            balances.set(debit.kind, (balances.get(debit.kind) ?? 0) - moved.amount.toNumber());
            if (credit.campaignId === 'a-campaign')
              balances.set(credit.kind, (balances.get(credit.kind) ?? 0) + moved.amount.toNumber());
          }
          expect(balances.get('accrued')).toBe(0);
          expect(balances.get('recoverable') === 0 || settlement.amount.isZero()).toBe(true);
          for (const [kind, balance] of balances)
            expect(kind === 'recoverable' ? balance <= 0 : balance >= 0).toBe(true);
          if (settlement.outcome !== 'settled')
            expect(balances.get(settlement.outcome)).toBe(settlement.amount.amount.toNumber());
        },
      ),
      { numRuns: 500 },
    );
  });
});
