import { describe, expect, it } from '@jest/globals';
import { remarksOn, tell } from '../../../test/builders/campaign-remarks.js';

describe('a last day to pay', () => {
  tell([
    [
      'on a Saturday means the Friday',
      { 'pay by': '2019-09-28' },
      'warning',
      'pay by',
      /^pay by/,
      '2019-09-28 is no banking day; 2019-09-27 is used',
    ],
    [
      'before claims are due',
      { claim: { days: { from: '2019-01-01', to: '2019-09-30' }, needs: ['mpn id'] } },
      'contradiction',
      'pay by',
      /^pay by/,
      '2019-09-27 lies before claims are due on 2019-09-30',
    ],
    [
      'before proofs are due',
      { 'proof of performance': { by: '2019-09-30' } },
      'contradiction',
      'pay by',
      /^pay by/,
      '2019-09-27 lies before proofs are due on 2019-09-30',
    ],
    [
      'before the days of exclusion end',
      { exclusion: { name: 'mri', days: { from: '2019-01-01', to: '2019-09-28' } } },
      'contradiction',
      'pay by',
      /^pay by/,
      '2019-09-27 lies before the days of exclusion end on 2019-09-28: who joins later would be paid',
    ],
    [
      // Returned until Thursday, prepared on Friday, sent on Monday. One day fewer, and it is sent on Friday.
      'before the first payment after the hold',
      { hold: { days: 88 } },
      'contradiction',
      'hold / days',
      /^days: 88/,
      'products can be returned until 2019-09-26, so that the first payment leaves on 2019-09-30, after the last day to pay, 2019-09-27',
    ],
  ]);

  it('just after the hold is no contradiction', () => {
    expect(remarksOn({ hold: { days: 87 } })).toEqual([]);
  });

  it('before the end of the window is one', () => {
    const remarks = remarksOn({ 'pay by': '2019-06-28', 'proof of performance': undefined });
    expect(remarks).toEqual([
      ['contradiction', 'pay by', 'pay by:', '2019-06-28 lies before the end of the window, 2019-06-30'],
    ]);
  });
});

describe('what is carried', () => {
  tell([
    [
      'no longer than the window',
      { 'minimum payout': { amount: '1000', below: 'carry', 'carried until': '2019-06-30' } },
      'contradiction',
      'minimum payout / carried until',
      /carried until/,
      '2019-06-30 does not lie after the end of the window, 2019-06-30: nothing would ever be carried',
    ],
  ]);
});
