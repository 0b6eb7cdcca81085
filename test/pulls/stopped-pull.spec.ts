import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import {
  LoopbackCredential,
  startPartnerCenter,
  type SimulatedPartnerCenter,
} from '../../demo/partner-center/index.js';
import { customersAt, generateWorld } from '../../demo/world/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import {
  listPulls,
  LocateEvidence,
  PullPartnerCenter,
  PullStopped,
  RereadPayloads,
  SettlePull,
} from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis } from '../../src/kernel/index.js';
import { RecordedPartnerCenter } from '../kills/recorded-partner-center.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const DUE = instant('2019-06-10T01:30:00Z');
const LATER = plusMillis(DUE, 3_600_000);
/** The invoice of May is exported by Graph. */
const EXPORTED_FROM = calendarDate('2019-05-01');
const GRAPH_WAITS_S = 77;

const world = generateWorld({ seed: 5, customers: 60, billing: 'new-commerce' });
const seatbacks = new Seatbacks();
let simulated: SimulatedPartnerCenter;
let credential: TokenCredential;
let partnerCenter: RecordedPartnerCenter;
let seatback: TestSeatback;
/** Told of each wait; it lasts until that is over. */
let onWait: (waitMs: number) => Promise<unknown>;

beforeAll(async () => {
  await simulate();
  partnerCenter = new RecordedPartnerCenter(simulated.baseUrl);
  const url = await partnerCenter.open();
  seatback = await seatbacks.start({
    partnerCenter: {
      partnerCenter: {
        url,
        tenantId: undefined,
        clientId: undefined,
        clientSecret: undefined,
        certificatePath: undefined,
        requestsPerMinute: 1_000_000,
        patienceMs: 0,
      },
      graphBilling: { url: `${url}/v1.0`, servesFrom: EXPORTED_FROM },
      credential: { getToken: async (scopes) => credential.getToken(scopes) },
      sleep: async (waitMs) => {
        await onWait(waitMs);
      },
    },
  });
});
beforeEach(async () => {
  onWait = async () => undefined;
  partnerCenter.calls = [];
  partnerCenter.onEvent = () => undefined;
  seatback.clock.moveTo(DUE);
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  partnerCenter.close();
  await simulated.close();
});

describe('a pull that is told to end', () => {
  it('is on record as running until then', async () => {
    const seen = Promise.withResolvers<unknown>();
    onWait = async (waitMs) => waitMs === GRAPH_WAITS_S * 1000 && seen.resolve(await records());
    await pull();
    expect(await seen.promise).toMatchObject([{ dueAt: DUE, state: 'running', finishedAt: null, attempts: 1 }]);
  });

  it('ends at its next call, and goes on with what it was answered', async () => {
    const stop = new AbortController();
    await expect(pull(stop, (done) => done === 20 && stop.abort())).rejects.toBeInstanceOf(PullStopped);
    const answered = seatsAsked();
    expect(answered.length).toBeLessThan(customersAt(world, DUE).length);
    expect(await records()).toMatchObject([
      {
        dueAt: DUE,
        state: 'interrupted',
        attempts: 1,
        interruptions: 0,
        failure: null,
        finishedAt: DUE,
        outcome: null,
      },
    ]);
    expect(await inSession((session) => session.query('SELECT 1 FROM delivery'))).toEqual([]);

    seatback.clock.moveTo(LATER);
    partnerCenter.calls = [];
    const resumed = await pull();
    expect(resumed).toMatchObject({ delivery: 1, customersFailed: 0 });
    expect(resumed.answersReplayed).toBeGreaterThanOrEqual(answered.length);
    expect(seatsAsked().filter((question) => answered.includes(question))).toEqual([]);
    expect(answered.length + seatsAsked().length).toBe(customersAt(world, DUE).length);
    expect(await records()).toMatchObject([
      { dueAt: DUE, startedAt: DUE, finishedAt: LATER, state: 'closed', attempts: 2, interruptions: 1 },
    ]);
    // What was read before the end is of that moment.
    expect(
      await inSession((session) =>
        session.query(`SELECT DISTINCT observed_from AS at FROM reading_coverage WHERE resource = 'seats' ORDER BY 1`),
      ),
    ).toEqual([{ at: DUE }, { at: LATER }]);
  });

  it('and with which nobody goes on, has read whom it had read', async () => {
    const stop = new AbortController();
    await expect(pull(stop, (done) => done === 20 && stop.abort())).rejects.toBeInstanceOf(PullStopped);
    // Not all that were asked for their seats: some refuse them.
    const [{ answered } = { answered: 0 }] = await inSession((session) =>
      session.query<{ answered: number }>(
        `SELECT count(*)::integer AS answered FROM pull_answer WHERE name LIKE 'customers/%/subscribedskus'`,
      ),
    );
    expect(answered).toBeGreaterThan(10);
    seatback.clock.moveTo(LATER);
    partnerCenter.calls = [];
    expect(await settle()).toMatchObject([{ dueAt: DUE, delivery: 1 }]);
    expect(partnerCenter.calls).toEqual([]);
    const readings = () =>
      inSession((session) =>
        session.query<{ at: string; count: number }>(
          `SELECT observed_from AS at, sum(customer_to - customer_from + 1)::integer AS count FROM reading_coverage
           WHERE resource = 'seats' AND recorded_to IS NULL GROUP BY 1 ORDER BY 1`,
        ),
      );
    expect(await readings()).toEqual([{ at: DUE, count: answered }]);
    const seats = await inSession((session) =>
      session.query<{ customerId: string; sku: string; partNumber: string | null }>(
        `SELECT customer_id AS "customerId", sku_id AS sku, sku_part_number AS "partNumber"
         FROM seat_history JOIN customer USING (customer_key) JOIN observed_sku USING (observed_sku_key)`,
      ),
    );
    expect(seats.length).toBeGreaterThan(10);
    for (const { customerId, ...seat } of seats) {
      const wanted = { customerId, readAt: DUE, knownDelivery: 1 };
      expect(await seatback.app.get(LocateEvidence).ofReading(wanted, [seat])).toMatchObject([
        { name: `customers/${customerId}/subscribedskus` },
      ]);
    }
    expect(await records()).toMatchObject([
      { dueAt: DUE, state: 'settled', outcome: { delivery: 1, customersRefused: null, calls: { calls: 0 } } },
    ]);
    expect(await settle()).toEqual([]);

    // The next one lists everybody, and takes every invoice.
    const next = await pull(undefined, undefined, LATER);
    expect(next).toMatchObject({ delivery: 2, customersSeen: customersAt(world, LATER).length, customersFailed: 0 });
    expect(await readings()).toEqual([
      { at: DUE, count: answered },
      { at: LATER, count: next.customersSeen - next.customersRefused },
    ]);
    expect(await billedLines()).toBeGreaterThan(0);
    const again = await seatback.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'to see what it read' });
    expect(again).toMatchObject({ delivery: undefined, changeCount: 0, problems: [], deliveriesRead: 2 });
  });

  it('and is made after all once it was settled, is whole', async () => {
    const stop = new AbortController();
    await expect(pull(stop, (done) => done === 20 && stop.abort())).rejects.toBeInstanceOf(PullStopped);
    await settle();
    seatback.clock.moveTo(LATER);
    expect(await pull()).toMatchObject({ delivery: 2, customersFailed: 0, answersReplayed: 0 });
    expect(await records()).toMatchObject([{ dueAt: DUE, state: 'closed', outcome: { delivery: 2 } }]);
  });

  it('before it has answered anything leaves nothing to settle', async () => {
    await expect(pull(AbortSignal.abort())).rejects.toBeInstanceOf(PullStopped);
    expect(await settle()).toEqual([]);
  });

  it('before it has begun asks nobody', async () => {
    await expect(pull(AbortSignal.abort())).rejects.toBeInstanceOf(PullStopped);
    expect(partnerCenter.calls).toEqual([]);
    expect(await records()).toEqual([]);
  });

  it('does not wait until a wait is over', async () => {
    const stop = new AbortController();
    const waits: number[] = [];
    // Nobody ever wakes it.
    onWait = async (waitMs) => {
      waits.push(waitMs);
      setImmediate(() => stop.abort());
      return new Promise(() => undefined);
    };
    await expect(pull(stop)).rejects.toBeInstanceOf(PullStopped);
    expect(waits).toContain(GRAPH_WAITS_S * 1000);
  });
});

