import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Session, Vault } from '../../../database/index.js';
import { csvRecord } from '../../../kernel/index.js';
import { readPayload } from '../../raw/payload-store.js';
import { CsvScanner, type CsvRecord } from './csv-scanner.js';
import { maskedCells } from './masked-cells.js';

/** Comes last in a file that is written for repair. An import reports it as not known, and ignores it. */
const REASON_COLUMN = 'quarantine_reason';

/** Files of which a delivery states something whole: without its good rows, the repaired ones would take their place. */
const STATED_WHOLE: ReadonlySet<string> = new Set(['partner_standings.csv', 'products.csv', 'seats.csv']);

/** A record longer than this was refused when it came. */
const RECORD_LIMIT_CHARACTERS = 1_048_576;

/**
 * Writes the quarantined rows of a delivery as an import folder, from the payloads kept: the columns are those of the
 * file that was received, and the reason stands behind them. A file of which a delivery states something whole
 * (an invoice, a partner's standings, an offer, a reading) is written whole, good rows too.
 *
 * Account numbers are masked; an import refuses a masked one, so that it is filled in again.
 *
 * @returns names of the files written; JSON lines are written as they came
 */
export async function writeQuarantine(
  session: Session,
  vault: Vault,
  delivery: number,
  folder: string,
): Promise<string[]> {
  const files = await session.query<{ name: string; hash: Buffer }>(
    `SELECT name, payload_hash AS hash FROM delivery_payload AS brought
     WHERE delivery = $1 AND EXISTS (SELECT FROM quarantined_row AS row
       WHERE row.delivery = brought.delivery AND row.file = brought.name AND line > 0)
     ORDER BY name COLLATE "C"`,
    [delivery],
  );
  const written: string[] = [];
  for (const { name, hash } of files) {
    const plainName = name.replace(/\.gz$/i, '');
    const path = join(folder, plainName);
    mkdirSync(dirname(path), { recursive: true });
    const text = decoded(readPayload(session, vault, hash));
    const rows = rowsOf(text, await reasonsOf(session, delivery, name), plainName);
    await pipeline(Readable.from(rows), createWriteStream(path));
    written.push(plainName);
  }
  return written;
}

async function reasonsOf(session: Session, delivery: number, file: string): Promise<Map<number, string>> {
  const rows = await session.query<{ line: number; reason: string }>(
    `SELECT line, string_agg(COALESCE(column_name || ': ', '') || expected || ', found ' || found, '; ' ORDER BY quarantined_row) AS reason
     FROM quarantined_row WHERE delivery = $1 AND file = $2 GROUP BY line`,
    [delivery, file],
  );
  return new Map(rows.map(({ line, reason }) => [line, reason]));
}

async function* rowsOf(
  text: AsyncIterable<string>,
  reasons: ReadonlyMap<number, string>,
  file: string,
): AsyncGenerator<string, void> {
  const isWhole = file.startsWith('billing/') || STATED_WHOLE.has(file);
  const scanner = new CsvScanner(RECORD_LIMIT_CHARACTERS);
  let header: readonly string[] | undefined;
  const write = (records: readonly CsvRecord[]): string => {
    let lines = '';
    for (const { line, fields } of records) {
      if (header === undefined) {
        header = fields;
        lines += csvRecord([...fields, REASON_COLUMN]);
        continue;
      }
      const reason = reasons.get(line);
      if (reason === undefined && !isWhole) continue;
      lines += csvRecord([...maskedCells(fields, header, file), reason ?? '']);
    }
    return lines;
  };
  let isJson: boolean | undefined;
  for await (const piece of text) {
    isJson ??= piece
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{');
    yield isJson ? piece : write(scanner.push(piece));
  }
  if (isJson === false) yield write(scanner.end());
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
