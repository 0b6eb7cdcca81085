import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccessWorld } from './access-world.js';
import { Browser } from './browser.js';

let world: AccessWorld;
beforeAll(async () => {
  world = await AccessWorld.start({ SEATBACK_REQUESTS_PER_MINUTE: '60' });
}, 300_000);
afterAll(() => world.end());

/** The first of so many requests that is answered with 429. */
async function firstRefused(most: number, ask: () => Promise<Response>): Promise<number | undefined> {
  for (let asked = 1; asked <= most; asked += 1) {
    const response = await ask();
    await response.body?.cancel();
    if (response.status !== 429) continue;
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    return asked;
  }
  return undefined;
}

it('counts the requests of a person, and lets others by', async () => {
  const vera = await world.signIn('vera');
  const dana = await world.signIn('dana');
  const account = (browser: Browser) => () => browser.get(world.address('/account'));
  // Coming in took one.
  expect(await firstRefused(70, account(vera))).toBe(60);
  expect(await firstRefused(10, account(dana))).toBeUndefined();
});

it('counts those who have not signed in by the address that the proxy passes on', async () => {
  const from = (address: string) => () =>
    new Browser().get(world.address('/api/v1/campaigns'), { 'x-forwarded-for': `10.0.0.1, ${address}` });
  expect(await firstRefused(310, from('192.0.2.1'))).toBe(301);
  expect(await firstRefused(5, from('192.0.2.2'))).toBeUndefined();
});

it('counts sign-ins sooner, since each asks the provider', async () => {
  const begin = () => new Browser().get(world.address('/sign-in'), { 'x-forwarded-for': '192.0.2.3' });
  expect(await firstRefused(10, begin)).toBe(7);
});
