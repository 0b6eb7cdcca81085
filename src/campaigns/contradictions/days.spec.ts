import { describe, expect, it } from '@jest/globals';
import { remarksOn, tell } from '../../../test/builders/campaign-remarks.js';

describe('days that are at odds with the window', () => {
  tell([
    [
      'an eligibility day before it',
      { 'eligibility days': ['2018-12-31', '2019-05-30'] },
      'contradiction',
      'eligibility days / 0',
      /2018-12-31/,
      '2018-12-31 lies outside the window, 2019-01-01 to 2019-06-30',
    ],
    [
      'an eligibility day after it',
      { 'eligibility days': ['2019-01-01', '2019-07-01'] },
      'contradiction',
      'eligibility days / 1',
      /2019-07-01/,
      '2019-07-01 lies outside the window, 2019-01-01 to 2019-06-30',
    ],
    [
      'a competency that begins after every eligibility day',
      { competencies: { levels: ['gold'], names: [{ name: 'isv' }, { name: 'new', from: '2019-06-01' }] } },
      'warning',
      'competencies / names / 1',
      /name: new/,
      'new begins on 2019-06-01, after every eligibility day',
    ],
    [
      'competencies that all begin after every eligibility day',
      { competencies: { levels: ['gold'], names: [{ name: 'new', from: '2019-06-01' }] } },
      'contradiction',
      'competencies / names / 0',
      /name: new/,
      'new begins on 2019-06-01, after every eligibility day',
    ],
    [
      'own records that begin with it, and so prove nothing about before',
      { 'own records since': '2019-01-01' },
      'contradiction',
      'own records since',
      /^own records since/,
      '2019-01-01 does not lie before the window, which begins on 2019-01-01: our records prove of nobody that there was no earlier purchase',
    ],
    [
      'an exclusion that begins after it',
      { exclusion: { name: 'mri', days: { from: '2019-07-01', to: '2019-08-31' } } },
      'contradiction',
      'exclusion / days',
      /^days:/,
      'they begin on 2019-07-01, after the window ends on 2019-06-30',
    ],
    [
      'an exclusion that ends before it',
      { exclusion: { name: 'mri', days: { from: '2018-07-01', to: '2018-12-31' } } },
      'warning',
      'exclusion / days',
      /^days:/,
      'they end on 2018-12-31, before the window begins on 2019-01-01',
    ],
    [
      'claims that are closed before it begins',
      { claim: { days: { from: '2018-11-01', to: '2018-12-31' }, needs: ['mpn id'] } },
      'contradiction',
      'claim / days',
      /^days:/,
      'they end on 2018-12-31, before the window begins on 2019-01-01: no sale could be claimed',
    ],
    [
      'claims that are closed before it ends',
      { claim: { days: { from: '2019-01-01', to: '2019-06-29' }, needs: ['mpn id'] } },
      'warning',
      'claim / days / to',
      /^to: 2019-06-29/,
      '2019-06-29 lies before the end of the window, 2019-06-30: later sales cannot be claimed',
    ],
    [
      'proofs that are due before it begins',
      { 'proof of performance': { by: '2018-12-31' } },
      'contradiction',
      'proof of performance / by',
      /^by: 2018-12-31/,
      '2018-12-31 lies before the window begins on 2019-01-01',
    ],
    [
      'proofs that are due before it ends',
      { 'proof of performance': { by: '2019-06-29' } },
      'warning',
      'proof of performance / by',
      /^by: 2019-06-29/,
      '2019-06-29 lies before the end of the window, 2019-06-30',
    ],
    [
      'a bill of comparison that lies within it',
      { 'baseline bill': { below: '5', currency: 'USD', days: { from: '2019-02-01', to: '2019-02-28' } } },
      'warning',
      'baseline bill / days',
      /^days:/,
      '2019-02-01 lies within the window, 2019-01-01 to 2019-06-30, and not before it',
    ],
    [
      'a bill of comparison that lies after it',
      { 'baseline bill': { below: '5', currency: 'USD', days: { from: '2019-07-01', to: '2019-07-31' } } },
      'contradiction',
      'baseline bill / days',
      /^days:/,
      '2019-07-31 does not lie before the end of the window, 2019-06-30',
    ],
    [
      'a high-water mark that reaches into it',
      { 'seats added': { 'at least': 1, 'most billed in': { from: '2018-07-01', to: '2019-01-01' } } },
      'warning',
      'seats added / most billed in',
      /^most billed in:/,
      'they end on 2019-01-01, within the window, which begins on 2019-01-01',
    ],
    [
      'seats compared with those at its end',
      { 'seats added': { 'at least': 1, 'billed on': '2019-06-30' } },
      'contradiction',
      'seats added / billed on',
      /^billed on:/,
      '2019-06-30 does not lie before the end of the window, 2019-06-30',
    ],
  ]);

  it('and terms that became known only after it', () => {
    expect(remarksOn({}, undefined, { 'known from': '2019-07-01T00:00:00Z' })).toEqual([
      ['warning', 'window', 'window:', 'the campaign became known on 2019-07-01T00:00:00.000000Z, after its window'],
    ]);
  });
});
