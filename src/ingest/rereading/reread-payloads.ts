import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import {
  actorOf,
  canonicalJson,
  CLOCK,
  reasonOf,
  SeatbackError,
  type Clock,
  type Instant,
} from '../../kernel/index.js';
import { CloseDelivery } from '../deliveries/close-delivery.js';
import { DeliveryDraft, type DeliverySource } from '../deliveries/delivery-draft.js';
import { nextDelivery } from '../deliveries/delivery-order.js';
import { MAPPING, type Mapping } from '../sources/mapping.js';
import { changedHistory, type ChangedRow } from './changed-history.js';
import { FreshRecord } from './fresh-record.js';
import type { PayloadProblem } from './kept-payloads.js';
import { recordDifferences, type Changed } from './record-differences.js';
import { replayFolder } from './replay-folder.js';
import { replayCustomers, replayPull } from './replay-pull.js';
import { Scope, type PayloadsMeant } from './scope.js';
import { quarantineRefused, resolveAccepted, type Signature } from './settle-quarantine.js';
import { WhatStays } from './what-stays.js';

export interface ReReading {
  /** Undefined where nothing is read otherwise than it was, and in a dry run. */
  readonly delivery: number | undefined;
  readonly recordedAt: Instant | undefined;
  readonly isDryRun: boolean;
  readonly deliveriesRead: number;
  readonly payloadsRead: number;
  /** Rows that end or begin, by kind. */
  readonly changed: Changed;
  /** The first thousand of them. */
  readonly changes: readonly ChangedRow[];
  readonly changeCount: number;
  /** Rows of quarantine that are accepted now, and rows that are not any more. */
  readonly rowsResolved: number;
  readonly rowsRefused: number;
  /** Payloads that cannot be read again: what they said stays as it is. */
  readonly problems: readonly PayloadProblem[];
}

export interface ReReadingOptions extends PayloadsMeant {
  /** Who says that the mapping was wrong, and in what. */
  readonly actor?: string | undefined;
  readonly reason?: string | undefined;
  /** Where more stands of it, such as the number of a ticket. */
  readonly reference?: string | undefined;
  /** Shows what would change, and takes it back. */
  readonly isDryRun?: boolean | undefined;
  /** Told of each delivery that was read again. */
  readonly onDelivery?: ((done: number, all: number) => void) | undefined;
}

interface KnownDelivery {
  readonly delivery: number;
  readonly source: DeliverySource['source'];
  readonly sourceKey: string;
  readonly openedAt: Instant;
  readonly recordedAt: Instant;
}

/** Thrown to roll back: nothing is read otherwise, or it was only to be shown. */
class NotToBeKept extends Error {
  readonly outcome: ReReading;

  constructor(outcome: ReReading) {
    super();
    this.outcome = outcome;
  }
}

/**
 * Reads kept payloads again through the mapping of today, and records what that says otherwise as a delivery of its
 * own. What is known after it is what would be known had the mapping been right from the start; what was believed
 * before stays visible as of then.
 *
 * All deliveries are recorded anew, in their order and by the code that recorded them, in a fresh record beside the
 * real one; then the two are compared. One transaction: other deliveries wait with their closing until it ends.
 */
