import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer } from '../../src/server.js';
import { FINANCE_API_ACTS, FINANCE_PAGE_ACTS } from '../../src/portal/pages/finance/finance-paths.js';
import { CAMPAIGN_ID, PortalWorld } from '../portal/portal-world.js';

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start();
}, 300_000);
afterAll(() => world.end());

describe('where no provider is set', () => {
  it('is for reading by whoever is on this machine', async () => {
    expect((await world.get('/')).status).toBe(200);
    expect((await world.get('/api/v1/campaigns')).status).toBe(200);
    expect(await world.page('/account')).toContain('Nobody signs in here');
  });

  it('is for nothing else', async () => {
    const form = { method: 'POST', body: new URLSearchParams(), headers: { 'sec-fetch-site': 'same-origin' } };
    for (const path of [
      '/sign-out',
      '/account/tokens',
      '/account/tokens/end',
      ...[...FINANCE_PAGE_ACTS, ...FINANCE_API_ACTS].map((act) =>
        act.replace(':campaignId', CAMPAIGN_ID).replace(/:(run|batch)/, '1'),
      ),
    ])
      expect([path, await (await world.get(path, form)).text()]).toEqual([
        path,
        expect.stringContaining('SIGN_IN_NOT_SET_UP'),
      ]);
    expect(await (await world.get('/sign-in')).text()).toContain('SIGN_IN_NOT_SET_UP');
  });

  it('does not answer in production at all', async () => {
    const { environment } = world;
    await expect(startServer({ environment: { ...environment, mode: 'production' } })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      report: { expected: expect.stringContaining('SEATBACK_OIDC_ISSUER') },
    });
  });
});
