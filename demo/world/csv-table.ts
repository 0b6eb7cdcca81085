import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { csvRecord } from '../../src/kernel/index.js';

export type Row<Column extends string> = Readonly<Record<Column, string>>;

export interface CsvTable<Column extends string> {
  add(rows: readonly Row<Column>[]): Promise<void>;
  /** So far, without the header. */
  rowCount(): number;
  close(): Promise<void>;
}

/** A CSV file written in pieces, so that a year of nightly readings never lies in memory at once. */
export async function openTable<Column extends string>(
  folder: string,
  name: string,
  columns: readonly Column[],
): Promise<CsvTable<Column>> {
  await mkdir(folder, { recursive: true });
  const file = await open(join(folder, name), 'w');
  let written = 0;
  await file.writeFile(csvRecord(columns));
  return {
    async add(rows) {
      written += rows.length;
      if (rows.length > 0)
        await file.writeFile(rows.map((row) => csvRecord(columns.map((column) => row[column]))).join(''));
    },
    rowCount: () => written,
    close: () => file.close(),
  };
}

export async function writeTable<Column extends string>(
  folder: string,
  name: string,
  columns: readonly Column[],
  rows: readonly Row<NoInfer<Column>>[],
): Promise<void> {
  const table = await openTable(folder, name, columns);
  try {
    await table.add(rows);
  } finally {
    await table.close();
  }
}
