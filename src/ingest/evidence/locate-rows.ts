import type { Session, Vault } from '../../database/index.js';
import type { KeptPayload } from '../rereading/kept-payloads.js';
import { readPayload } from '../raw/payload-store.js';
import { calendarDay, dayOrInstant, guid, instantWithOffset, meansNoPartner } from '../sources/cells.js';
import { offerOfProductAndSku } from '../sources/files/register-files.js';
import { openCsv, type RecordValues } from '../sources/files/records.js';

/** A row of a file of an import folder, by its columns; null where it says nothing. */
export interface RowFound {
  readonly file: string;
  readonly delivery: number;
  readonly values: Readonly<Record<string, string | null>>;
}

export interface LocatedRow extends KeptPayload {
  readonly line: number;
}

/**
 * Where rows stand in files that were received, in their order: in the delivery that recorded them, or, where a
 * re-reading did, in the newest file before it that says the same. Undefined: they came otherwise, or no file is kept.
 */
export async function locateRows(
  session: Session,
  vault: Vault,
  rows: readonly RowFound[],
): Promise<(LocatedRow | undefined)[]> {
  const found: (LocatedRow | undefined)[] = rows.map(() => undefined);
  for (const file of new Set(rows.map((row) => row.file))) {
    const wanted = rows.flatMap((row, index) => (row.file === file ? [{ ...row, index }] : []));
    const newest = Math.max(...wanted.map(({ delivery }) => delivery));
    for (const kept of await keptFiles(session, file, newest)) {
      const open = wanted.filter(({ index, delivery }) => found[index] === undefined && kept.delivery <= delivery);
      if (open.length === 0) continue;
      const source = { name: kept.name, content: () => readPayload(session, vault, kept.hash) };
      const { batches } = await openCsv(source, new Set(wanted.flatMap(({ values }) => Object.keys(values))));
      for await (const records of batches)
        for (const { line, values } of records)
          // The last row of a file counts where several say the same.
          for (const row of open) if (says(values, row)) found[row.index] = { ...kept, line };
    }
  }
  return found;
}

async function keptFiles(session: Session, file: string, newest: number): Promise<KeptPayload[]> {
  return session.query(
    `SELECT delivery, name, payload_hash AS hash FROM delivery_payload
     WHERE name IN ($1, $1 || '.gz') AND delivery <= $2 AND observed_at IS NULL ORDER BY delivery DESC, name`,
    [file, newest],
  );
}

function says(record: RecordValues, { values }: RowFound): boolean {
  return Object.entries(values).every(([column, value]) => isSame(column, record.get(column) ?? '', value));
}

/** Whether a cell was read as this value, whichever way it is written. */
function isSame(column: string, cell: string, value: string | null): boolean {
  if (value === null)
    return cell === '' || cell.toLowerCase() === 'never' || (column === 'partner_id' && meansNoPartner(cell));
  if (column === 'effective_start' || column === 'commitment_end') {
    const read = dayOrInstant.read(cell);
    return read !== undefined && ('day' in read ? read.day : read.instant) === value;
  }
  if (column === 'offer_id') return offerOfProductAndSku(cell.toLowerCase()) === value;
  if (column === 'customer_id') return guid.read(cell) === value;
  if (column.endsWith('_at')) return instantWithOffset.read(cell) === value;
  if (/_(on|from|to)$/.test(column)) return calendarDay.read(cell) === value;
  return cell.toLowerCase() === value.toLowerCase();
}
