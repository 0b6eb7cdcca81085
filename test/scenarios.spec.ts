import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BOUNDARIES,
  boundariesShown,
  cellsOf,
  OUTCOMES,
  outcomesShown,
  table,
  WAYS,
  waysShown,
} from './scenario-runner/coverage.js';
import { readScenarios } from './scenario-runner/read-scenarios.js';
import { ScenarioRunner } from './scenario-runner/run-scenario.js';
import { Seatbacks } from './seatback.js';

const FOLDER = 'test/scenarios';

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const scenarios = files.flatMap((name) => readScenarios(readFileSync(join(FOLDER, name), 'utf8'), join(FOLDER, name)));

const seatbacks = new Seatbacks();
let runner: ScenarioRunner;
beforeAll(async () => {
  runner = new ScenarioRunner(seatbacks, await seatbacks.start());
});
afterAll(() => seatbacks.end());

describe.each(files)('%s', (file) => {
  const ofFile = scenarios.filter((scenario) => scenario.file === join(FOLDER, file));
  it.each(ofFile.map((scenario) => ({ scenario, name: scenario.scenario })))('$name', async ({ scenario }) => {
    const { expected, found } = await runner.run(scenario);
    expect(found).toEqual(expected);
  });
});

describe('docs/write-a-scenario.md', () => {
  const page = readFileSync('docs/write-a-scenario.md', 'utf8');
  const [example] = /(?<=^```yaml\n)scenario:.*?(?=^```)/ms.exec(page) ?? [''];
  const comparisonOf = async (source: string) => runner.run(readScenarios(source, 'docs/write-a-scenario.md')[0]!);

  it('gives an example that comes out as it says', async () => {
    const { expected, found } = await comparisonOf(example);
    expect(found).toEqual(expected);
  });

  it.each([
    ['another outcome', 'Adatum: { is: qualified', 'Adatum: { is: undecided'],
    ['another reward', 'reward: 2000', 'reward: 2000.01'],
    ['a reason less', 'unknown: [assigned seats, qualifying seats]', 'unknown: [assigned seats]'],
    ['a reason that is only pending', 'unknown: [assigned', 'pending: [assigned'],
    ['another reason', 'membership: standing ended', 'membership: standing missing'],
    ['a reason of a rule that the campaign does not have', 'membership: standing', 'claim: standing'],
    [
      'nobody',
      '    Duffy: { is: not qualified, not met: [membership], because: { membership: standing ended } }\n',
      '',
    ],
    ['another earning', 'earned: 2000', 'earned: 1999.99'],
    ['an earning less', '    Contoso: { is: none }\n', ''],
  ])('would not, had it expected %s', async (_, said, other) => {
    expect(example).toContain(said);
    const { expected, found } = await comparisonOf(example.replace(said, other));
    expect(found).not.toEqual(expected);
  });
});

describe('scenarios together', () => {
  it.each([
    { grid: OUTCOMES, shown: outcomesShown(scenarios), name: 'every outcome of every rule' },
    { grid: WAYS, shown: waysShown(scenarios), name: 'every way to reward and to pay' },
    { grid: BOUNDARIES, shown: boundariesShown(scenarios), name: 'each boundary from below, at it and from above' },
  ])('show $name', ({ grid, shown }) => {
    console.log(table(grid, shown));
    const cells = cellsOf(grid);
    expect(cells.filter((cell) => !shown.has(cell))).toEqual([]);
    // A name that nobody asked for is a slip of the pen.
    expect([...shown.keys()].filter((cell) => !cells.includes(cell))).toEqual([]);
  });
});
