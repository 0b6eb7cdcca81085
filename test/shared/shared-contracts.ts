import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';
import { parse } from 'csv-parse/sync';

/** The contracts that lie beside the project where it is developed. A user's machine does not have them. */
const SHARED_FOLDER = fileURLToPath(new URL('../../../shared/', import.meta.url));

/**
 * Tests that hold us against shared files, read where they lie. Where the folder `../shared` is missing they count as
 * skipped; where it exists and a file in it does not, reading the file fails the test.
 */
export const describeAgainstShared: typeof describe | typeof describe.skip = existsSync(SHARED_FOLDER)
  ? describe
  : describe.skip;

/** @param path below `../shared`, for example `contracts/banking/bic-valid.csv` */
export function readShared(path: string): string {
  return readFileSync(SHARED_FOLDER + path, 'utf8');
}

/** Rows of a shared CSV file by column name. A file without rows fails: it would hold us against nothing. */
export function readSharedTable<Column extends string>(path: string): Readonly<Record<Column, string>>[] {
  const rows: Record<Column, string>[] = parse(readShared(path), { columns: true, bom: true });
  if (rows.length === 0) throw new Error(`${path} holds no rows`);
  return rows;
}
