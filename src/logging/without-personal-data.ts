import { maskAccountsInText } from '../kernel/index.js';

const HIDDEN = '***';

/**
 * A line that our own code wrote, should it hold what it must not: addresses of mail, account numbers, and whatever looks
 * like a token. The second net: what is written leaves them out in the first place.
 */
export function withoutPersonalData(text: string): string {
  return maskAccountsInText(
    text
      .replaceAll(/[^\s@<>"'=,;()]+@[^\s@<>"'=,;()]+/gu, HIDDEN)
      .replaceAll(/\b(bearer|basic)\s+\S+/giu, `$1 ${HIDDEN}`)
      .replaceAll(/(:\/\/)[^\s/@]+:[^\s/@]+@/gu, `$1${HIDDEN}@`)
      .replaceAll(/\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]{32,}\b/gu, HIDDEN),
  );
}
