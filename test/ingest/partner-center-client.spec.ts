import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientCertificateCredential, ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { z } from 'zod';
import type { PartnerCenterSettings } from '../../src/config/index.js';
import { PartnerCenterClient } from '../../src/ingest/sources/partner-center/client.js';
import { PartnerCenterError } from '../../src/ingest/sources/partner-center/partner-center-error.js';
import { partnerCenterCredential } from '../../src/ingest/sources/partner-center/credential.js';
import { customersPage, licenceLinesPage } from '../../src/ingest/sources/partner-center/wire.js';
import { SeatbackError } from '../../src/kernel/index.js';
import { selfSigned } from '../builders/self-signed.js';

const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';
const ENTRA = 'https://login.microsoftonline.com';
const TENANT = '11111111-2222-4333-8444-555555555555';
const APP = '66666666-7777-4888-9999-000000000000';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const anything = z.looseObject({});
const token: TokenCredential = {
  getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

let sleptMs: number[];
beforeAll(() => nock.disableNetConnect());
beforeEach(() => {
  sleptMs = [];
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});
afterAll(() => nock.restore());

describe('signing in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatback-certificate-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('asks Entra for a token with the secret, once for all calls, and sends it as bearer', async () => {
    const asked = tokenEndpoint();
    const reading = nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer the-token' } });
    reading.get('/v1/customers').reply(200, '{}').get('/v1/invoices').reply(200, '{}');
    const credential = partnerCenterCredential(settings({ clientSecret: 'a secret & more' }));
    expect(credential).toBeInstanceOf(ClientSecretCredential);
    const client = clientOf(credential);
    await client.read('customers', anything);
    await client.read('invoices', anything);
    expect(await asked).toMatchObject({
      grant_type: 'client_credentials',
      client_id: APP,
      client_secret: 'a secret & more',
      scope: 'https://api.partnercenter.microsoft.com/.default',
    });
  });

  it('asks with an assertion that the certificate signed, also where there is a secret', async () => {
    const { pem, certificate } = selfSigned();
    const certificatePath = join(folder, 'app.pem');
    writeFileSync(certificatePath, pem);
    const asked = tokenEndpoint();
    nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer the-token' } })
      .get('/v1/customers')
      .reply(200, '{}');
    const credential = partnerCenterCredential(settings({ clientSecret: 'not used', certificatePath }));
    expect(credential).toBeInstanceOf(ClientCertificateCredential);
    await clientOf(credential).read('customers', anything);

    const { client_assertion: assertion = '', ...form } = await asked;
    expect(form).toMatchObject({
      grant_type: 'client_credentials',
      client_id: APP,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    expect(form).not.toHaveProperty('client_secret');
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    const header = decoded(head);
    expect(decoded(claims)).toMatchObject({ iss: APP, sub: APP, aud: `${ENTRA}/${TENANT}/oauth2/v2.0/token` });
    expect(header).toMatchObject({ 'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url') });
    const padding = header['alg'] === 'PS256' ? { padding: 6, saltLength: 32 } : {};
    const key = { key: createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })), ...padding };
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('says which settings are missing before it asks anybody', () => {
    const missing = (changes: Partial<PartnerCenterSettings>) => () => partnerCenterCredential(settings(changes));
    expect(missing({})).toThrow(/SETTING_MISSING.*PARTNER_CENTER_CERTIFICATE_PATH \(or PARTNER_CENTER_CLIENT_SECRET\)/);
    expect(missing({ tenantId: undefined, clientId: undefined, clientSecret: 's' })).toThrow(
      'settings PARTNER_CENTER_TENANT_ID, PARTNER_CENTER_CLIENT_ID, found',
    );
  });

  it('reports a refused sign-in as 401, without repeating it and without the secret', async () => {
    nock(ENTRA)
      .post(/.*/)
      .reply(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' });
    const credential = partnerCenterCredential(settings({ clientSecret: 'a-very-secret-word' }));
    const error = await failureOf(clientOf(credential).read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status: 401 });
    expect(error.message).toContain('AADSTS7000215');
    expect(error.message).not.toContain('a-very-secret-word');
  });

  function settings(changes: Partial<PartnerCenterSettings>): PartnerCenterSettings {
    return {
      url: PARTNER_CENTER,
      tenantId: TENANT,
      clientId: APP,
      clientSecret: undefined,
      certificatePath: undefined,
      requestsPerMinute: 100_000,
      patienceMs: 0,
      ...changes,
    };
  }

  /** Answers one token request. @returns what its form said */
  function tokenEndpoint(): Promise<Record<string, string>> {
    const form = Promise.withResolvers<Record<string, string>>();
    nock(ENTRA)
      .post(new RegExp(`^/${TENANT}/oauth2/v2\\.0/token`), (body: Record<string, string>) => {
        form.resolve(body);
        return true;
      })
      .reply(200, { token_type: 'Bearer', expires_in: 3599, access_token: 'the-token' });
    return form.promise;
  }

  function decoded(part: string): Record<string, unknown> {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  }
});