@Injectable()
export class RereadPayloads {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #vault: Vault;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;
  readonly #mapping: Mapping;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    vault: Vault,
    auditLog: AuditLog,
    @Inject(CLOCK) clock: Clock,
    @Inject(MAPPING) mapping: Mapping,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#vault = vault;
    this.#auditLog = auditLog;
    this.#clock = clock;
    this.#mapping = mapping;
  }

  /** @throws SeatbackError REASON_MISSING, ACTOR_INVALID, REASON_INVALID, CUSTOMER_UNKNOWN, RE_READING_TOO_NARROW, CATALOGUE_LOST, DELIVERY_OUT_OF_ORDER */
  async execute(options: ReReadingOptions): Promise<ReReading> {
    const signed = signatureOf(options);
    try {
      return await this.#unitOfWork.inTransaction((session) => this.#reread(session, options, signed));
    } catch (error) {
      if (error instanceof NotToBeKept) return error.outcome;
      throw error;
    }
  }

  async #reread(session: Session, options: ReReadingOptions, signed: Signature): Promise<ReReading> {
    await holdLock(session, 'delivery');
    await expectCustomer(session, options);
    const deliveries = await session.query<KnownDelivery>(
      `SELECT delivery, source, source_key AS "sourceKey", opened_at AS "openedAt", recorded_at AS "recordedAt"
       FROM delivery ORDER BY delivery`,
    );
    const scope = await Scope.open(session, options);
    const stays = new WhatStays();
    const fresh = await FreshRecord.open(session);
    let payloadsRead = 0;
    for (const [index, delivery] of deliveries.entries()) {
      payloadsRead += await this.#replay(session, delivery, scope, stays);
      await fresh.clearUp();
      // After the first, the second, the fourth and so on: by then there is twice as much as at the last look.
      if (Number.isInteger(Math.log2(index + 1))) await fresh.analyze();
      options.onDelivery?.(index + 1, deliveries.length);
    }
    await fresh.setAside();
    for (const problem of await invoicesLost(session)) {
      const invoiceNumber = problem.name.slice('invoices/'.length);
      // Of a payload that is lost it was told already.
      if (!stays.untouched.invoices.has(invoiceNumber)) stays.invoice(problem, invoiceNumber);
    }
    await scope.settle(stays.untouched);

    const { delivery, recordedAt } = await nextDelivery(session, this.#clock.now(), undefined);
    const meant = deliveries
      .filter((each) => (isReadAgain(each.source) || each.source === 're-reading') && scope.holdsDelivery(each))
      .map((each) => each.delivery);
    await session.execute(
      `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, 're-reading', $2, $3, $3)`,
      [delivery, `up to delivery ${String(delivery - 1)}`, recordedAt],
    );
    const changed = await recordDifferences(session, delivery, scope);
    const { rows: changes, count: changeCount } = await changedHistory(session, delivery);
    const rowsResolved = await resolveAccepted(session, delivery, { deliveries: meant, lost: stays.problems, signed });
    const rowsRefused = await quarantineRefused(session, delivery, meant);
    const outcome: ReReading = {
      delivery,
      recordedAt,
      isDryRun: options.isDryRun ?? false,
      deliveriesRead: deliveries.filter(({ source }) => isReadAgain(source)).length,
      payloadsRead,
      changed,
      changes,
      changeCount,
      rowsResolved,
      rowsRefused,
      problems: stays.problems,
    };
    const isNothing = [...Object.values(changed), rowsResolved, rowsRefused].every((count) => count === 0);
    if (isNothing || outcome.isDryRun)
      throw new NotToBeKept({ ...outcome, delivery: undefined, recordedAt: undefined });
    const { source = null, from = null, to = null, customerId = null, reference = null } = options;
    const summary = {
      ...signed,
      reference,
      meant: { source, from, to, customerId },
      changed,
      payloadsRead,
      rowsResolved,
      quarantined: rowsRefused,
      problems: stays.problems.map((problem) => ({ ...problem })),
    };
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson(summary),
    ]);
    await this.#auditLog.record(session, {
      actor: signed.actor,
      act: 'payload.reread',
      subject: `delivery ${String(delivery)}`,
      detail: { meant: summary.meant, reason: signed.reason, reference, changed, rowsResolved, rowsRefused },
    });
    return outcome;
  }

  /** @returns how many payloads were read */
  async #replay(session: Session, known: KnownDelivery, scope: Scope, stays: WhatStays): Promise<number> {
    const { delivery, source, sourceKey, openedAt, recordedAt } = known;
    if (!isReadAgain(source)) {
      await session.execute(
        'INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, $2, $3, $4, $5)',
        [delivery, source, sourceKey, openedAt, recordedAt],
      );
      return 0;
    }
    const replayed = async (draft: DeliveryDraft): Promise<number> => {
      const options = { vault: this.#vault, mapping: this.#mapping, stays, openedAt };
      const { payloads, totals } =
        source === 'partner-center'
          ? await replayPull(draft, delivery, options)
          : {
              payloads: await (source === 'files' ? replayFolder : replayCustomers)(draft, delivery, options),
              totals: {},
            };
      await draft.flush();
      if (scope.holdsDelivery(known)) await scope.addDelivery(delivery);
      const closed = await this.#closeDelivery.execute(draft, {
        recordedAt,
        // Which invoices a later pull need not ask for follows from it.
        summary: { ...totals },
        keepUnchanged: true,
      });
      if (closed?.delivery !== delivery)
        throw new Error(`Broken invariant: delivery ${String(delivery)} is read again in its place`);
      return payloads;
    };
    return DeliveryDraft.open(session, { source, key: sourceKey }, this.#clock.now(), replayed, recordedAt);
  }
}

