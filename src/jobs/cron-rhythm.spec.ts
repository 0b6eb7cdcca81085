import { describe, expect, it } from '@jest/globals';
import { instant } from '../kernel/index.js';
import { DUE_AT_MOST, dueBetween, expectCron } from './cron-rhythm.js';

const NIGHTLY = '0 30 1 * * *';

describe('a cron expression', () => {
  it('falls due after one instant and up to another', () => {
    expect(dueBetween(NIGHTLY, instant('2019-06-29T01:30:00Z'), instant('2019-07-01T01:30:00Z'))).toEqual([
      '2019-06-30T01:30:00.000000Z',
      '2019-07-01T01:30:00.000000Z',
    ]);
    expect(dueBetween(NIGHTLY, instant('2019-06-29T01:30:00Z'), instant('2019-06-30T01:29:59Z'))).toEqual([]);
  });

  it.each([
    ['forward in London', '2019-03-30', '2019-04-01'],
    ['back in London', '2019-10-26', '2019-10-28'],
    ['forward in New York', '2019-03-09', '2019-03-11'],
    ['back in New York', '2019-11-02', '2019-11-04'],
  ])('comes once a day where the clocks go %s', (_where, from, to) => {
    // 01:30 is an hour that clocks skip and repeat; in UTC it is neither.
    const due = dueBetween(NIGHTLY, instant(`${from}T00:00:00Z`), instant(`${to}T23:59:59Z`));
    expect(due.map((at) => at.slice(11))).toEqual(Array.from({ length: 3 }, () => '01:30:00.000000Z'));
    expect(new Set(due.map((at) => at.slice(0, 10))).size).toBe(3);
  });

  it('knows seconds, days of the week and last days of February', () => {
    expect(dueBetween('15 */20 6 * * MON', instant('2019-07-01T06:00:00Z'), instant('2019-07-08T06:00:15Z'))).toEqual([
      '2019-07-01T06:00:15.000000Z',
      '2019-07-01T06:20:15.000000Z',
      '2019-07-01T06:40:15.000000Z',
      '2019-07-08T06:00:15.000000Z',
    ]);
    expect(dueBetween('0 0 0 29 2 *', instant('2019-01-01T00:00:00Z'), instant('2025-01-01T00:00:00Z'))).toEqual([
      '2020-02-29T00:00:00.000000Z',
      '2024-02-29T00:00:00.000000Z',
    ]);
  });

  it.each(['99 0 0 * * *', '0 0 0 31 2 *', 'nightly at 1 UTC 0 0'])('that names no time is refused: %s', (cron) => {
    expect(() => expectCron(cron)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });

  it('is looked at in bounded portions, however long nobody looked', () => {
    const due = dueBetween('* * * * * *', instant('2019-07-01T00:00:00Z'), instant('2019-07-02T00:00:00Z'));
    expect(due).toHaveLength(DUE_AT_MOST);
    expect(due.at(-1)).toBe('2019-07-01T00:16:40.000000Z');
  });
});
