import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aCustomer,
  aCustomerCase,
  aStanding,
  officialRun,
  provisionalRun,
  type Sale,
} from '../../test/builders/case-facts.js';
import { aCampaign, type SpokenTerms } from '../../test/campaign-builder.js';
import { calendarDate, compareCodePoints } from '../kernel/index.js';
import { determine, outcomeOf, type CustomerCase, type Determination } from './determine.js';
import { rulesFor, type RuleId } from './rules/index.js';

const { terms } = aCampaign();

function determined(customerCase: CustomerCase, run = officialRun(), of = terms): Determination[] {
  return determine(customerCase, run, of, rulesFor(of));
}

/** Outcome and reasons for each partner of a customer, in the order of their first sale. */
function outcomes(assigned: number | null, sales: readonly Sale[]): string[] {
  const customerCase = aCustomerCase(assigned, sales);
  return determined(customerCase).map(({ partnerKey, outcome, findings }) => {
    const reasons = findings.filter((finding) => finding.outcome !== 'met').map(({ rule }) => rule);
    return [sales[partnerKey - 1]?.partnerId, outcome, ...reasons].join(' ');
  });
}

/** The standings of a partner that was never a member. */
const NO_MEMBER = { standings: [aStanding('agreement', 'microsoft-cloud-reseller-agreement')] };

describe('one customer and one partner', () => {
  it('qualify with 15 seats assigned and billed', () => {
    expect(outcomes(15, [{ partnerId: '1001', firstStart: '2019-02-01', billed: 15 }])).toEqual(['1001 qualified']);
  });

  it('do not with 14', () => {
    expect(outcomes(14, [{ partnerId: '1001', firstStart: '2019-02-01', billed: 14 }])).toEqual([
      '1001 not-qualified assigned-seats billed-seats qualifying-seats',
    ]);
  });

  it('are undecided where nothing is wrong and something not known', () => {
    expect(outcomes(null, [{ partnerId: '1001', firstStart: '2019-02-01', billed: 15 }])).toEqual([
      '1001 undecided assigned-seats qualifying-seats',
    ]);
  });

  it('do not qualify where something is wrong, whatever else is not known', () => {
    expect(outcomes(null, [{ partnerId: '1001', firstStart: '2019-02-01', billed: 10 }])).toEqual([
      '1001 not-qualified assigned-seats billed-seats qualifying-seats',
    ]);
  });

  it('are looked at by every rule, also when the first has decided', () => {
    const customerCase = aCustomerCase(0, [{ partnerId: '1001', firstStart: null, billed: 0, partner: NO_MEMBER }], {
      customer: aCustomer({ segment: 'ENTERPRISE' }),
    });
    expect(determined(customerCase)[0]?.findings.map(({ rule }) => rule)).toEqual(rulesFor(terms).map(({ id }) => id));
  });

  it('are looked at only by the rules that the campaign has terms for', () => {
    const fewer = aCampaign({
      segments: undefined,
      membership: undefined,
      'rewards for one customer': undefined,
    }).terms;
    const [only] = determined(
      aCustomerCase(15, [{ partnerId: '1001', firstStart: null, billed: 15 }]),
      officialRun(),
      fewer,
    );
    const left: RuleId[] = ['segment', 'membership', 'one-reward-per-customer'];
    expect(only?.findings.map(({ rule }) => rule)).toEqual(
      rulesFor(terms)
        .map(({ id }) => id)
        .filter((id) => !left.includes(id)),
    );
  });

  it('keep their figures beside the outcome', () => {
    expect(determined(aCustomerCase(20, [{ partnerId: '1001', firstStart: '2019-02-01', billed: 16 }]))).toMatchObject([
      { customerKey: 7, partnerKey: 1, seatsAssigned: 20, seatsBilled: 16, seatsQualifying: 16 },
    ]);
  });
});

