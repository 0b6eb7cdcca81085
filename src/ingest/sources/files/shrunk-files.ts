import type { Session } from '../../../database/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import type { ImportedFile } from './read-billing.js';

/**
 * Files that people export whole each time, so that fewer rows mean something got lost on the way. Billing and
 * readings are about their own month or night: their size says nothing about the last.
 */
const STATE_A_WHOLE: ReadonlySet<string> = new Set([
  'partners.csv',
  'partner_standings.csv',
  'customers.csv',
  'products.csv',
  'bank_accounts.csv',
]);

/** A smaller register is looked over by eye, and may well come in parts: a later row of a key replaces only its own. */
const WATCHED_FROM_ROWS = 100;

export interface ShrunkFile {
  readonly file: string;
  readonly rowsBefore: number;
  readonly rows: number;
  readonly delivery: number;
}

/** The files that lost more than the share allowed, against the last delivery that brought them. */
export async function findShrunkFiles(
  session: Session,
  files: readonly ImportedFile[],
  shrinkLimitPercent: number,
): Promise<ShrunkFile[]> {
  const rowsNow = new Map(
    files
      .map(({ file, rowsRead }) => [file.replace(/\.gz$/i, ''), rowsRead] as const)
      .filter(([name]) => STATE_A_WHOLE.has(name)),
  );
  if (rowsNow.size === 0) return [];
  const before = await session.query<{ file: string; delivery: number; rows: number }>(
    `SELECT DISTINCT ON (file) file, delivery, (entry->>'rowsRead')::integer AS rows
     FROM delivery_summary JOIN delivery USING (delivery) CROSS JOIN jsonb_array_elements(summary->'files') AS entry
       CROSS JOIN regexp_replace(entry->>'file', '\\.gz$', '', 'i') AS file
     WHERE source = 'files' AND file = ANY($1) AND NOT COALESCE((summary->>'isRepair')::boolean, false)
     ORDER BY file, delivery DESC`,
    [[...rowsNow.keys()]],
  );
  return before.flatMap(({ file, delivery, rows: rowsBefore }) => {
    const rows = rowsNow.get(file) ?? 0;
    const isWithin = rowsBefore < WATCHED_FROM_ROWS || rows >= rowsBefore * (1 - shrinkLimitPercent / 100);
    return isWithin ? [] : [{ file, rowsBefore, rows, delivery }];
  });
}

export function fileShrank(shrunk: readonly ShrunkFile[], shrinkLimitPercent: number): SeatbackError {
  const accepted = shrunk.map(({ file }) => `--accept-shrunk ${file}`).join(' ');
  return new SeatbackError({
    code: 'FILE_SHRANK',
    expected: `at most ${String(shrinkLimitPercent)} % fewer rows than the last time`,
    found: shrunk
      .map(
        ({ file, rows, rowsBefore, delivery }) =>
          `${file} with ${String(rows)} rows, after ${String(rowsBefore)} in delivery ${String(delivery)}`,
      )
      .join('; '),
    where: shrunk.map(({ file }) => file).join(', '),
    next: `Look whether the export is whole; nothing of this folder was taken. If it is meant to be smaller, import it again with ${accepted} --actor <name> --reason <text>.`,
  });
}
