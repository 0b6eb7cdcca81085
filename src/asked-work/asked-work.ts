import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { UnitOfWork, type Session } from '../database/index.js';
import {
  actorOf,
  CLOCK,
  plusMillis,
  SeatbackError,
  type Clock,
  type FailureReport,
  type Instant,
} from '../kernel/index.js';

/**
 * - `calculation`: the campaign anew; while its window is open as if it ended now
 * - `restatement`: the posted campaign anew, against what is posted
 * - `statements`: of the posted run, to all of its partners
 */
export type AskedKind = 'calculation' | 'restatement' | 'statements';

/** The instants that a run is to look at; null: as the campaign's file and the clock say when it is done. */
export interface AskedInstants {
  /** Of a calculation alone. */
  readonly snapshotAt: Instant | null;
  /** Only what was recorded until then. */
  readonly knownAt: Instant | null;
}

const AS_IT_IS: AskedInstants = { snapshotAt: null, knownAt: null };

/** What somebody asked for, and how far it is. */
export interface AskedWorkRecord extends AskedInstants {
  readonly asked: number;
  readonly kind: AskedKind;
  readonly campaignId: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly state: 'asked' | 'under-way' | 'done' | 'failed';
  readonly begunAt: Instant | null;
  /** Customers that were looked at, or documents that were given out. */
  readonly progress: number;
  readonly run: number | null;
  readonly failure: Pick<FailureReport, 'code' | 'expected' | 'found' | 'where' | 'next'> | null;
  readonly endedAt: Instant | null;
}

/** A worker's hold on what it does; another worker takes over where it falls silent. */
export interface TakenWork extends AskedWorkRecord {
  readonly attempt: number;
}

/** A worker says much more often that it is there. */
const SILENT_AFTER_MS = 60_000;
/** What took so many workers with it is not tried by another. */
const MOST_ATTEMPTS = 3;

const RECORD = `asked_work AS asked, kind, campaign_id AS "campaignId", asked_by AS "askedBy", asked_at AS "askedAt", state,
  begun_at AS "begunAt", progress, run, failure, ended_at AS "endedAt", snapshot_at AS "snapshotAt", known_at AS "knownAt"`;