describe('what a customer brings to the reward of its partner', () => {
  const sale: Sale = { partnerId: '1001', firstStart: '2019-02-01', billed: 20 };
  const bySeat = (seats: 'all' | 'added', changes: SpokenTerms = {}) =>
    aCampaign({
      'reward for each customer': undefined,
      'reward for each seat': { amount: '5', currency: 'GBP', seats },
      ...changes,
    }).terms;
  const only = (customerCase: CustomerCase, of: typeof terms, run = officialRun()) =>
    determined(customerCase, run, of)[0];

  it('is itself, beside the first start of the sales', () => {
    expect(only(aCustomerCase(20, [sale]), terms)).toMatchObject({
      firstStart: '2019-02-01',
      counted: { count: '1', most: '1', parts: [] },
    });
  });

  it('are its seats by product, up to a maximum that counts', () => {
    const upTo10 = { 'maximum seats': { seats: 10, above: 'the maximum counts' } };
    const parts = (count: string) => [{ product: 'business-central', count }];
    expect(only(aCustomerCase(18, [sale]), bySeat('all'))).toMatchObject({
      outcome: 'qualified',
      seatsQualifying: 18,
      counted: { count: '18', most: '18', parts: parts('18') },
    });
    expect(only(aCustomerCase(18, [sale]), bySeat('all', upTo10))).toMatchObject({
      outcome: 'qualified',
      seatsQualifying: 18,
      counted: { count: '10', most: '10', parts: parts('10') },
    });
    expect(only(aCustomerCase(null, [sale]), bySeat('all', upTo10))).toMatchObject({
      outcome: 'undecided',
      counted: { count: null, most: '10', parts: parts('10') },
    });
    // Above it nobody is eligible: then it can bring no more either.
    const above16None = { 'maximum seats': { seats: 16, above: 'not eligible' } };
    expect(only(aCustomerCase(null, [sale]), bySeat('all', above16None))).toMatchObject({
      outcome: 'undecided',
      counted: { count: null, most: '16', parts: parts('16') },
    });
    expect(only(aCustomerCase(18, [sale]), bySeat('all', above16None))).toMatchObject({
      outcome: 'not-qualified',
      counted: { count: '18', most: '18' },
    });
  });

  it('are the seats that it added', () => {
    const since = bySeat('added', { 'seats added': { 'at least': 3, 'billed on': '2018-12-31' } });
    const before = (seats: number) =>
      aCustomerCase(20, [sale], { comparedSeats: { bySeller: new Map([[1, seats]]), together: seats } });
    expect(only(before(17), since)).toMatchObject({ outcome: 'qualified', counted: { count: '3', most: '3' } });
    expect(only(before(18), since)).toMatchObject({ outcome: 'not-qualified', counted: { count: '2' } });
    const notCovered = officialRun({
      billingStretches: [{ from: calendarDate('2019-01-01'), to: calendarDate('2019-06-30') }],
    });
    const open = only(before(17), since, notCovered);
    expect(open).toMatchObject({
      outcome: 'undecided',
      counted: { count: null, most: '20', parts: [{ product: 'business-central', count: '20' }] },
    });
    expect(open?.findings.filter(({ outcome }) => outcome === 'unknown').map(({ rule }) => rule)).toEqual([
      'seats-added',
      'reward-measure',
    ]);
  });

  it('is what its partner billed to it, where all of the window is known and in one currency', () => {
    const byRevenue = aCampaign({
      'reward for each customer': undefined,
      'reward of billed revenue': { percent: '5', currency: 'GBP' },
      rounding: { at: 'each customer', direction: 'down' },
    }).terms;
    const sold = aCustomerCase(20, [{ ...sale, revenue: { sales: '10.50', 'business-central': '100' } }]);
    expect(only(sold, byRevenue)).toMatchObject({
      outcome: 'qualified',
      counted: {
        count: '110.5',
        parts: [
          { product: 'business-central', count: '100' },
          { product: 'sales', count: '10.5' },
        ],
      },
    });
    const unknown = { outcome: 'undecided', counted: { count: null, most: null, parts: [] } };
    const fromTheSecondDay = officialRun({
      billingStretches: [{ from: calendarDate('2019-01-02'), to: calendarDate('2019-06-30') }],
    });
    expect(only(sold, byRevenue, fromTheSecondDay)).toMatchObject(unknown);
    const [seller] = sold.partners;
    const inDollars = { ...seller!, revenue: { byProduct: [], currency: 'GBP', hasOtherCurrency: true } };
    expect(only({ ...sold, partners: [inDollars] }, byRevenue)).toMatchObject(unknown);
  });

  it('makes nobody wait where only the customer itself is counted', () => {
    const short = officialRun({ billingStretches: [] });
    expect(only(aCustomerCase(20, [sale]), terms, short)?.outcome).toBe('qualified');
  });
});

describe('several partners of one customer', () => {
  const first: Sale = { partnerId: '2002', firstStart: '2019-01-15', billed: 15 };
  const second: Sale = { partnerId: '1001', firstStart: '2019-02-01', billed: 15 };

  it('earn one reward: the one that sold first', () => {
    expect(outcomes(30, [second, first])).toEqual(['2002 qualified', '1001 not-qualified one-reward-per-customer']);
  });

  it('leave it to the later one where the first does not qualify', () => {
    expect(outcomes(30, [{ ...first, partner: NO_MEMBER }, second])).toEqual([
      '2002 not-qualified membership competency eligibility-day enrolment',
      '1001 qualified',
    ]);
  });

  it('hold the later one back while the first is undecided', () => {
    expect(outcomes(30, [{ ...first, partner: { isRegistered: false } }, second])).toEqual([
      '2002 undecided membership agreement competency eligibility-day enrolment',
      '1001 undecided one-reward-per-customer',
    ]);
  });

  it('count the third one out where the second qualifies, though the first is undecided', () => {
    const third: Sale = { partnerId: '3003', firstStart: '2019-03-01', billed: 15 };
    expect(outcomes(45, [third, { ...first, partner: { isRegistered: false } }, second])).toEqual([
      '2002 undecided membership agreement competency eligibility-day enrolment',
      '1001 undecided one-reward-per-customer',
      '3003 not-qualified one-reward-per-customer',
    ]);
  });

  it('that sold first on the same day stand in the order of their ids, as text', () => {
    const day = '2019-02-01';
    expect(
      outcomes(100, [
        { partnerId: '9', firstStart: day, billed: 15 },
        { partnerId: '10', firstStart: day, billed: 15 },
      ]),
    ).toEqual(['10 qualified', '9 not-qualified one-reward-per-customer']);
  });

  it('come last where they have only lines that take something back', () => {
    expect(
      outcomes(100, [
        { partnerId: '1', firstStart: null, billed: 15 },
        { partnerId: '2', firstStart: '2019-06-01', billed: 15 },
        { partnerId: '0', firstStart: null, billed: 15 },
      ]),
    ).toEqual(['2 qualified', '0 not-qualified one-reward-per-customer', '1 not-qualified one-reward-per-customer']);
  });

  it('share the seats of the tenant by the order of their ids, not of their sales', () => {
    const [, later] = determined(aCustomerCase(29, [second, { ...first, billed: 15 }]));
    expect(later).toMatchObject({ partnerKey: 1, seatsQualifying: 15 });
  });
});

