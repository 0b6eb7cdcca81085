import type { CalendarDate, Language } from '../../kernel/index.js';

/** A value as each format writes it in its own way: a spreadsheet counts with what is a number. */
export type Cell =
  | { readonly text: string }
  | { readonly amount: string }
  | { readonly count: number }
  | { readonly day: CalendarDate }
  /** A digest or an id: whole, and narrower. */
  | { readonly code: string };

export interface Fact {
  readonly label: string;
  readonly cells: readonly Cell[];
}

export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
  /** Of the width of a page, against the others. */
  readonly share: number;
}

export interface SheetTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly total?: readonly Cell[];
}

export interface SheetSection {
  readonly title: string;
  readonly facts?: readonly Fact[];
  readonly table?: SheetTable;
  /** In place of a table that has no rows. */
  readonly remark?: string;
}

/** A document in one language, before it is written in a format. */
export interface Sheet {
  readonly language: Language;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly SheetSection[];
  readonly page: (page: number, pages: number) => string;
}

export const NOTHING: Cell = { text: '' };

export function text(value: string | null | undefined): Cell {
  return { text: value ?? '' };
}

export function amount(value: string): Cell {
  return { amount: value };
}

export function count(value: number | null): Cell {
  return value === null ? NOTHING : { count: value };
}
