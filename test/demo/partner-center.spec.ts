import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instant } from '../../src/kernel/index.js';
import { startPartnerCenter, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import { customersAt, generateWorld, WORLD_BEGINS, WORLD_ENDS, type Customer } from '../../demo/world/index.js';
import { itemsOf, nextOf, signIn, Walk } from './walk.js';

const world = generateWorld({ seed: 5 });
const JULY = instant('2019-07-15T22:00:00Z');
const CUSTOMERS = '/v1/customers';

let center: SimulatedPartnerCenter;
let walk: Walk;

beforeAll(async () => {
  center = await startPartnerCenter(world, { startAt: JULY });
  walk = await Walk.through(center);
});
afterAll(() => center.close());

describe('tokens', () => {
  it('come for client id and secret, as the token endpoint documents it', async () => {
    const { status, body } = await signIn(center);
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
    });
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['an unknown app', { client_id: 'somebody' }, 400, 'unauthorized_client', 700016],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ])('are refused for %s', async (_case, change, status, error, code) => {
    const reply = await signIn(center, change);
    expect(reply.status).toBe(status);
    expect(reply.body).toEqual({
      error,
      error_codes: [code],
      error_description: expect.stringContaining(`AADSTS${String(code)}`),
      timestamp: expect.any(String),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
      error_uri: expect.any(String),
    });
  });

  it('are required, known, of the right audience and not expired', async () => {
    const ask = async (url: string, authorization?: string) => {
      const response = await fetch(
        `${url}${CUSTOMERS}`,
        authorization === undefined ? {} : { headers: { authorization } },
      );
      const answer: unknown = await response.json();
      return [response.status, answer];
    };
    const unauthorized = (code: unknown) => [
      401,
      { code, description: expect.any(String), data: [], source: expect.any(String) },
    ];
    expect(await ask(center.baseUrl)).toEqual(unauthorized('401'));
    expect(await ask(center.baseUrl, 'Bearer made-up')).toEqual(unauthorized('401'));
    const graph = await signIn(center, { scope: 'https://graph.microsoft.com/.default' });
    expect(await ask(center.baseUrl, `Bearer ${String(graph.body['access_token'])}`)).toEqual(unauthorized(900420));

    const brief = await startPartnerCenter(world, { startAt: JULY, tokenLifetimeS: 0 });
    const { body } = await signIn(brief);
    expect(await ask(brief.baseUrl, `Bearer ${String(body['access_token'])}`)).toEqual(unauthorized('401'));
    await brief.close();
  });
});

describe('customers', () => {
  it.each([1, 7, 40, 500])('come exactly once each in pages of %i', async (size) => {
    const found = (await walk.customers(size)).map(({ id }) => id);
    expect(found).toEqual(customersAt(world, JULY).map(({ id }) => id));
  });

  it('page by a token in a header, with an address that cannot be followed and a count that cannot be trusted', async () => {
    const first = await walk.get(`${CUSTOMERS}?size=40`);
    expect(first.body['totalCount']).toBe(39);
    expect(nextOf(first)).toEqual({
      uri: '/customers?size=40?seekOperation=Next',
      method: 'GET',
      headers: [{ key: 'MS-ContinuationToken', value: expect.stringContaining(',') }],
    });
    expect((await walk.get(`/v1${String(nextOf(first)?.['uri'])}`)).status).toBe(400);
    expect((await walk.get(`${CUSTOMERS}?size=40&seekOperation=Next`)).status).toBe(400);
    expect((await walk.get(`${CUSTOMERS}?size=0`)).status).toBe(400);
    expect((await walk.get(`${CUSTOMERS}?size=40&filter={}`)).status).toBe(400);
    expect(
      (await walk.get(`${CUSTOMERS}?size=40&seekOperation=Next`, { 'MS-ContinuationToken': 'garbage' })).status,
    ).toBe(400);
  });

  it('appear on their day, and the clock of the server is that of the world', async () => {
    const own = await startPartnerCenter(world, { startAt: WORLD_BEGINS });
    const client = await Walk.through(own);
    const before = await client.customers(100);
    own.moveTo(WORLD_ENDS);
    expect((await client.get(CUSTOMERS)).headers.get('date')).toBe('Tue, 01 Oct 2019 00:00:00 GMT');
    expect((await client.customers(100)).length).toBeGreaterThan(before.length);
    expect(() => {
      own.moveTo(instant('2020-01-01T00:00:00Z'));
    }).toThrow('The world is known from');
    await own.close();
  });

  it('that are not there, or not yet, have no relation with the partner', async () => {
    const late = world.customers.find(({ appearsAt }) => appearsAt > JULY);
    for (const id of [late?.id ?? '', '11111111-2222-4333-8444-555555555555']) {
      const { status, body } = await walk.get(`${CUSTOMERS}/${id}`);
      expect([status, body['code']]).toEqual([404, 20002]);
    }
    expect((await walk.get(`${CUSTOMERS}/not-a-guid`)).status).toBe(400);
  });

  it('are found by id in either case', async () => {
    const { status, body } = await walk.get(`${CUSTOMERS}/${named('Midsummer Bakeries').id.toUpperCase()}`);
    expect([status, body['id'], body['allowDelegatedAccess']]).toEqual([200, named('Midsummer Bakeries').id, true]);
  });
});

