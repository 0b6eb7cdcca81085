import type { ComponentChildren, JSX } from 'preact';
import { spokenDay, spokenInstant, spokenSnapshot } from './format.js';
import type { FailureAnswer } from '../answers/problem.js';
import type { Tone } from './words.js';

export function Badge({ says, tone }: { readonly says: string; readonly tone: Tone }): JSX.Element {
  return <span class={`badge ${tone}`}>{says}</span>;
}

export function Day({ on }: { readonly on: string }): JSX.Element {
  return <time dateTime={on}>{spokenDay(on)}</time>;
}

/** An instant in the zone of the campaign. */
export function At({ instant, zone }: { readonly instant: string; readonly zone: string }): JSX.Element {
  return <time dateTime={instant}>{spokenInstant(instant, zone)}</time>;
}

export function Snapshot({ at, zone }: { readonly at: string; readonly zone: string }): JSX.Element {
  return <time dateTime={at}>{spokenSnapshot(at, zone)}</time>;
}

/** Why a campaign file cannot be read; of several things each by itself. */
export function CannotBeRead({ failure }: { readonly failure: FailureAnswer }): JSX.Element {
  const { where, expected, found, next, findings } = failure;
  return (
    <aside class="next warning" aria-label="The campaign file cannot be read">
      <p>
        <strong>{where} cannot be read.</strong> {findings === undefined && `Expected ${expected}. Found ${found}. `}
        {next}
      </p>
      {findings !== undefined && (
        <ul>
          {findings.map((each) => (
            <li key={`${each.place} ${each.found}`}>
              {each.place}: expected {each.expected}, found {each.found}
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}

/** Something to type. */
export function Command({ children }: { readonly children: string }): JSX.Element {
  return (
    <pre class="command">
      <code>{children}</code>
    </pre>
  );
}

/** A section with its heading, which the list of sections leads to. */
export function Section({
  id,
  title,
  lead,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

export interface Column<Row> {
  readonly head: string;
  readonly isNumber?: boolean;
  /** Names its row. */
  readonly isName?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  /** For those who do not see the heading above. */
  readonly caption: string;
  /** Where the widths of the columns are not left to the browser. */
  readonly kind?: 'findings' | 'terms' | 'partners' | 'bars' | 'actions' | 'report' | 'work';
  /** Has few and short columns, so that it is a table on a narrow screen too. */
  readonly isSmall?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly isFaint?: (row: Row) => boolean;
}

/**
 * A table that becomes a list of cards on a narrow screen. The roles are written out because a browser drops those of
 * a table whose parts are laid out as blocks.
 */
export function Table<Row>({ caption, kind, isSmall, columns, rows, keyOf, isFaint }: TableProps<Row>): JSX.Element {
  const classes = [kind, isSmall === true ? undefined : 'stacks'].filter((name) => name !== undefined).join(' ');
  return (
    <table role="table" class={classes}>
      <caption class="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, isNumber }) => (
            <th key={head} role="columnheader" scope="col" class={isNumber === true ? 'number' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" class={isFaint?.(row) === true ? 'faint' : undefined}>
            {columns.map((column) => (
              <Cell key={column.head} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  const { head, isNumber, isName, cell } = column;
  if (isName === true)
    return (
      <th role="rowheader" scope="row" data-head={head}>
        <div>{cell(row)}</div>
      </th>
    );
  return (
    <td role="cell" data-head={head} class={isNumber === true ? 'number' : undefined}>
      <div>{cell(row)}</div>
    </td>
  );
}

/** A horizontal bar beside a figure that says the same. */
export function Bar({
  of,
  most,
  tone,
}: {
  readonly of: number;
  readonly most: number;
  readonly tone: Tone;
}): JSX.Element {
  const width = most === 0 ? 0 : Math.max(1, Math.round((1000 * of) / most) / 10);
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="ground" width="100" height="10" />
      {of > 0 && <rect class={tone} width={width} height="10" />}
    </svg>
  );
}