describe('a call that is open to a user only', () => {
  const user: TokenCredential = {
    getToken: async () => ({ token: 'token-of-the-user', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };

  it('is made on behalf of the user, all others by the app alone', async () => {
    const asApp = nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer a-token' } });
    asApp.get('/v1/customers/1/subscriptions').reply(200, '{}').get('/v1/invoices').reply(200, '{}');
    const asUser = nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer token-of-the-user' } });
    asUser.get('/v1/customers/1/subscribedskus?licenseGroupIds=group1').reply(200, '{}');
    asUser.get('/v1/customers/1/relationships').reply(200, '{}');
    asUser.get('/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf').reply(200, '{}');
    const client = clientOf(token, user);
    await client.read('customers/1/subscriptions', anything);
    await client.read('customers/1/subscribedskus?licenseGroupIds=group1', anything);
    await client.read('customers/1/relationships', anything);
    await client.read('relationships?relationship_type=IsIndirectCloudSolutionProviderOf', anything);
    await client.read('invoices', anything);
  });

  it('is made by the app alone where there is no user', async () => {
    nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer a-token' } })
      .get('/v1/customers/1/subscribedskus')
      .reply(200, '{}');
    await clientOf().read('customers/1/subscribedskus', anything);
  });

  it.each([
    [900421, /without MFA.*seatback identity store/],
    ['900421', /without MFA.*seatback identity store/],
    [900420, /audience.*graph\.windows\.net/],
    [401, /credentials and consents/],
  ])('and answered with 401 and %j says what to do', async (code, next) => {
    nock(PARTNER_CENTER).get('/v1/customers/1/subscribedskus').times(2).reply(401, { code, description: 'Refused.' });
    const error = await failureOf(clientOf(token, user).read('customers/1/subscribedskus', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status: 401 });
    expect(error.report.next).toMatch(next);
    expect(error.message).not.toContain('token-of-the-user');
  });

  it('says what to do where the user has no token', async () => {
    const lapsed: TokenCredential = {
      getToken: async () => {
        throw new SeatbackError({
          code: 'REFRESH_TOKEN_REFUSED',
          expected: 'an access token',
          found: 'AADSTS700082',
          where: 'app',
          next: 'Sign in once more.',
        });
      },
    };
    const error = await failureOf(clientOf(token, lapsed).read('customers/1/subscribedskus', anything));
    expect(error).toMatchObject({ status: 401, report: { next: 'Sign in once more.' } });
    expect(error.report.found).toBe('REFRESH_TOKEN_REFUSED: AADSTS700082');
  });
});

describe('a call', () => {
  it('says who calls and in which contract, with an id of its own and one for all calls of the pull', async () => {
    const seen = headersOf('/v1/customers', [200], '{}').concat(headersOf('/v1/invoices', [200], '{}'));
    const client = clientOf();
    await client.read('customers', anything, { 'MS-ContinuationToken': 'a,b/=' });
    await client.read('invoices', anything);
    const [first, second] = await Promise.all(seen);
    expect(Object.fromEntries(first!)).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer a-token',
      'ms-contract-version': 'v1',
      'ms-partnercenter-application': 'Seatback',
      'ms-continuationtoken': 'a,b/=',
      'ms-requestid': expect.stringMatching(GUID),
      'ms-correlationid': expect.stringMatching(GUID),
    });
    expect(second!.get('ms-requestid')).not.toBe(first!.get('ms-requestid'));
    expect(second!.get('ms-correlationid')).toBe(first!.get('ms-correlationid'));
    expect(second!.has('ms-continuationtoken')).toBe(false);
  });

  it('that is repeated keeps its id; the next call takes a new one', async () => {
    const seen = headersOf('/v1/customers', [503, 503, 200, 200], '{}');
    const client = clientOf();
    await client.read('customers', anything);
    await client.read('customers', anything);
    const [first, second, third, other] = (await Promise.all(seen)).map((headers) => headers.get('ms-requestid'));
    expect([second, third]).toEqual([first, first]);
    expect(other).not.toBe(first);
    expect(client.counts()).toEqual({ calls: 4, retries: 2, throttled: 0 });
  });

  it.each([500, 502, 503, 504])('is repeated after %i, and given up after five attempts', async (status) => {
    nock(PARTNER_CENTER).get('/v1/customers').times(5).reply(status, { code: status, description: 'Internal error.' });
    const client = clientOf();
    const error = await failureOf(client.read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status, isRefusal: false });
    expect(error.report.found).toBe(`status ${status}: ${status} Internal error.`);
    expect(sleptMs).toHaveLength(4);
    sleptMs.forEach((ms, index) => expect(ms).toBeLessThanOrEqual(500 * 2 ** (index + 1)));
    expect(client.counts()).toEqual({ calls: 5, retries: 4, throttled: 0 });
  });

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EAI_AGAIN'])(
    'is repeated where no answer comes (%s)',
    async (code) => {
      nock(PARTNER_CENTER)
        .get('/v1/customers')
        .times(2)
        .replyWithError(Object.assign(new Error(`the line broke: ${code}`), { code }))
        .get('/v1/customers')
        .reply(200, '{"totalCount":0}');
      await clientOf().read('customers', anything);
      expect(sleptMs).toHaveLength(2);
    },
  );

  it('is given up where no answer ever comes', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').times(5).replyWithError(new Error('socket hang up'));
    const error = await failureOf(clientOf().read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status: undefined });
    expect(error.report).toMatchObject({ expected: 'an answer', where: 'customers' });
  });

  it('waits as long as Retry-After asks, and then goes on: all calls of the client, after 429', async () => {
    nock(PARTNER_CENTER)
      .get('/v1/customers')
      .reply(
        429,
        { statusCode: 429, message: 'Rate limit is exceeded. Try again in 7 seconds.' },
        { 'Retry-After': '7' },
      )
      .get('/v1/customers')
      .reply(503, '', { 'Retry-After': '3' })
      .get('/v1/customers')
      .reply(200, '{}');
    const client = clientOf();
    await client.read('customers', anything);
    const [throttled = 0, unavailable] = sleptMs;
    expect(throttled).toBeGreaterThan(6_000);
    expect(throttled).toBeLessThanOrEqual(7_000);
    expect(unavailable).toBe(3_000);
    expect(client.counts()).toEqual({ calls: 3, retries: 2, throttled: 1 });
  });

  it('is given up where each wait was followed by another 429, in the words of that answer', async () => {
    nock(PARTNER_CENTER)
      .get('/v1/customers')
      .times(25)
      .reply(429, { statusCode: 429, message: 'Rate limit is exceeded.' }, { 'Retry-After': '0' });
    const error = await failureOf(clientOf().read('customers', anything));
    expect(error.report.found).toBe('status 429: 429 Rate limit is exceeded.');
  });

  it.each([400, 404, 406, 409, 412])('is not repeated after %i', async (status) => {
    nock(PARTNER_CENTER)
      .get('/v1/customers')
      .reply(status, { code: '1000', description: 'Not so.', data: [], source: 'PartnerFD' });
    const error = await failureOf(clientOf().read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status, isRefusal: false });
    expect(error.report.found).toBe(`status ${status}: 1000 Not so.`);
  });

  it('whose token is refused asks for one again, and is given up when that is refused too', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').reply(401, '{}').get('/v1/customers').reply(200, '{"totalCount":0}');
    const tokens: string[] = [];
    const client = clientOf({
      getToken: async () => {
        tokens.push(`token ${tokens.length}`);
        return { token: tokens.at(-1)!, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    });
    await client.read('customers', anything);
    expect(tokens).toHaveLength(2);

    nock(PARTNER_CENTER).get('/v1/customers').times(2).reply(401, { code: 900421, description: 'MFA is missing.' });
    const error = await failureOf(client.read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_FAILED', status: 401, isRefusal: false });
    expect(error.report.found).toBe('status 401: 900421 MFA is missing.');
  });

  it('whose token is refused before its time says so to a credential that keeps giving the same one', async () => {
    const asked: (string | undefined)[] = [];
    const keeping: TokenCredential = {
      getToken: async (_scope, { claims } = {}) => {
        asked.push(claims);
        const isRenewed = asked.some((one) => one !== undefined);
        return { token: isRenewed ? 'new' : 'old', expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer old' } })
      .get('/v1/customers')
      .reply(401, '{}');
    nock(PARTNER_CENTER, { reqheaders: { authorization: 'Bearer new' } })
      .get('/v1/customers')
      .times(2)
      .reply(200, '{}');
    const client = clientOf(keeping);
    await client.read('customers', anything);
    await client.read('customers', anything);
    const claims = asked.filter((one) => one !== undefined);
    expect(claims.map((one) => JSON.parse(one) as unknown)).toEqual([
      { access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d{10}$/) } } },
    ]);
  });

  it('reads a date of Retry-After by the clock of the answer, which need not be ours', async () => {
    nock(PARTNER_CENTER)
      .get('/v1/customers')
      .reply(503, '', { Date: 'Thu, 04 Jul 2019 01:30:00 GMT', 'Retry-After': 'Thu, 04 Jul 2019 01:30:09 GMT' })
      .get('/v1/customers')
      .reply(200, '{}');
    await clientOf().read('customers', anything);
    expect(sleptMs).toEqual([9_000]);
  });

  it('is still made where calls of another kind have long failed, each one', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').times(60).reply(500, '{}').get('/v1/invoices').reply(200, '{}');
    const client = clientOf();
    const outcomes = [];
    for (let time = 1; time <= 13; time += 1) outcomes.push(await failureOf(client.read('customers', anything)));
    expect(outcomes.map(({ code }) => code).slice(-2)).toEqual(['PARTNER_CENTER_FAILED', 'PARTNER_CENTER_DOWN']);
    await client.read('invoices', anything);
  });

  it('has an end, also where its answer comes a byte at a time', async () => {
    const slow = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    nock.enableNetConnect('127.0.0.1');
    try {
      const client = new PartnerCenterClient({
        baseUrl: `http://127.0.0.1:${(slow.address() as AddressInfo).port}`,
        credential: token,
        requestsPerMinute: 100_000,
        sleep: async () => undefined,
        timeoutMs: 40,
      });
      const error = await failureOf(client.read('customers', anything));
      expect(error.report.found).toBe('none within 0.04 s');
    } finally {
      nock.disableNetConnect();
      slow.closeAllConnections();
      slow.close();
    }
  });

  it('is not made any more where nothing got through for long', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').times(60).reply(503, '');
    const client = clientOf();
    for (let call = 1; call <= 12; call += 1) await failureOf(client.read('customers', anything));
    expect(await failureOf(client.read('customers', anything))).toMatchObject({ code: 'PARTNER_CENTER_DOWN' });
    expect(client.counts().calls).toBe(60);
    // Each time the circuit opened, everybody waited twice as long as before.
    expect(sleptMs.filter((ms) => ms > 4_000).length).toBeGreaterThan(0);
  });

  it('that is refused with 403 is no failure, and not repeated', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').reply(403, { code: 2032, description: 'Access denied.' });
    const error = await failureOf(clientOf().read('customers', anything));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_REFUSED', status: 403, isRefusal: true });
  });

  it('is not sent on to where a redirect points: the token is for Partner Center alone', async () => {
    nock(PARTNER_CENTER).get('/v1/customers').reply(302, '', { Location: 'https://elsewhere.example/' });
    expect(await failureOf(clientOf().read('customers', anything))).toMatchObject({ status: 302 });
  });

  /** Answers with these statuses, one after the other. @returns the headers of each request */
  function headersOf(path: string, statuses: readonly number[], body: string): Promise<Headers>[] {
    return statuses.map((status) => {
      const headers = Promise.withResolvers<Headers>();
      nock(PARTNER_CENTER)
        .get(path)
        .reply((request: Request) => {
          headers.resolve(request.headers);
          return [status, body];
        });
      return headers.promise;
    });
  }
});

