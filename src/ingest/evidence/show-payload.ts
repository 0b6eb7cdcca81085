import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, Vault, type Session } from '../../database/index.js';
import { csvRecord, SeatbackError, type Instant } from '../../kernel/index.js';
import { readPayload } from '../raw/payload-store.js';
import { maskedCells } from '../sources/files/masked-cells.js';
import { maskedText } from './masked-text.js';
import { cellsOf, itemTexts, lineAt, type ReceivedLine } from './received-text.js';

/** A delivery that brought a payload, and under which name. */
export interface ReceivedAs {
  readonly delivery: number;
  readonly source: string;
  readonly recordedAt: Instant;
  /** The file, or the address and page that was asked. */
  readonly name: string;
  /** When an answer was given; null for files. */
  readonly observedAt: Instant | null;
}

export interface ShownPayload {
  readonly hash: string;
  readonly byteCount: string;
  /** It may hold account numbers: they are masked. */
  readonly isSealed: boolean;
  /** The bytes were read to their end, and have this hash. */
  readonly isWhole: true;
  readonly receivedAs: readonly ReceivedAs[];
  readonly place: string | null;
  /** Of a CSV file, with account numbers masked. */
  readonly header: string | null;
  /** What stands at the place, as received but for masked account numbers. Null: no place was asked for. */
  readonly text: string | null;
}

interface FoundPayload {
  readonly hash: Buffer;
  readonly byteCount: string;
  readonly isSealed: boolean;
}

/** Shows what was received, at the very place that a finding rests on. */
@Injectable()
export class ShowPayload {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;

  constructor(unitOfWork: UnitOfWork, vault: Vault) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
  }

  /**
   * @param reference the hash or its beginning, and behind a colon a line, or `items[n]` of an answer, from 0
   * @throws SeatbackError REFERENCE_UNREADABLE, PAYLOAD_UNKNOWN, PAYLOAD_DAMAGED, PLACE_UNKNOWN; what a broken seal throws
   */
  async execute(reference: string): Promise<ShownPayload> {
    return this.#unitOfWork.inTransaction((session) => this.#show(session, reference, new Map()));
  }

  /** Several at once: a payload that several references lead to is fetched once. @throws as `execute` */
  async all(references: readonly string[]): Promise<ShownPayload[]> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const fetched: FetchedPayloads = new Map();
      const shownPayloads: ShownPayload[] = [];
      for (const reference of references) shownPayloads.push(await this.#show(session, reference, fetched));
      return shownPayloads;
    });
  }

  async #show(session: Session, reference: string, fetched: FetchedPayloads): Promise<ShownPayload> {
    const { prefix, place } = parseReference(reference);
    const payload = await findPayload(session, prefix);
    const receivedAs = await session.query<ReceivedAs>(
      `SELECT delivery, source, recorded_at AS "recordedAt", name, observed_at AS "observedAt"
         FROM delivery_payload JOIN delivery USING (delivery) WHERE payload_hash = $1 ORDER BY delivery, name COLLATE "C"`,
      [payload.hash],
    );
    const found = await this.#read(session, payload, place, fetched);
    if (found === undefined && place !== undefined) throw placeUnknown(reference);
    const { header, text } = shown(found, { payload, receivedAs });
    return {
      hash: payload.hash.toString('hex'),
      byteCount: payload.byteCount,
      isSealed: payload.isSealed,
      isWhole: true,
      receivedAs,
      place:
        place === undefined ? null : 'line' in place ? `line ${String(place.line)}` : `items[${String(place.item)}]`,
      header,
      text,
    };
  }

  async #bytesOf(
    session: Session,
    { hash, byteCount }: FoundPayload,
    fetched: FetchedPayloads,
  ): Promise<AsyncIterable<Buffer>> {
    const received = () => readPayload(session, this.#vault, hash);
    if (BigInt(byteCount) > HELD_BYTES) return received();
    const key = hash.toString('hex');
    let held = fetched.get(key);
    if (held === undefined) {
      const pieces: Buffer[] = [];
      for await (const piece of received()) pieces.push(piece);
      held = Buffer.concat(pieces);
      fetched.set(key, held);
    }
    return Readable.from([held]);
  }

  /** Reads all of it, also behind the place: nothing is shown of bytes that are not what was received. */
  async #read(
    session: Session,
    payload: FoundPayload,
    place: Place | undefined,
    fetched: FetchedPayloads,
  ): Promise<ReceivedLine | undefined> {
    const digest = createHash('sha256');
    const bytes = await this.#bytesOf(session, payload, fetched);
    let found: ReceivedLine | undefined;
    if (place !== undefined && 'item' in place) {
      const pieces: Buffer[] = [];
      for await (const piece of bytes) {
        digest.update(piece);
        pieces.push(piece);
      }
      const text = itemTexts(Buffer.concat(pieces).toString('utf8'))[place.item];
      found = text === undefined ? undefined : { text, header: undefined };
    } else found = await lineAt(decoded(bytes, digest), place?.line ?? 0);
    const plain = digest.digest();
    const hash = payload.isSealed ? this.#vault.fingerprint(plain, 'payload') : plain;
    if (!hash.equals(payload.hash)) throw damaged(payload.hash, hash);
    return found;
  }
}

