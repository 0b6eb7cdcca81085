import type { Session, Vault } from '../../database/index.js';
import { parseGuid, type Guid, type Instant } from '../../kernel/index.js';
import type { DeliveryDraft } from '../deliveries/delivery-draft.js';
import { readPayload } from '../raw/payload-store.js';
import { stageExportFile, type ExportedInvoice } from '../sources/graph-billing/billed-export.js';
import type { InvoiceStager } from '../deliveries/invoice-stager.js';
import type { Mapping } from '../sources/mapping.js';
import { GRAPH_SERVES_FROM } from '../sources/partner-center/billing-documents.js';
import type { Resource } from '../sources/partner-center/customer-answers.js';
import { CustomerListing, LISTS_AT_MOST } from '../sources/partner-center/customer-listing.js';
import type { GraphExport } from '../sources/partner-center/invoice-lines.js';
import { InvoiceReader, type InvoiceTotals } from '../sources/partner-center/invoice-reader.js';
import { knownInvoices } from '../sources/partner-center/known-invoices.js';
import { KeptAnswers } from './kept-answers.js';
import { answerTexts, expectWhole, PayloadLost, type KeptPayload } from './kept-payloads.js';
import { ANSWERS_AT_ONCE, stageKeptReading, type CustomerReading } from './kept-reading.js';
import type { WhatStays } from './what-stays.js';

interface ReplayOptions {
  readonly vault: Vault;
  readonly mapping: Mapping;
  readonly stays: WhatStays;
  readonly openedAt: Instant;
}

export interface ReplayedPull {
  /** How many answers were read. */
  readonly payloads: number;
  readonly totals: InvoiceTotals;
}

/**
 * Reads again what a pull of Partner Center was answered, at the instants at which it was answered. What had no answer
 * (a refusal, a failure) is as it was.
 */
export async function replayPull(
  draft: DeliveryDraft,
  delivery: number,
  options: ReplayOptions,
): Promise<ReplayedPull> {
  const { session } = draft;
  const customers = await replayCustomers(draft, delivery, options);

  const { openedAt, mapping, stays } = options;
  const listing = new CustomerListing(
    await KeptAnswers.open({ session, delivery, openedAt, onLost: (problem) => stays.listing(problem) }),
    draft,
  );
  for (let list = 1; list <= LISTS_AT_MOST; list += 1) await listing.read();

  const invoices = new InvoiceReader(
    await KeptAnswers.open({
      session,
      delivery,
      openedAt,
      onLost: (problem) => {
        const invoice = /^invoices\/([^/?]+)/.exec(problem.name)?.[1];
        if (invoice === undefined) stays.invoices(problem, delivery);
        else stays.invoice(problem, decodeURIComponent(invoice));
      },
    }),
    { draft, mapping },
    keptExport(draft, delivery, options),
    // As this connection sees them now: those that the pulls before this one have read.
    await knownInvoices(session),
  );
  await invoices.readRound();
  await invoices.finish();
  return { payloads: customers, totals: invoices.totals() };
}

/**
 * Reads again what a pull was answered about customers: all that there is of one that was cut off.
 *
 * @returns how many answers were read
 */
export async function replayCustomers(draft: DeliveryDraft, delivery: number, options: ReplayOptions): Promise<number> {
  await stageRefusals(draft, delivery);
  return stageCustomers(draft, delivery, options);
}

/** An answer that could not be read at all is not kept: then the refusal is all there is, and stays. */
const WITHOUT_ANSWER = `
  (refusal.cause <> 'unreadable' OR EXISTS (SELECT FROM public.quarantined_row AS row
    WHERE row.delivery = refusal.recorded_from AND row.line = 0
      AND row.file ~ ('^customers/' || customer_id || CASE resource WHEN 'seats' THEN '/subscribedskus' ELSE '/subscriptions' END || '(\\?|$)')))`;

async function stageRefusals(draft: DeliveryDraft, delivery: number): Promise<void> {
  const refusals = await draft.session.query<{
    customerId: Guid;
    resource: Resource;
    observedAt: Instant;
    cause: string;
  }>(
    `SELECT customer_id AS "customerId", resource, observed_at AS "observedAt", cause
     FROM public.refusal AS refusal JOIN customer USING (customer_key)
     WHERE refusal.recorded_from = $1 AND ${WITHOUT_ANSWER} ORDER BY customer_key, resource, observed_at, cause`,
    [delivery],
  );
  for (const { customerId, resource, observedAt, cause } of refusals) {
    await draft.stage('refusal', { customer_id: customerId, resource, observed_at: observedAt, cause });
  }
}

interface KeptReading extends CustomerReading {
  readonly name: string;
  /** Null: there is none. */
  readonly hash: Buffer | null;
  readonly answeredIn: number | null;
}

