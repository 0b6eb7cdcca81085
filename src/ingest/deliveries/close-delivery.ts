import { Inject, Injectable } from '@nestjs/common';
import { holdLock, type Session } from '../../database/index.js';
import {
  canonicalJson,
  CLOCK,
  millisOf,
  SeatbackError,
  type Clock,
  type Instant,
  type JsonValue,
} from '../../kernel/index.js';
import { recordProducts } from '../catalogue/record-products.js';
import { recordSightings } from '../catalogue/record-sightings.js';
import { recordBilling } from '../history/record-billing.js';
import { recordCoverage } from '../history/record-coverage.js';
import { recordSeats } from '../history/record-seats.js';
import { recordSubscriptions } from '../history/record-subscriptions.js';
import type { DeliveryDraft } from './delivery-draft.js';
import { recordKeys } from './record-keys.js';
import { recordRegister } from './record-register.js';

export interface ClosedDelivery {
  readonly delivery: number;
  readonly recordedAt: Instant;
  /** Rows written or closed, by kind. */
  readonly changed: Readonly<Record<string, number>>;
}

export interface ClosingOptions {
  /** When an old delivery is loaded afterwards; now, where it is left out. */
  readonly recordedAt?: Instant | undefined;
  /** Control totals of what was read, kept with the delivery. */
  readonly summary: Readonly<Record<string, JsonValue>>;
  /** A pull is kept even when it changed nothing: it covered. A folder that brings nothing new is no delivery. */
  readonly keepUnchanged?: boolean;
  /** Takes part in the closing: all of it happens, or nothing. */
  readonly onClosing?: (session: Session, delivery: number) => Promise<void>;
}

/** Clocks of several machines may differ by this much; more is a mistake somebody should see. */
const CLOCK_TOLERANCE_MS = 600_000;

/** Thrown to roll back a closing that changed nothing. */
class NothingNew extends Error {}

/** Makes a draft visible, whole, as the next delivery. */
@Injectable()
export class CloseDelivery {
  readonly #clock: Clock;

  constructor(@Inject(CLOCK) clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @returns undefined where the delivery brought nothing new; rows it could not read are added to the draft's quarantine
   * @throws SeatbackError DELIVERY_OUT_OF_ORDER
   */
  async execute(draft: DeliveryDraft, options: ClosingOptions): Promise<ClosedDelivery | undefined> {
    await draft.flush();
    try {
      return await draft.session.transaction((session) => this.#close(session, draft, options));
    } catch (error) {
      if (error instanceof NothingNew) return undefined;
      throw error;
    }
  }

  async #close(session: Session, draft: DeliveryDraft, options: ClosingOptions): Promise<ClosedDelivery> {
    await holdLock(session, 'delivery');
    const { delivery, recordedAt } = await this.#next(session, options.recordedAt);
    await session.execute(
      'INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, $2, $3, $4, $5)',
      [
        delivery,
        draft.source.source,
        draft.source.key,
        draft.openedAt < recordedAt ? draft.openedAt : recordedAt,
        recordedAt,
      ],
    );
    await recordKeys(session);
    const register = await recordRegister(session, delivery);
    const products = await recordProducts(session, delivery);
    const sightings = await recordSightings(session, delivery, draft.productNames.alike);
    const seats = await recordSeats(session, delivery);
    const subscriptions = await recordSubscriptions(session, delivery);
    const billing = await recordBilling(session, delivery);
    const coverage = await recordCoverage(session, delivery, draft.source.source);
    draft.quarantined.push(...products.quarantined, ...billing.quarantined);

    const changed = {
      register,
      products: products.changed + sightings,
      seats,
      subscriptions,
      billing: billing.changed,
      coverage,
    };
    if (
      options.keepUnchanged !== true &&
      Object.values(changed).every((rows) => rows === 0) &&
      !(await bringsNewQuarantine(session, draft, delivery))
    ) {
      throw new NothingNew();
    }
    for (const { name, hash } of draft.payloads) {
      await session.execute('INSERT INTO delivery_payload (delivery, name, payload_hash) VALUES ($1, $2, $3)', [
        delivery,
        name,
        hash,
      ]);
    }
    await options.onClosing?.(session, delivery);
    await session.copyRows(
      'quarantined_row',
      ['delivery', 'file', 'line', 'column_name', 'code', 'expected', 'found'],
      draft.quarantined.map(({ file, line, column, code, expected, found }) => [
        delivery,
        file,
        line,
        column,
        code,
        expected,
        found,
      ]),
    );
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson({ ...options.summary, changed, quarantined: draft.quarantined.length }),
    ]);
    return { delivery, recordedAt, changed };
  }

  async #next(session: Session, asked: Instant | undefined): Promise<{ delivery: number; recordedAt: Instant }> {
    const now = this.#clock.now();
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
}

function outOfOrder(expected: string, found: Instant, next: string): SeatbackError {
  return new SeatbackError({ code: 'DELIVERY_OUT_OF_ORDER', expected, found, where: 'the time of recording', next });
}

/** Rows that could not be read are kept on record once, also when nothing else of the folder was new. */
async function bringsNewQuarantine(session: Session, draft: DeliveryDraft, delivery: number): Promise<boolean> {
  if (draft.quarantined.length === 0) return false;
  const same = await session.query('SELECT 1 FROM delivery WHERE source = $1 AND source_key = $2 AND delivery < $3', [
    draft.source.source,
    draft.source.key,
    delivery,
  ]);
  return same.length === 0;
}
