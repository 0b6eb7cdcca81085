import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { dayOf, endOfDay, plusDays, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { Run } from '../runs/run.entity.js';
import { readSeatHistory } from './seat-history.js';
import { assignedOn, billedOn } from './seats-of-day.js';

/** Seats that were the same on all of these days, both included; null: not known, which is not zero. */
export interface SeatStretch {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly assigned: number | null;
  readonly billed: number | null;
}

/** Seats of a customer day by day, as a run knew them. */
export interface SeatTimeline {
  /** All days that the picture is of, both included; those after the last stretch had not come. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly window: { readonly from: CalendarDate; readonly to: CalendarDate };
  /** The day whose seats the run went by. */
  readonly snapshotDay: CalendarDate;
  readonly isProvisional: boolean;
  /** Null where the campaign asks for no number of seats. */
  readonly minimumSeats: number | null;
  readonly stretches: readonly SeatStretch[];
}

/** Days shown before the window, and after it. */
const BEFORE_DAYS = 30;
const AFTER_DAYS = 14;
/** A longer window is shown from its end back: a picture of more days tells nothing. */
const MOST_DAYS = 800;

/**
 * Seats of eligible products, assigned in the tenant and billed by the partner, at the end of each day in the campaign's
 * zone; on the snapshot's own day at the snapshot. By what the run's delivery knew, and by the same rules as the run:
 * an old reading, one after which we were refused, and days without complete invoices are unknown.
 *
 * @returns undefined where the run determined nothing of the customer for the partner
 */
export async function seatTimeline(
  session: Session,
  run: Run,
  terms: CampaignTerms,
  { customerId, partnerKey }: { readonly customerId: string; readonly partnerKey: number },
): Promise<SeatTimeline | undefined> {
  const customerKey = await customerOfPartner(session, run, customerId, partnerKey);
  if (customerKey === undefined) return undefined;
  const { value: window } = terms.window;
  const zone = terms.timeZone.value;
  const isProvisional = run.kind === 'provisional';
  const snapshotDay = isProvisional ? dayOf(run.snapshotAt, zone) : window.to;
  const to = latest(plusDays(window.to, isProvisional ? 0 : AFTER_DAYS), snapshotDay);
  const from = latest(plusDays(window.from, -BEFORE_DAYS), plusDays(to, -MOST_DAYS));
  const knownDay = dayOf(run.knownAt, zone);
  const last = isProvisional ? snapshotDay : earliest(to, latest(knownDay, snapshotDay));
  const history = await readSeatHistory(session, { run, terms, customerKey, partnerKey, from, to: last });
  const stretches: SeatStretch[] = [];
  for (let day = from; day <= last; day = plusDays(day, 1)) {
    const at = instantOf(day, { snapshotDay, zone, run });
    const seats = { assigned: assignedOn(history, at), billed: billedOn(history, day) };
    const before = stretches.at(-1);
    if (before?.assigned === seats.assigned && before.billed === seats.billed)
      stretches[stretches.length - 1] = { ...before, to: day };
    else stretches.push({ from: day, to: day, ...seats });
  }
  return { from, to, window, snapshotDay, isProvisional, minimumSeats: terms.minimumSeats?.value ?? null, stretches };
}

async function customerOfPartner(
  session: Session,
  { campaignId, run }: Run,
  customerId: string,
  partnerKey: number,
): Promise<number | undefined> {
  const [own] = await session.query<{ customerKey: number }>(
    `SELECT customer_key AS "customerKey" FROM determination
     WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = (SELECT customer_key FROM customer WHERE customer_id = $3)
       AND run_from <= $4 AND (run_to IS NULL OR run_to > $4)`,
    [campaignId, partnerKey, customerId, run],
  );
  return own?.customerKey;
}

/** When the seats of a day are looked at: nothing is known of what comes after the run's knowledge. */
function instantOf(
  day: CalendarDate,
  { snapshotDay, zone, run }: { readonly snapshotDay: CalendarDate; readonly zone: string; readonly run: Run },
): Instant {
  if (day === snapshotDay) return run.snapshotAt;
  const end = endOfDay(day, zone);
  return day > snapshotDay && end > run.knownAt ? run.knownAt : end;
}

const latest = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b);
const earliest = (a: CalendarDate, b: CalendarDate): CalendarDate => (a < b ? a : b);
