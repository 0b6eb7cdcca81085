import type { JSX } from 'preact';
import type { SeatStretch, SeatTimeline } from '../../../calculation/index.js';
import { daysBetween, spokenDate } from '../../../kernel/index.js';
import { PictureSvg } from '../../pictures/picture-svg.js';
import { seatTimelinePicture } from '../../pictures/seat-timeline-picture.js';
import { Section, Table } from '../parts.js';
import type { View } from './view.js';

interface SeatsProps {
  readonly timeline: SeatTimeline;
  readonly customer: string;
  readonly view: View;
}

/** The seats of a customer as a picture, and the same in figures. */
export function SeatsOverTime({ timeline, customer, view }: SeatsProps): JSX.Element {
  const { labels } = view.words;
  return (
    <Section id="seats" title={labels.seatsOverTime}>
      <figure class="wide" tabIndex={0} role="group" aria-label={labels.seatsOverTime}>
        <PictureSvg
          id="seats-picture"
          picture={seatTimelinePicture(timeline, pictureWords(timeline, customer, view), view.language)}
        />
      </figure>
      <h3>{labels.sameInFigures}</h3>
      <Table
        caption={labels.sameInFigures}
        keyOf={({ from }) => from}
        rows={timeline.stretches}
        columns={[
          { head: labels.days, isName: true, cell: (stretch) => daysOf(stretch, view) },
          { head: view.said.labels.assigned, isNumber: true, cell: ({ assigned }) => view.number(assigned) },
          { head: view.said.labels.billed, isNumber: true, cell: ({ billed }) => view.number(billed) },
        ]}
      />
    </Section>
  );
}

function daysOf({ from, to }: SeatStretch, view: View): JSX.Element {
  if (from === to) return view.day(from);
  return (
    <>
      {view.day(from)} – {view.day(to)}
    </>
  );
}

function pictureWords(timeline: SeatTimeline, customer: string, view: View): Parameters<typeof seatTimelinePicture>[1] {
  const { words, language } = view;
  const { labels, picture } = words;
  const atSnapshot = timeline.stretches.find(
    ({ from, to }) => from <= timeline.snapshotDay && timeline.snapshotDay <= to,
  );
  const spoken = (seats: number | null | undefined) => view.number(seats ?? null);
  return {
    title: picture.title(customer),
    description: picture.description({
      from: spokenDate(language, timeline.from),
      to: spokenDate(language, timeline.to),
      snapshot: spokenDate(language, timeline.snapshotDay),
      assigned: spoken(atSnapshot?.assigned),
      billed: spoken(atSnapshot?.billed),
      minimum: timeline.minimumSeats,
      unknownDays: timeline.stretches
        .filter(({ assigned, billed }) => assigned === null || billed === null)
        .reduce((days, { from, to }) => days + daysBetween(from, to) + 1, 0),
    }),
    assigned: labels.assignedLegend,
    billed: labels.billedLegend,
    minimum: labels.minimumLegend,
    window: labels.windowLegend,
    snapshot: labels.snapshotLegend,
    unknown: labels.unknownLegend,
  };
}
