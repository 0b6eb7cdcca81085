import { copiedFields, type Session } from '../../database/index.js';
import type { Outcome } from '../determine.js';
import { quoted } from '../facts/snapshot.js';
import type { StagedDetermination } from './settle-partner.js';
import type { StoredDetermination } from './stored-determination.js';

/**
 * Every determination of a run or a table, by partner, then customer, many at a time, by COPY: a million rows by way of a
 * cursor take twice as long. Until the last one is read the session can do nothing else.
 */

const COLUMNS = `partner_key, partner_id, customer_id, outcome, rules_not_met, rules_unknown, rules_pending, seats_qualifying,
  seats_assigned, seats_billed, counted, reward, currency`;

export async function* copiedDeterminations(
  session: Session,
  campaignId: string,
  run: number,
): AsyncGenerator<readonly StoredDetermination[], void> {
  const lines = session.copyOutLines(
    `SELECT ${COLUMNS} FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE campaign_id = ${quoted(campaignId)} AND run_from <= ${String(run)} AND (run_to IS NULL OR run_to > ${String(run)})
     ORDER BY partner_id, customer_id`,
  );
  for await (const together of lines) yield together.map((line) => stored(copiedFields(line)));
}

/** Of `staged_determination`, where nothing more is staged than what is stored. */
export async function* copiedStaged(session: Session): AsyncGenerator<readonly StagedDetermination[], void> {
  const lines = session.copyOutLines(
    `SELECT ${COLUMNS}, customer_key FROM staged_determination JOIN partner USING (partner_key) ORDER BY partner_id, customer_id`,
  );
  for await (const together of lines)
    yield together.map((line) => {
      const fields = copiedFields(line);
      const rest = { customerKey: Number(fields[13]), firstStart: null, countedMost: null, countedParts: null };
      return Object.assign(stored(fields), rest);
    });
}

function stored(fields: readonly (string | null)[]): StoredDetermination {
  return {
    partnerKey: Number(fields[0]),
    partnerId: fields[1] ?? '',
    customerId: fields[2] ?? '',
    outcome: fields[3] as Outcome,
    rulesNotMet: Number(fields[4]),
    rulesUnknown: Number(fields[5]),
    rulesPending: Number(fields[6]),
    seatsQualifying: seatsOf(fields[7]),
    seatsAssigned: seatsOf(fields[8]),
    seatsBilled: seatsOf(fields[9]),
    counted: fields[10] ?? null,
    reward: fields[11] ?? '',
    currency: fields[12] ?? '',
  };
}

/** Whole numbers in the table and doubles here: exact up to 2^53, more than all lines can bill. */
function seatsOf(value: string | null | undefined): number | null {
  return value === undefined || value === null ? null : Number(value);
}
