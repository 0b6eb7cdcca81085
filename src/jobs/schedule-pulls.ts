import { Inject, Injectable, Logger } from '@nestjs/common';
import { listCampaigns } from '../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../database/index.js';
import { missingReadings, UserIdentity } from '../ingest/index.js';
import { CLOCK, describeFailure, millisOf, type Clock, type Instant } from '../kernel/index.js';
import { DUE_AT_MOST } from './cron-rhythm.js';
import { JobQueue } from './job-queue.js';
import {
  estimateSchedules,
  nightlySchedule,
  schedulesBeside,
  snapshotSchedule,
  type DueInstant,
  type PullSchedule,
} from './schedules.js';
import { noteOutcome, type PullOutcome } from './scheduled-pulls.js';
import { readingsWanted } from './snapshot-guard.js';

export const PULL_SETTINGS = Symbol('pull settings');

export interface PullSettings {
  /** Six fields, seconds first, in UTC. */
  readonly cron: string;
  readonly campaignsFolder: string;
}

/** What was decided about an instant that fell due. */
export interface Decision {
  readonly schedule: string;
  readonly dueAt: Instant;
  readonly outcome: PullOutcome;
  readonly reason: string;
}

/** Later than this is late, and is said. */
const ON_TIME_MS = 5 * 60_000;

/** Sees what fell due, and has it done once. */
@Injectable()
export class SchedulePulls {
  readonly #unitOfWork: UnitOfWork;
  readonly #queue: JobQueue;
  readonly #identity: UserIdentity;
  readonly #clock: Clock;
  readonly #settings: PullSettings;
  readonly #log = new Logger('schedule');
  /** Said once, not at every look. */
  #unreadableSaid = '';

  constructor(
    unitOfWork: UnitOfWork,
    queue: JobQueue,
    identity: UserIdentity,
    @Inject(CLOCK) clock: Clock,
    @Inject(PULL_SETTINGS) settings: PullSettings,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#queue = queue;
    this.#identity = identity;
    this.#clock = clock;
    this.#settings = settings;
  }

  /**
   * Decides about all that fell due since somebody last looked, and enqueues what is to be done; any number of workers
   * may look at once, or none for days.
   *
   * Of several instants that passed while nobody ran, the latest is pulled now and the others are on record as missed:
   * a pull reads the seats of this moment, so making it three times would give one night's readings three times, and
   * none of the nights that are gone.
   */
  async look(): Promise<Decision[]> {
    const decisions: Decision[] = [];
    const schedules = this.#schedules();
    for (const schedule of schedules) {
      decisions.push(
        ...(await this.#unitOfWork.inTransaction((session) => this.#lookAt(session, schedule, schedules))),
      );
    }
    return decisions;
  }

  #schedules(): PullSchedule[] {
    const listed = listCampaigns(this.#settings.campaignsFolder);
    const unreadable = listed.flatMap(({ failure }) => (failure === null ? [] : [describeFailure(failure)])).join('\n');
    if (unreadable !== this.#unreadableSaid && unreadable !== '') {
      this.#log.error(`Nothing is scheduled for campaigns that cannot be read. ${unreadable}`);
    }
    this.#unreadableSaid = unreadable;
    const campaigns = listed.flatMap(({ campaign }) => (campaign === null ? [] : [campaign]));
    return [
      nightlySchedule(this.#settings.cron),
      ...schedulesBeside(),
      ...estimateSchedules(campaigns, this.#clock.now()),
      ...campaigns.map(snapshotSchedule),
    ];
  }

  async #lookAt(session: Session, schedule: PullSchedule, all: readonly PullSchedule[]): Promise<Decision[]> {
    // One worker looks while the others wait, and then find it decided.
    await holdLock(session, 'schedule');
    const now = this.#clock.now();
    const due = schedule.dueBetween(await decidedUntil(session, schedule, now), now);
    const decisions: Decision[] = [];
    for (const [index, instant] of due.entries()) {
      // A portion that is full has more behind it: its last instant is not the latest.
      const isLatest = index === due.length - 1 && due.length < DUE_AT_MOST;
      const { outcome, reason } = isLatest
        ? await this.#decide(session, schedule, instant, now)
        : { outcome: 'missed' as const, reason: 'no worker ran when it fell due, and a later one is due too' };
      const decision = { schedule: schedule.name, dueAt: instant.dueAt, outcome, reason };
      await noteOutcome(session, decision, now);
      if (outcome === 'enqueued') {
        const nextOfNight = all.flatMap((each) => each.nextOfNight(now) ?? []).sort()[0] ?? null;
        await this.#queue.enqueue(session, {
          schedule: schedule.name,
          work: schedule.work,
          dueAt: instant.dueAt,
          night: schedule.night,
          nextOfNight,
        });
      }
      decisions.push(decision);
    }
    return decisions;
  }

  async #decide(
    session: Session,
    { night, work }: PullSchedule,
    { dueAt, onlyIfMissing }: DueInstant,
    now: Instant,
  ): Promise<Pick<Decision, 'outcome' | 'reason'>> {
    if (night !== null && now > night.snapshotAt) {
      return { outcome: 'missed', reason: 'no worker ran before the snapshot, and seats cannot be read afterwards' };
    }
    if (night !== null && onlyIfMissing && (await missingReadings(session, readingsWanted(night))).length === 0) {
      return { outcome: 'unneeded', reason: 'no customer was missing' };
    }
    if (work === 'witnesses' && (await this.#identity.status()).state === 'none') {
      return { outcome: 'unneeded', reason: 'no service user is stored, and reports are open to a user only' };
    }
    const isLate = millisOf(now) - millisOf(dueAt) > ON_TIME_MS;
    return { outcome: 'enqueued', reason: isLate ? 'late: no worker ran when it fell due' : 'on time' };
  }
}

/** Up to when all is decided. A schedule whose rhythm is new begins where it says. */
async function decidedUntil(session: Session, schedule: PullSchedule, now: Instant): Promise<Instant> {
  const [known] = await session.query<{ rhythm: string; knownFrom: Instant }>(
    'SELECT rhythm, known_from AS "knownFrom" FROM pull_schedule WHERE schedule = $1 ORDER BY noted_at DESC LIMIT 1',
    [schedule.name],
  );
  const isKnown = known?.rhythm === schedule.rhythm;
  const knownFrom = isKnown ? known.knownFrom : schedule.knownFrom(now);
  if (!isKnown) {
    await session.execute(
      'INSERT INTO pull_schedule (schedule, noted_at, rhythm, known_from) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [schedule.name, now, schedule.rhythm, knownFrom],
    );
  }
  const { last } = await session.one<{ last: Instant | null }>(
    'SELECT max(due_at) AS last FROM scheduled_pull WHERE schedule = $1',
    [schedule.name],
  );
  return last !== null && last > knownFrom ? last : knownFrom;
}