describe('subscriptions and seats', () => {
  it('show the present state only', async () => {
    const own = await startPartnerCenter(world, { startAt: instant('2019-06-11T00:00:00Z') });
    const client = await Walk.through(own);
    const quantity = async () =>
      itemsOf(await client.get(`${CUSTOMERS}/${named('Midsummer Bakeries').id}/subscriptions`)).map(
        (item) => item['quantity'],
      );
    expect(await quantity()).toEqual([10]);
    own.moveTo(instant('2019-06-12T12:00:00Z'));
    expect(await quantity()).toEqual([18]);
    own.moveTo(instant('2019-06-11T12:00:00Z'));
    expect(await quantity()).toEqual([10]);
    await own.close();
  });

  it('name the reseller of record, or nobody', async () => {
    const items = itemsOf(await walk.get(`${CUSTOMERS}/${named('Noname Street Theatre').id}/subscriptions`));
    expect(items.map(({ partnerId }) => partnerId)).toEqual(['5100101', '']);
    const ofOne = itemsOf(
      await walk.get(`${CUSTOMERS}/${named('Noname Street Theatre').id}/subscriptions?mpn_id=5100101`),
    );
    expect(ofOne).toEqual(items.slice(0, 1));
  });

  it('of a suspended subscription say why, and its seats stand in grace', async () => {
    const { id } = named('Lanternhouse Events');
    center.moveTo(instant('2019-06-30T22:00:00Z'));
    const [subscription] = itemsOf(await walk.get(`${CUSTOMERS}/${id}/subscriptions`));
    expect(subscription).toMatchObject({
      status: 'suspended',
      suspensionReasons: ['CustomerCancellation'],
      autoRenewEnabled: false,
    });
    const skus = itemsOf(await walk.get(`${CUSTOMERS}/${id}/subscribedskus?licenseGroupIds=group1`));
    expect(skus.find(({ activeUnits }) => activeUnits === 0)).toMatchObject({
      availableUnits: 0,
      consumedUnits: 18,
      warningUnits: 18,
      totalUnits: 18,
      suspendedUnits: 0,
      capabilityStatus: 'Warning',
    });
    center.moveTo(JULY);
  });

  it('are refused without delegated access, and fail where Microsoft fails', async () => {
    const refused = await walk.get(
      `${CUSTOMERS}/${named('Closed Gate Estates').id}/subscribedskus?licenseGroupIds=group1`,
    );
    expect([refused.status, refused.body]).toEqual([
      403,
      { code: 2032, description: expect.any(String), data: [], source: 'PartnerFD' },
    ]);
    const failing = `${CUSTOMERS}/${named('Yesterday’s News Archive').id}/subscribedskus`;
    expect((await walk.get(failing)).status).toBe(200);
    center.moveTo(instant('2019-06-30T22:00:00Z'));
    expect((await walk.get(failing)).status).toBe(500);
    center.moveTo(JULY);
  });

  it('of the second licence group are none', async () => {
    const { body } = await walk.get(
      `${CUSTOMERS}/${named('Midsummer Bakeries').id}/subscribedskus?licenseGroupIds=group2`,
    );
    expect(body).toEqual({ totalCount: 0, items: [], attributes: { objectType: 'Collection' } });
  });
});

