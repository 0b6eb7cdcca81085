import type { SeatStretch, SeatTimeline } from '../../calculation/index.js';
import {
  calendarDate,
  daysBetween,
  plusDays,
  plusMonths,
  spokenDate,
  type CalendarDate,
  type Language,
} from '../../kernel/index.js';
import { at, box, type Mark, type Picture } from './picture.js';
import { roundTicks } from './scales.js';

/** What the picture says beside its figures, in the language of whoever looks at it. */
export interface TimelineWords {
  readonly title: string;
  readonly description: string;
  readonly assigned: string;
  readonly billed: string;
  readonly minimum: string;
  readonly window: string;
  readonly snapshot: string;
  readonly unknown: string;
}

const WIDTH = 720;
const PLOT = { left: 44, right: 704, top: 28, bottom: 212 };
const LEGEND = { top: 252, line: 20, second: 380 };
const HEIGHT = LEGEND.top + LEGEND.line + 12;

/**
 * Seats over time as steps: billed as a broad line, assigned as a narrow one on it, so that both are seen where they are
 * equal. A stretch that is not known is a gap in the line, over a ground of its own, and never zero.
 */
export function seatTimelinePicture(timeline: SeatTimeline, words: TimelineWords, language: Language): Picture {
  const { stretches, minimumSeats } = timeline;
  const largest = Math.max(
    1,
    minimumSeats ?? 0,
    ...stretches.flatMap(({ assigned, billed }) => [assigned ?? 0, billed ?? 0]),
  );
  const scale = scaleOf(timeline, largest);
  return {
    width: WIDTH,
    height: HEIGHT,
    title: words.title,
    description: words.description,
    marks: [
      ...groundMarks(timeline, scale),
      ...axisMarks(timeline, scale, largest, language),
      ...lineMarks(stretches, 'billed', scale),
      ...lineMarks(stretches, 'assigned', scale),
      ...limitMarks(timeline, scale, words),
      ...legendMarks(words),
    ],
  };
}

/** Some room above the highest line. */
const ticksOf = (largest: number): number[] => roundTicks(Math.ceil(largest * 1.1));

interface Scale {
  /** Where a day begins. */
  readonly x: (day: CalendarDate) => number;
  readonly y: (seats: number) => number;
}

function scaleOf({ from, to }: SeatTimeline, largest: number): Scale {
  const days = daysBetween(from, to) + 1;
  const top = ticksOf(largest).at(-1) ?? largest;
  return {
    x: (day) => PLOT.left + ((PLOT.right - PLOT.left) * daysBetween(from, day)) / days,
    y: (seats) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * seats) / top,
  };
}

const HEIGHT_OF_PLOT = PLOT.bottom - PLOT.top;

function groundMarks({ window, from, stretches }: SeatTimeline, { x }: Scale): Mark[] {
  const begins = window.from < from ? from : window.from;
  const across = (first: CalendarDate, last: CalendarDate) =>
    box(x(first), PLOT.top, x(plusDays(last, 1)) - x(first), HEIGHT_OF_PLOT);
  return [
    { kind: 'path', role: 'window', d: across(begins, window.to) },
    ...stretches
      .filter(({ assigned, billed }) => assigned === null || billed === null)
      .map((stretch): Mark => ({ kind: 'path', role: 'unknown', d: across(stretch.from, stretch.to) })),
  ];
}

function axisMarks({ from, to }: SeatTimeline, { x, y }: Scale, largest: number, language: Language): Mark[] {
  const marks: Mark[] = ticksOf(largest).flatMap((seats): Mark[] => [
    { kind: 'path', role: seats === 0 ? 'axis' : 'grid', d: `M${at(PLOT.left)} ${at(y(seats))}H${at(PLOT.right)}` },
    { kind: 'text', role: 'label', x: PLOT.left - 6, y: y(seats) + 4, anchor: 'end', text: String(seats) },
  ]);
  const months = monthsWithin(from, to);
  // Of many months only some are named.
  const every = Math.ceil(months.length / 12);
  months.forEach((day, index) => {
    marks.push({ kind: 'path', role: 'axis', d: `M${at(x(day))} ${at(PLOT.bottom)}V${at(PLOT.bottom + 5)}` });
    if (index % every === 0)
      marks.push({
        kind: 'text',
        role: 'label',
        x: x(day) + 2,
        y: PLOT.bottom + 19,
        anchor: 'start',
        text: monthOf(day, language),
      });
  });
  return marks;
}

