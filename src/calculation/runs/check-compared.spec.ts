import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCampaign } from '../../../test/campaign-builder.js';
import { Money, Ratio } from '../../kernel/index.js';
import { roundRewards } from '../rewards/index.js';
import { wronglyCompared, type EarningOfCompany } from './check-compared.js';
import { comparedAmounts } from './compared-amounts.js';

const DIRECTIONS = ['half away from zero', 'half to even', 'down', 'up'] as const;

const termsWith = (minimum: Readonly<Record<string, string>>, rounding?: object) =>
  aCampaign({
    'reward for each customer': undefined,
    'reward of billed revenue': { percent: '10', currency: 'USD' },
    rounding: { at: 'each partner', direction: 'half away from zero', ...rounding },
    'minimum payout': { amount: '2000', below: 'forfeit', ...minimum },
  }).terms;

/** What a run would store of partners whose customers come to these exact amounts. */
function stored(
  partners: readonly { readonly company: string | null; readonly exact: readonly string[] }[],
  terms: ReturnType<typeof termsWith>,
): EarningOfCompany[] {
  const { value: rounding } = terms.rounding!;
  const settled = partners.map(({ company, exact }) => {
    const rewards = exact.map((each) => Ratio.of(each));
    const { sum } = roundRewards(rewards, { currency: Money.zero('USD').currency, rounding });
    const whole = rewards.reduce((total, each) => total.plus(each), Ratio.of(0n)).toString();
    return { now: { earned: sum, exact: whole }, potential: { earned: sum, exact: whole }, globalPartnerId: company };
  });
  const compared = comparedAmounts(settled, terms);
  return settled.map(({ now, potential, globalPartnerId }, index) => ({
    partnerKey: index + 1,
    partnerId: `p${String(index + 1)}`,
    customersQualified: partners[index]!.exact.length,
    customersUndecided: 0,
    customersProvisional: 0,
    earned: now.earned.toString(),
    potential: potential.earned.toString(),
    compared: compared[index]?.compared.toString() ?? null,
    comparedPotential: compared[index]?.comparedPotential?.toString() ?? null,
    currency: 'USD',
    digest: '',
    globalPartnerId,
  }));
}

const OF_COMPANIES = [
  { company: 'one', exact: ['100.004', '0.003'] },
  { company: 'one', exact: ['200'] },
  { company: null, exact: ['300.005'] },
];
const changed = (earnings: readonly EarningOfCompany[], index: number, change: Partial<EarningOfCompany>) =>
  earnings.map((each, place) => (place === index ? { ...each, ...change } : each));

describe('what is compared', () => {
  it('is found right as it was made, whatever the terms', () => {
    const exact = fc
      .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 1, max: 999 }))
      .map(([units, parts]) =>
        Ratio.of(BigInt(units))
          .over(Ratio.of(BigInt(parts)))
          .toString(),
      );
    const partner = fc.record({
      company: fc.constantFrom(null, 'one', 'other'),
      exact: fc.array(exact, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(partner, { maxLength: 6 }),
        fc.record({
          scope: fc.constantFrom('location', 'company'),
          compared: fc.constantFrom('after rounding', 'before rounding'),
        }),
        fc.record({
          at: fc.constantFrom('each customer', 'each partner'),
          direction: fc.constantFrom(...DIRECTIONS),
        }),
        (partners, minimum, rounding) => {
          const terms = termsWith(minimum, rounding);
          expect(wronglyCompared(stored(partners, terms), terms)).toEqual([]);
        },
      ),
    );
  });

  it('of a location is nothing of its own after rounding', () => {
    const terms = termsWith({});
    const earnings = stored(OF_COMPANIES, terms);
    expect(earnings[0]).toMatchObject({ compared: null });
    expect(wronglyCompared(changed(earnings, 0, { compared: '100.01' }), terms)).toEqual(['p1']);
    expect(wronglyCompared(changed(earnings, 2, { comparedPotential: '1' }), terms)).toEqual(['p3']);
  });

  it('of a company is what all its locations earned, to the cent', () => {
    const terms = termsWith({ scope: 'company' });
    const earnings = stored(OF_COMPANIES, terms);
    expect(earnings[0]).toMatchObject({ earned: '100.01', compared: '300.01' });
    expect(wronglyCompared(changed(earnings, 0, { compared: '300.02' }), terms)).toEqual(['p1', 'p2']);
    expect(wronglyCompared(changed(earnings, 0, { comparedPotential: null }), terms)).toEqual(['p1', 'p2']);
    // One that joined the company, or left it, since.
    expect(wronglyCompared(changed(earnings, 2, { globalPartnerId: 'one' }), terms)).toEqual(['p1', 'p2', 'p3']);
    expect(wronglyCompared(changed(earnings, 1, { globalPartnerId: null }), terms)).toEqual(['p1', 'p2']);
  });

  it('before rounding rounds to what was earned', () => {
    const terms = termsWith({ compared: 'before rounding' });
    const earnings = stored(OF_COMPANIES, terms);
    expect(earnings[0]).toMatchObject({ earned: '100.01', compared: '100.007' });
    expect(wronglyCompared(changed(earnings, 0, { compared: '100.0049' }), terms)).toEqual(['p1']);
    expect(wronglyCompared(changed(earnings, 0, { compared: null, comparedPotential: null }), terms)).toEqual(['p1']);
    // A cap leaves a whole amount.
    expect(wronglyCompared(changed(earnings, 0, { compared: '100.01', comparedPotential: '100.01' }), terms)).toEqual(
      [],
    );
  });

  it('of a company before rounding is one sum, as near to what was earned as rounding leaves it', () => {
    const terms = termsWith({ scope: 'company', compared: 'before rounding' });
    const earnings = stored(OF_COMPANIES, terms);
    const both = (compared: string) =>
      wronglyCompared(
        earnings.map((each) => (each.globalPartnerId === 'one' ? { ...each, compared } : each)),
        terms,
      );
    // Earned are 300.01, by two roundings: less than two cents away.
    expect(both('300.0299')).toEqual([]);
    expect(both('300.03')).toEqual(['p1', 'p2']);
    expect(both('299.99')).toEqual(['p1', 'p2']);
    expect(wronglyCompared(changed(earnings, 0, { compared: '300.008' }), terms)).toEqual(['p1', 'p2']);
  });

  it('may be rounded once for each customer', () => {
    const terms = termsWith({ compared: 'before rounding' }, { at: 'each customer', direction: 'up' });
    const earnings = stored([{ company: null, exact: ['1.001', '1.001', '1.001'] }], terms);
    expect(earnings[0]).toMatchObject({ earned: '3.03', compared: '3.003' });
    expect(wronglyCompared(changed(earnings, 0, { compared: '3.0001' }), terms)).toEqual([]);
    expect(wronglyCompared(changed(earnings, 0, { compared: '3' }), terms)).toEqual(['p1']);
  });
});
