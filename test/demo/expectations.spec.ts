import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import {
  BEFORE_PROOF_DEADLINE,
  generateWorld,
  SETTLED_AT,
  writeReadings,
  writeRegister,
} from '../../demo/world/index.js';
import { oracle } from '../oracle/oracle.js';
import { FIRST_CAMPAIGN } from '../oracle/terms.js';

type Row = Readonly<Record<string, string>>;

/*
 * What the stories expect is held against a second reading of the import contract, which knows nothing of this world:
 * it sees the folders only, as delivered on two days.
 */

const DAY_MS = 86_400_000;

/** The last days of the campaign night by night, then only shortly before the days that count. */
function pullsAt(time: string): Instant[] {
  const nights = Array.from({ length: 7 }, (_, night) => plusMillis(instant(`2019-06-26T${time}Z`), night * DAY_MS));
  return [...nights, instant(`2019-07-14T${time}Z`), instant(`2019-08-09T${time}Z`)];
}

// Whether people pull in the evening or at night, the last pull of the campaign lies on its last day.
const cases = [
  { seed: 1, time: '22:30:00' },
  { seed: 20190630, time: '01:15:00' },
];

describe.each(cases)('the stories in the world of seed $seed, pulled at $time', ({ seed, time }) => {
  const world = generateWorld({ seed });
  const determined = new Map<Instant, { readonly rows: Map<string, Row>; readonly quarantined: number }>();
  let parent: string;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'seatback-stories-'));
    for (const knownAt of [BEFORE_PROOF_DEADLINE, SETTLED_AT]) {
      const folder = join(parent, knownAt.slice(0, 10));
      await writeRegister(world, folder, { asOf: knownAt });
      await writeReadings(
        world,
        pullsAt(time).filter((pull) => pull <= knownAt),
        folder,
      );
      const { determinationsCsv, quarantined } = oracle([{ folder, recordedAt: knownAt }], FIRST_CAMPAIGN, { knownAt });
      const rows = parse<Row>(determinationsCsv, { columns: true });
      determined.set(knownAt, {
        rows: new Map(rows.map((row) => [keyOf(row['partner_id'], row['customer_id']), row])),
        quarantined: quarantined.length,
      });
    }
  });
  afterAll(() => rm(parent, { recursive: true }));

  it('come in folders of which every row can be read', () => {
    expect([...determined.values()].map(({ quarantined }) => quarantined)).toEqual([0, 0]);
  });

  it.each(world.stories.map((story) => [story.id, story] as const))('%s', (_id, story) => {
    for (const { partnerId, customerId, knownAt, outcome, seats, decidedBy } of story.expectations) {
      const row = determined.get(knownAt)?.rows.get(keyOf(partnerId, customerId));
      const found =
        row === undefined
          ? { outcome: 'no-row' }
          : {
              outcome: row['outcome'],
              seats: [row['qualifying_seats'], row['assigned_seats'], row['billed_seats']],
              reasons: row['reasons'],
            };
      const text = (value: number | null): string => (value === null ? '' : String(value));
      const expected =
        outcome === 'no-row'
          ? { outcome }
          : {
              outcome,
              seats: [text(seats.qualifying), text(seats.assigned), text(seats.billed)],
              reasons: decidedBy.join(';'),
            };
      expect({ partnerId, knownAt, ...found }).toEqual({ partnerId, knownAt, ...expected });
    }
  });

  it('leave no pair of a story partner and a story customer without an expectation', () => {
    const told = new Set(
      world.stories.flatMap(({ expectations }) =>
        expectations.map(({ partnerId, customerId }) => keyOf(partnerId, customerId)),
      ),
    );
    const customers = new Set<string>(world.stories.flatMap(({ customerIds }) => customerIds));
    const pairs = [...(determined.get(SETTLED_AT)?.rows.keys() ?? [])].filter((key) =>
      customers.has(key.split(' ')[1] ?? ''),
    );
    expect(pairs.filter((key) => !told.has(key))).toEqual([]);
  });

  it('stand in a crowd of every outcome', () => {
    const outcomes = [...(determined.get(SETTLED_AT)?.rows.values() ?? [])]
      .filter(({ partner_id }) => (partner_id ?? '') >= '5200000')
      .map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['qualified', 'not-qualified', 'undecided']));
  });
});

function keyOf(partnerId: string | undefined, customerId: string | undefined): string {
  return `${partnerId ?? ''} ${customerId ?? ''}`;
}
