import { snapshotNight, type Campaign } from '../campaigns/index.js';
import { dayOf, endOfDay, plusDays, plusMillis, type CalendarDate, type Instant } from '../kernel/index.js';
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

/**
 * `pull`: customers, subscriptions, seats and invoices. The others are beside it, and it waits for none of them;
 * `estimates` are provisional runs of the campaigns that are under way.
 */
export type ScheduledWork = 'pull' | 'directory' | 'witnesses' | 'estimates';

/** What makes pulls fall due. */
export interface PullSchedule {
  readonly name: string;
  readonly work: ScheduledWork;
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

/** Hours after the nightly pull's usual time, so that its calls come first. */
const DIRECTORY_CRON = '0 0 4 * * *';
/** Microsoft closes a month on day 15 of the next; figures may still change after that. */
const WITNESSES_CRON = '0 0 5 16,23 * *';
/** When the night's readings are there. */
const ESTIMATES_CRON = '0 0 6 * * *';

export function nightlySchedule(cron: string): PullSchedule {
  return byClock('nightly', 'pull', cron);
}

/** What is pulled beside the nightly pull. */
export function schedulesBeside(): PullSchedule[] {
  return [byClock('directory', 'directory', DIRECTORY_CRON), byClock('witnesses', 'witnesses', WITNESSES_CRON)];
}

/** What would be earned if the campaigns that are under way ended now; none where none is. */
export function estimateSchedules(campaigns: readonly Campaign[], now: Instant): PullSchedule[] {
  return campaigns.some((campaign) => isUnderWay(campaign, now))
    ? [byClock('estimates', 'estimates', ESTIMATES_CRON)]
    : [];
}

/** Its window has begun, and its end lies ahead. */
export function isUnderWay({ terms: { window, timeZone } }: Campaign, at: Instant): boolean {
  return dayOf(at, timeZone.value) >= window.value.from && at < endOfDay(window.value.to, timeZone.value);
}

/** The first day of the month whose reports are closed when witnesses fall due. */
export function monthWitnessed(dueAt: Instant): CalendarDate {
  return `${plusDays(`${dueAt.slice(0, 7)}-01` as CalendarDate, -1).slice(0, 7)}-01` as CalendarDate;
}

function byClock(name: string, work: ScheduledWork, cron: string): PullSchedule {
  return {
    name,
    work,
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
    work: 'pull',
    rhythm: `before ${snapshotAt}, readings from ${readingsFrom}`,
    night: watchedNight(campaign),
    // Who begins on the last day still reads at once; a campaign that is over has missed nothing by it.
    knownFrom: (now) =>
      first === undefined || now > snapshotAt || now < first.dueAt ? now : plusMillis(first.dueAt, -1),
    dueBetween: (after, until) => pulls.filter(({ dueAt }) => dueAt > after && dueAt <= until),
    nextOfNight: (now) => [...pulls.map(({ dueAt }) => dueAt), snapshotAt].find((at) => at > now),
  };
}
