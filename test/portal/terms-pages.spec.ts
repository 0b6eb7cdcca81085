import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, type HTMLElement } from 'node-html-parser';
import { CampaignVersions, findCampaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { campaignText, type SpokenTerms } from '../campaign-builder.js';
import { HOSTILE_NAME, PortalWorld } from './portal-world.js';

const TERMS = '/campaigns/a-campaign/terms';
const folder = mkdtempSync(join(tmpdir(), 'seatback-campaigns-'));

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start({ SEATBACK_CAMPAIGNS: folder });
}, 300_000);
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

const SECOND = {
  version: 2,
  'known from': '2019-02-01T00:00:00Z',
  reason: `Agreed with ${HOSTILE_NAME}`,
  reference: 'Letter of 2019-02-01',
};

function write(terms: SpokenTerms, head: Readonly<Record<string, unknown>> = {}): void {
  writeFileSync(join(folder, 'a-campaign.yaml'), campaignText(terms, head));
}

async function publish(): Promise<void> {
  const { app } = world.server;
  await app
    .get(UnitOfWork)
    .inTransaction((session) => app.get(CampaignVersions).publish(session, findCampaign(folder, 'a-campaign')));
}

async function page(path = TERMS): Promise<HTMLElement> {
  const response = await world.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return parse(await response.text());
}

const textOf = (element: HTMLElement | null | undefined) =>
  (element?.text ?? '').replaceAll(/\s+/g, ' ').replaceAll('\u00A0', ' ').trim();
const rowsOf = (shown: HTMLElement, section: string) =>
  shown.querySelectorAll(`#${section} tbody tr`).map((row) => row.querySelectorAll('th, td').map(textOf));

describe('the terms of a campaign', () => {
  it('are shown as the file has them, line by line, and nothing of it is a page', async () => {
    write({}, { title: HOSTILE_NAME });
    const shown = await page();
    expect(shown.innerHTML).not.toContain('<script>');
    const lines = shown.querySelectorAll('#file li').map((line) => line.text);
    expect(lines.join('\n')).toContain('<script>alert(1)</script>');
    expect(shown.querySelector('#file')?.innerHTML).toContain('&lt;script>alert(1)&lt;/script>');
    expect(lines.length).toBe(campaignText({}, { title: HOSTILE_NAME }).trimEnd().split('\n').length);
    expect(textOf(shown.querySelector('#checks'))).toContain('Can be used Not published yet');
    expect(rowsOf(shown, 'versions').map((cells) => [cells[0], cells[2]])).toEqual([['1', 'Not yet']]);
    expect(shown.querySelector('#differences')).toBeNull();
  });

  it('say where they contradict each other, and lead to the line', async () => {
    write({ 'pay by': '2019-05-01' });
    const shown = await page();
    expect(textOf(shown.querySelector('#checks'))).toContain('Cannot be used');
    const found = rowsOf(shown, 'checks').find(([severity]) => severity === 'Contradiction');
    expect(found?.[1]).toContain('pay by');
    const line = shown.querySelector(`#line-${found?.[2] ?? ''}`);
    expect(textOf(line)).toContain('pay by');
    expect(shown.querySelector(`#checks a[href="#line-${found?.[2] ?? ''}"]`)).not.toBeNull();
  });

  it('say what differs between their versions, of those that were chosen', async () => {
    write({});
    await publish();
    expect(textOf((await page()).querySelector('#checks'))).toContain('As it was published.');
    write({ 'minimum seats': 20, segments: ['SMB', 'EDUCATION'] }, SECOND);
    const shown = await page();
    expect(rowsOf(shown, 'versions').map((cells) => [cells[0], cells[3], cells[5]])).toEqual([
      ['1', expect.any(String), 'the first one'],
      ['2', `Agreed with ${HOSTILE_NAME}`, expect.stringContaining('2 differences')],
    ]);
    expect(rowsOf(shown, 'differences')).toEqual([
      [expect.stringContaining('segments'), 'nothing', 'EDUCATION'],
      [expect.stringContaining('minimum seats'), '15', '20'],
    ]);
    await publish();
    write({ 'minimum seats': 25 }, { ...SECOND, version: 3, 'known from': '2019-03-01T00:00:00Z' });
    expect(rowsOf(await page(`${TERMS}?from=1&to=3`), 'differences')).toEqual([
      [expect.stringContaining('minimum seats'), '15', '25'],
    ]);
    expect(rowsOf(await page(`${TERMS}?to=2`), 'differences')).toHaveLength(2);
    expect(textOf((await page(`${TERMS}?from=2&to=2`)).querySelector('#differences'))).toContain('have the same terms');
    for (const [query, status] of [
      ['?from=9', 404],
      ['?to=0', 400],
      ['?version=1', 400],
    ] as const)
      expect([query, (await world.get(`${TERMS}${query}`)).status]).toEqual([query, status]);
  });

  it('that were edited after they were published say so', async () => {
    write({ 'minimum seats': 21, segments: ['SMB', 'EDUCATION'] }, SECOND);
    const shown = await page();
    expect(textOf(shown.querySelector('#checks'))).toContain('Cannot be used');
    expect(textOf(shown.querySelector('#checks'))).toMatch(/minimum seats.*expected 20, found 21/);
  });

  it('that cannot be read say why, beside the file and what was published', async () => {
    writeFileSync(join(folder, 'a-campaign.yaml'), 'campaign: a-campaign\nterms: {window: <b>tomorrow</b>}\n');
    const shown = await page();
    expect(textOf(shown.querySelector('#checks'))).toContain('cannot be read');
    expect(shown.querySelector('#line-2')?.innerHTML).toContain('&lt;b>tomorrow');
    expect(rowsOf(shown, 'versions')).toHaveLength(2);
  });

  it('stay to be read where the file is gone, and of no campaign there is no page', async () => {
    rmSync(join(folder, 'a-campaign.yaml'));
    const shown = await page();
    expect(textOf(shown)).toContain('There is no file that could be shown');
    expect(rowsOf(shown, 'versions')).toHaveLength(2);
    expect((await world.get('/campaigns/no-such-one/terms')).status).toBe(404);
    expect((await world.get('/campaigns/..%2Fpackage/terms')).status).toBe(400);
  });
});
