import { snapshotNight, type Campaign } from '../campaigns/index.js';
import { plusMillis, type CalendarDate, type Instant } from '../kernel/index.js';
import { dueBetween } from './cron-rhythm.js';

/** A night whose readings count, and what counts in it. */
export interface WatchedNight {
  readonly campaignId: string;
  readonly snapshotAt: Instant;
  readonly readingsFrom: Instant;
  /** First day of the window: who was not heard of since is no customer any more. */
  readonly heardSince: CalendarDate;
}

export interface DueInstant {
  readonly dueAt: Instant;
  readonly onlyIfMissing: boolean;
}

/** What makes pulls fall due. */
export interface PullSchedule {
  readonly name: string;
  /** When it falls due, in words that change when it does. */
  readonly rhythm: string;
  readonly night: WatchedNight | null;
  /** Seen for the first time: from when on its instants count as due. */
  knownFrom(now: Instant): Instant;
  /** After one instant and up to another. */
  dueBetween(after: Instant, until: Instant): readonly DueInstant[];
  /** What follows on a night that counts, and must not wait for a pull before it: its next pull, or its end. */
  nextOfNight(now: Instant): Instant | undefined;
}

export function nightlySchedule(cron: string): PullSchedule {
  return {
    name: 'nightly',
    rhythm: cron,
    night: null,
    // What would have been due before there was anybody to do it was not missed.
    knownFrom: (now) => now,
    dueBetween: (after, until) => dueBetween(cron, after, until).map((dueAt) => ({ dueAt, onlyIfMissing: false })),
    nextOfNight: () => undefined,
  };
}

export function watchedNight({ campaign, terms }: Campaign): WatchedNight {
  const { snapshotAt, readingsFrom } = snapshotNight(terms);
  return { campaignId: campaign, snapshotAt, readingsFrom, heardSince: terms.window.value.from };
}

export function snapshotSchedule(campaign: Campaign): PullSchedule {
  const { snapshotAt, readingsFrom, pulls } = snapshotNight(campaign.terms);
  const [first] = pulls;
  return {
    name: `snapshot ${campaign.campaign}`,
    rhythm: `before ${snapshotAt}, readings from ${readingsFrom}`,
    night: watchedNight(campaign),
    // Who begins on the last day still reads at once; a campaign that is over has missed nothing by it.
    knownFrom: (now) =>
      first === undefined || now > snapshotAt || now < first.dueAt ? now : plusMillis(first.dueAt, -1),
    dueBetween: (after, until) => pulls.filter(({ dueAt }) => dueAt > after && dueAt <= until),
    nextOfNight: (now) => [...pulls.map(({ dueAt }) => dueAt), snapshotAt].find((at) => at > now),
  };
}
