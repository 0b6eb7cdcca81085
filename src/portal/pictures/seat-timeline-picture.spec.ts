import { describe, expect, it } from '@jest/globals';
import type { SeatStretch, SeatTimeline } from '../../calculation/index.js';
import { calendarDate } from '../../kernel/index.js';
import type { Mark } from './picture.js';
import { roundTicks } from './scales.js';
import { seatTimelinePicture, type TimelineWords } from './seat-timeline-picture.js';

const WORDS: TimelineWords = {
  title: 'Seats',
  description: 'Seats from day to day',
  assigned: 'assigned',
  billed: 'billed',
  minimum: 'minimum',
  window: 'window',
  snapshot: 'snapshot',
  unknown: 'not known',
};

const stretch = (from: string, to: string, assigned: number | null, billed: number | null): SeatStretch => ({
  from: calendarDate(from),
  to: calendarDate(to),
  assigned,
  billed,
});

const timeline = (...stretches: readonly SeatStretch[]): SeatTimeline => ({
  from: calendarDate('2019-01-01'),
  to: calendarDate('2019-01-10'),
  window: { from: calendarDate('2019-01-03'), to: calendarDate('2019-01-10') },
  snapshotDay: calendarDate('2019-01-10'),
  isProvisional: false,
  minimumSeats: 15,
  stretches,
});

const drawn = (of: SeatTimeline, role: Mark['role']): string[] =>
  seatTimelinePicture(of, WORDS, 'en').marks.flatMap((mark) =>
    mark.role === role && mark.kind === 'path' ? [mark.d] : [],
  );

/** The line itself; the last path of a role is its entry in the legend. */
const line = (of: SeatTimeline, role: Mark['role']): string | undefined => drawn(of, role).slice(0, -1)[0];

describe('the picture of seats over time', () => {
  it('draws a step where the seats change, and goes on at the same height where they do not', () => {
    const of = timeline(stretch('2019-01-01', '2019-01-05', 10, 12), stretch('2019-01-06', '2019-01-10', 20, 12));
    expect(line(of, 'assigned')).toMatch(/^M44 [\d.]+H374V[\d.]+H704$/);
    expect(line(of, 'billed')).toMatch(/^M44 ([\d.]+)H374V\1H704$/);
  });

  it('leaves a gap where nothing is known, and never a zero', () => {
    const known = [stretch('2019-01-01', '2019-01-02', 10, 12), stretch('2019-01-06', '2019-01-10', 10, 12)] as const;
    const of = timeline(known[0], stretch('2019-01-03', '2019-01-05', null, 12), known[1]);
    expect(line(of, 'assigned')!.match(/M/g)).toHaveLength(2);
    expect(line(of, 'billed')!.match(/M/g)).toHaveLength(1);
    expect(drawn(of, 'unknown').slice(0, -1)).toEqual(['M176 28H374V212H176Z']);
    const zero = timeline(known[0], stretch('2019-01-03', '2019-01-05', 0, 12), known[1]);
    expect(line(zero, 'assigned')!.match(/M/g)).toHaveLength(1);
    expect(drawn(zero, 'unknown').slice(0, -1)).toEqual([]);
  });

  it('draws no line of what was never known', () => {
    const of = timeline(stretch('2019-01-01', '2019-01-10', null, 12));
    expect(drawn(of, 'assigned')).toHaveLength(1);
  });

  it('shows the window, the minimum and the end of the snapshot’s day', () => {
    const of = timeline(stretch('2019-01-01', '2019-01-10', 14, 14));
    expect(drawn(of, 'window')[0]).toBe('M176 28H704V212H176Z');
    expect(drawn(of, 'snapshot')).toEqual(['M704 18V212']);
    expect(drawn(of, 'minimum')).toHaveLength(1);
    const { marks } = seatTimelinePicture(of, WORDS, 'en');
    expect(marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))).toEqual(
      expect.arrayContaining(['minimum 15', 'snapshot', 'assigned', 'billed', 'window', 'not known', 'Jan 2019']),
    );
    expect(drawn({ ...of, minimumSeats: null }, 'minimum')).toEqual([]);
  });

  it('names months as the language does, and of many only some', () => {
    const months = (language: 'de' | 'sv', to: string) =>
      seatTimelinePicture(
        { ...timeline(stretch('2019-01-01', '2019-01-10', 1, 1)), to: calendarDate(to) },
        WORDS,
        language,
      ).marks.flatMap((mark) =>
        mark.kind === 'text' && mark.role === 'label' && !/^\d/.test(mark.text) ? [mark.text] : [],
      );
    expect(months('de', '2019-05-31')).toEqual(['Jan 2019', 'Feb', 'Mär', 'Apr', 'Mai']);
    expect(months('sv', '2019-05-31')).toEqual(['jan 2019', 'feb', 'mar', 'apr', 'maj']);
    expect(months('sv', '2020-12-31')).toHaveLength(12);
  });
});

describe('the ticks of a scale', () => {
  it('are few, round, and reach the largest value', () => {
    expect(roundTicks(1)).toEqual([0, 1]);
    expect(roundTicks(14)).toEqual([0, 5, 10, 15]);
    expect(roundTicks(17)).toEqual([0, 5, 10, 15, 20]);
    expect(roundTicks(1234)).toEqual([0, 500, 1000, 1500]);
    for (let largest = 1; largest < 5000; largest += 7) {
      const ticks = roundTicks(largest);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
    }
  });
});