describe('invoices', () => {
  it('are seen from the day of issue, in pages by offset', async () => {
    const visible = world.invoices.filter(({ issuedAt }) => issuedAt <= JULY).map(({ id }) => id);
    expect(visible).toHaveLength(18);
    for (const size of [1, 5, 18, 100])
      expect((await walk.listed('/v1/invoices', size)).map(({ id }) => id)).toEqual(visible);
    const hidden = world.invoices.find(({ issuedAt }) => issuedAt > JULY);
    expect((await walk.get(`/v1/invoices/${hidden?.id ?? ''}`)).status).toBe(404);
  });

  it('give their period only when read by id', async () => {
    const [first] = await walk.listed('/v1/invoices', 1);
    expect(first).not.toHaveProperty('billingPeriodStartDate');
    const { body } = await walk.get(`/v1/invoices/Recurring-${String(first?.['id'])}`);
    expect(body).toMatchObject({
      billingPeriodStartDate: '2018-01-01T05:40:37.5897767Z',
      billingPeriodEndDate: '2018-01-31T05:40:37.5897767Z',
    });
  });

  it('have lines in pages whose next link has lost its offset', async () => {
    const june = world.invoices.find(({ periodFrom }) => periodFrom === '2019-06-01');
    const id = june?.id ?? '';
    const reply = await walk.get(
      `/v1/invoices/${id}/lineitems?provider=office&invoicelineitemtype=BillingLineItems&size=10&offset=0`,
    );
    expect(nextOf(reply)?.['uri']).toMatch(/&nvoicelineitemtype=BillingLineItems&size=10&offset=$/);
    expect(await walk.lines(id, 10)).toHaveLength(june?.lines.length ?? 0);
    expect(await walk.lines(id, 10)).toEqual(await walk.lines(id, 5000));
    expect((await walk.get(`/v1/invoices/${id}/lineitems`)).status).toBe(400);
  });

  it('bill the same total as their lines', async () => {
    for (const { id, totalCharges } of await walk.listed('/v1/invoices', 50)) {
      const pence = (await walk.lines(String(id), 2000)).reduce(
        (sum, { totalForCustomer }) => sum + Math.round(Number(totalForCustomer) * 100),
        0,
      );
      expect(Math.round(Number(totalCharges) * 100)).toBe(pence);
    }
  });
});

describe('every answer', () => {
  it('gives back the ids of the request, and ids where there were none', async () => {
    const given = await walk.get(CUSTOMERS, { 'MS-RequestId': 'request-1', 'MS-CorrelationId': 'correlation-1' });
    expect([given.headers.get('ms-requestid'), given.headers.get('ms-correlationid')]).toEqual([
      'request-1',
      'correlation-1',
    ]);
    const { headers } = await walk.get(CUSTOMERS);
    for (const name of ['ms-requestid', 'ms-correlationid', 'ms-cv', 'ms-serverid'])
      expect(headers.get(name)).toBeTruthy();
  });

  it('to an unknown path or a method other than GET is an error of the usual form', async () => {
    expect(await walk.get('/v1/nothing')).toMatchObject({
      status: 404,
      body: { code: 1000, data: [], source: 'PartnerFD' },
    });
    const { status } = await walk.ask('DELETE', CUSTOMERS);
    expect(status).toBe(405);
  });

  it('is a refusal every nth time where requests are throttled, in a form of its own', async () => {
    const slow = await startPartnerCenter(world, { startAt: JULY, throttle: { everyNth: 3, retryAfterS: 57 } });
    const client = await Walk.through(slow);
    const replies = [];
    for (let i = 0; i < 6; i += 1) replies.push(await client.get(`${CUSTOMERS}?size=1`));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429, 200, 200, 429]);
    expect(replies[2]?.headers.get('retry-after')).toBe('57');
    expect(replies[2]?.body).toEqual({ statusCode: 429, message: 'Too many requests. Try again later.' });
    expect(slow.requestCount()).toBe(6);
    await slow.close();
  });
});

function named(name: string): Customer {
  const customer = world.customers.find((candidate) => candidate.name === name);
  if (customer === undefined) throw new Error(`No customer is called ${name}.`);
  return customer;
}
