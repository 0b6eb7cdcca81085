import { sha256Hex } from '../../kernel/index.js';
import type { Proof, ProofSource } from './proof-schema.js';
import { PayloadText, recordOf, type QuotedRecord } from './quoted-record.js';
import { misquotedLine, misquotedReading, misquotedRow, type Misquotes } from './quoted-values.js';

type Source = NonNullable<ProofSource>;

export interface Piece {
  readonly what: string;
  readonly source: ProofSource;
  /** What the record that it was read from says otherwise. */
  readonly misquotes: (record: QuotedRecord) => Misquotes;
}

/** Readings, lines and rows of a proof, each with what tells whether a record says the same. */
export function piecesOf({ evidence, facts: { customer } }: Proof): Piece[] {
  return [
    ...evidence.readings.map((reading) => ({
      what: `the reading of ${reading.sku}`,
      source: reading.source,
      misquotes: (record: QuotedRecord) => misquotedReading(reading, record, customer),
    })),
    ...evidence.lines.map((line) => ({
      what: `line ${String(line.fileLine)} of invoice ${line.invoice}`,
      source: line.source,
      misquotes: (record: QuotedRecord) => misquotedLine(line, record, customer.customerId),
    })),
    ...evidence.register.map((row) => ({
      what: `the row of ${row.file}`,
      source: row.source,
      misquotes: (record: QuotedRecord) => misquotedRow(row, record),
    })),
  ];
}

/** Values of the evidence that the text they were read from does not have in their column; each in words. */
export function misquoted(proof: Proof): string[] {
  return piecesOf(proof).flatMap((piece) => {
    const { source } = piece;
    // Masked or withheld: there is nothing to compare with.
    if (typeof source?.text !== 'string' || source.isSealed) return [];
    return differencesOf(piece, { header: source.header, text: source.text });
  });
}

function differencesOf({ what, misquotes }: Piece, text: { readonly header: string | null; readonly text: string }) {
  try {
    return misquotes(recordOf(text)).map((value) => `${what} says ${value}, and the text it was read from does not`);
  } catch (error) {
    return [`${what}: its text cannot be read (${error instanceof Error ? error.message : String(error)})`];
  }
}

export interface PayloadFindings {
  readonly checked: number;
  readonly problems: readonly string[];
}

/**
 * Holds the raw payloads against their hashes, and what is quoted, or withheld, against the very place in its payload.
 *
 * @param read undefined: the payload is not there
 */
export async function checkPayloads(
  proof: Proof,
  read: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<PayloadFindings> {
  const byHash = Map.groupBy(
    piecesOf(proof).flatMap((piece) => (piece.source === null ? [] : [{ ...piece, source: piece.source }])),
    ({ source }) => source.hash,
  );
  const problems: string[] = [];
  let checked = 0;
  for (const [hash, pieces] of byHash) {
    const name = pieces[0]?.source.name ?? '';
    const bytes = await read(hash);
    // Of what is kept sealed neither the bytes nor their plain hash leave the installation.
    if (pieces.some(({ source }) => source.isSealed)) {
      if (bytes !== undefined) problems.push(`${name}: it is said to be sealed, and is here`);
      continue;
    }
    if (bytes === undefined) {
      problems.push(`${name}: there is no payload with the hash ${hash}`);
      continue;
    }
    checked += 1;
    if (sha256Hex(bytes) !== hash) problems.push(`${name}: its bytes have another hash than ${hash}`);
    problems.push(...notIn(bytes, pieces, name));
  }
  return { checked, problems };
}

function notIn(bytes: Uint8Array, pieces: readonly (Piece & { readonly source: Source })[], name: string): string[] {
  try {
    const payload = new PayloadText(bytes);
    return pieces.flatMap((piece) => {
      const { what, source } = piece;
      const found = payload.at(source.place);
      if (found === undefined) return [`${what}: ${name} has nothing at ${source.place}`];
      if (source.text === null && found.header === source.header) return differencesOf(piece, found);
      return isSameRecord(found, { header: source.header, text: source.text ?? '' })
        ? []
        : [`${what}: the header or text that is quoted is not in ${name} at ${source.place}`];
    });
  } catch (error) {
    return [`${name}: it cannot be read (${error instanceof Error ? error.message : String(error)})`];
  }
}

/** Of CSV the very text; the blanks between the values of JSON say nothing. */
function isSameRecord(
  found: { readonly header: string | null; readonly text: string },
  quoted: { readonly header: string | null; readonly text: string },
): boolean {
  if (found.header !== null) return found.header === quoted.header && found.text === quoted.text;
  if (quoted.header !== null) return false;
  const [one, other] = [recordOf(found), recordOf(quoted)];
  return one.size === other.size && [...one].every(([column, value]) => other.get(column) === value);
}
