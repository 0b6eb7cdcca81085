import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { AccessWorld } from '../access/access-world.js';
import { Browser } from '../access/browser.js';
import { CAMPAIGN_ID } from '../portal/portal-world.js';

/** What must never stand in a log, wherever it was sent. */
const PLANTED = {
  iban: 'GB29NWBK60161331926819',
  spacedIban: 'GB29 NWBK 6016 1331 9268 19',
  name: 'Zaphod Beeblebrox',
  token: 'sbt_9f8e7d6c5b4a39281706f5e4d3c2b1a0ffee',
  mail: 'zaphod@beeblebrox.example',
};
const ALL = Object.values(PLANTED).join(' ');
/** Also in the forms in which addresses, forms and headers carry it. */
const FORMS = Object.values(PLANTED).flatMap((text) => [
  text,
  encodeURIComponent(text),
  new URLSearchParams({ text }).toString().slice('text='.length),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('base64url'),
]);

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly route?: string;
  readonly status?: number;
  readonly person?: number;
  readonly run?: number;
  readonly problem?: string;
}

const TURNS_AT_MOST = 1_000;

const lines: string[] = [];
const read = (): Line[] => lines.map((line) => JSON.parse(line) as Line);
/** Lines of requests that came after so many. */
const requestsSince = (count: number) =>
  read()
    .slice(count)
    .filter(({ msg }) => msg === 'request');

let world: AccessWorld;
let vera: Browser;
beforeAll(async () => {
  world = await AccessWorld.start(
    { SEATBACK_LOG: 'json', SEATBACK_REQUEST_ID_HEADER: 'X-Request-Id', SEATBACK_METRICS_TOKEN: 'm'.repeat(40) },
    { write: (line) => lines.push(line) },
  );
  await world.portal.bring(generateWorld({ seed: 3, customers: 20 }));
  await world.portal.calculate();
  vera = await world.signIn('vera');
});
afterAll(() => world.end());

/** Its lines are written once the answer has left. */
async function written(count: number, requests: number): Promise<Line[]> {
  for (let turn = 0; turn < TURNS_AT_MOST && requestsSince(count).length < requests; turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
  const found = requestsSince(count);
  expect(found).toHaveLength(requests);
  return found;
}

describe('the log', () => {
  it('has a line for each request: id, template of the route, status, time, number of the person, and the run', async () => {
    const before = lines.length;
    expect((await vera.get(world.address(`/campaigns/${CAMPAIGN_ID}`))).status).toBe(200);
    const [line] = await written(before, 1);
    const [{ person }] = (await world.portal.rows(`SELECT person FROM person WHERE actor LIKE 'vera%'`)) as [
      { person: number },
    ];
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      process: 'http',
      msg: 'request',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      method: 'GET',
      route: '/campaigns/:campaignId',
      status: 200,
      milliseconds: expect.any(Number),
      person,
      run: 1,
    });
  });

  it('takes the id of a request from the proxy, if it is a UUID, and from nowhere else', async () => {
    const before = lines.length;
    const given = '0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
    for (const header of [given, given.toUpperCase(), PLANTED.iban, PLANTED.token, `${given} `.repeat(2)])
      await vera.get(world.address('/health/live'), { 'x-request-id': header });
    const ids = (await written(before, 5)).map(({ requestId }) => requestId);
    expect(ids.slice(0, 2)).toEqual([given, given]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('holds nothing of what comes in paths, queries, bodies and headers, on whatever route', async () => {
    const before = lines.length;
    const planted = encodeURIComponent(ALL);
    const headers = {
      authorization: `Bearer ${PLANTED.token}`,
      cookie: `seatback-session=${PLANTED.token}; name=${encodeURIComponent(PLANTED.name)}`,
      'user-agent': ALL,
      referer: `https://example.com/${planted}`,
      'x-request-id': PLANTED.iban,
      'x-forwarded-for': PLANTED.mail,
      'idempotency-key': PLANTED.token,
    };
    const paths = [
      `/${planted}`,
      `/api/v1/${planted}`,
      `/campaigns/${planted}`,
      `/campaigns/${CAMPAIGN_ID}/customers/${planted}`,
      `/campaigns/${CAMPAIGN_ID}/customers?customer=${planted}`,
      `/partners/${planted}/campaigns/${CAMPAIGN_ID}?cursor=${planted}`,
      `/api/v1/campaigns/${CAMPAIGN_ID}/earnings?partner=${planted}&cursor=${planted}`,
      `/payee/${PLANTED.token}`,
      `/payee/refused/${planted}`,
      `/sign-in?next=${planted}`,
      `/sign-in/callback?code=${planted}&state=${planted}`,
      `/metrics?${planted}`,
      `/health/ready?${planted}`,
    ];
    let asked = 0;
    for (const path of paths)
      for (const browser of [vera, new Browser()])
        for (const given of [{}, headers]) {
          await (await browser.get(world.address(path), given)).body?.cancel();
          asked += 1;
        }
    const form = { ...PLANTED, accountName: PLANTED.name, iban: PLANTED.iban, token: PLANTED.token };
    for (const path of ['/payee/details', '/payee/confirm', '/account/tokens', '/sign-out', `/${planted}`])
      for (const browser of [vera, new Browser()]) {
        await (await browser.post(world.address(path), form, headers)).body?.cancel();
        asked += 1;
      }
    await fetch(world.address('/api/v1/vendor/batches/x/statuses'), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(PLANTED),
    });
    const found = await written(before, asked + 1);
    // An address that cannot be read, and a method that nobody knows.
    await raw(`/%ZZ${planted}`, 'GET');
    await raw(`/${planted}`, 'PROPFIND');

    expect(found.map(({ route }) => route)).toEqual(
      expect.arrayContaining([
        'none',
        '/campaigns/:campaignId/customers',
        '/payee/:token',
        '/payee/details',
        '/metrics',
      ]),
    );
    expect(found.some(({ problem }) => problem === 'PARTNER_UNKNOWN' || problem === 'INPUT_INVALID')).toBe(true);
    const text = lines.join('').toLowerCase();
    expect(FORMS.filter((form_) => text.includes(form_.toLowerCase()))).toEqual([]);
    expect(text).not.toContain('vera@');
  });
});

function raw(path: string, method: string): Promise<number | undefined> {
  const { hostname, port } = new URL(world.portal.server.address);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end();
  });
}
