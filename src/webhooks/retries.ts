import { createHash } from 'node:crypto';

/** Source: Standard Webhooks, "Retries": within three days a receiver that was down is up again, or is looked after. */
const WAITS_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** Each wait is up to so much shorter or longer: what failed together does not come back together. */
const SPREAD = 0.2;

/** An endpoint that nothing has reached for so long is disabled. */
export const DISABLED_AFTER_MS = 3 * 86_400_000;

/** While one delivery to an endpoint fails, the others to it wait so long: one that is down is not asked all the time. */
export const OTHERS_WAIT_MS = 60_000;

/** @returns how long to wait after so many tries; undefined where there is no other. The same for the same delivery. */
export function waitAfter(tries: number, delivery: string): number | undefined {
  const seconds = WAITS_S[tries - 1];
  if (seconds === undefined) return undefined;
  const share =
    createHash('sha256')
      .update(`${delivery} ${String(tries)}`)
      .digest()
      .readUInt32BE(0) /
    2 ** 32;
  return Math.round(seconds * 1_000 * (1 - SPREAD + 2 * SPREAD * share));
}
