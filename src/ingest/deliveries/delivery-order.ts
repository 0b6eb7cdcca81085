import type { Session } from '../../database/index.js';
import { millisOf, SeatbackError, type Instant } from '../../kernel/index.js';

/** Clocks of several machines may differ by this much; more is a mistake somebody should see. */
const CLOCK_TOLERANCE_MS = 600_000;

/**
 * The number and the instant of the delivery that comes next. Deliveries are recorded in their order, so that what was
 * known at an instant stays what it was.
 *
 * @param asked when an old delivery is loaded afterwards; now, where it is left out
 * @throws SeatbackError DELIVERY_OUT_OF_ORDER
 */
export async function nextDelivery(
  session: Session,
  now: Instant,
  asked: Instant | undefined,
): Promise<{ readonly delivery: number; readonly recordedAt: Instant }> {
  const [last] = await session.query<{ delivery: number; recordedAt: Instant }>(
    'SELECT delivery, recorded_at AS "recordedAt" FROM delivery ORDER BY delivery DESC LIMIT 1',
  );
  if (asked !== undefined && asked > now) {
    throw outOfOrder(
      `an instant that is not in the future, now ${now}`,
      asked,
      'Give the time at which the delivery was recorded.',
    );
  }
  const recordedAt = asked ?? now;
  if (last === undefined || recordedAt >= last.recordedAt) return { delivery: (last?.delivery ?? 0) + 1, recordedAt };
  if (asked === undefined && millisOf(last.recordedAt) - millisOf(now) <= CLOCK_TOLERANCE_MS) {
    return { delivery: last.delivery + 1, recordedAt: last.recordedAt };
  }
  throw outOfOrder(
    `an instant at or after ${last.recordedAt}, when delivery ${String(last.delivery)} was recorded`,
    recordedAt,
    asked === undefined
      ? 'Correct the clock of this machine.'
      : 'Load old deliveries in their order, before newer ones, or leave --recorded-at away.',
  );
}

function outOfOrder(expected: string, found: Instant, next: string): SeatbackError {
  return new SeatbackError({ code: 'DELIVERY_OUT_OF_ORDER', expected, found, where: 'the time of recording', next });
}