describe('an answer', () => {
  const answered = (body: string | Buffer, contentType = 'application/json') =>
    nock(PARTNER_CENTER).get('/v1/customers').reply(200, body, { 'Content-Type': contentType });

  it('that broke off is asked for again', async () => {
    answered('{"totalCount":1,"items":[{"id":"x');
    answered('{"totalCount":1,"items":[]}');
    const client = clientOf();
    expect((await client.read('customers', customersPage)).items).toEqual([]);
    expect(client.counts()).toMatchObject({ calls: 2, retries: 1 });
  });

  it('that is nothing came from somebody else, also at the fifth time of asking', async () => {
    for (let time = 1; time <= 5; time += 1) answered('');
    expect(await failureOf(clientOf().read('customers', customersPage))).toMatchObject({
      code: 'PARTNER_CENTER_GARBLED',
    });
  });

  it('that is a page instead of JSON came from somebody else', async () => {
    for (let time = 1; time <= 5; time += 1)
      answered(`<!DOCTYPE html><html><body>${'Service notice '.repeat(50)}</body></html>`, 'text/html');
    const error = await failureOf(clientOf().read('customers', customersPage));
    expect(error).toMatchObject({ code: 'PARTNER_CENTER_GARBLED', isRefusal: false });
    expect(error.report).toMatchObject({ expected: 'JSON', where: 'customers' });
    expect(error.report.found).toHaveLength(81);
  });

  it.each(['null', '[]', '{"items":{}}', '{"items":7}', '{"totalCount":3}'])(
    'of another form cannot be read: %s',
    async (body) => {
      answered(body);
      expect(await failureOf(clientOf().read('customers', customersPage))).toMatchObject({
        code: 'PARTNER_CENTER_UNREADABLE',
      });
    },
  );

  it('names the place that has another form', async () => {
    answered('{"items":[],"links":{"next":{"uri":[]}}}');
    const error = await failureOf(clientOf().read('customers', customersPage));
    expect(error.report.expected).toMatch(/^links\.next\.uri: /);
  });

  it('may hold an item of another form, which says nothing then; the others are kept', async () => {
    answered('{"items":[{"id":"a"},null,{"id":{"a":"b"}},{"id":null},7,{"id":"b"}]}');
    const { items } = await clientOf().read('customers', customersPage);
    expect(items.map(({ id }) => id ?? 'nothing')).toEqual(['a', 'nothing', 'nothing', 'nothing', 'nothing', 'b']);
  });

  it('may have a number where a text was, and the other way round', async () => {
    answered('{"items":[{"id":7,"relationshipToPartner":1.50}]}');
    const { items } = await clientOf().read('customers', customersPage);
    expect(items).toEqual([{ id: '7', relationshipToPartner: '1.50' }]);
  });

  it('keeps every digit of a number', async () => {
    answered('{"items":[{"quantity":25,"subtotal":12345678901234567890.12345,"unitPrice":1e-7,"tier2MpnId":-1}]}');
    const { items } = await clientOf().read('customers', licenceLinesPage);
    expect(items).toEqual([
      { quantity: '25', subtotal: '12345678901234567890.12345', unitPrice: '1e-7', tier2MpnId: '-1' },
    ]);
  });

  it('may begin with a byte order mark', async () => {
    answered(Buffer.from('\uFEFF{"items":[]}'));
    expect(await clientOf().read('customers', customersPage)).toEqual({ items: [] });
  });
});

function clientOf(credential: TokenCredential = token, userCredential?: TokenCredential): PartnerCenterClient {
  return new PartnerCenterClient({
    baseUrl: PARTNER_CENTER,
    credential,
    userCredential,
    requestsPerMinute: 100_000,
    sleep: async (ms) => {
      sleptMs.push(ms);
    },
  });
}

async function failureOf(reading: Promise<unknown>): Promise<PartnerCenterError> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PartnerCenterError);
  return error as PartnerCenterError;
}
