import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { plusMillis } from '../../src/kernel/index.js';
import type { Browser } from './browser.js';
import { AccessWorld } from './access-world.js';

const MINUTE_MS = 60_000;

/** Sessions in use are written together, so that reading is hardly ever a write; and still each lasts while it is used. */
describe('sessions that are in use', () => {
  let world: AccessWorld;
  let vera: Browser;
  let pat: Browser;
  let onRecord: Client;
  beforeAll(async () => {
    world = await AccessWorld.start();
    vera = await world.signIn('vera');
    pat = await world.signIn('pat');
    onRecord = new Client({ connectionString: world.portal.environment.databaseUrl });
    await onRecord.connect();
  });
  afterAll(async () => {
    await onRecord.end();
    await world.end();
  });

  const moveOn = (minutes: number) => {
    const { clock } = world.portal;
    clock.moveTo(plusMillis(clock.now(), minutes * MINUTE_MS));
  };
  const ask = async (browser: Browser) => (await browser.get(world.address('/account'))).status;
  /** How long ago each was seen as far as it is on record, in minutes. */
  const unseen = async () =>
    (
      await onRecord.query<{ actor: string; minutes: number }>(
        `SELECT actor, (extract(epoch FROM $1::timestamptz - max(seen_at)) / 60)::float8 AS minutes
         FROM person_session JOIN person USING (person) GROUP BY actor ORDER BY actor`,
        [world.portal.clock.now()],
      )
    ).rows.map(({ actor, minutes }) => [actor.split('@')[0], minutes]);

  it('are on record together once in five minutes, whoever asks', async () => {
    moveOn(2);
    await ask(vera);
    await ask(pat);
    expect(await unseen()).toEqual([
      ['pat', 2],
      ['vera', 2],
    ]);
    moveOn(3);
    await ask(vera);
    expect(await unseen()).toEqual([
      ['pat', 3],
      ['vera', 3],
    ]);
  });

  it('last as long as somebody asks, also where that was not on record yet', async () => {
    moveOn(6);
    await ask(vera);
    moveOn(0.5);
    await ask(pat);
    moveOn(59.75);
    expect([await ask(pat), await ask(pat)]).toEqual([200, 200]);
    moveOn(61);
    expect(await ask(pat)).toBe(303);
  });

  it('are on record when the server has ended', async () => {
    vera = await world.signIn('vera');
    pat = await world.signIn('pat');
    moveOn(2);
    await ask(vera);
    await ask(pat);
    await world.portal.server.close();
    expect(await unseen()).toEqual([
      ['pat', 0],
      ['vera', 0],
    ]);
  });
});
