import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { Vendors } from '../../src/payout/index.js';
import { VENDOR_ROUTES } from '../../src/portal/http/vendors/vendor-routes.js';
import { VendorWorld, type Answer } from './vendor-world.js';

const world = new VendorWorld();
beforeAll(() => world.open({ SEATBACK_VENDOR_HOST: 'pay.example.com' }));
afterAll(() => world.end());

const ROUTES = Object.values(VENDOR_ROUTES).map(({ method, path }) => [method, path] as const);
const BODIES: Readonly<Record<string, unknown>> = {
  acknowledgement: { fileHash: 'a'.repeat(64), paymentCount: 1 },
  refusal: { reasons: [{ code: 'AM04' }] },
  statuses: { reports: [{ paymentId: 'SB-1', status: 'paid' }] },
};

async function call(method: string, path: string, batchId: string, token: string | undefined): Promise<Answer> {
  const address = path.replace('/api/v1/vendor/', '').replace(':batchId', batchId);
  return method === 'GET'
    ? world.get(address, token)
    : world.post(address, token, BODIES[address.split('/').at(-1) ?? '']);
}

describe('who may call what', () => {
  let batchId: string;
  let tokens: Readonly<Record<string, string | undefined>>;
  beforeAll(async () => {
    await world.begin();
    const vendors = world.server.app.get(Vendors);
    batchId = (await world.released())['acme-pay']!.batchId;
    const expired = await world.token(world.acme);
    world.wait(601_000);
    const sandbox = await vendors.sandbox('acme-pay', 'dana');
    const disabled = await vendors.register('gone-pay', 'Gone Pay', 'dana');
    await vendors.approve('gone-pay', 'robin');
    const ofDisabled = await world.token(disabled);
    await vendors.disable('gone-pay', 'dana', 'Contract has ended');
    const rotated = await vendors.register('leak-pay', 'Leak Pay', 'dana');
    await vendors.approve('leak-pay', 'robin');
    const ofOldSecret = await world.token(rotated);
    await vendors.rotate('leak-pay', 'dana', { overlapHours: 0 });
    const own = await world.token(world.acme);
    const forged = (alg: string, key: Uint8Array) =>
      new SignJWT({ client_id: world.acme.clientId, secret: 1 })
        .setProtectedHeader({ alg, typ: 'at+jwt' })
        .setIssuer('seatback')
        .setAudience('seatback-vendor-api')
        .setSubject('acme-pay')
        .setIssuedAt(1)
        .setExpirationTime('100 y')
        .sign(key);
    const [header, payload] = own.split('.') as [string, string];
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    tokens = {
      own,
      other: await world.token(world.other),
      sandbox: await world.token(sandbox.credentials),
      none: undefined,
      expired,
      'of a disabled vendor': ofDisabled,
      'of a secret that was rotated away': ofOldSecret,
      'signed by somebody else': await forged('HS256', new Uint8Array(32)),
      'of another algorithm': await forged('HS512', new Uint8Array(64)),
      unsigned: `${none}.${payload}.x`,
      'changed payload': `${header}.${Buffer.from(JSON.stringify({ sub: 'acme-pay' })).toString('base64url')}.${own.split('.')[2]!}`,
    };
  });

  it('covers every route that the description names', async () => {
    const { json } = await world.get('openapi.json');
    const described = Object.entries(json['paths'] as Record<string, Record<string, unknown>>).flatMap(([path, of]) =>
      Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      [
        ...ROUTES.map(([method, path]) => `${method} ${path.replace(':batchId', '{batchId}')}`),
        'POST /api/v1/oauth/token',
      ].sort(),
    );
  });

  describe.each(ROUTES)('%s %s', (method, path) => {
    it.each([
      'none',
      'expired',
      'of a disabled vendor',
      'of a secret that was rotated away',
      'signed by somebody else',
      'of another algorithm',
      'unsigned',
      'changed payload',
    ])('is refused with a token: %s', async (which) => {
      const { status, json, headers } = await call(method, path, batchId, tokens[which]);
      expect([status, json['code']]).toEqual([401, 'VENDOR_TOKEN_INVALID']);
      expect(headers.get('www-authenticate')).toContain('Bearer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('shows a batch to its vendor, and to nobody else', async () => {
      const own = await call(method, path, batchId, tokens['own']);
      expect(own.status).not.toBe(401);
      expect(own.status).not.toBe(404);
      for (const which of ['other', 'sandbox']) {
        const { status, json, text } = await call(method, path, batchId, tokens[which]);
        if (path.includes(':batchId')) {
          expect([which, status, json['code']]).toEqual([which, 404, 'BATCH_UNKNOWN']);
          // To the byte as if it were not there at all.
          const absent = await call(method, path, 'SB-AAAAAAAAAAAA-0001', tokens[which]);
          expect(text.replaceAll(batchId, 'SB-AAAAAAAAAAAA-0001')).toBe(absent.text);
        } else expect(text).not.toContain(batchId);
      }
    });
  });

  it('keeps the rest of the program as it was: no writing, and no other name', async () => {
    for (const path of ['/', '/api/v1/campaigns', '/api/v1/vendorx', '/api/v1/oauth/tokens'])
      expect([path, (await world.ask(path, { method: 'POST', body: '{}' })).json['code'] ?? 405]).toEqual([
        path,
        path === '/' ? 405 : 'METHOD_REFUSED',
      ]);
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await world.ask(`/api/v1/vendor/batches/${batchId}`, { method })).status).toBe(405);
    expect(await world.statusUnder('pay.example.com', '/api/v1/vendor/batches')).toBe(401);
    expect(await world.statusUnder('pay.example.com', '/api/v1/vendor/openapi.json')).toBe(200);
    for (const path of ['/', '/api/v1/campaigns', '/health/ready', '/api/v1/vendor/../campaigns', '/api/v1/vendor'])
      expect([path, [404, 421].includes((await world.statusUnder('pay.example.com', path)) ?? 0)]).toEqual([
        path,
        true,
      ]);
    expect(await world.statusUnder('attacker.example', '/api/v1/vendor/batches')).toBe(421);
  });

  it('takes no more than a megabyte, and JSON only', async () => {
    const address = `batches/${batchId}/statuses`;
    const large = { reports: [{ paymentId: 'SB-1', status: 'paid', reference: 'x'.repeat(1_100_000) }] };
    expect((await world.post(address, tokens['own'], large)).status).toBe(413);
    const text = await world.ask(`/api/v1/vendor/${address}`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${tokens['own']!}`, 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(400);
    const broken = await world.ask(`/api/v1/vendor/${address}`, {
      method: 'POST',
      body: '{"reports": [',
      headers: { authorization: `Bearer ${tokens['own']!}`, 'content-type': 'application/json' },
    });
    expect(broken.status).toBe(400);
  });
});

describe('signing in', () => {
  beforeEach(() => world.begin());
  const grant = { grant_type: 'client_credentials' };
  const form = ({ clientId, secret } = world.acme) => ({ ...grant, client_id: clientId, client_secret: secret });

  it('gives a token for ten minutes, by form or by HTTP Basic', async () => {
    const { status, json, headers } = await world.signIn(form());
    expect([status, json['token_type'], json['expires_in']]).toEqual([200, 'Bearer', 600]);
    expect(headers.get('cache-control')).toBe('no-store');
    const basic = Buffer.from(`${world.acme.clientId}:${world.acme.secret}`).toString('base64');
    expect((await world.signIn(grant, { authorization: `Basic ${basic}` })).status).toBe(200);
    const token = await world.token(world.acme);
    world.wait(599_000);
    expect((await world.get('batches', token)).status).toBe(200);
    world.wait(2_000);
    expect((await world.get('batches', token)).status).toBe(401);
  });

  it.each<[string, () => Readonly<Record<string, string>>, number, string]>([
    ['another grant', () => ({ ...form(), grant_type: 'password' }), 400, 'unsupported_grant_type'],
    ['no grant', () => ({ client_id: 'x' }), 400, 'invalid_request'],
    ['a wrong secret', () => ({ ...form(), client_secret: 'sbs_x' }), 401, 'invalid_client'],
    ['another’s secret', () => ({ ...form(), client_secret: world.other.secret }), 401, 'invalid_client'],
    ['a client id with a NUL', () => ({ ...form(), client_id: '\0' }), 401, 'invalid_client'],
    ['no secret', () => ({ ...grant, client_id: world.acme.clientId }), 401, 'invalid_client'],
    ['a client that nobody has', () => ({ ...form(), client_id: `sb_live_${'0'.repeat(32)}` }), 401, 'invalid_client'],
  ])('with %s is refused as OAuth says it', async (_what, given, status, error) => {
    const answer = await world.signIn(given());
    expect([answer.status, answer.json['error']]).toEqual([status, error]);
    expect(answer.text).not.toContain('sbs_');
  });

  it('waits for the approval of a second person', async () => {
    const fresh = await world.server.app.get(Vendors).register('new-pay', 'New Pay', 'dana');
    expect((await world.signIn(form(fresh))).status).toBe(401);
    const { credentials } = await world.server.app.get(Vendors).sandbox('new-pay', 'dana');
    expect((await world.signIn(form(credentials))).status).toBe(200);
    await world.server.app.get(Vendors).approve('new-pay', 'robin');
    expect((await world.signIn(form(fresh))).status).toBe(200);
  });

  it('stops for a quarter of an hour after ten failures, of this client alone', async () => {
    const wrong = { ...form(), client_secret: 'sbs_wrong' };
    for (let tries = 0; tries < 10; tries += 1) expect((await world.signIn(wrong)).status).toBe(401);
    const stopped = await world.signIn(form());
    expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '900']);
    expect((await world.signIn(form(world.other))).status).toBe(200);
    world.wait(15 * 60_000 + 1_000);
    expect((await world.signIn(form())).status).toBe(200);
  });

  it('takes two secrets while they are changed, and then the newer one', async () => {
    const vendors = world.server.app.get(Vendors);
    const { clientId, secret } = await vendors.rotate('acme-pay', 'dana', { overlapHours: 24 });
    expect((await world.signIn(form())).status).toBe(200);
    expect((await world.signIn(form({ clientId, secret }))).status).toBe(200);
    world.wait(24 * 3_600_000);
    expect((await world.signIn(form())).status).toBe(401);
    expect((await world.signIn(form({ clientId, secret }))).status).toBe(200);
  });

  it('leaves no secret in the database, nor in the audit log', async () => {
    const secret = world.acme.secret.replace('sbs_', '');
    const [found] = await world.query<{ audit: string; secrets: string }>(
      `SELECT (SELECT string_agg(audit_entry::text, '') FROM audit_entry) AS audit, (SELECT string_agg(vendor_secret::text, '') FROM vendor_secret) AS secrets`,
    );
    expect(found!.audit).toContain('vendor.register');
    expect(found!.audit + found!.secrets).not.toContain(secret);
    expect(found!.secrets).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  });
});
