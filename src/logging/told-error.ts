import { SeatbackError } from '../kernel/index.js';
import { withoutPersonalData } from './without-personal-data.js';

const FRAMES_AT_MOST = 30;

/** What is told of an error: its kind and where it arose. What it says may hold what somebody sent. */
export interface ToldError {
  readonly type: string;
  /** Of ours, of Node or of PostgreSQL. */
  readonly code?: string;
  /** In the database. */
  readonly table?: string;
  readonly constraint?: string;
  readonly stack: readonly string[];
  readonly cause?: ToldError;
}

export function toldError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const named = error instanceof SeatbackError ? error.code : code;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.constructor.name,
    ...(isName(named) ? { code: named } : {}),
    ...(isName(table) ? { table } : {}),
    ...(isName(constraint) ? { constraint } : {}),
    stack: frames.slice(0, FRAMES_AT_MOST).map((line) => withoutPersonalData(line.trim())),
    ...(error.cause instanceof Error ? { cause: toldError(error.cause) } : {}),
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^\w{1,80}$/.test(value);
}
