import { copyLine, type CopyValue } from '../../database/copy-text.js';
import type { Quarantined } from './quarantined.js';
import { STAGED_COLUMNS, type StagedRow, type StagedTable } from './staging.js';

/** A row as its reader knows it; its place in the order of reading is given here. */
type NewRow<T extends StagedTable> = Omit<StagedRow<T>, 'position'>;

/** Takes text of rows of one table. Waited for before the next text is written. */
type WriteText = (table: StagedTable, text: string) => Promise<void>;

/** Text of rows waits until there is enough of it for one COPY. */
const TOGETHER_CHARACTERS = 128 * 1024;

/** Rows for staged tables as text of COPY, numbered in the order in which they were read. */
export class RowText {
  readonly #write: WriteText;
  readonly #waiting = new Map<StagedTable, string>();
  #position: number;

  /** @param position the place of the first row */
  constructor(position: number, write: WriteText) {
    this.#position = position;
    this.#write = write;
  }

  /** The place that the next row will have. */
  get position(): number {
    return this.#position;
  }

  /** Rows up to a place were written by somebody else. */
  skipTo(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  async stage<T extends StagedTable>(table: T, row: NewRow<T>): Promise<void> {
    const values: Readonly<Record<string, CopyValue>> = { ...row, position: this.#position };
    this.stageText(table, copyLine(columnsOf(table).map((column) => values[column] ?? null)));
    await this.drain();
  }

  /** A line for COPY that its reader has written itself, with `position` in it. To be followed by `drain` now and then. */
  stageText(table: StagedTable, line: string): void {
    this.#waiting.set(table, (this.#waiting.get(table) ?? '') + line);
    this.#position += 1;
  }

  /** A row that was not taken. A file may be bad from end to end: its rows do not gather in memory. */
  async quarantine({ column, ...row }: Quarantined): Promise<void> {
    await this.stage('quarantined_row', { ...row, column_name: column });
  }

  /** Writes what there is enough of. */
  async drain(): Promise<void> {
    for (const [table, text] of this.#waiting) if (text.length >= TOGETHER_CHARACTERS) await this.#flush(table);
  }

  /** Writes all that there is. */
  async flush(): Promise<void> {
    for (const table of [...this.#waiting.keys()]) await this.#flush(table);
  }

  async #flush(table: StagedTable): Promise<void> {
    const text = this.#waiting.get(table);
    this.#waiting.delete(table);
    if (text !== undefined) await this.#write(table, text);
  }
}

const COLUMNS = new Map(
  Object.entries(STAGED_COLUMNS).map(([table, columns]) => [table, Object.keys(columns)] as const),
);

export function columnsOf(table: StagedTable): readonly string[] {
  return COLUMNS.get(table) ?? [];
}
