import { describeAgreement } from './oracle-agreement.js';

/**
 * Small worlds from SEED on, WORLDS of them, cut in two so that two workers share them:
 * `WORLDS=500 SEED=20001 npm run test:worlds`.
 */
export function describeHalfOfTheWorlds(half: 'first' | 'second'): void {
  const seed = Number(process.env['SEED'] ?? 1);
  const worlds = Number(process.env['WORLDS'] ?? 10_000);
  const inFirst = Math.ceil(worlds / 2);
  const [first, count] = half === 'first' ? [seed, inFirst] : [seed + inFirst, worlds - inFirst];
  // The rarest of what must be reached comes once in some two hundred worlds.
  describeAgreement({ first, count, size: 'small', reachesAll: count >= 2_000 });
}
