import { SeatbackError } from '../../../kernel/index.js';
import type { Quarantined } from '../../deliveries/delivery-draft.js';

/** A file that could not be read at all. */
export function wholeFile(error: unknown): Quarantined {
  if (!(error instanceof SeatbackError)) throw error;
  const { code, expected, found, where } = error.report;
  return { file: where, line: 0, column: null, code, expected, found };
}
