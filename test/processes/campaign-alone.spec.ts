import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PROJECT_FOLDER } from '../../src/config/index.js';

/**
 * Each campaign is a file and nothing else: with the files of all others taken away, its tests are green. Here one of its
 * specs is run for each, in a copy of the project; `ALONE=every npm run jest -- test/processes/campaign-alone` runs all of them.
 */
const RUNS_EVERY_SPEC = process.env['ALONE'] === 'every';

const CAMPAIGNS = readdirSync(join(PROJECT_FOLDER, 'campaigns')).flatMap(
  (name) => /^(.+)\.ya?ml$/.exec(name)?.slice(1) ?? [],
);

const COPIED = [
  'src',
  'test',
  'demo',
  'migrations',
  'docs',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
  '.swcrc',
];

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/** Specs that name each campaign, themselves or by what their story is told with, without those that run for minutes. */
const SPECS = specsByCampaign();

function specsByCampaign(): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>(CAMPAIGNS.map((campaign) => [campaign, []]));
  const isApart = /^test\/(agreement|kills|faults|stories|batches|browser|oracle)\//;
  for (const folder of ['src', 'test'])
    for (const name of readdirSync(join(PROJECT_FOLDER, folder), { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${name}`;
      if (!path.endsWith('.spec.ts') || isApart.test(path)) continue;
      const text = withItsStory(join(PROJECT_FOLDER, path));
      for (const campaign of CAMPAIGNS) if (text.includes(campaign)) named.get(campaign)?.push(path);
    }
  return named;
}

function withItsStory(path: string, seen = new Set<string>()): string {
  if (seen.has(path)) return '';
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const told = [...text.matchAll(/from '(\.\/[\w.-]+|\.\.\/(?:calculation|programmes)\/[\w.-]+)\.js'/g)].map(
    ([, name = '']) => join(dirname(path), `${name}.ts`),
  );
  return [text, ...told.map((each) => withItsStory(each, seen))].join('\n');
}

/** The project with the file of one campaign. */
function copyWith(campaign: string): string {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'seatback-alone-'));
  copies.push(copy);
  for (const name of COPIED) cpSync(join(PROJECT_FOLDER, name), join(copy, name), { recursive: true });
  mkdirSync(join(copy, 'campaigns'));
  for (const name of [`${campaign}.yaml`, 'campaign.schema.json'])
    cpSync(join(PROJECT_FOLDER, 'campaigns', name), join(copy, 'campaigns', name));
  symlinkSync(join(PROJECT_FOLDER, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function run(copy: string, specs: readonly string[]): Promise<{ code: number | null; said: string }> {
  // A run of its own, with a server of its own.
  const { SEATBACK_TEST_RUN: _run, JEST_WORKER_ID: _worker, ...env } = process.env;
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const options = [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--silent',
    '--maxWorkers=2',
    '--runTestsByPath',
  ];
  const child = spawn(process.execPath, [...options, ...specs], { cwd: copy, env });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}

describe.each(CAMPAIGNS)('with %s alone', (campaign) => {
  const all = SPECS.get(campaign) ?? [];

  it(
    'its tests are green',
    async () => {
      const chosen = RUNS_EVERY_SPEC ? all : all.filter((path) => ONE_OF_EACH.test(path));
      expect(chosen).not.toEqual([]);
      const { code, said } = await run(copyWith(campaign), chosen);
      expect([code, said]).toEqual([0, expect.stringMatching(/[1-9]\d* passed, 0 failed, 0 skipped/)]);
    },
    RUNS_EVERY_SPEC ? 1_200_000 : 300_000,
  );
});

const ONE_OF_EACH = /claims-under-way|open-licences|open-sales|campaigns\/campaign-file/;

it('no spec needs two campaigns', () => {
  const needed = Map.groupBy(
    [...SPECS].flatMap(([campaign, specs]) => specs.map((spec) => ({ campaign, spec: relative('.', spec) }))),
    ({ spec }) => spec,
  );
  const two = [...needed].filter(([, of]) => of.length > 1).map(([spec]) => spec);
  expect(two).toEqual([]);
});
