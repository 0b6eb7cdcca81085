import type { AxiosResponse } from 'axios';
import type { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { graphErrorAnswer } from './wire.js';

/** How a call to Graph ended that brought nothing to read. It never shows an address with a signature. */
export class GraphBillingError extends SeatbackError {
  /** Looking at it again is of no use: the export failed, or Graph knows nothing of it any more. */
  readonly isOver: boolean;

  constructor(report: ConstructorParameters<typeof SeatbackError>[0], isOver = false) {
    super(report);
    this.isOver = isOver;
  }
}

/** What does not fit is named by its place; a body is never shown, for a manifest holds a signature. */
export function parseAnswer<T extends z.ZodType>(address: string, body: string, answer: T): z.output<T> {
  const parsed = answer.safeParse(parseJson(address, body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(
    address,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the documented form'}`,
    'an answer of another form',
  );
}

function parseJson(address: string, body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable(address, 'JSON', 'something else');
  }
}

export function refusalOf(address: string, { status, data }: AxiosResponse<string>): GraphBillingError {
  let said = '';
  try {
    const { error } = graphErrorAnswer.parse(JSON.parse(data));
    said = `: ${error.code ?? ''} ${error.message ?? ''}`.trimEnd();
  } catch {
    // An empty or foreign body says nothing more than the status does.
  }
  const found = `status ${String(status)}${said}`;
  if (status === 401 || status === 403) return refused(address, found);
  return failed(address, 'an answer to read', found, status === 404 || status === 410);
}

export function refused(address: string, found: string): GraphBillingError {
  return graphError('GRAPH_REFUSED', address, 'leave to read partner billing', found, {
    next: 'Grant the app registration PartnerBilling.Read.All on Microsoft Graph; docs/settings.md tells how.',
  });
}

export function failed(address: string, expected: string, found: string, isOver = false): GraphBillingError {
  return graphError('GRAPH_FAILED', address, expected, found, { next: 'The next pull tries again.', isOver });
}

export function exportFailed(address: string, found: string, isOver: boolean): GraphBillingError {
  return graphError('EXPORT_FAILED', address, 'an export that succeeds', found, {
    next: 'The next pull asks anew.',
    isOver,
  });
}

export function unreadable(address: string, expected: string, found: string): GraphBillingError {
  return graphError('GRAPH_UNREADABLE', address, expected, found, {
    next: 'Report it: the answer differs from what Microsoft documents.',
  });
}

const SHOWN_CHARACTERS = 200;

function graphError(
  code: string,
  address: string,
  expected: string,
  found: string,
  { next, isOver }: { readonly next: string; readonly isOver?: boolean },
): GraphBillingError {
  // Kept in the database, where NUL and halves of a surrogate pair have no place.
  const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').slice(0, SHOWN_CHARACTERS).toWellFormed();
  const where = URL.canParse(address) ? new URL(address).pathname : address;
  return new GraphBillingError({ code, expected: storable(expected), found: storable(found), where, next }, isOver);
}
