import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { CAMPAIGN_PAGE, PortalWorld } from '../portal/portal-world.js';
import { pageOfRun } from './finance-world.js';

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start();
  await world.bring(generateWorld({ seed: 3 }));
}, 300_000);
afterAll(() => world.end());

describe('where nobody signs in', () => {
  it('a run and a batch show the command in place of a form, and no page changes anything', async () => {
    const run = await world.calculate();
    const page = pageOfRun(run);
    const form = { method: 'POST', body: new URLSearchParams(), headers: { 'sec-fetch-site': 'same-origin' } };
    expect(await world.page(page)).toContain('npx seatback campaigns confirm dynamics-365-smb-csp-2019h1 --all');
    await world.confirmTerms();
    const shown = await world.page(page);
    expect(shown).toContain('Nobody signs in on this machine');
    expect(shown).toContain(`npx seatback run submit ${String(run.run)} --actor NAME`);
    expect(shown).not.toContain('<form method="post"');
    expect(await (await world.get(`${page}/submission`, form)).text()).toContain('SIGN_IN_NOT_SET_UP');
    expect(await world.rows('SELECT state FROM calculation_run')).toEqual([{ state: 'calculated' }]);

    expect(await world.page(`${CAMPAIGN_PAGE}/runs`)).toContain(
      '--snapshot 2019-01-02T00:00:00+00:00 --known-at 2019-07-01T00:00:00+01:00',
    );
    await world.post(run);
    expect(await world.page(`${CAMPAIGN_PAGE}/payout`)).toContain('npx seatback payout prepare dynamics');
    const batch = await world.preparePayout();
    const address = `/payout/batches/${String(batch)}`;
    const waiting = await world.page(address);
    expect(waiting).toContain(`npx seatback payout approve ${String(batch)} --actor NAME`);
    expect(waiting).not.toContain('<form method="post"');
    expect(await (await world.get(`${address}/approval`, form)).text()).toContain('SIGN_IN_NOT_SET_UP');
    expect(await world.rows('SELECT state FROM payout_batch')).toEqual([{ state: 'prepared' }]);
  }, 120_000);
});
