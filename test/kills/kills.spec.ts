import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SeededRandom } from '../oracle/seeded-random.js';
import {
  outcomeOf,
  PHASES,
  phaseTimes,
  removeDataFolder,
  runDemo,
  type Outcome,
  type Phase,
} from '../demo/demo-process.js';

/**
 * Kills the demo with kill -9 in each of its phases, starts it again, and holds what comes out against an undisturbed
 * run. `npm run test:kills` kills 50 times; KILLS and SEED choose another number and another sequence.
 */
const KILLS = Number(process.env['KILLS'] ?? 50);
const SEED = Number(process.env['SEED'] ?? 1);
const phases = Object.keys(PHASES) as Phase[];

const random = new SeededRandom(SEED);
const folders: string[] = [];
let undisturbed: Outcome;
let times: ReturnType<typeof phaseTimes>;
const hits = new Map<Phase, number>();

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatback-kill-'));
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  const folder = newFolder();
  const run = await runDemo(folder);
  expect(run).toMatchObject({ code: 0, errors: '' });
  times = phaseTimes(run.lines);
  undisturbed = await outcomeOf(folder);
}, 300_000);

afterAll(() => {
  for (const folder of folders) removeDataFolder(folder);
  console.log(
    `kills: seed ${String(SEED)}, ${[...hits].map(([phase, count]) => `${phase} ${String(count)}`).join(', ')}`,
  );
});

for (let kill = 0; kill < KILLS; kill += 1) {
  const phase = phases[kill % phases.length]!;
  it(`kill ${String(kill + 1)}, in ${phase}, changes nothing that counts`, async () => {
    const folder = newFolder();
    await killIn(phase, folder);
    const restarted = await runDemo(folder);
    expect(restarted).toMatchObject({ code: 0, errors: '' });
    expect(await outcomeOf(folder)).toEqual(undisturbed);
    expect(existsSync(join(clusterOf(folder), 'postmaster.pid'))).toBe(false);
    removeDataFolder(folder);
    // A kill that comes too late costs a whole run.
  }, 600_000);
}

/** Kills until one kill has fallen inside the phase; after one that came too late the next aims earlier, on a new folder. */
async function killIn(phase: Phase, folder: string): Promise<void> {
  const { durationMs } = times.get(phase)!;
  const TRIES = 20;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const afterMs = (durationMs * random.next()) / attempt;
    let last = '';
    let begun = false;
    const run = await runDemo(folder, (text) => {
      last = text;
      if (begun || !text.includes(PHASES[phase])) return undefined;
      begun = true;
      return afterMs;
    });
    if (run.signal === 'SIGKILL' && last.includes(PHASES[phase])) {
      hits.set(phase, (hits.get(phase) ?? 0) + 1);
      return;
    }
    removeDataFolder(folder);
  }
  throw new Error(`No kill fell into ${phase} in ${String(TRIES)} tries.`);
}

function clusterOf(folder: string): string {
  const { clusterParent } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { clusterParent: string };
  return join(clusterParent, 'postgres');
}
