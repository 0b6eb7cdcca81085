import { hashOf } from './make-proof.js';

/** Whether two values that JSON can hold are not the same. */
export function differs(one: unknown, other: unknown): boolean {
  return hashOf(one) !== hashOf(other);
}

/** What is wrong, in a list that is empty where nothing is. */
export function wrongWhere(isWrong: boolean, says: string): string[] {
  return isWrong ? [says] : [];
}
