import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkRuns, OpenDecisions } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, RecordDecision } from '../../src/ingest/index.js';
import { instant, plusMillis, SeatbackError, type Instant } from '../../src/kernel/index.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { CAMPAIGNS } from './nightly-campaigns.js';
import { NightlyHistory } from './nightly-history.js';
import { comparedNight } from './whole-run.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_NIGHT = instant('2019-05-01T20:00:00Z');
const LAST_NIGHT = instant('2019-06-30T22:00:00Z');
const PATIENCE_MS = 60_000;

export interface NightlyWorlds {
  readonly first: number;
  readonly count: number;
  readonly nights: number;
  /** Whether so many worlds have to meet everything that can happen. */
  readonly reachesAll: boolean;
}

/** Night after night, a run of what changed says to the byte what one of all customers says. */
export function describeNightlyWorlds({ first, count, nights, reachesAll }: NightlyWorlds): void {
  const seatbacks = new Seatbacks();
  const figures = { nights: 0, ofChanges: 0, evaluated: 0, customers: 0 };
  const happened = new Map<string, number>();
  const campaignsMet = new Map<string, number>();
  let seatback: TestSeatback;
  beforeAll(async () => {
    seatback = await seatbacks.start();
  });
  afterAll(() => seatbacks.end());

  describe('a run of what changed since the night before', () => {
    for (let seed = first; seed < first + count; seed += 1)
      it(
        `is that of all customers, in the world of seed ${String(seed)}`,
        async () => {
          expect(await live(seed)).toEqual([]);
        },
        PATIENCE_MS + nights * 5_000,
      );

    it('was made in most nights', () => {
      const { nights: lived, ofChanges, evaluated, customers } = figures;
      console.log(
        [
          `nightly worlds: ${String(count)} of ${String(nights)} nights, seeds ${String(first)} to ${String(first + count - 1)}`,
          `  ${String(ofChanges)} of ${String(lived)} runs were made of what changed: ${String(evaluated)} of ${String(customers)} customers evaluated`,
          ...[...campaignsMet].sort().map(([name, met]) => `  ${name}: ${String(met)} runs of what changed`),
          ...[...happened].sort().map(([name, times]) => `  ${name}: ${String(times)} times`),
        ].join('\n'),
      );
      if (!reachesAll) return;
      const shared = ['of a campaign that is capped', 'paid by company'];
      expect(CAMPAIGNS.filter(({ name }) => !campaignsMet.has(name)).map(({ name }) => name)).toEqual(shared);
      expect(ofChanges / lived).toBeGreaterThan(0.4);
    });
  });

  async function live(seed: number): Promise<string[]> {
    const random = new SeededRandom(seed);
    const history = new NightlyHistory(random);
    const { name, campaign } = CAMPAIGNS[seed % CAMPAIGNS.length] ?? random.pick(CAMPAIGNS);
    const { app, clock, database } = seatback;
    await database.clear();
    let now = plusMillis(FIRST_NIGHT, random.integer(0, 45) * DAY_MS);
    const imported = async (files: ReturnType<NightlyHistory['night']>) => {
      clock.moveTo(now);
      await app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
    };
    await imported(history.beginning());
    const differences: string[] = [];
    for (let night = 1; night <= nights && now < LAST_NIGHT; night += 1) {
      now = plusMillis(now, random.pick([0, 3, 24, 24, 24, 24, 24, 48, 90, 24 * 12]) * HOUR_MS + 60_000);
      await imported(history.night(now, random.chance(0.15)));
      now = plusMillis(now, HOUR_MS);
      clock.moveTo(now);
      if (random.chance(0.25)) await decide(history, random);
      // A snapshot may lie before what is known, and is never later than the window's end.
      const snapshotAt = earlier(plusMillis(now, -random.pick([0, 0, 0, 2 * HOUR_MS])), LAST_NIGHT);
      const { run, differences: found } = await comparedNight(seatbacks, seatback, campaign, {
        snapshotAt,
        knownAt: now,
      });
      figures.nights += 1;
      if (run.basedOn !== null) {
        figures.ofChanges += 1;
        figures.evaluated += run.customersEvaluated ?? 0;
        figures.customers += run.counts.customers;
        campaignsMet.set(name, (campaignsMet.get(name) ?? 0) + 1);
      }
      differences.push(...found.map((line) => `night ${String(night)} (${snapshotAt}), ${name}: ${line}`));
      if (differences.length > 0) break;
    }
    const { problems } = await app.get(UnitOfWork).inTransaction((session) => checkRuns(session));
    for (const [what, times] of history.happened) happened.set(what, (happened.get(what) ?? 0) + times);
    return [...differences, ...problems];
  }

  /** Somebody decides of a customer that is undecided, where there is one. */
  async function decide(history: NightlyHistory, random: SeededRandom): Promise<void> {
    const { app } = seatback;
    const customer = random.pick(history.customerIds);
    try {
      const pair = await app.get(OpenDecisions).expectDecidable({
        campaignId: 'a-campaign',
        customer,
        countedAs: random.pick(['met', 'not-met', 'withdrawn']),
      } as never);
      await app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Asked the customer' });
      history.happened.set('a decision', (history.happened.get('a decision') ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
    }
  }
}

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);
