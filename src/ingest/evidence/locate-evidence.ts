import { Injectable } from '@nestjs/common';
import { UnitOfWork, Vault, type Session } from '../../database/index.js';
import { parseGuid, type Instant } from '../../kernel/index.js';
import { answerInEffect, answerTexts, PayloadLost, type KeptPayload } from '../rereading/kept-payloads.js';
import { readPayload } from '../raw/payload-store.js';
import { billingDecimal, guid, instantWithOffset } from '../sources/cells.js';
import { parseExactJson } from '../sources/exact-json.js';
import { openCsv, valuesOf } from '../sources/files/records.js';
import { locateRows, type RowFound } from './locate-rows.js';
import { itemTexts } from './received-text.js';

/** Where a fact stands in what was received. */
export interface Evidence {
  /** The delivery whose payload it is. */
  readonly delivery: number;
  /** The file, or the address and page that was asked. */
  readonly name: string;
  readonly hash: string;
  /** `line 17` of a file, `items[2]` of an answer. */
  readonly place: string;
  /** For `npx seatback ingest show`. */
  readonly reference: string;
}

/** Seats of one SKU in a reading of a tenant. */
export interface SeatsFound {
  /** GUID or part number. */
  readonly sku: string;
  readonly partNumber: string | null;
}

export interface LineFound {
  readonly file: string;
  readonly fileLine: number;
  /** The delivery that recorded the invoice, and the one whose payload says so where that was read again. */
  readonly delivery: number;
  readonly readFrom: number | null;
  /** Whose it is, and what it costs. */
  readonly customerId: string;
  readonly subtotal: string;
}

interface ReadingWanted {
  readonly customerId: string;
  /** When the reading was taken, and the last delivery that counts. */
  readonly readAt: Instant;
  readonly knownDelivery: number;
}

/** Finds the payload, and the place in it, from which a figure was read. Nothing is recorded for it while ingesting. */
@Injectable()
export class LocateEvidence {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;

