import type { Session } from '../../database/index.js';
import { csvRecord, Money } from '../../kernel/index.js';
import { rulesOfBits } from '../rules/index.js';
import {
  PACKED_COLUMNS,
  unpacked,
  type PackedDetermination,
  type StoredDetermination,
} from './stored-determination.js';

export type { StoredDetermination } from './stored-determination.js';

/** Seats are whole numbers in the table and doubles on the way: exact up to 2^53, more than all lines can bill. */
export const DETERMINATION_COLUMNS = `partner_key AS "partnerKey", partner_id AS "partnerId", customer_id AS "customerId", outcome,
  rules_not_met AS "rulesNotMet", rules_unknown AS "rulesUnknown", rules_pending AS "rulesPending", seats_qualifying::double precision AS "seatsQualifying",
  seats_assigned::double precision AS "seatsAssigned", seats_billed::double precision AS "seatsBilled", counted, reward, currency`;

/** The columns of `determinations.csv` (import contract, section 4). */
export const DETERMINATIONS_HEADER = csvRecord([
  'campaign_id',
  'partner_id',
  'customer_id',
  'outcome',
  'qualifying_seats',
  'assigned_seats',
  'billed_seats',
  'reward',
  'currency',
  'reasons',
]);

/** One line of `determinations.csv`. The run's digest is made of these bytes. */
export function determinationLine(campaignId: string, row: StoredDetermination): string {
  return idsOf(campaignId, row.partnerId) + restOf(row);
}

/** Lines of one partner, one after the other. */
export function partnerLines(campaignId: string, rows: readonly StoredDetermination[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const ids = idsOf(campaignId, first.partnerId);
  let lines = '';
  for (const row of rows) lines += ids + restOf(row);
  return lines;
}

function idsOf(campaignId: string, partnerId: string): string {
  return `${csvRecord([campaignId, partnerId]).slice(0, -1)},`;
}

function restOf(row: StoredDetermination): string {
  // A few words make up a million lines: each of these is made once.
  const reward = written(`${row.reward} ${row.currency}`, () =>
    csvRecord([Money.of(row.reward, row.currency).toString(), row.currency]).slice(0, -1),
  );
  const bits = row.rulesNotMet | row.rulesUnknown;
  const reasons = written(bits, () => csvRecord([rulesOfBits(bits).join(';')]));
  return `${row.customerId},${row.outcome},${seats(row.seatsQualifying)},${seats(row.seatsAssigned)},${seats(row.seatsBilled)},${reward},${reasons}`;
}

function seats(value: number | null): string {
  return value === null ? '' : String(value);
}

const WORDS_AT_MOST = 1_000;
/** Rewards by amount and currency; reasons by bits. */
const words = new Map<string | number, string>();

function written(key: string | number, write: () => string): string {
  const known = words.get(key);
  if (known !== undefined) return known;
  if (words.size >= WORDS_AT_MOST) words.clear();
  const text = write();
  words.set(key, text);
  return text;
}

/** Determinations of a run, many at a time, by partner, then customer, in code-point order; only inside a transaction. */
export async function* determinationsTogether(
  session: Session,
  campaignId: string,
  run: number,
  partnerId?: string,
): AsyncGenerator<readonly StoredDetermination[], void> {
  const rows = session.streamTogether<PackedDetermination>(
    `SELECT ${PACKED_COLUMNS} FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND ($3::text IS NULL OR partner_id = $3)
     ORDER BY partner_id, customer_id`,
    [campaignId, run, partnerId ?? null],
  );
  for await (const packed of rows) yield packed.map(unpacked);
}

/** The same, one by one. */
export async function* determinationsOfRun(
  session: Session,
  campaignId: string,
  run: number,
  partnerId?: string,
): AsyncGenerator<StoredDetermination, void> {
  for await (const rows of determinationsTogether(session, campaignId, run, partnerId)) yield* rows;
}