function isReadAgain(source: DeliverySource['source']): source is 'files' | 'partner-center' | 'cut-off-pull' {
  return source === 'files' || source === 'partner-center' || source === 'cut-off-pull';
}

/**
 * Invoices that a pull took and that the kept answers do not give any more, though no mapping stops them: they stay.
 * Where lines of theirs were read and refused, it does, and an invoice without any line ends. The fresh record is set
 * aside by now.
 */
async function invoicesLost(session: Session): Promise<PayloadProblem[]> {
  return session.query(
    `SELECT old.recorded_from AS delivery, 'invoices/' || invoice_number AS name, '' AS hash, 'PAYLOAD_UNREADABLE' AS code,
       COALESCE(reason.expected, 'answers that give the invoice again') AS expected, COALESCE(reason.found, 'none that do') AS found
     FROM invoice AS old JOIN delivery ON delivery.delivery = COALESCE(old.read_from, old.recorded_from)
     LEFT JOIN LATERAL (SELECT expected, found FROM fresh_quarantined_row AS fresh
       WHERE fresh.delivery = delivery.delivery AND fresh.line = 0
         AND (fresh.file = 'invoices/' || invoice_number OR starts_with(fresh.file, 'invoices/' || invoice_number || '/')
           OR starts_with(fresh.file, 'invoices/' || invoice_number || '?'))
       ORDER BY fresh.quarantined_row LIMIT 1) AS reason ON true
     WHERE source = 'partner-center' AND old.recorded_to IS NULL
       AND NOT EXISTS (SELECT FROM fresh_invoice AS fresh WHERE fresh.invoice_number = old.invoice_number AND fresh.recorded_to IS NULL)
       AND NOT EXISTS (SELECT FROM fresh_quarantined_row AS refused WHERE refused.delivery = delivery.delivery AND refused.line > 0
         AND starts_with(refused.file, 'invoices/' || invoice_number || '/'))
     ORDER BY 1, 2`,
  );
}

async function expectCustomer(session: Session, { customerId }: PayloadsMeant): Promise<void> {
  if (customerId === undefined) return;
  if ((await session.query('SELECT 1 FROM customer WHERE customer_id = $1', [customerId])).length > 0) return;
  throw new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer',
    found: `"${customerId}", which is nobody`,
    where: '--customer',
    next: 'Use the tenant GUID, as determinations.csv has it.',
  });
}

/** @throws SeatbackError REASON_MISSING, ACTOR_INVALID, REASON_INVALID */
function signatureOf({ actor = '', reason = '', isDryRun = false }: ReReadingOptions): Signature {
  // Of a dry run nothing is kept.
  if (isDryRun) return { actor: actor || 'nobody', reason: reason || 'dry run' };
  if (actor !== '' && reason !== '') return { actor: actorOf(actor), reason: reasonOf(reason) };
  throw new SeatbackError({
    code: 'REASON_MISSING',
    expected: 'who has payloads read again, and what was wrong with the mapping: --actor and --reason',
    found: actor === '' ? 'no actor' : 'no reason',
    where: 'the re-reading',
    next: 'Give both; they are kept with the delivery. With --dry-run nothing is kept.',
  });
}
