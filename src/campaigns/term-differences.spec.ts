import { describe, expect, it } from '@jest/globals';
import { aCampaign, type SpokenTerms } from '../../test/campaign-builder.js';
import { termDifferences, valueWords } from './term-differences.js';

function between(before: SpokenTerms, after: SpokenTerms) {
  return termDifferences(aCampaign(before).terms, aCampaign(after).terms);
}

describe('between two versions', () => {
  it('nothing differs where nothing was changed, however it is spelt', () => {
    expect(between({}, { 'minimum payout': { below: 'Forfeit', amount: '2000' } })).toEqual([]);
  });

  it('a value that was changed is told before and after, and only the part of it', () => {
    expect(between({}, { 'minimum seats': 13, 'minimum payout': { amount: '2500', below: 'forfeit' } })).toEqual([
      { term: 'minimum seats', before: 15, after: 13 },
      { term: 'minimum payout / amount', before: '2000', after: '2500' },
    ]);
  });

  it('a term that came or went is told whole, with where it stands', () => {
    const hold = { value: { days: 30 }, source: 'P' };
    expect(between({}, { hold: { days: 30 } })).toEqual([{ term: 'hold', before: null, after: hold }]);
    expect(between({ hold: { days: 30 } }, {})).toEqual([{ term: 'hold', before: hold, after: null }]);
  });

  it('of a list the entries are told that came and went', () => {
    const products = (...names: readonly string[]) => ({ 'eligible products': names });
    expect(between(products('sales', 'business-central'), products('business-central', 'field-service'))).toEqual([
      { term: 'eligible products', before: ['sales'], after: ['field-service'] },
    ]);
  });

  it('entries that changed places show the list', () => {
    const days = ['2019-01-01', '2019-05-30'];
    expect(between({ 'eligibility days': days }, { 'eligibility days': days.toReversed() })).toEqual([
      { term: 'eligibility days', before: days, after: days.toReversed() },
    ]);
  });

  it('another source, or another assumption, is a difference too', () => {
    const { terms } = aCampaign();
    const assumed = { ...terms, timeZone: { ...terms.timeZone, assumed: 'The page names none.' } };
    expect(termDifferences(terms, assumed)).toEqual([
      { term: 'time zone / assumed', before: null, after: 'The page names none.' },
    ]);
  });
});

it('values are said with the words of finance', () => {
  expect(valueWords({ atLeast: 3, days: { from: '2019-01-01' }, names: ['a', { thoseBefore: 1 }] })).toBe(
    '{ at least: 3, days: { from: 2019-01-01 }, names: a, { those before: 1 } }',
  );
  expect(valueWords(null)).toBe('');
});
