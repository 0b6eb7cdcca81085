import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../test/campaign-builder.js';
import { snapshotNight } from './snapshot-nights.js';

describe('the night of a snapshot', () => {
  it('is read from the evening before, several times on the last day, and once more for who is missing', () => {
    expect(snapshotNight(aCampaign().terms)).toEqual({
      snapshotAt: '2019-06-30T23:00:00.000000Z',
      readingsFrom: '2019-06-28T23:00:00.000000Z',
      pulls: [
        { dueAt: '2019-06-29T17:00:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T07:00:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T12:00:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T17:00:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T21:00:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T22:15:00.000000Z', onlyIfMissing: false },
        { dueAt: '2019-06-30T22:35:00.000000Z', onlyIfMissing: true },
        { dueAt: '2019-06-30T22:50:00.000000Z', onlyIfMissing: true },
      ],
    });
  });

  it('leaves out pulls whose readings would be too old when it counts', () => {
    const { readingsFrom, pulls } = snapshotNight(aCampaign({ 'oldest seat reading': { hours: 2 } }).terms);
    expect(readingsFrom).toBe('2019-06-30T21:00:00.000000Z');
    expect(pulls.map(({ dueAt }) => dueAt.slice(11, 16))).toEqual(['21:00', '22:15', '22:35', '22:50']);
  });

  it('keeps its distance from the snapshot where the last day is an hour longer', () => {
    const { snapshotAt, pulls } = snapshotNight(
      aCampaign({ window: { from: '2019-05-01', to: '2019-10-27' }, 'eligibility days': ['2019-05-01'] }).terms,
    );
    expect(snapshotAt).toBe('2019-10-28T00:00:00.000000Z');
    expect(pulls[0]?.dueAt).toBe('2019-10-26T18:00:00.000000Z');
    expect(pulls.at(-1)?.dueAt).toBe('2019-10-27T23:50:00.000000Z');
  });
});