  constructor(unitOfWork: UnitOfWork, vault: Vault) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
  }

  /** @returns for each SKU where the reading names it; undefined where nothing that is kept does */
  async ofReading(wanted: ReadingWanted, seats: readonly SeatsFound[]): Promise<(Evidence | undefined)[]> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const reading = await findReading(session, wanted);
      if (reading === undefined) return seats.map(() => undefined);
      return reading.source === 'partner-center' || reading.source === 'cut-off-pull'
        ? this.#inAnswer(session, wanted, reading.delivery, seats)
        : this.#inFiles(session, { ...wanted, readAt: reading.at }, reading.delivery, seats);
    });
  }

  /** @returns for each line where it stands; undefined where nothing that is kept holds it */
  async ofLines(lines: readonly LineFound[]): Promise<(Evidence | undefined)[]> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const found: (Evidence | undefined)[] = [];
      for (const line of lines) {
        const delivery = line.readFrom ?? line.delivery;
        const [file] = await session.query<KeptPayload>(
          `SELECT delivery, name, payload_hash AS hash FROM delivery_payload WHERE delivery = $1 AND name = $2 AND observed_at IS NULL`,
          [delivery, line.file],
        );
        found.push(
          file === undefined ? await pageWith(session, line, delivery) : evidence(file, { line: line.fileLine }),
        );
      }
      return found;
    });
  }

  /** @returns for each row of a register file where it stands; undefined where no file that is kept holds it */
  async ofRows(rows: readonly RowFound[]): Promise<(Evidence | undefined)[]> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const inFiles = await locateRows(session, this.#vault, rows);
      const found: (Evidence | undefined)[] = [];
      for (const [index, row] of rows.entries()) {
        const located = inFiles[index];
        found.push(
          located === undefined ? await subscriptionInAnswer(session, row) : evidence(located, { line: located.line }),
        );
      }
      return found;
    });
  }

  async #inAnswer(
    session: Session,
    { customerId }: ReadingWanted,
    delivery: number,
    seats: readonly SeatsFound[],
  ): Promise<(Evidence | undefined)[]> {
    const answer = await answerInEffect(session, `customers/${customerId}/subscribedskus`, delivery);
    if (answer === undefined) return seats.map(() => undefined);
    const items = await itemsOf(session, answer);
    const skus = items.map((item) => skuOf(item));
    return seats.map(({ sku }) => {
      const index = skus.indexOf(sku.toLowerCase());
      return index === -1 ? undefined : evidence(answer, { item: index });
    });
  }

  /** The reading may have come in several files: rows of one customer and instant are one reading. */
  async #inFiles(
    session: Session,
    { customerId, readAt }: ReadingWanted,
    delivery: number,
    seats: readonly SeatsFound[],
  ): Promise<(Evidence | undefined)[]> {
    const files = await session.query<KeptPayload>(
      `SELECT delivery, name, payload_hash AS hash FROM delivery_payload
       WHERE name IN ('seats.csv', 'seats.csv.gz') AND delivery <= $1 AND observed_at IS NULL ORDER BY delivery DESC, name`,
      [delivery],
    );
    const found: (Evidence | undefined)[] = seats.map(() => undefined);
    for (const file of files) {
      if (found.every((each) => each !== undefined)) break;
      const kept = { name: file.name, content: () => readPayload(session, this.#vault, file.hash) };
      const { batches } = await openCsv(kept, new Set(['customer_id', 'observed_at', 'sku_id', 'sku_part_number']));
      for await (const records of batches) {
        for (const { line, values } of records) {
          if (guid.read(values.get('customer_id') ?? '') !== customerId) continue;
          if (instantWithOffset.read(values.get('observed_at') ?? '') !== readAt) continue;
          const id = guid.read(values.get('sku_id') ?? '');
          const partNumber = values.get('sku_part_number')?.toLowerCase() ?? '';
          const index = seats.findIndex((seat) => (id === undefined ? seat.sku === partNumber : seat.sku === id));
          if (index !== -1) found[index] ??= evidence(file, { line });
        }
      }
    }
    return found;
  }
}

/** A subscription that a pull read: the answer that was in effect, where it says the same start. */
async function subscriptionInAnswer(
  session: Session,
  { file, delivery, values }: RowFound,
): Promise<Evidence | undefined> {
  if (file !== 'subscriptions.csv') return undefined;
  const answer = await answerInEffect(session, `customers/${values['customer_id'] ?? ''}/subscriptions`, delivery);
  if (answer === undefined) return undefined;
  const items = await itemsOf(session, answer);
  const index = items.findIndex((item) => {
    const parsed = JSON.parse(item) as { readonly id?: unknown; readonly effectiveStartDate?: unknown } | null;
    const { id, effectiveStartDate: start } = parsed ?? {};
    return (
      typeof id === 'string' &&
      id.trim().toLowerCase() === values['subscription_id'] &&
      typeof start === 'string' &&
      instantWithOffset.read(start.trim().replaceAll(': ', ':')) === values['effective_start']
    );
  });
  return index === -1 ? undefined : evidence(answer, { item: index });
}

interface KnownReading {
  readonly delivery: number;
  readonly source: string;
  readonly at: Instant;
}

/** The delivery whose payload a reading is from: where a re-reading accepted it, the one that had refused it. */
async function findReading(session: Session, wanted: ReadingWanted): Promise<KnownReading | undefined> {
  const [reading] = await session.query<KnownReading>(
    `SELECT covered.delivery, source, at FROM (
       SELECT customer_key, recorded_from AS delivery,
         observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond' AS at
       FROM reading_coverage JOIN customer ON customer_key BETWEEN customer_from AND customer_to
       WHERE resource = 'seats' AND customer_id = $1 AND recorded_from <= $3 AND (recorded_to IS NULL OR recorded_to > $3)
         AND observed_from <= $2 AND observed_to >= $2
     ) AS covered JOIN delivery USING (delivery) ORDER BY abs(extract(epoch FROM at - $2::timestamptz)), delivery LIMIT 1`,
    [wanted.customerId, wanted.readAt, wanted.knownDelivery],
  );
  if (reading?.source !== 're-reading') return reading;
  const [before] = await session.query<KnownReading>(
    `SELECT delivery, source, at FROM (
       SELECT recorded_from AS delivery, observed_at AS at FROM refusal JOIN customer USING (customer_key)
         WHERE resource = 'seats' AND customer_id = $1 AND observed_at = $2
       UNION SELECT recorded_from, observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond'
         FROM reading_coverage JOIN customer ON customer_key BETWEEN customer_from AND customer_to
         WHERE resource = 'seats' AND customer_id = $1 AND observed_from <= $2 AND observed_to >= $2
     ) AS heard JOIN delivery USING (delivery)
     WHERE source IN ('files', 'partner-center', 'cut-off-pull') AND at = $2 ORDER BY delivery LIMIT 1`,
    [wanted.customerId, reading.at],
  );
  // A file whose instants were read wrongly: it is looked for among all that came before.
  return before ?? { ...reading, source: 'files' };
}

interface Page extends KeptPayload {
  readonly reading: number;
  readonly place: number;
}

/**
 * The page of an invoice's lines that holds the nth of them. Lines may have been read more than once, and pages of an
 * attempt that came to nothing are kept too: the reading that was taken is the last that says there what is on record.
 */
async function pageWith(session: Session, line: LineFound, delivery: number): Promise<Evidence | undefined> {
  const kept = await session.query<KeptPayload>(
    `SELECT DISTINCT ON (name) delivery, name, payload_hash AS hash FROM delivery_payload
     WHERE (starts_with(name, $1 || '?') OR starts_with(name, $1 || ' page ')) AND delivery <= $2 AND observed_at IS NOT NULL
     ORDER BY name, delivery DESC`,
    [line.file, delivery],
  );
  const pages = kept.map((page): Page => {
    const [, offset = ''] = /[?&]offset=(\d+)/.exec(page.name) ?? [];
    const [, number = ''] = / page (\d+)/.exec(page.name) ?? [];
    const reading = Number(/ again (\d+)$/.exec(page.name)?.[1] ?? 1);
    return { ...page, reading, place: Number(offset || number) };
  });
  const readings = [...new Set(pages.map(({ reading }) => reading))].sort((a, b) => b - a);
  for (const reading of readings) {
    const ofReading = pages.filter((page) => page.reading === reading).sort((a, b) => a.place - b.place);
    const found = await itemIn(session, ofReading, line);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function itemIn(session: Session, pages: readonly Page[], line: LineFound): Promise<Evidence | undefined> {
  let before = 0;
  for (const page of pages) {
    const items = await itemsOf(session, page);
    const index = line.fileLine - before - 1;
    const item = items[index];
    if (item !== undefined) return says(item, line) ? evidence(page, { item: index }) : undefined;
    before += items.length;
  }
  return undefined;
}

/** Whether an item is the line that is on record, by whose it is and what it costs. */
function says(item: string, { customerId, subtotal }: LineFound): boolean {
  const parsed = parseExactJson(item);
  if (typeof parsed !== 'object' || parsed === null) return false;
  const values = valuesOf(parsed);
  return (
    guid.read(values.get('customerid') ?? '') === customerId &&
    billingDecimal.read(values.get('subtotal') ?? '') === billingDecimal.read(subtotal)
  );
}

async function itemsOf(session: Session, answer: KeptPayload): Promise<readonly string[]> {
  const text = (await answerTexts(session, [answer])).values().next().value;
  return text === undefined || text instanceof PayloadLost ? [] : itemTexts(text);
}

/** The SKU's GUID of an item of an answer. */
function skuOf(item: string): string | undefined {
  const parsed = JSON.parse(item) as { readonly productSku?: { readonly id?: unknown } | null } | null;
  const id = parsed?.productSku?.id;
  return typeof id === 'string' ? parseGuid(id.trim()) : undefined;
}

const REFERENCE_DIGITS = 16;

function evidence(
  { delivery, name, hash }: KeptPayload,
  at: { readonly line: number } | { readonly item: number },
): Evidence {
  const hex = hash.toString('hex');
  const place = 'line' in at ? `line ${String(at.line)}` : `items[${String(at.item)}]`;
  return {
    delivery,
    name,
    hash: hex,
    place,
    reference: `${hex.slice(0, REFERENCE_DIGITS)}:${'line' in at ? String(at.line) : place}`,
  };
}