/** By hash, as far as they are small. */
type FetchedPayloads = Map<string, Buffer>;

/** 16 MiB: more is read anew each time, and never held. */
const HELD_BYTES = 16_777_216n;

type Place = { readonly line: number } | { readonly item: number };

const FEWEST_DIGITS = 8;

function parseReference(reference: string): { readonly prefix: string; readonly place: Place | undefined } {
  const [, prefix, line, item] = /^([0-9a-f]{8,64})(?::(?:(\d{1,9})|items\[(\d{1,9})\]))?$/i.exec(reference) ?? [];
  if (prefix === undefined) {
    throw new SeatbackError({
      code: 'REFERENCE_UNREADABLE',
      expected: `a hash, or its first ${String(FEWEST_DIGITS)} digits or more, and perhaps a place: 3f2a91c0:17 or 3f2a91c0:items[2]`,
      found: `"${reference}"`,
      where: 'the reference',
      next: 'Take it from npx seatback explain, or from delivery_payload.',
    });
  }
  if (line !== undefined) return { prefix, place: { line: Number(line) } };
  return { prefix, place: item === undefined ? undefined : { item: Number(item) } };
}

async function findPayload(session: Session, prefix: string): Promise<FoundPayload> {
  const found = await session.query<FoundPayload>(
    `SELECT payload_hash AS hash, byte_count AS "byteCount", sealed_with IS NOT NULL AS "isSealed" FROM payload
     WHERE payload_hash BETWEEN decode(rpad(lower($1), 64, '0'), 'hex') AND decode(rpad(lower($1), 64, 'f'), 'hex') LIMIT 2`,
    [prefix],
  );
  const [payload, other] = found;
  if (payload !== undefined && other === undefined) return payload;
  throw new SeatbackError({
    code: 'PAYLOAD_UNKNOWN',
    expected: 'the hash of one payload that is kept',
    found: other === undefined ? 'none that begins so' : 'more than one that begin so',
    where: prefix,
    next: other === undefined ? 'Take it from npx seatback explain.' : 'Give more digits of it.',
  });
}

/** What is shown of a place; a payload that was sealed is known to hold account numbers, or not known to hold none. */
function shown(
  found: ReceivedLine | undefined,
  { payload, receivedAs }: { readonly payload: FoundPayload; readonly receivedAs: readonly ReceivedAs[] },
): { readonly header: string | null; readonly text: string | null } {
  if (found === undefined) return { header: null, text: null };
  const { header, text } = found;
  if (!payload.isSealed) return { header: header ?? null, text };
  if (header === undefined) return { header: null, text: maskedText(text) };
  const columns = cellsOf(header);
  const file = receivedAs[0]?.name.replace(/\.gz$/i, '') ?? '';
  const masked = (cells: readonly string[]) => csvRecord(maskedCells(cells, columns, file, true)).replace(/\r?\n$/, '');
  // A file without a header begins with values.
  return { header: masked(columns), text: masked(cellsOf(text)) };
}

async function* decoded(
  bytes: AsyncIterable<Buffer>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of bytes) {
    digest.update(piece);
    yield decoder.decode(piece, { stream: true });
  }
  yield decoder.decode();
}

function damaged(expected: Buffer, found: Buffer): SeatbackError {
  return new SeatbackError({
    code: 'PAYLOAD_DAMAGED',
    expected: `bytes with the hash ${expected.toString('hex')}`,
    found: found.toString('hex'),
    where: 'the payload that is kept',
    next: 'Restore it from a backup, and look for who could write to the database.',
  });
}

function placeUnknown(reference: string): SeatbackError {
  return new SeatbackError({
    code: 'PLACE_UNKNOWN',
    expected: 'a line, or an item of an answer, that the payload has',
    found: 'nothing there',
    where: reference,
    next: 'Lines count from 1, items from 0; npx seatback explain tells both.',
  });
}
