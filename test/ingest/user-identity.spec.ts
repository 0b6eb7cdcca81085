import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { AppModule } from '../../src/app.module.js';
import type { PartnerCenterSettings } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { RefreshTokenKeeper, UserIdentity, warningOf } from '../../src/ingest/index.js';
import { instant, plusMillis, SeatbackError } from '../../src/kernel/index.js';
import { selfSigned } from '../builders/self-signed.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const ENTRA = 'https://login.microsoftonline.com';
const SCOPE = 'https://api.partnercenter.microsoft.com/.default';
const TENANT = '11111111-2222-4333-8444-555555555555';
const APP = '66666666-7777-4888-9999-000000000000';
const NOW = instant('2026-05-01T01:00:00Z');
const DAY_MS = 86_400_000;

const settings: PartnerCenterSettings = {
  url: 'https://api.partnercenter.microsoft.com',
  tenantId: TENANT,
  clientId: APP,
  clientSecret: 'the-secret-of-the-app',
  certificatePath: undefined,
  requestsPerMinute: 100_000,
  patienceMs: 0,
};

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
let identity: UserIdentity;
/** What each token request of the test said. */
let asked: Record<string, string>[];

beforeAll(async () => {
  nock.disableNetConnect();
  seatback = await seatbacks.start({ partnerCenter: { partnerCenter: settings, sleep: async () => undefined } });
  identity = seatback.app.get(UserIdentity);
});
beforeEach(async () => {
  asked = [];
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
});
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(async () => {
  nock.restore();
  await seatbacks.end();
});

