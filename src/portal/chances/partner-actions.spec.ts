import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { Finding, OpenCustomer, PartnerChances, RuleId } from '../../calculation/index.js';
import { calendarDate, instant } from '../../kernel/index.js';
import { partnerActions, type ChancesOfPartner, type MoneyAtStake } from './partner-actions.js';

const LAST_DAY = calendarDate('2019-06-30');
const SEATS: readonly RuleId[] = ['assigned-seats', 'billed-seats', 'qualifying-seats'];

const open = (customerId: string, of: Partial<OpenCustomer>): OpenCustomer => ({
  customerId,
  customerName: null,
  seatsAssigned: 20,
  seatsBilled: 20,
  seatsQualifying: 20,
  notMet: [],
  unknown: [],
  pending: [],
  ...of,
});

const chances = (of: Partial<PartnerChances>): PartnerChances => ({
  standing: [],
  customers: [],
  lastDays: new Map(SEATS.map((rule) => [rule, LAST_DAY])),
  ...of,
});

const finding = (rule: RuleId, because: string): Finding => ({
  rule,
  outcome: 'unknown',
  pending: true,
  observed: null,
  required: null,
  distance: null,
  because,
});

const MONEY: MoneyAtStake = {
  earned: '4000.00',
  currency: 'USD',
  stage: 'payable',
  reason: null,
  amount: '4000.00',
  holds: [],
};

const actions = (of: Partial<ChancesOfPartner>) =>
  partnerActions({
    terms: aCampaign().terms,
    isProvisional: true,
    now: instant('2019-06-21T10:00:00Z'),
    chances: chances({}),
    money: null,
    details: { is: 'on-record', answerBy: null },
    payBy: calendarDate('2019-09-27'),
    ...of,
  });

const told = (of: Partial<ChancesOfPartner>) =>
  actions(of).map(({ customer, steps, stake, deadline }) =>
    [
      customer?.customerId ?? 'self',
      steps.map((step) => `${step.do}${step.count === null ? '' : ` ${String(step.count)}`}`).join(' + '),
      stake === null ? 'unknown' : `${stake.bound} ${stake.amount}`,
      deadline === null ? 'no day' : `${deadline.day} in ${String(deadline.daysLeft)}`,
    ].join(', '),
  );

describe('what a customer still needs', () => {
  it('is said in seats, with what is at stake and how long it is possible', () => {
    const customer = open('a', {
      seatsAssigned: 14,
      seatsQualifying: 14,
      notMet: ['assigned-seats', 'qualifying-seats'],
    });
    expect(told({ chances: chances({ customers: [customer] }) })).toEqual([
      'a, assign-seats 1, exactly 2000.00, 2019-06-30 in 9',
    ]);
  });

  it('is to assign what is billed where there are enough of both, of different products', () => {
    const customer = open('a', { seatsQualifying: 11, notMet: ['qualifying-seats'] });
    expect(told({ chances: chances({ customers: [customer] }) })).toEqual([
      'a, match-seats 4, exactly 2000.00, 2019-06-30 in 9',
    ]);
  });

  it('is a fact that only the partner can bring, where one is not known; what we ourselves still lack is no task of theirs', () => {
    const customers = [
      open('a', { seatsAssigned: null, seatsQualifying: null, unknown: ['assigned-seats', 'qualifying-seats'] }),
      open('b', { unknown: ['segment'] }),
      open('c', { seatsBilled: null, seatsQualifying: null, unknown: ['billed-seats', 'qualifying-seats'] }),
    ];
    expect(told({ chances: chances({ customers }) })).toEqual([
      'a, give-access, exactly 2000.00, 2019-06-30 in 9',
      'b, declare-segment, exactly 2000.00, no day',
    ]);
  });

  it('is nothing where one of several reasons cannot be changed by the partner', () => {
    const customer = open('a', { notMet: ['assigned-seats', 'one-reward-per-customer'] });
    expect(told({ chances: chances({ customers: [customer] }) })).toEqual([]);
  });
});

describe('what a partner itself still needs', () => {
  it('has at stake all customers that need nothing else', () => {
    const lastDays = new Map<RuleId, typeof LAST_DAY>([
      ...chances({}).lastDays,
      ['proof-of-performance', calendarDate('2019-07-31')],
    ]);
    const customers = [
      open('a', { unknown: ['proof-of-performance'], pending: ['proof-of-performance'] }),
      open('b', { unknown: ['proof-of-performance'], pending: ['proof-of-performance'] }),
      open('c', { seatsAssigned: 10, notMet: ['assigned-seats'], unknown: ['proof-of-performance'] }),
    ];
    const standing = [finding('proof-of-performance', 'proof-still-possible')];
    expect(told({ chances: chances({ standing, customers, lastDays }) })).toEqual([
      'self, hand-in-proof, exactly 4000.00, 2019-07-31 in 40',
      'c, assign-seats 5, exactly 2000.00, 2019-06-30 in 9',
    ]);
  });

  it('is nothing where only the day has not come', () => {
    const standing = [finding('enrolment', 'enrolled-so-far'), finding('exclusion', 'exclusion-still-possible')];
    expect(told({ chances: chances({ standing, lastDays: new Map([['enrolment', LAST_DAY]]) }) })).toEqual([]);
  });

  it('is said once where several rules ask the same', () => {
    const standing = [finding('membership', 'partner-not-registered'), finding('enrolment', 'partner-not-registered')];
    expect(told({ chances: chances({ standing }) })).toEqual(['self, register, unknown, no day']);
  });
});