/** Work that a person asks for on a page and a worker does: a page never waits for it, and shows how far it is. */
@Injectable()
export class AskedWork {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Safe to repeat: while the same is open for the campaign, that one is given back.
   *
   * @throws SeatbackError ACTOR_INVALID, KNOWN_AT_AHEAD
   */
  async ask(
    kind: AskedKind,
    campaignId: string,
    givenActor: string,
    { snapshotAt, knownAt }: AskedInstants = AS_IT_IS,
  ): Promise<AskedWorkRecord> {
    const actor = actorOf(givenActor);
    const now = this.#clock.now();
    if (knownAt !== null && knownAt > now) throw ahead(campaignId, knownAt, now);
    return this.#unitOfWork.inTransaction(async (session) => {
      const [asked] = await session.query<AskedWorkRecord>(
        `INSERT INTO asked_work (kind, campaign_id, asked_by, asked_at, snapshot_at, known_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (campaign_id, kind, snapshot_at, known_at) WHERE ended_at IS NULL DO NOTHING RETURNING ${RECORD}`,
        [kind, campaignId, actor, now, snapshotAt, knownAt],
      );
      if (asked === undefined)
        return session.one<AskedWorkRecord>(
          `SELECT ${RECORD} FROM asked_work WHERE kind = $1 AND campaign_id = $2
             AND (snapshot_at, known_at) IS NOT DISTINCT FROM ($3::timestamptz, $4::timestamptz) ORDER BY asked_work DESC LIMIT 1`,
          [kind, campaignId, snapshotAt, knownAt],
        );
      await this.#auditLog.record(session, {
        actor,
        act: 'work.ask',
        subject: `asked work ${String(asked.asked)}`,
        detail: {
          kind,
          campaign: campaignId,
          ...(snapshotAt === null ? {} : { snapshotAt }),
          ...(knownAt === null ? {} : { knownAt }),
        },
      });
      return asked;
    });
  }

  /** The next that nobody is at, the first first; also what a worker that fell silent had taken. */
  async take(): Promise<TakenWork | undefined> {
    const now = this.#clock.now();
    const silentSince = plusMillis(now, -SILENT_AFTER_MS);
    return this.#unitOfWork.inTransaction(async (session) => {
      await session.execute(
        `UPDATE asked_work SET state = 'failed', ended_at = greatest(asked_at, $1), failure = $4
         WHERE state = 'under-way' AND heard_at < $2 AND attempt >= $3`,
        [now, silentSince, MOST_ATTEMPTS, JSON.stringify(LOST)],
      );
      const [taken] = await session.query<TakenWork>(
        `UPDATE asked_work SET state = 'under-way', attempt = attempt + 1, begun_at = $1, heard_at = $1, progress = 0
         WHERE asked_work = (SELECT asked_work FROM asked_work
           WHERE state = 'asked' OR (state = 'under-way' AND heard_at < $2) ORDER BY asked_work LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING ${RECORD}, attempt`,
        [now, silentSince],
      );
      return taken;
    });
  }

  /** Whoever has taken it is still at it. @returns false where another has taken it over */
  async heard({ asked, attempt }: TakenWork, progress: number): Promise<boolean> {
    const kept = await this.#unitOfWork.inSession((session) =>
      session.execute(
        `UPDATE asked_work SET heard_at = greatest(heard_at, $3), progress = $4
         WHERE asked_work = $1 AND attempt = $2 AND state = 'under-way'`,
        [asked, attempt, this.#clock.now(), progress],
      ),
    );
    return kept === 1;
  }

  async done(
    { asked, attempt }: TakenWork,
    came: { readonly run: number | null; readonly progress: number },
  ): Promise<void> {
    await this.#end(asked, attempt, 'done', came.run, came.progress, null);
  }

  async failed({ asked, attempt }: TakenWork, failure: NonNullable<AskedWorkRecord['failure']>): Promise<void> {
    await this.#end(asked, attempt, 'failed', null, undefined, failure);
  }

  async #end(
    asked: number,
    attempt: number,
    state: 'done' | 'failed',
    run: number | null,
    progress: number | undefined,
    failure: AskedWorkRecord['failure'],
  ): Promise<void> {
    await this.#unitOfWork.inSession((session) =>
      session.execute(
        `UPDATE asked_work SET state = $3, ended_at = greatest(asked_at, $4), run = $5, progress = COALESCE($6, progress), failure = $7
         WHERE asked_work = $1 AND attempt = $2 AND state = 'under-way'`,
        [
          asked,
          attempt,
          state,
          this.#clock.now(),
          run,
          progress ?? null,
          failure === null ? null : JSON.stringify(failure),
        ],
      ),
    );
  }
}

function ahead(campaignId: string, knownAt: Instant, now: Instant): SeatbackError {
  return new SeatbackError({
    code: 'KNOWN_AT_AHEAD',
    expected: `an instant up to now, ${now}`,
    found: knownAt,
    where: `known-at of ${campaignId}`,
    next: 'Leave it empty to see all that is known now, or name an instant that has passed.',
  });
}

/** What was asked for a campaign, the latest first. */
export async function askedWorkOf(session: Session, campaignId: string, limit: number): Promise<AskedWorkRecord[]> {
  return session.query(`SELECT ${RECORD} FROM asked_work WHERE campaign_id = $1 ORDER BY asked_work DESC LIMIT $2`, [
    campaignId,
    limit,
  ]);
}

const LOST: NonNullable<AskedWorkRecord['failure']> = {
  code: 'WORKERS_LOST',
  expected: 'a worker that comes to its end',
  found: `${String(MOST_ATTEMPTS)} that fell silent`,
  where: 'npx seatback work',
  next: 'Look into the log of the workers, for memory above all; then ask again.',
};