describe('a refresh token', () => {
  it('is traded for an access token, and the one that comes back takes its place', async () => {
    await stored('brought-by-dana', 'first');
    entra({ access_token: 'access-1', refresh_token: 'second' }, { access_token: 'access-2', refresh_token: 'third' });
    expect(await identity.redeem()).toMatchObject({ accessToken: 'access-1' });
    await identity.redeem();
    expect(asked.map(({ refresh_token }) => refresh_token)).toEqual(['brought-by-dana', 'first', 'second']);
    expect(asked[1]).toMatchObject({
      grant_type: 'refresh_token',
      client_id: APP,
      client_secret: 'the-secret-of-the-app',
      scope: expect.stringContaining(SCOPE),
    });
    expect(await identity.status()).toMatchObject({ origin: 'rotated', lastUsedAt: NOW, state: 'fresh', leftDays: 90 });
  });

  it('goes on where none comes back, and its use is on record', async () => {
    await stored('brought-by-dana', 'first');
    const later = plusMillis(NOW, 20 * DAY_MS);
    seatback.clock.moveTo(later);
    entra({ access_token: 'access-1' }, { access_token: 'access-2' });
    await identity.redeem();
    await identity.redeem();
    expect(asked.slice(1).map(({ refresh_token }) => refresh_token)).toEqual(['first', 'first']);
    expect(await identity.status()).toMatchObject({ origin: 'stored', issuedAt: NOW, lastUsedAt: later });
  });

  it('is kept by every process that trades it: the second trades what the first was given', async () => {
    await stored('brought-by-dana', 'token 1');
    for (let count = 2; count <= 7; count += 1)
      entra({ access_token: `access ${count}`, refresh_token: `token ${count}` });
    const other = await anotherProcess();
    try {
      const both = [identity, other.get(UserIdentity)];
      await Promise.all([0, 1, 2, 3, 4, 5].map((turn) => both[turn % 2]!.redeem()));
    } finally {
      await other.close();
    }
    expect(asked.slice(1).map(({ refresh_token }) => refresh_token)).toEqual(
      [1, 2, 3, 4, 5, 6].map((count) => `token ${count}`),
    );
    entra({ access_token: 'access 8' });
    await identity.redeem();
    expect(asked.at(-1)).toMatchObject({ refresh_token: 'token 7' });
  });

  it('stands nowhere in clear, and older ones are never taken away', async () => {
    await stored('brought-by-dana', 'first');
    entra({ access_token: 'access-1', refresh_token: 'second' });
    await identity.redeem();
    const kept = await query<{ origin: string; sealed: Buffer }>(
      'SELECT origin, token_sealed AS sealed FROM refresh_token ORDER BY refresh_token',
    );
    expect(kept.map(({ origin }) => origin)).toEqual(['stored', 'rotated']);
    for (const { sealed } of kept) expect(sealed.toString('latin1')).not.toMatch(/brought|first|second/);
    const acts = await query('SELECT actor, act, subject, detail::text FROM audit_entry');
    expect(acts).toMatchObject([{ actor: 'dana', act: 'identity.store', subject: `refresh token of app ${APP}` }]);
    expect(JSON.stringify(acts)).not.toMatch(/brought|first|second/);
    await expect(query('DELETE FROM refresh_token')).rejects.toThrow('permission denied');
    await expect(query(`UPDATE refresh_token SET origin = 'stored'`)).rejects.toThrow('permission denied');
  });

  it('of another app registration is of no use', async () => {
    await stored('brought-by-dana', 'first');
    const other = await anotherProcess({ ...settings, clientId: '77777777-7777-4888-9999-000000000000' });
    try {
      expect(await other.get(UserIdentity).status()).toEqual({ state: 'none' });
      expect(await other.get(UserIdentity).credential()).toBeUndefined();
      await expect(other.get(UserIdentity).redeem()).rejects.toThrow(/REFRESH_TOKEN_MISSING.*seatback identity store/);
    } finally {
      await other.close();
    }
  });

  it('is asked for with an assertion that the certificate signed, where there is one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatback-certificate-'));
    const certificatePath = join(folder, 'app.pem');
    writeFileSync(certificatePath, selfSigned().pem);
    const other = await anotherProcess({ ...settings, certificatePath });
    try {
      entra({ access_token: 'access-1', refresh_token: 'first' });
      await other.get(UserIdentity).store('brought-by-dana', 'dana');
      expect(asked[0]).toMatchObject({ client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
      expect(asked[0]).not.toHaveProperty('client_secret');
    } finally {
      await other.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a refresh token that a person brings', () => {
  it('is tried before it is kept: one that Entra refuses is not', async () => {
    refusing(
      400,
      'invalid_grant',
      'AADSTS70000: The provided value for the input parameter refresh_token is not valid.',
    );
    const error = await failureOf(identity.store(' brought-by-dana\n', 'dana'));
    expect(asked[0]).toMatchObject({ refresh_token: 'brought-by-dana' });
    expect(error.code).toBe('REFRESH_TOKEN_REFUSED');
    expect(await identity.status()).toEqual({ state: 'none' });
    expect(await query('SELECT 1 FROM audit_entry')).toEqual([]);
  });

  it.each(['', '  \n', 'Bearer abc', 'two\nlines'])('is not looked for in %j', async (text) => {
    expect((await failureOf(identity.store(text, 'dana'))).code).toBe('REFRESH_TOKEN_EMPTY');
  });

  it('takes the place of one that has lapsed', async () => {
    await stored('brought-by-dana', 'first');
    seatback.clock.moveTo(plusMillis(NOW, 100 * DAY_MS));
    expect(await identity.status()).toMatchObject({ state: 'lapsed' });
    await stored('brought-by-robin', 'new');
    expect(await identity.status()).toMatchObject({ state: 'fresh', origin: 'stored' });
    entra({ access_token: 'access-1' });
    await identity.redeem();
    expect(asked.at(-1)).toMatchObject({ refresh_token: 'new' });
  });
});

describe('an access token', () => {
  it('is asked for once, also by calls that are made at once', async () => {
    await stored('brought-by-dana', 'first');
    entra({ access_token: 'access-1', refresh_token: 'second' });
    const { tokens } = await threeCalls();
    expect(tokens).toEqual(['access-1', 'access-1', 'access-1']);
    expect(asked).toHaveLength(2);
  });

  it('is asked for anew shortly before it expires', async () => {
    await stored('brought-by-dana', 'first');
    entra({ access_token: 'access-1', refresh_token: 'second', expires_in: 240 });
    const { tokens, credential } = await threeCalls();
    expect(new Set(tokens)).toEqual(new Set(['access-1']));
    entra({ access_token: 'access-2', refresh_token: 'third' });
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: 'access-2' });
    expect(asked.at(-1)).toMatchObject({ refresh_token: 'second' });
  });

  it('that does not fulfil the claims of the other side is replaced, however long it has to go', async () => {
    await stored('brought-by-dana', 'first');
    entra({ access_token: 'access-1', refresh_token: 'second' });
    const { credential } = await threeCalls();
    entra({ access_token: 'access-2', refresh_token: 'third' });
    expect(await credential.getToken(SCOPE, { claims: '{"access_token":{}}' })).toMatchObject({ token: 'access-2' });
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: 'access-2' });
  });

  it('that was refused is asked for again by the next call', async () => {
    await stored('brought-by-dana', 'first');
    refusing(400, 'invalid_client', 'AADSTS7000222: The provided client secret keys are expired.');
    const credential = (await identity.credential())!;
    expect(await failureOf(credential.getToken(SCOPE))).toMatchObject({ code: 'REFRESH_TOKEN_REFUSED' });
    entra({ access_token: 'access-1' });
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: 'access-1' });
  });

  async function threeCalls() {
    // One of its own: the program's keeps its token from test to test.
    const other = await anotherProcess();
    const credential = (await other.get(UserIdentity).credential())!;
    const tokens = await Promise.all([1, 2, 3].map(async () => (await credential.getToken(SCOPE))?.token));
    after.push(() => other.close());
    return { tokens, credential };
  }
  const after: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of after) await close();
  });
});

