import { SeatbackError } from '../kernel/index.js';
import type { Vault } from './sealed.js';
import type { Session } from './session.js';

/** A column of sealed values, as its area describes it. Names are our own and never come from outside. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** By which a row is known, in this order. */
  readonly key: readonly string[];
  /** What `purpose` needs to know of a row, beside its key. */
  readonly reads?: readonly string[];
  /** Only rows of which this holds; each, where it is left out. */
  readonly where?: string;
  /** A column beside it that names the key. */
  readonly namesKey?: string;
  /** Rows of a transaction; fewer where values are large. */
  readonly rowsAtATime?: number;
  /** What is to be said elsewhere when all are sealed anew; `$1` is the id of the key. */
  readonly finish?: string;
  /** For what a value of a row is sealed. */
  readonly purpose: (row: Readonly<Record<string, unknown>>) => string;
}

export interface ResealedColumn {
  readonly table: string;
  readonly column: string;
  readonly resealed: number;
  /** Values that no key opens, or that were changed: left as they are. */
  readonly unreadable: number;
}

/** Rows of a lot; each lot in a transaction of its own: what breaks off has lost nothing, and goes on where it stopped. */
const USUAL_ROWS = 200;

/** Seals every value of a column with the newest key that is not sealed with it yet. */
export async function resealColumn(session: Session, vault: Vault, sealed: SealedColumn): Promise<ResealedColumn> {
  const {
    table,
    column,
    key,
    reads = [],
    where = 'true',
    namesKey,
    rowsAtATime = USUAL_ROWS,
    finish,
    purpose,
  } = sealed;
  const unreadable: unknown[][] = [];
  let resealed = 0;
  for (;;) {
    const rows = await session.transaction(async () => {
      // Form of a sealed value: one byte length of the key's id, then the id.
      const lot = await session.query<Record<string, unknown> & { readonly sealed_value: Buffer }>(
        `SELECT ${[...key, ...reads].join(', ')}, ${column} AS sealed_value FROM ${table}
         WHERE ${column} IS NOT NULL AND substring(${column} FROM 2 FOR 16) <> $1 AND (${where})
         ORDER BY ${key.join(', ')} LIMIT ${String(rowsAtATime)} OFFSET $2 FOR UPDATE`,
        [Buffer.from(vault.keyId, 'ascii'), unreadable.length],
      );
      for (const row of lot) {
        const anew = tried(() => vault.reseal(row.sealed_value, purpose(row)));
        const values = key.map((name) => row[name]);
        if (anew === undefined) {
          unreadable.push(values);
          continue;
        }
        const naming = namesKey === undefined ? '' : `, ${namesKey} = $${String(key.length + 2)}`;
        resealed += await session.execute(
          `UPDATE ${table} SET ${column} = $1${naming} WHERE ${key.map((name, index) => `${name} = $${String(index + 2)}`).join(' AND ')}`,
          [anew, ...values, ...(namesKey === undefined ? [] : [vault.keyId])],
        );
      }
      return lot.length;
    });
    if (rows < rowsAtATime) break;
  }
  if (finish !== undefined) await session.execute(finish, [vault.keyId]);
  return { table, column, resealed, unreadable: unreadable.length };
}

/** How many values of a column are sealed with each key, by its id. */
export async function sealedWith(
  session: Session,
  { column, table, where = 'true' }: SealedColumn,
): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query<{ keyId: string; values: number }>(
    `SELECT encode(substring(${column} FROM 2 FOR 16), 'escape') AS "keyId", count(*)::integer AS values FROM ${table}
     WHERE ${column} IS NOT NULL AND (${where}) GROUP BY 1`,
  );
  return new Map(rows.map(({ keyId, values }) => [keyId, values]));
}

function tried(reseal: () => Buffer): Buffer | undefined {
  try {
    return reseal();
  } catch (error) {
    // One that cannot be opened must not stop the others; it is counted.
    if (error instanceof SeatbackError && error.code.startsWith('SEAL_')) return undefined;
    throw error;
  }
}