/** Every reading of the pull, whether its answer was new or the one of a night before. */
async function stageCustomers(
  draft: DeliveryDraft,
  delivery: number,
  { mapping, stays }: ReplayOptions,
): Promise<number> {
  const { session } = draft;
  let count = 0;
  for await (const readings of batchesOf(session, delivery)) {
    const kept = readings.flatMap(({ name, hash, answeredIn }): KeptPayload[] =>
      hash === null ? [] : [{ delivery: answeredIn ?? delivery, name, hash }],
    );
    const texts = await answerTexts(session, kept);
    for (const { customerId, resource, observedAt, name, hash, answeredIn } of readings) {
      const answer = { delivery: answeredIn ?? delivery, name, hash: hash ?? Buffer.alloc(32) };
      const text = texts.get(answer.hash.toString('hex'));
      try {
        if (text === undefined || text instanceof PayloadLost) throw text ?? noAnswer(answer);
        await stageKeptReading({ draft, mapping }, { customerId, resource, observedAt }, answer, text);
        count += 1;
      } catch (error) {
        if (!(error instanceof PayloadLost)) throw error;
        stays.customer(error.problem, resource, customerId);
      }
    }
  }
  return count;
}

function noAnswer({ delivery, name }: KeptPayload): PayloadLost {
  return new PayloadLost({
    delivery,
    name,
    hash: '',
    code: 'PAYLOAD_MISSING',
    expected: 'the answer of a reading that is on record',
    found: 'none under its name',
  });
}

async function* batchesOf(session: Session, delivery: number): AsyncGenerator<readonly KeptReading[], void> {
  const rows = session.stream<KeptReading>(
    `SELECT reading.*, answer.payload_hash AS hash, answer.delivery AS "answeredIn"
     FROM (
       SELECT customer_id AS "customerId", resource, at AS "observedAt",
         'customers/' || customer_id || CASE resource WHEN 'seats' THEN '/subscribedskus' ELSE '/subscriptions' END AS name
       FROM (
         SELECT customer_key, resource,
           observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond' AS at
         FROM public.reading_coverage, generate_series(customer_from, customer_to) AS customer_key
         WHERE recorded_from = ${String(delivery)}
         UNION
         SELECT customer_key, resource, observed_at FROM public.refusal AS refusal JOIN customer USING (customer_key)
         WHERE recorded_from = ${String(delivery)} AND NOT ${WITHOUT_ANSWER}
       ) AS known JOIN customer USING (customer_key)
     ) AS reading
     LEFT JOIN LATERAL (
       SELECT payload_hash, delivery FROM public.delivery_payload AS kept
       WHERE kept.name = reading.name AND kept.delivery <= ${String(delivery)} AND kept.observed_at IS NOT NULL
       ORDER BY kept.delivery DESC LIMIT 1) AS answer ON true
     ORDER BY "customerId", resource`,
  );
  let batch: KeptReading[] = [];
  for await (const row of rows) {
    batch.push({ ...row, customerId: parseGuid(row.customerId) ?? row.customerId });
    if (batch.length < ANSWERS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Exports are read from the files that were kept of them, in the order in which the manifest named them. */
function keptExport(draft: DeliveryDraft, delivery: number, { vault, mapping, stays }: ReplayOptions): GraphExport {
  const { session } = draft;
  const filesOfInvoice = (invoiceNumber: string) =>
    session.query<KeptPayload>(
      `SELECT kept.delivery, name, payload_hash AS hash FROM public.delivery_payload AS kept
       LEFT JOIN (
         SELECT file, min(line) AS first_line FROM public.billing_line AS line JOIN public.invoice AS invoice USING (invoice_key)
         WHERE invoice.invoice_number = $2 AND invoice.recorded_from = $1 GROUP BY file) AS brought ON brought.file = kept.name
       WHERE kept.delivery = $1 AND starts_with(name, 'invoices/' || $2 || '/export/')
       ORDER BY first_line NULLS LAST, name COLLATE "C"`,
      [delivery, invoiceNumber],
    );
  return {
    servesFrom: GRAPH_SERVES_FROM,
    readBefore: async ({ invoiceNumber, provider }) => {
      if ((await filesOfInvoice(invoiceNumber)).length > 0) return 'graph-export';
      const lines = `invoices/${encodeURIComponent(invoiceNumber)}/lineitems`;
      const answers = await session.query(
        `SELECT 1 FROM public.delivery_payload WHERE starts_with(name, $1) AND delivery <= $2 AND observed_at IS NOT NULL LIMIT 1`,
        [lines, delivery],
      );
      if (answers.length === 0) return undefined;
      return provider === 'office' ? 'v1-office' : 'v1-onetime';
    },
    lines: {
      callCount: () => 0,
      recover: () => undefined,
      read: async (invoice: ExportedInvoice, invoices: InvoiceStager) => {
        const files = await filesOfInvoice(invoice.invoiceNumber);
        let lines = 0;
        for (const file of files) {
          try {
            await expectWhole(session, vault, file);
          } catch (error) {
            if (error instanceof PayloadLost) stays.invoice(error.problem, invoice.invoiceNumber);
            throw error;
          }
          const staged = invoices.openFile(file.name, 'new-commerce-json-lines');
          const kept = { name: file.name, content: () => readPayload(session, vault, file.hash) };
          lines += await stageExportFile(kept, invoice, staged, { draft, mapping });
        }
        return lines > 0;
      },
    },
  };
}