describe('an export that was under way when the pull was told to end', () => {
  beforeEach(async () => {
    const stop = new AbortController();
    onWait = async (waitMs) => waitMs === GRAPH_WAITS_S * 1000 && stop.abort();
    await expect(pull(stop)).rejects.toBeInstanceOf(PullStopped);
    expect(exportsAsked()).toHaveLength(1);
    partnerCenter.calls = [];
    onWait = async () => undefined;
  });

  it('is looked at again, not asked for anew', async () => {
    expect(await pull()).toMatchObject({ invoicesNotTaken: 0, quarantined: [] });
    expect(exportsAsked()).toEqual([]);
    expect(partnerCenter.calls.filter(({ phase }) => phase === 'export').length).toBeGreaterThan(0);
    expect(await billedLines()).toBeGreaterThan(0);
  });

  it('is asked for anew where Graph knows nothing of it any more', async () => {
    await simulated.close();
    await simulate();
    partnerCenter.behind = simulated.baseUrl;
    expect(await pull()).toMatchObject({ invoicesNotTaken: 0, quarantined: [] });
    expect(exportsAsked()).toHaveLength(1);
    expect(await billedLines()).toBeGreaterThan(0);
    // One address is on record: the one at which the lines were found.
    expect(
      await inSession((session) =>
        session.query(`SELECT count(*)::integer AS count FROM delivery_payload WHERE name LIKE 'invoices/%/export'`),
      ),
    ).toEqual([{ count: 1 }]);
  });
});

async function simulate(): Promise<void> {
  simulated = await startPartnerCenter(world, { startAt: DUE, graph: { retryAfterS: GRAPH_WAITS_S } });
  credential = new LoopbackCredential(simulated);
}

function pull(
  stop: AbortController | AbortSignal = new AbortController(),
  onDone: (done: number) => unknown = () => 0,
  dueAt = DUE,
) {
  return seatback.app.get(PullPartnerCenter).execute({
    dueAt,
    stop: stop instanceof AbortController ? stop.signal : stop,
    onProgress: (done) => void onDone(done),
  });
}

async function settle() {
  return seatback.app.get(SettlePull).execute({ at: DUE });
}

function seatsAsked(): string[] {
  return partnerCenter.calls.map(({ question }) => question).filter((question) => question.includes('/subscribedskus'));
}

function exportsAsked(): string[] {
  return partnerCenter.calls.map(({ question }) => question).filter((question) => question.startsWith('POST /v1.0/'));
}

async function records() {
  return inSession((session) => listPulls(session, 10));
}

async function billedLines(): Promise<number> {
  const lines = await inSession((session) =>
    session.query(`SELECT 1 FROM billing_line WHERE file LIKE 'invoices/%/export/%'`),
  );
  return lines.length;
}

async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return seatback.app.get(UnitOfWork).inSession(work);
}
