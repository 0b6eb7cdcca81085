import { Inject, Injectable, Logger } from '@nestjs/common';
import { UnitOfWork, type Session } from '../database/index.js';
import { missingReadings, type MissingReading, type ReadingsWanted } from '../ingest/index.js';
import { canonicalJson, CLOCK, millisOf, type Clock, type Instant } from '../kernel/index.js';
import type { WatchedNight } from './schedules.js';

/** An alarm as it was raised. */
export interface SnapshotAlarm {
  readonly checkedAt: Instant;
  readonly snapshotAt: Instant;
  readonly customersMissing: number;
  /** How many for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

const NAMED_IN_THE_LOG = 5;

/** Looks, after each pull of a snapshot night, who is still missing, and raises an alarm while there is time. */
@Injectable()
export class SnapshotGuard {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #log = new Logger('snapshot');

  constructor(unitOfWork: UnitOfWork, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async check(night: WatchedNight): Promise<MissingReading[]> {
    const checkedAt = this.#clock.now();
    const missing = await this.#unitOfWork.inTransaction(async (session) => {
      const found = await missingReadings(session, readingsWanted(night));
      if (found.length > 0) await raise(session, night, checkedAt, found);
      return found;
    });
    if (missing.length === 0) {
      this.#log.log(`${night.campaignId}: every customer has a seat reading that counts at ${night.snapshotAt}.`);
      return missing;
    }
    const named = missing.slice(0, NAMED_IN_THE_LOG).map(({ customerId, reason }) => `${customerId} (${reason})`);
    const others = missing.length - named.length;
    this.#log.error(
      `${night.campaignId}: ${String(missing.length)} ${missing.length === 1 ? 'customer' : 'customers'} without a seat reading that counts, ${timeLeft(checkedAt, night.snapshotAt)}: ` +
        `${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}. See npx seatback ingest missing ${night.campaignId}.`,
    );
    return missing;
  }
}

/** What the history is asked for on behalf of a campaign. */
export function readingsWanted({ snapshotAt, readingsFrom, heardSince }: WatchedNight): ReadingsWanted {
  return { at: snapshotAt, from: readingsFrom, heardSince };
}

/** The last alarm of a campaign's snapshot, if there ever was one. */
export async function lastAlarm(session: Session, campaignId: string): Promise<SnapshotAlarm | undefined> {
  const [alarm] = await session.query<SnapshotAlarm>(
    `SELECT checked_at AS "checkedAt", snapshot_at AS "snapshotAt", customers_missing AS "customersMissing", reasons
     FROM snapshot_alarm WHERE campaign_id = $1 ORDER BY checked_at DESC LIMIT 1`,
    [campaignId],
  );
  return alarm;
}

async function raise(
  session: Session,
  { campaignId, snapshotAt }: WatchedNight,
  checkedAt: Instant,
  missing: readonly MissingReading[],
): Promise<void> {
  const reasons: Record<string, number> = {};
  for (const { reason } of missing) reasons[reason] = (reasons[reason] ?? 0) + 1;
  await session.execute(
    `INSERT INTO snapshot_alarm (campaign_id, checked_at, snapshot_at, delivery, customers_missing, reasons)
     VALUES ($1, $2, $3, (SELECT COALESCE(max(delivery), 0) FROM delivery), $4, $5)
     ON CONFLICT (campaign_id, checked_at) DO NOTHING`,
    [campaignId, checkedAt, snapshotAt, missing.length, canonicalJson(reasons)],
  );
}

function timeLeft(now: Instant, snapshotAt: Instant): string {
  const minutes = Math.floor((millisOf(snapshotAt) - millisOf(now)) / 60_000);
  if (minutes < 0) return 'and the snapshot has passed';
  return minutes < 120
    ? `${String(minutes)} minutes before the snapshot`
    : `${String(Math.floor(minutes / 60))} hours before the snapshot`;
}
