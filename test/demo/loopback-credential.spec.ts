import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { instant } from '../../src/kernel/index.js';
import {
  LoopbackCredential,
  PARTNER_CENTER_SCOPE,
  startPartnerCenter,
  type SimulatedPartnerCenter,
} from '../../demo/partner-center/index.js';
import { generateWorld, WORLD_BEGINS } from '../../demo/world/index.js';

const world = generateWorld({ seed: 1, customers: 0, partners: 0 });
let center: SimulatedPartnerCenter;

beforeAll(async () => {
  center = await startPartnerCenter(world, { startAt: WORLD_BEGINS });
});
afterAll(() => center.close());

it('asks once and gives the same token until it expires, also to callers at the same time', async () => {
  const credential = new LoopbackCredential(center);
  const tokens = await Promise.all([1, 2, 3].map(() => credential.getToken(PARTNER_CENTER_SCOPE)));
  tokens.push(await credential.getToken([PARTNER_CENTER_SCOPE]));
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
  const secondsLeft = ((tokens[0]?.expiresOnTimestamp ?? 0) - Date.now()) / 1000;
  expect(secondsLeft).toBeGreaterThan(3500);
  expect(secondsLeft).toBeLessThanOrEqual(3599);
});

it('gives a token that Partner Center takes, whatever day the world has', async () => {
  const { token } = await new LoopbackCredential(center).getToken(PARTNER_CENTER_SCOPE);
  for (const day of ['2019-01-01', '2019-09-30']) {
    center.moveTo(instant(`${day}T00:00:00Z`));
    expect(
      (await fetch(`${center.baseUrl}/v1/customers`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
  }
});

it('asks again once a token is about to expire', async () => {
  const brief = await startPartnerCenter(world, { startAt: WORLD_BEGINS, tokenLifetimeS: 30 });
  const credential = new LoopbackCredential(brief);
  const [first, second] = [
    await credential.getToken(PARTNER_CENTER_SCOPE),
    await credential.getToken(PARTNER_CENTER_SCOPE),
  ];
  expect(first.token).not.toBe(second.token);
  await brief.close();
});

it('asks again where claims are given: the token at hand was refused', async () => {
  const credential = new LoopbackCredential(center);
  const first = await credential.getToken(PARTNER_CENTER_SCOPE);
  const second = await credential.getToken(PARTNER_CENTER_SCOPE, { claims: '{}' });
  expect(second.token).not.toBe(first.token);
  expect(await credential.getToken(PARTNER_CENTER_SCOPE)).toEqual(second);
});

it('says why a token was refused, and does not keep the refusal', async () => {
  const credential = new LoopbackCredential({ ...center, clientSecret: 'wrong' });
  for (let tries = 0; tries < 2; tries += 1) {
    await expect(credential.getToken(PARTNER_CENTER_SCOPE)).rejects.toMatchObject({
      code: 'TOKEN_REFUSED',
      message: expect.stringContaining('AADSTS7000215'),
    });
  }
});
