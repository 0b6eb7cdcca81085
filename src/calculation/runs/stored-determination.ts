import type { Outcome } from '../determine.js';

/** A determination as it is stored, with the ids that people know. */
export interface StoredDetermination {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly customerId: string;
  readonly outcome: Outcome;
  readonly rulesNotMet: number;
  readonly rulesUnknown: number;
  readonly rulesPending: number;
  readonly seatsQualifying: number | null;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  /** Seats or revenue that the reward counted; null: customers are counted, or it is not known. */
  readonly counted: string | null;
  readonly reward: string;
  readonly currency: string;
}

/** A row as it is read: with a million of them, telling a dozen columns apart takes longer than all else. */
export interface PackedDetermination {
  readonly partnerId: string;
  readonly packed: string;
}

/** Columns of such a row; an empty value is null. No value of these columns holds a tab, whatever was imported. */
export const PACKED_COLUMNS = `partner_id AS "partnerId", concat_ws(E'\\t', partner_key, customer_id, outcome, rules_not_met, rules_unknown,
  rules_pending, COALESCE(seats_qualifying::text, ''), COALESCE(seats_assigned::text, ''), COALESCE(seats_billed::text, ''),
  COALESCE(counted::text, ''), reward, currency) AS packed`;

export function unpacked({ partnerId, packed }: PackedDetermination): StoredDetermination {
  const [
    partnerKey,
    customerId,
    outcome,
    notMet,
    unknown,
    pending,
    qualifying,
    assigned,
    billed,
    counted,
    reward,
    currency,
  ] = packed.split('\t');
  return {
    partnerKey: Number(partnerKey),
    partnerId,
    customerId: customerId ?? '',
    outcome: outcome as Outcome,
    rulesNotMet: Number(notMet),
    rulesUnknown: Number(unknown),
    rulesPending: Number(pending),
    seatsQualifying: seatsOf(qualifying),
    seatsAssigned: seatsOf(assigned),
    seatsBilled: seatsOf(billed),
    counted: counted === undefined || counted === '' ? null : counted,
    reward: reward ?? '',
    currency: currency ?? '',
  };
}

/** Whole numbers in the table and doubles here: exact up to 2^53, more than all lines can bill. */
function seatsOf(value: string | undefined): number | null {
  return value === undefined || value === '' ? null : Number(value);
}
