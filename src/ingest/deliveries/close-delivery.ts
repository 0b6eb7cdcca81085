import { Inject, Injectable } from '@nestjs/common';
import { holdLock, type Session } from '../../database/index.js';
import { canonicalJson, CLOCK, type Clock, type Instant, type JsonValue } from '../../kernel/index.js';
import { recordProducts } from '../catalogue/record-products.js';
import { recordSightings } from '../catalogue/record-sightings.js';
import { recordBilling } from '../history/record-billing.js';
import { recordCoverage } from '../history/record-coverage.js';
import { recordSeats } from '../history/record-seats.js';
import { recordUnbilled } from '../history/record-unbilled.js';
import { recordSubscriptions } from '../history/record-subscriptions.js';
import type { DeliveryDraft } from './delivery-draft.js';
import { nextDelivery } from './delivery-order.js';
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
  /**
   * What belongs to the delivery beside its rows; in its transaction, when its payloads are known.
   *
   * @returns whether the delivery is to be kept for it, even when it brought nothing else that is new
   */
  readonly beside?: (session: Session, delivery: number) => Promise<boolean>;
}

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
    const { delivery, recordedAt } = await nextDelivery(session, this.#clock.now(), options.recordedAt);
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
    const seats = await recordSeats(session, delivery, draft.source.source, draft.position);
    const subscriptions = await recordSubscriptions(session, delivery);
    const billing = await recordBilling(session, delivery, draft.unreadBilling, draft.position);
    const unbilled = await recordUnbilled(session, delivery);
    const coverage = await recordCoverage(session, delivery, draft.source.source);
    draft.quarantined.push(...products.quarantined);
    await draft.gatherQuarantine();

    const changed = {
      register,
      products: products.changed + sightings,
      seats,
      subscriptions,
      billing: billing + unbilled,
      coverage,
    };
    await draft.payloadsKept();
    await session.execute(
      `INSERT INTO delivery_payload (delivery, name, payload_hash)
       SELECT $1, name, payload_hash FROM unnest($2::text[], $3::bytea[]) AS brought (name, payload_hash)`,
      [delivery, draft.payloads.map(({ name }) => name), draft.payloads.map(({ hash }) => hash)],
    );
    const isWanted = (await options.beside?.(session, delivery)) ?? false;
    if (
      options.keepUnchanged !== true &&
      !isWanted &&
      Object.values(changed).every((rows) => rows === 0) &&
      !(await bringsNewQuarantine(session, draft, delivery))
    ) {
      throw new NothingNew();
    }
    await session.execute(
      `INSERT INTO quarantined_row (delivery, file, line, column_name, code, expected, found)
       SELECT $1::integer, file, line, column_name, code, expected, found FROM staged_quarantined_row ORDER BY position`,
      [delivery],
    );
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson({ ...options.summary, changed, quarantined: draft.quarantinedCount }),
    ]);
    return { delivery, recordedAt, changed };
  }
}

/** Rows that could not be read are kept on record once, also when nothing else of the folder was new. */
async function bringsNewQuarantine(session: Session, draft: DeliveryDraft, delivery: number): Promise<boolean> {
  if (draft.quarantinedCount === 0) return false;
  const same = await session.query('SELECT 1 FROM delivery WHERE source = $1 AND source_key = $2 AND delivery < $3', [
    draft.source.source,
    draft.source.key,
    delivery,
  ]);
  return same.length === 0;
}