function monthsWithin(from: CalendarDate, to: CalendarDate): CalendarDate[] {
  const months: CalendarDate[] = [];
  for (let day = calendarDate(`${from.slice(0, 7)}-01`); day <= to; day = plusMonths(day, 1))
    if (day >= from) months.push(day);
  return months;
}

/** `Jan`, and with its year where one begins: `Jan 2019` */
function monthOf(day: CalendarDate, language: Language): string {
  const [, month = '', year = ''] = spokenDate(language, day).split('\u00A0');
  return day.slice(5, 7) === '01' ? `${month.slice(0, 3)} ${year}` : month.slice(0, 3);
}

/** The steps of one line: a new piece begins after each stretch that is not known. */
function lineMarks(stretches: readonly SeatStretch[], line: 'assigned' | 'billed', { x, y }: Scale): Mark[] {
  let d = '';
  let isDrawing = false;
  for (const stretch of stretches) {
    const seats = stretch[line];
    if (seats === null) {
      isDrawing = false;
      continue;
    }
    d += isDrawing ? `V${at(y(seats))}` : `M${at(x(stretch.from))} ${at(y(seats))}`;
    d += `H${at(x(plusDays(stretch.to, 1)))}`;
    isDrawing = true;
  }
  return d === '' ? [] : [{ kind: 'path', role: line, d }];
}

function limitMarks({ minimumSeats, snapshotDay }: SeatTimeline, { x, y }: Scale, words: TimelineWords): Mark[] {
  const marks: Mark[] = [];
  if (minimumSeats !== null)
    marks.push(
      { kind: 'path', role: 'minimum', d: `M${at(PLOT.left)} ${at(y(minimumSeats))}H${at(PLOT.right)}` },
      {
        kind: 'text',
        role: 'minimum',
        x: PLOT.left + 4,
        y: y(minimumSeats) - 5,
        anchor: 'start',
        text: `${words.minimum} ${String(minimumSeats)}`,
      },
    );
  const end = x(plusDays(snapshotDay, 1));
  // The word stands where there is room for it.
  const isLate = end > (PLOT.left + PLOT.right) / 2;
  return [
    ...marks,
    { kind: 'path', role: 'snapshot', d: `M${at(end)} ${at(PLOT.top - 10)}V${at(PLOT.bottom)}` },
    {
      kind: 'text',
      role: 'snapshot',
      x: end + (isLate ? -6 : 6),
      y: PLOT.top - 12,
      anchor: isLate ? 'end' : 'start',
      text: words.snapshot,
    },
  ];
}

function legendMarks(words: TimelineWords): Mark[] {
  const entries = [
    { role: 'assigned', text: words.assigned },
    { role: 'billed', text: words.billed },
    { role: 'window', text: words.window },
    { role: 'unknown', text: words.unknown },
  ] as const;
  return entries.flatMap(({ role, text }, index): Mark[] => {
    const x = index % 2 === 0 ? PLOT.left : LEGEND.second;
    const y = LEGEND.top + Math.floor(index / 2) * LEGEND.line;
    const isLine = role === 'assigned' || role === 'billed';
    return [
      { kind: 'path', role, d: isLine ? `M${at(x)} ${at(y - 4)}H${at(x + 26)}` : box(x, y - 11, 26, 13) },
      { kind: 'text', role: 'legend', x: x + 34, y, anchor: 'start', text },
    ];
  });
}