describe('a refusal of Entra', () => {
  it.each([
    ['AADSTS700082: The refresh token has expired due to inactivity.', /with MFA.*seatback identity store/],
    ['AADSTS50173: The provided grant has expired due to it being revoked.', /with MFA.*seatback identity store/],
    ['AADSTS50076: You must use multi-factor authentication to access.', /with MFA.*seatback identity store/],
    ['AADSTS7000215: Invalid client secret provided.', /PARTNER_CENTER_CLIENT_SECRET/],
    ['AADSTS65001: The user or administrator has not consented.', /consent/],
    ['AADSTS999999: Something new.', /sign-in log/],
  ])('says what to do: %s', async (description, next) => {
    await stored('brought-by-dana', 'first');
    refusing(400, 'invalid_grant', `${description} Trace ID: 1 Correlation ID: 2 first the-secret-of-the-app`);
    const error = await failureOf(identity.redeem());
    expect(error.code).toBe('REFRESH_TOKEN_REFUSED');
    expect(error.report.next).toMatch(next);
    expect(error.report.found).toContain(description.slice(0, 20));
    expect(everythingIn(error)).not.toMatch(/brought-by-dana|\bfirst\b|the-secret-of-the-app/);
    // What is stored stays: the fault may be elsewhere.
    entra({ access_token: 'access-1' });
    await identity.redeem();
    expect(asked.at(-1)).toMatchObject({ refresh_token: 'first' });
  });

  it('that passes is waited for', async () => {
    await stored('brought-by-dana', 'first');
    nock(ENTRA).post(/.*/).replyWithError(new Error('the line broke'));
    refusing(503, 'temporarily_unavailable', 'AADSTS90033: A transient error has occurred.');
    nock(ENTRA).post(/.*/).reply(502, '<html>');
    entra({ access_token: 'access-1' });
    expect(await identity.redeem()).toMatchObject({ accessToken: 'access-1' });
  });

  it('is told from a network that fails', async () => {
    await stored('brought-by-dana', 'first');
    nock(ENTRA).post(/.*/).times(4).replyWithError(new Error('the line broke'));
    const error = await failureOf(identity.redeem());
    expect(error.code).toBe('TOKEN_ENDPOINT_UNREACHABLE');
    expect(everythingIn(error)).not.toMatch(/brought-by-dana|\bfirst\b|the-secret/);
  });
});

describe('keeping it alive', () => {
  it('does nothing where no refresh token is stored', async () => {
    expect(await keeper().execute()).toEqual({ state: 'none' });
  });

  it('uses it, so that it is as fresh as on the first day', async () => {
    await stored('brought-by-dana', 'first');
    seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    entra({ access_token: 'access-1', refresh_token: 'second' });
    expect(await keeper().execute()).toMatchObject({ state: 'fresh', unusedDays: 1 });
    expect(await identity.status()).toMatchObject({ unusedDays: 0 });
  });

  it.each([
    [29, 'fresh', undefined],
    [30, 'unused-30-days', /30 days; it lapses in 60/],
    [59, 'unused-30-days', /lapses in 31/],
    [60, 'unused-60-days', /60 days; it lapses in 30/],
    [89, 'unused-60-days', /lapses in 1\./],
    [90, 'lapsed', /has lapsed.*seatback identity store/],
  ])('after %i days without a use it is %s', async (days, state, warning) => {
    await stored('brought-by-dana', 'first');
    seatback.clock.moveTo(plusMillis(NOW, days * DAY_MS));
    const status = await identity.status();
    expect(status).toMatchObject({ state, unusedDays: days });
    if (warning === undefined) expect(warningOf(status)).toBeUndefined();
    else expect(warningOf(status)).toMatch(warning);
  });

  it('that fails leaves the token as it was, and its age', async () => {
    await stored('brought-by-dana', 'first');
    seatback.clock.moveTo(plusMillis(NOW, 40 * DAY_MS));
    refusing(400, 'invalid_client', 'AADSTS7000222: The provided client secret keys are expired.');
    expect(await failureOf(keeper().execute())).toMatchObject({ code: 'REFRESH_TOKEN_REFUSED' });
    expect(await identity.status()).toMatchObject({ state: 'unused-30-days', unusedDays: 40 });
  });

  const keeper = () => seatback.app.get(RefreshTokenKeeper);
});

interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
}

/** Answers as many token requests, one after the other. */
function entra(...responses: readonly TokenResponse[]): void {
  for (const response of responses) tokenEndpoint().reply(200, { token_type: 'Bearer', expires_in: 3599, ...response });
}

function refusing(status: number, error: string, description: string): void {
  tokenEndpoint().reply(status, { error, error_description: description });
}

function tokenEndpoint() {
  return nock(ENTRA).post(new RegExp(`^/${TENANT}/oauth2/v2\\.0/token`), (body: Record<string, string>) => {
    asked.push(body);
    return true;
  });
}

async function stored(brought: string, given: string): Promise<void> {
  entra({ access_token: 'not-kept', refresh_token: given });
  await identity.store(brought, 'dana');
}

async function anotherProcess(partnerCenter = settings): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    AppModule.register({
      environment: seatback.database.environment,
      clock: seatback.clock,
      partnerCenter: { partnerCenter },
    }),
    { logger: ['error'], abortOnError: false },
  );
}

async function failureOf(work: Promise<unknown>): Promise<SeatbackError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SeatbackError);
  return error as SeatbackError;
}

/** With everything that hangs on it. */
function everythingIn(error: SeatbackError): string {
  return JSON.stringify({ ...error.report, message: error.message, stack: error.stack, cause: String(error.cause) });
}

async function query<Row>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
