import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { generateFolders, type WorldSize } from '../oracle/generate-folders.js';
import { oracle } from '../oracle/oracle.js';
import { Tally } from '../oracle/tally.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { campaignOf } from './campaign-of.js';

export interface AgreementOptions {
  readonly first: number;
  readonly count: number;
  readonly size: WorldSize;
  /** Whether so many worlds have to reach every outcome. */
  readonly reachesAll: boolean;
}

/** So many worlds are one story, which goes on where some disagree until it has told enough. */
const BATCH = 250;
const MOST_TOLD = 20;
/** Of a world, on a machine where much else is going on. */
const PATIENCE_MS = 5_000;

/**
 * Holds the engine against the oracle: folders and terms from seeds, both programs on the same folders, and the two
 * files compared byte by byte.
 */
export function describeAgreement({ first, count, size, reachesAll }: AgreementOptions): void {
  const seatbacks = new Seatbacks();
  const tally = new Tally();
  let rows = 0;
  let seatback: TestSeatback;
  beforeAll(async () => {
    seatback = await seatbacks.start();
  });
  afterAll(() => seatbacks.end());

  describe('engine and oracle', () => {
    for (let from = first; from < first + count; from += BATCH) {
      const to = Math.min(from + BATCH, first + count) - 1;
      it(
        `agree on the ${size} worlds of seeds ${from} to ${to}`,
        async () => {
          const disagreements: string[] = [];
          for (let seed = from; seed <= to && disagreements.length < MOST_TOLD; seed += 1)
            disagreements.push(...(await disagreementsOn(seed)));
          expect(disagreements).toEqual([]);
        },
        (to - from + 1) * PATIENCE_MS,
      );
    }

    it('reach every outcome of every rule and every reward', () => {
      console.log(
        [
          `oracle agreement: ${count} ${size} worlds, seeds ${first} to ${first + count - 1}, ${rows} determinations`,
          ...tally.lines(),
        ].join('\n'),
      );
      if (reachesAll) expect(tally.missing()).toEqual([]);
    });
  });

  async function disagreementsOn(seed: number): Promise<string[]> {
    const folder = seatbacks.newFolder();
    const { terms, deliveries, options, records } = generateFolders(seed, folder, size);
    const expected = oracle(deliveries, terms, options, records);
    tally.add(expected, terms);
    rows += expected.determinations.length;
    await seatback.database.clear();
    const { app } = seatback;
    for (const delivery of deliveries) {
      await app.get(ImportFolder).execute(delivery.folder, { recordedAt: instant(delivery.recordedAt) });
    }
    const request = {
      snapshotAt: options.snapshotAt === undefined ? undefined : instant(options.snapshotAt),
      knownAt: instant(options.knownAt),
    };
    const out = join(folder, 'out');
    // As drafts: generated terms may contradict each other, and are to be calculated by the same definitions then.
    await app
      .get(CalculateCampaign)
      .preview(campaignOf(terms), request, (session, run) => app.get(CampaignOutput).write(session, run, out));
    const told = [
      ['determinations.csv', expected.determinationsCsv] as const,
      ['earnings.csv', expected.earningsCsv] as const,
    ].flatMap(([file, by]) =>
      differences(by, readFileSync(join(out, file), 'utf8')).map((line) => `seed ${seed}: ${line}`),
    );
    rmSync(folder, { recursive: true });
    return told;
  }
}

/** Both files whole, byte by byte; told are the lines that differ. */
function differences(byOracle: string, byEngine: string): string[] {
  if (byOracle === byEngine) return [];
  const [expected, found] = [byOracle.split('\n'), byEngine.split('\n')];
  const lines = Array.from({ length: Math.max(expected.length, found.length) }, (_, place) => place);
  return lines
    .filter((place) => expected[place] !== found[place])
    .map((place) => `the oracle says ${expected[place] ?? 'no line'}, the engine ${found[place] ?? 'no line'}`);
}
