import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import {
  LoopbackCredential,
  startPartnerCenter,
  type SimulatedPartnerCenter,
} from '../../demo/partner-center/index.js';
import { generateWorld, type BillingSystem } from '../../demo/world/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { PullDirectory, PullPartnerCenter, PullStopped, PullWitnesses, UserIdentity } from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis } from '../../src/kernel/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/** Nights go by here, and nothing happens there: Partner Center stands still, with a tenant that refuses. */
const AT = instant('2019-04-10T20:00:00Z');
const DAY_MS = 86_400_000;
/** Some invoices are read page by page, the later ones are exported. */
const EXPORTED_FROM = calendarDate('2019-03-01');
const MARCH = calendarDate('2019-03-01');

/** What a pull that finds nothing new may write: that it was made, what it covered, and whom it missed. */
const MAY_GROW = ['delivery', 'delivery_summary', 'pull', 'reading_coverage', 'refusal'];

const seatbacks = new Seatbacks();
let simulated: SimulatedPartnerCenter;
let seatback: TestSeatback;
afterEach(() => simulated.close());
afterAll(() => seatbacks.end());

describe.each<BillingSystem>(['legacy', 'new-commerce'])('a pull that finds nothing new, of %s billing', (billing) => {
  it('writes no history row and no payload, whether it is cut off on its way or not', async () => {
    await open(billing);
    const first = await pull(0);
    expect(first.invoicesRead).toBeGreaterThan(12);
    expect(first.customersRefused).toBeGreaterThan(0);
    const before = await tables();
    const second = await pull(1);
    expect(second).toMatchObject({
      customersSeen: first.customersSeen,
      customersFailed: 0,
      invoicesRead: 0,
      changed: { register: 0, products: 0, seats: 0, subscriptions: 0, billing: 0 },
    });
    const afterOne = await tables();
    expect(changed(before, afterOne)).toEqual(MAY_GROW);
    expect(grownBy(before, afterOne, ['delivery', 'delivery_summary', 'pull'])).toEqual([1, 1, 1]);
    // A row for each tenant that refused, and none for those that answered.
    expect(grownBy(before, afterOne, ['refusal'])).toEqual([second.customersRefused]);

    const stop = new AbortController();
    await expect(pull(2, stop)).rejects.toBeInstanceOf(PullStopped);
    // What it was answered so far is staged; the bytes are those that are kept.
    expect(changed(afterOne, await tables())).toEqual(['pull', 'pull_answer']);
    expect((await pull(2)).answersReplayed).toBeGreaterThan(0);
    const afterTwo = await tables();
    expect(changed(afterOne, afterTwo)).toEqual(MAY_GROW);
    expect(grownBy(afterOne, afterTwo, ['delivery', 'delivery_summary', 'pull'])).toEqual([1, 1, 1]);
  });
});

describe('the pulls beside it, where they find nothing new,', () => {
  it('write nothing at all but that the service user’s token was used', async () => {
    await open('legacy');
    await pull(0);
    const beside = async () => {
      const { app } = seatback;
      const directory = await app.get(PullDirectory).execute();
      const witnesses = await app.get(PullWitnesses).execute(MARCH);
      return [directory.delivery, witnesses.delivery];
    };
    await seatback.app.get(UserIdentity).store('brought-by-dana', 'dana');
    expect((await beside()).map((delivery) => delivery?.delivery)).toEqual([2, 3]);
    const before = await tables();
    moveTo(1);
    expect(await beside()).toEqual([undefined, undefined]);
    expect(changed(before, await tables()).filter((table) => !table.startsWith('refresh_token'))).toEqual([]);
  });
});

async function open(billing: BillingSystem): Promise<void> {
  simulated = await startPartnerCenter(generateWorld({ seed: 5, customers: 60, billing }), { startAt: AT });
  const credential = new LoopbackCredential(simulated);
  seatback = await seatbacks.start({
    partnerCenter: {
      partnerCenter: {
        url: simulated.baseUrl,
        tenantId: simulated.tenantId,
        clientId: simulated.clientId,
        clientSecret: undefined,
        certificatePath: '/not/read',
        requestsPerMinute: 1_000_000,
        patienceMs: 0,
      },
      graphBilling: { url: simulated.graphUrl, servesFrom: EXPORTED_FROM },
      credential,
      tokenExchange: {
        redeem: async (_refreshToken, scope) => {
          const { token, expiresOnTimestamp } = await credential.getToken(scope);
          return { accessToken: token, expiresAtMs: expiresOnTimestamp, refreshToken: undefined };
        },
      },
      sleep: async () => undefined,
    },
  });
  moveTo(0);
}

function moveTo(day: number): void {
  seatback.clock.moveTo(plusMillis(AT, day * DAY_MS));
}

/** @param stop aborted when the tenth customer is done */
async function pull(day: number, stop?: AbortController) {
  moveTo(day);
  return seatback.app.get(PullPartnerCenter).execute({
    dueAt: plusMillis(AT, day * DAY_MS),
    stop: stop?.signal,
    onProgress: (done) => done === 10 && stop?.abort(),
  });
}

interface TableState {
  readonly rows: number;
  readonly digest: string;
}

/** Every table there is: how many rows it has, and a digest of all of them. */
async function tables(): Promise<ReadonlyMap<string, TableState>> {
  return seatback.app.get(UnitOfWork).inSession(async (session) => {
    const names = await session.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    const states = await session.query<TableState & { name: string }>(
      names
        .map(
          ({ name }) =>
            `SELECT '${name}' AS name, count(*)::integer AS rows, md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
        )
        .join(' UNION ALL '),
    );
    return new Map(states.map(({ name, ...state }) => [name, state]));
  });
}

function changed(before: ReadonlyMap<string, TableState>, after: ReadonlyMap<string, TableState>): string[] {
  return [...after]
    .filter(([name, { digest }]) => before.get(name)?.digest !== digest)
    .map(([name]) => name)
    .sort();
}

function grownBy(
  before: ReadonlyMap<string, TableState>,
  after: ReadonlyMap<string, TableState>,
  names: readonly string[],
): number[] {
  return names.map((name) => (after.get(name)?.rows ?? 0) - (before.get(name)?.rows ?? 0));
}
