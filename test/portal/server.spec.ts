import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld, SNAPSHOT_AT } from '../../demo/world/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { problemAnswer } from '../../src/portal/answers/problem.js';
import { API_ROUTES } from '../../src/portal/http/routes.js';
import { startServer } from '../../src/server.js';
import { TestServer } from '../test-database.js';
import { CAMPAIGN_API, CAMPAIGN_ID, CAMPAIGN_PAGE, PortalWorld } from './portal-world.js';

describe('a server without facts', () => {
  let world: PortalWorld;
  let campaigns: string;
  beforeAll(async () => {
    campaigns = mkdtempSync(join(tmpdir(), 'seatback-campaigns-'));
    world = await PortalWorld.start({ SEATBACK_CAMPAIGNS: campaigns });
  }, 300_000);
  afterAll(async () => {
    await world.end();
    rmSync(campaigns, { recursive: true });
  });

  it('is live and ready, on loopback', async () => {
    expect(world.server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await world.json('/health/live')).toEqual({ status: 'live' });
    expect(await world.json('/health/ready')).toEqual({ status: 'ready', database: 'answers', schema: 'current' });
  });

  it('says how a campaign comes to be', async () => {
    const page = await world.page('/');
    expect(page).toContain('There is no campaign yet');
    expect(page).toContain('npx seatback campaigns check');
    expect(page).toContain(campaigns);
    expect(await world.json('/api/v1/campaigns')).toEqual({ campaigns: [] });
  });

  it('shows a broken campaign file with what is wrong, beside the others', async () => {
    writeFileSync(join(campaigns, 'Broken One.yaml'), 'campaign: other\ntitle: [');
    writeFileSync(join(campaigns, 'half.yaml'), 'campaign: half\ntitle: Half a campaign\n');
    const page = await world.page('/');
    expect(page).toContain('Broken One.yaml cannot be read.');
    expect(page).toContain('half.yaml cannot be read.');
    API_ROUTES.campaigns.answer.parse(await world.json('/api/v1/campaigns'));
    const response = await world.get('/api/v1/campaigns/half');
    expect(response.status).toBe(500);
    expect(problemAnswer.parse(await response.json())).toMatchObject({
      code: 'CAMPAIGN_UNREADABLE',
      where: 'half.yaml',
    });
  });

  it('goes on without the folder of campaigns', async () => {
    rmSync(campaigns, { recursive: true });
    expect(await world.page('/')).toContain('There is no campaign yet');
    mkdirSync(campaigns);
  });

  it('refuses names that are not of this machine', async () => {
    const { port } = new URL(world.server.address);
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/', headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end();
      });
    expect(await statusFor('attacker.example')).toBe(421);
    expect(await statusFor(`attacker.example:${port}`)).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`[::1]:${port}`)).toBe(200);
  });

  it('says that its port is taken, and leaves the database', async () => {
    const { port } = new URL(world.server.address);
    const testServer = await TestServer.join();
    const database = await testServer.newDatabase({ PORT: port });
    await expect(startServer({ environment: database.environment })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
    await database.drop();
    await testServer.leave();
  });
});

describe('a server whose database changes underneath', () => {
  it('is live, and not ready', async () => {
    const world = await PortalWorld.start();
    try {
      await world.spoilSchema();
      expect((await world.get('/health/live')).status).toBe(200);
      const response = await world.get('/health/ready');
      expect(response.status).toBe(503);
      expect(problemAnswer.parse(await response.json())).toMatchObject({ code: 'SCHEMA_NOT_CURRENT' });
    } finally {
      await world.end();
    }
  }, 300_000);
});

describe('a campaign on its way', () => {
  let world: PortalWorld;
  let file: string;
  beforeAll(async () => {
    const campaigns = mkdtempSync(join(tmpdir(), 'seatback-campaigns-'));
    file = join(campaigns, `${CAMPAIGN_ID}.yaml`);
    copyFileSync(join('campaigns', `${CAMPAIGN_ID}.yaml`), file);
    world = await PortalWorld.start({ SEATBACK_CAMPAIGNS: campaigns });
  }, 300_000);
  afterAll(async () => {
    await world.end();
    rmSync(dirname(file), { recursive: true });
  });

  it('has terms and a next step before anything is calculated', async () => {
    const page = await world.page(CAMPAIGN_PAGE);
    expect(page).toContain('Nothing has been calculated yet');
    expect(page).toContain('npx seatback calculate dynamics-365-smb-csp-2019h1 --out ./out');
    expect(page).toContain('Not confirmed');
    expect(page).not.toContain('id="partners"');
    expect(API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API))).toMatchObject({ run: null, totals: null });
    for (const path of ['earnings', 'determinations']) {
      const response = await world.get(`${CAMPAIGN_API}/${path}`);
      expect(response.status).toBe(404);
      expect(problemAnswer.parse(await response.json())).toMatchObject({ code: 'NO_RUN' });
    }
  });

  it('shows a provisional run apart, then an official one, each with the next step', async () => {
    await world.bring(generateWorld({ seed: 2 }));
    await world.calculate(plusMillis(instant(SNAPSHOT_AT), -20 * 86_400_000));
    const provisional = await world.page(CAMPAIGN_PAGE);
    expect(provisional).toContain('An estimate; nothing of it is owed.');
    expect(provisional).toContain('Its day lies ahead.');
    expect(provisional).toContain('What the minimum payout will make of it');
    expect(provisional).not.toContain('>Official<');

    const run = await world.calculate();
    expect(await world.page(CAMPAIGN_PAGE)).toContain('campaigns confirm dynamics-365-smb-csp-2019h1 --all');
    await world.confirmTerms();
    expect(await world.page(CAMPAIGN_PAGE)).toContain(`npx seatback run submit ${String(run.run)} --actor NAME`);
    await world.post(run);
    expect(await world.page(CAMPAIGN_PAGE)).toContain('npx seatback payout prepare dynamics-365-smb-csp-2019h1');
    const before = API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
    const batch = await world.preparePayout();
    expect(await world.page(CAMPAIGN_PAGE)).toContain(`npx seatback payout approve ${String(batch)} --actor NAME`);
    const after = API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
    expect(before.totals).toMatchObject({ isPreview: true, earned: after.totals!.earned });
    expect(after.totals).toMatchObject({ isPreview: false, partnersEarning: before.totals!.partnersEarning });
  }, 300_000);

  it('is still shown as it was published when its file changes, breaks or goes', async () => {
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace('version: 1', 'version: 2\nreference: a letter'));
    expect(await world.page(CAMPAIGN_PAGE)).toContain('The campaign file states version 2 by now');
    writeFileSync(file, 'title: [');
    expect(await world.page(CAMPAIGN_PAGE)).toContain(`${CAMPAIGN_ID}.yaml cannot be read.`);
    rmSync(file);
    expect(await world.page(CAMPAIGN_PAGE)).toContain(`<h1>${CAMPAIGN_ID}</h1>`);
    expect(await world.page('/')).toContain(`<a href="${CAMPAIGN_PAGE}">${CAMPAIGN_ID}</a>`);
    API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
  });
});
