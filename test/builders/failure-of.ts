import { SeatbackError } from '../../src/kernel/index.js';

/** With what an act is refused. */
export function failureOf(act: () => unknown): SeatbackError {
  try {
    act();
  } catch (error) {
    if (error instanceof SeatbackError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
