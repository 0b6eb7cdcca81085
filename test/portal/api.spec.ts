import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { generateWorld } from '../../demo/world/index.js';
import { problemAnswer } from '../../src/portal/answers/problem.js';
import { TOKEN_PATH, VENDOR_PREFIX } from '../../src/portal/http/vendors/vendor-routes.js';
import { API_ROUTES, type ApiRoute } from '../../src/portal/http/routes.js';
import { routesOf } from '../access/routes-of.js';
import { CAMPAIGN_API, CAMPAIGN_ID, PortalWorld } from './portal-world.js';

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start();
  await world.bring(generateWorld({ seed: 1 }));
  const run = await world.calculate();
  await world.confirmTerms();
  await world.post(run);
  await world.preparePayout();
}, 300_000);
afterAll(() => world.end());

/** The answer of a route, held against the schema that it is documented with. */
async function answerOf<Answer extends z.ZodType>(route: { readonly answer: Answer }, path: string) {
  const response = await world.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return route.answer.parse(await response.json());
}

async function problemAt(path: string, init?: RequestInit) {
  const response = await world.get(path, init);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemAnswer.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('every route', () => {
  it('answers as it is documented', async () => {
    const { determinations } = await answerOf(API_ROUTES.determinations, `${CAMPAIGN_API}/determinations`);
    const paths: Readonly<Record<string, string>> = {
      campaignId: CAMPAIGN_ID,
      customerId: determinations[0]!.customerId,
    };
    for (const route of Object.values<ApiRoute>(API_ROUTES)) {
      await answerOf(
        route,
        route.path.replaceAll(/:(\w+)/g, (_match, name: string) => paths[name]!),
      );
    }
  });

  it('is in the document, and nothing else is served below /api and /health', async () => {
    const served = routesOf(world.server)
      .map((route) => route.split(' ')[1] ?? '')
      .filter((path) => /^\/(api|health)\//.test(path) && !path.startsWith(VENDOR_PREFIX) && path !== TOKEN_PATH)
      .map((path) => path.replaceAll(/:(\w+)/g, '{$1}'));
    const { paths } = await answerOf(API_ROUTES.openApi, '/api/v1/openapi.json');
    expect(Object.keys(paths).sort()).toEqual([...new Set(served)].sort());
  });
});

describe('a campaign', () => {
  it('tells its terms, run, totals, ledger and batches, and they agree', async () => {
    const campaign = await answerOf(API_ROUTES.campaign, CAMPAIGN_API);
    expect(campaign).toMatchObject({
      campaignId: CAMPAIGN_ID,
      window: { from: '2019-01-01', to: '2019-06-30' },
      version: 1,
      run: { kind: 'official', state: 'posted', submittedBy: 'dana', approvedBy: 'robin', postedBy: 'robin' },
      totals: { currency: 'USD', isPreview: false },
    });
    const earned = campaign.run!.earned;
    expect(campaign.totals!.earned).toBe(earned);
    expect(sum(campaign.totals!.stages.map(({ amount }) => amount))).toBe(minor(earned));
    expect(campaign.balances).toContainEqual({ account: 'expense', balance: earned, currency: 'USD' });
    const [batch] = campaign.batches;
    expect(batch).toMatchObject({ state: 'prepared', preparedBy: 'dana', file: null });
    expect(campaign.totals!.stages).toContainEqual({
      stage: 'prepared',
      partners: batch!.paymentCount,
      amount: batch!.totals['USD'],
      currency: 'USD',
    });
  });

  it('says of each term where it stands, or who stands by what was assumed', async () => {
    const { terms } = await answerOf(API_ROUTES.campaign, CAMPAIGN_API);
    expect(terms.find(({ term }) => term === 'minimum seats')).toEqual({
      term: 'minimum seats',
      value: 15,
      source: 'D, reward paragraph and terms, point 3',
      assumed: null,
      confirmation: null,
    });
    expect(terms.find(({ term }) => term === 'time zone')).toMatchObject({
      assumed: expect.stringContaining('names no zone'),
      confirmation: { confirmedBy: 'dana', reason: 'Agreed with the programme office' },
    });
    expect(terms.filter(({ source, assumed }) => source === null && assumed === null)).toEqual([]);
  });
});

describe('lists', () => {
  it('come page by page, each row once, in the order of ids', async () => {
    const whole = await answerOf(API_ROUTES.determinations, `${CAMPAIGN_API}/determinations?limit=1000`);
    expect(whole.nextCursor).toBeNull();
    const rows: typeof whole.determinations = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: typeof whole = await answerOf(
        API_ROUTES.determinations,
        `${CAMPAIGN_API}/determinations?limit=30${from}`,
      );
      rows.push(...page.determinations);
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(pages).toBe(Math.ceil(whole.determinations.length / 30));
    expect(rows).toEqual(whole.determinations);
  });

  it('add up to the run', async () => {
    const { run } = await answerOf(API_ROUTES.campaign, CAMPAIGN_API);
    const { earnings } = await answerOf(API_ROUTES.earnings, `${CAMPAIGN_API}/earnings?limit=1000`);
    const { determinations } = await answerOf(API_ROUTES.determinations, `${CAMPAIGN_API}/determinations?limit=1000`);
    expect(earnings).toHaveLength(run!.counts.partners);
    expect(determinations).toHaveLength(run!.counts.determinations);
    expect(sum(earnings.map(({ earned }) => earned))).toBe(minor(run!.earned));
    expect(sum(determinations.map(({ reward }) => reward))).toBe(minor(run!.earned));
    expect(earnings.reduce((all, { customersUndecided }) => all + customersUndecided, 0)).toBe(run!.counts.undecided);
  });

  it('can be asked for one partner, one outcome', async () => {
    const { earnings } = await answerOf(API_ROUTES.earnings, `${CAMPAIGN_API}/earnings?limit=1`);
    const { partnerId, customersUndecided } = earnings[0]!;
    const mine = await answerOf(API_ROUTES.earnings, `${CAMPAIGN_API}/earnings?partner=${partnerId}`);
    expect(mine.earnings).toEqual(earnings);
    const undecided = await answerOf(
      API_ROUTES.determinations,
      `${CAMPAIGN_API}/determinations?partner=${partnerId}&outcome=undecided`,
    );
    expect(undecided.determinations).toHaveLength(customersUndecided);
    for (const row of undecided.determinations) {
      expect(row).toMatchObject({ partnerId, outcome: 'undecided', notMet: [], reward: '0.00' });
      expect(row.unknown.length).toBeGreaterThan(0);
    }
  });

  it('says why money waits', async () => {
    const { earnings } = await answerOf(API_ROUTES.earnings, `${CAMPAIGN_API}/earnings?partner=5100133`);
    expect(earnings[0]!.payout).toMatchObject({
      stage: 'waiting-for-payee',
      isPreview: false,
      batch: null,
      endToEndId: null,
      holds: [{ reason: 'no-bank-account' }],
    });
  });
});

describe('problems', () => {
  it.each([
    ['/api/v1/campaigns/no-such-campaign', 404, 'CAMPAIGN_UNKNOWN'],
    ['/api/v1/campaigns/no-such-campaign/earnings', 404, 'CAMPAIGN_UNKNOWN'],
    ['/api/v1/campaigns/no-such-campaign/customers/nobody/explanation', 404, 'CAMPAIGN_UNKNOWN'],
    [`${CAMPAIGN_API}/determinations?partner=0000001`, 404, 'PARTNER_UNKNOWN'],
    [`${CAMPAIGN_API}/customers/00000000-0000-0000-0000-000000000001/explanation`, 404, 'CUSTOMER_UNKNOWN'],
    ['/api/v1/nothing', 404, 'ROUTE_UNKNOWN'],
    ['/api/v1/campaigns/No%20Campaign', 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?limit=0`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?limit=many`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?limit=1&limit=2`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?colour=red`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?cursor=abc`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/determinations?outcome=maybe`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/determinations?cursor=${cursorOf([1, ['5100101']])}`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/determinations?cursor=${cursorOf([1, ['5100101', 'no guid']])}`, 400, 'INPUT_INVALID'],
    [
      `${CAMPAIGN_API}/determinations?cursor=${cursorOf([99, ['5', '00000000-0000-0000-0000-000000000001']])}`,
      404,
      'RUN_UNKNOWN',
    ],
    [`${CAMPAIGN_API}/earnings?partner=%00`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/customers/%00/explanation`, 400, 'INPUT_INVALID'],
    [`${CAMPAIGN_API}/earnings?cursor=${cursorOf([1, ['\u0000']])}`, 400, 'INPUT_INVALID'],
    ['/api/v1/%ZZ', 400, 'REQUEST_INVALID'],
  ])('%s is %i %s', async (path, status, code) => {
    const problem = await problemAt(path);
    expect(problem).toMatchObject({ status, code, type: `urn:seatback:problem:${code}`, instance: path.split('?')[0] });
    expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });

  it('name what was wrong and what to do', async () => {
    expect(await problemAt(`${CAMPAIGN_API}/earnings?limit=0&colour=red`)).toMatchObject({
      title: 'Input invalid',
      expected: expect.stringContaining('colour: a parameter that is known'),
      found: expect.stringContaining('limit: 0'),
      where: 'query parameters',
      next: expect.stringContaining('openapi.json'),
    });
  });

  it('refuse other methods: nothing is written here', async () => {
    for (const method of ['DELETE', 'POST', 'PUT', 'PATCH'])
      expect(await problemAt(CAMPAIGN_API, { method })).toMatchObject({ status: 405, code: 'METHOD_REFUSED' });
    const refused = await world.get(CAMPAIGN_API, { method: 'DELETE' });
    expect(refused.headers.get('allow')).toBe('GET, HEAD');
  });
});

function cursorOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Cents, so that a test adds without floats too. */
function minor(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + minor(amount), 0n);
}