describe('money that is earned', () => {
  it('waits for bank details, up to when the notice is to be answered, else up to the last day to pay', () => {
    const details = { is: 'missing', answerBy: null } as const;
    expect(told({ money: MONEY, details })).toEqual(['self, give-bank-details, exactly 4000.00, 2019-09-27 in 98']);
    const answerBy = instant('2019-06-25T23:00:00Z');
    expect(told({ money: MONEY, details: { ...details, answerBy } })).toEqual([
      'self, give-bank-details, exactly 4000.00, 2019-06-25 in 4',
    ]);
  });

  it('asks for none where they wait for us, are on record, or nothing is to be paid', () => {
    for (const is of ['waiting', 'on-record'] as const)
      expect(told({ money: MONEY, details: { is, answerBy: null } })).toEqual([]);
    const details = { is: 'missing', answerBy: null } as const;
    expect(told({ money: { ...MONEY, stage: 'forfeited' }, details })).toEqual([]);
    expect(told({ money: { ...MONEY, earned: '0.00', amount: '0.00' }, details })).toEqual([]);
  });

  it('is held for what the partner can bring, and says nothing of what others must do', () => {
    const money = { ...MONEY, holds: ['tax-profile-missing', 'approval-missing'] } as const;
    expect(actions({ money })).toMatchObject([{ steps: [{ do: 'remove-hold', hold: 'tax-profile-missing' }] }]);
  });

  it('is lost below the minimum payout, while more can still be earned', () => {
    const terms = aCampaign({ 'minimum payout': { amount: '5000', below: 'forfeit' } }).terms;
    const money = { ...MONEY, stage: 'forfeited', reason: 'below-minimum' };
    expect(actions({ terms, money })).toMatchObject([
      {
        steps: [{ do: 'reach-minimum', amount: '1000.00' }],
        stake: { amount: '4000.00' },
        deadline: { day: LAST_DAY },
      },
    ]);
    expect(actions({ terms, money, isProvisional: false })).toEqual([]);
  });

  it('cannot be saved when the day has passed', () => {
    const details = { is: 'missing', answerBy: null } as const;
    expect(told({ money: MONEY, details, now: instant('2019-09-29T10:00:00Z') })).toEqual([]);
  });
});

describe('the order', () => {
  it('is by worth, then by how soon; what is not known in money comes last', () => {
    const customers = [
      open('late', { unknown: ['segment'] }),
      open('soon', { seatsAssigned: 1, notMet: ['assigned-seats'] }),
    ];
    const told_ = told({
      chances: chances({ customers, standing: [finding('membership', 'partner-not-registered')] }),
      money: MONEY,
      details: { is: 'missing', answerBy: null },
    }).map((line) => line.split(',').slice(0, 2).join());
    expect(told_).toEqual([
      'self, give-bank-details',
      'soon, assign-seats 14',
      'late, declare-segment',
      'self, register',
    ]);
  });
});

describe('what is at stake', () => {
  const customers = [open('a', { seatsAssigned: 14, notMet: ['assigned-seats'] })];
  const stakeBy = (terms: Parameters<typeof aCampaign>[0]) =>
    actions({ terms: aCampaign(terms).terms, chances: chances({ customers }) })[0]?.stake;

  it('is at most the amount where a cap may take some of it', () => {
    expect(stakeBy({ 'cap for each partner': { amount: '10000' } })).toEqual({
      amount: '2000.00',
      currency: 'USD',
      bound: 'at most',
    });
    expect(stakeBy({ 'cap for each customer': { amount: '1500' } })).toEqual({
      amount: '1500.00',
      currency: 'USD',
      bound: 'exactly',
    });
  });

  it('is at least that of the minimum where each seat is rewarded', () => {
    expect(
      stakeBy({
        'reward for each customer': undefined,
        'reward for each seat': { amount: '20', currency: 'USD', seats: 'all' },
      }),
    ).toEqual({ amount: '300.00', currency: 'USD', bound: 'at least' });
  });

  it('is not known where tiers decide', () => {
    expect(
      stakeBy({
        'reward for each customer': undefined,
        'reward by tiers': {
          measure: 'customers',
          'volume of': 'the partner',
          'at the edge': 'the band that begins',
          method: 'whole volume',
          currency: 'USD',
          bands: [
            { from: '0', each: '500' },
            { from: '5', each: '1000' },
          ],
        },
      }),
    ).toBeNull();
  });
});