describe('whatever the facts are', () => {
  const standings = fc.subarray([
    aStanding('membership', 'mpn'),
    aStanding('agreement', 'microsoft-cloud-reseller-agreement'),
    aStanding('competency', 'cloud-platform', { level: 'gold' }),
    aStanding('enrolment', 'csp-indirect-reseller'),
  ]);
  const sale = fc.record({
    partnerId: fc.constantFrom('1', '10', '9', 'a', '\u{1f4b6}', '\uffe1'),
    firstStart: fc.constantFrom(null, '2019-01-15', '2019-02-01'),
    billed: fc.integer({ min: 0, max: 40 }),
    partner: fc.record({ standings, isRegistered: fc.boolean(), proofReceivedOn: fc.constant(null) }),
  });
  const sales = fc.uniqueArray(sale, { selector: ({ partnerId }) => partnerId, minLength: 1, maxLength: 5 });
  const cases = fc
    .record({
      assigned: fc.option(fc.integer({ min: 0, max: 120 })),
      sales,
      billingKnown: fc.boolean(),
      segment: fc.constantFrom('SMB', 'ENTERPRISE', null),
    })
    .map(({ assigned, sales: all, billingKnown, segment }) => {
      const whole = aCustomerCase(assigned, all);
      return {
        ...whole,
        customer: { ...whole.customer, segment },
        seats: { ...whole.seats, billed: billingKnown ? whole.seats.billed : null },
      };
    });
  const runs = fc.constantFrom(officialRun(), provisionalRun('2019-03-31'));

  it('every partner has one determination with a finding of every rule', () => {
    fc.assert(
      fc.property(cases, runs, (customerCase, run) => {
        const all = determined(customerCase, run);
        expect(all.map(({ partnerKey }) => partnerKey).sort()).toEqual(
          customerCase.partners.map(({ partnerKey }) => partnerKey).sort(),
        );
        for (const { findings, outcome } of all) {
          expect(findings.map(({ rule }) => rule)).toEqual(rulesFor(terms).map(({ id }) => id));
          expect(outcome).toBe(outcomeOf(findings));
        }
      }),
    );
  });

  it('at most one partner of a customer qualifies, and none behind it is left open', () => {
    fc.assert(
      fc.property(cases, runs, (customerCase, run) => {
        const all = determined(customerCase, run).map(({ outcome }) => outcome);
        const winner = all.indexOf('qualified');
        if (winner < 0) return;
        expect(all.slice(winner + 1).every((outcome) => outcome === 'not-qualified')).toBe(true);
        expect(all.slice(0, winner).every((outcome) => outcome === 'not-qualified')).toBe(true);
      }),
    );
  });

  it('the order in which partners and lines come makes no difference', () => {
    fc.assert(
      fc.property(cases, runs, (customerCase, run) => {
        const reversed = {
          ...customerCase,
          partners: [...customerCase.partners].reverse(),
          seats: {
            assigned: customerCase.seats.assigned,
            billed: customerCase.seats.billed === null ? null : [...customerCase.seats.billed].reverse(),
          },
        };
        expect(determined(reversed, run)).toEqual(determined(customerCase, run));
      }),
    );
  });

  it('determinations stand in the order of first sales, then of ids', () => {
    fc.assert(
      fc.property(cases, (customerCase) => {
        const ordered = [...customerCase.partners].sort(
          (a, b) =>
            compareCodePoints(a.firstStart ?? '9999-12-31', b.firstStart ?? '9999-12-31') ||
            compareCodePoints(a.partner.partnerId, b.partner.partnerId),
        );
        expect(determined(customerCase).map(({ partnerKey }) => partnerKey)).toEqual(
          ordered.map(({ partnerKey }) => partnerKey),
        );
      }),
    );
  });

  it('nothing is pending in an official run', () => {
    fc.assert(
      fc.property(cases, (customerCase) => {
        const findings = determined(customerCase).flatMap((each) => each.findings);
        expect(findings.some(({ pending }) => pending)).toBe(false);
      }),
    );
  });
});
