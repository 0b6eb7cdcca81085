import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { AskedWork } from '../../src/asked-work/index.js';
import { CalculateCampaign, RestateCampaign } from '../../src/calculation/index.js';
import { CarryOutAskedWork } from '../../src/jobs/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { ASKED_WORK_ROUTES } from '../../src/portal/http/finance/asked-work-routes.js';
import { CAMPAIGN_API, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld } from './finance-world.js';

const RUNS = `${CAMPAIGN_PAGE}/runs`;
const CALCULATION = `${CAMPAIGN_PAGE}/calculation`;
const RESTATEMENT = `${CAMPAIGN_PAGE}/restatement`;
const END_OF_MAY = '2019-05-31T22:00:00Z';
const A_DAY_MS = 86_400_000;

let world: FinanceWorld;
let worker: CarryOutAskedWork;
beforeEach(async () => {
  world = await FinanceWorld.start();
  const { server, clock } = world.access.portal;
  const { app } = server;
  worker = new CarryOutAskedWork(
    app.get(AskedWork, { strict: false }),
    app.get(CalculateCampaign),
    app.get(RestateCampaign),
    app.get(IssueDocuments),
    { cron: '0 0 2 * * *', campaignsFolder: 'campaigns' },
    clock,
  );
}, 300_000);
afterEach(() => world.end());

const rows = (sql: string) => world.access.portal.rows(sql);
const runs = () =>
  rows('SELECT kind, snapshot_at AS "snapshotAt", known_at AS "knownAt", delivery FROM calculation_run ORDER BY run');
const asked = () =>
  rows('SELECT kind, state, snapshot_at AS "snapshotAt", known_at AS "knownAt" FROM asked_work ORDER BY asked_work');

/** What is known changes a day later. @returns an instant between */
async function moreKnown(): Promise<string> {
  const { portal } = world.access;
  const before = plusMillis(portal.clock.now(), A_DAY_MS / 2);
  portal.clock.moveTo(plusMillis(portal.clock.now(), A_DAY_MS));
  await portal.bring(generateWorld({ seed: 4 }));
  for (const id of ['dana', 'robin', 'vera']) await world.comeIn(id);
  return before;
}

describe('a run as at another instant, asked for on the page of the runs', () => {
  it('looks at the seats of that day, is asked for once, and does not stand in the way of the ordinary one', async () => {
    const form = { snapshotAt: END_OF_MAY, knownAt: '' };
    const sent = await Promise.all([world.send('dana', CALCULATION, form), world.send('dana', CALCULATION, form)]);
    expect(sent.map(({ status, location }) => [status, location])).toEqual(sent.map(() => [303, `${RUNS}#actions`]));
    await world.press('dana', RUNS, CALCULATION);
    expect(await asked()).toEqual([
      { kind: 'calculation', state: 'asked', snapshotAt: '2019-05-31T22:00:00.000000Z', knownAt: null },
      { kind: 'calculation', state: 'asked', snapshotAt: null, knownAt: null },
    ]);
    await worker.round();
    expect(await runs()).toMatchObject([
      { kind: 'provisional', snapshotAt: '2019-05-31T22:00:00.000000Z' },
      { kind: 'official' },
    ]);
    const { text } = await world.see('vera', RUNS);
    expect(text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toMatch(
      /Calculate, with the seats at \d+ (May|June) 2019/,
    );
    expect(text).not.toContain('As at another instant');
    const [entry] = await rows(`SELECT detail FROM audit_entry WHERE act = 'work.ask' ORDER BY entry LIMIT 1`);
    expect(entry?.['detail']).toMatchObject({ kind: 'calculation', snapshotAt: '2019-05-31T22:00:00.000000Z' });
  }, 120_000);

  it('sees only what was recorded until then', async () => {
    const between = await moreKnown();
    await world.send('dana', CALCULATION, { snapshotAt: '', knownAt: between });
    await world.send('dana', CALCULATION);
    await worker.round();
    const [before, now] = await runs();
    expect(before?.['knownAt']).toBe(between);
    expect(Number(before?.['delivery'])).toBeLessThan(Number(now?.['delivery']));
  }, 120_000);

  it('restates a posted run by what was known at an instant after it', async () => {
    await world.access.portal.post(await world.freshRun());
    const posted = world.access.portal.clock.now();
    const between = await moreKnown();
    const { text: form } = await world.see('dana', RUNS);
    const [, least = ''] = /type (\S+) \(Europe\/London\) or later/.exec(form) ?? [];
    expect(least).not.toBe('');
    expect(instant(least) > posted && instant(least) < between).toBe(true);
    await world.press('dana', RUNS, RESTATEMENT, { knownAt: between });
    await worker.round();
    expect((await asked()).at(-1)).toMatchObject({ kind: 'restatement', state: 'done', knownAt: between });
    expect(await runs()).toHaveLength(1);
    await world.send('dana', RESTATEMENT, { knownAt: plusMillis(posted, -A_DAY_MS) });
    await worker.round();
    expect((await asked()).at(-1)).toMatchObject({ state: 'failed' });
    expect((await world.see('vera', RUNS)).text).toContain('<code>RESTATEMENT_BACKWARDS</code>');
    await world.send('dana', RESTATEMENT);
    await worker.round();
    expect((await asked()).at(-1)).toMatchObject({ state: 'done', knownAt: null });
    expect((await runs()).at(-1)).toMatchObject({ knownAt: world.access.portal.clock.now() });
  }, 120_000);

  it('says at once what cannot be read or lies ahead, and keeps it; and in the list what the campaign has not', async () => {
    const unreadable = await world.press('dana', RUNS, CALCULATION, { snapshotAt: '31 May', knownAt: END_OF_MAY });
    expect(unreadable.status).toBe(400);
    expect(unreadable.text).toContain('<details open>');
    expect(unreadable.text).toContain('Type 2019-01-02T00:00:00+00:00 for the end of');
    expect(unreadable.text).toContain('Type 2019-07-01T00:00:00+01:00 for the end of');
    expect(unreadable.text).toContain('value="31 May"');
    expect(unreadable.text).toContain(`value="${END_OF_MAY}"`);
    const ahead = await world.send('dana', CALCULATION, { knownAt: '2031-01-01T00:00:00Z' });
    expect([ahead.status, ahead.text.includes('KNOWN_AT_AHEAD')]).toEqual([422, true]);
    expect(ahead.text).toContain('This instant lies ahead');
    expect(await asked()).toEqual([]);
    await world.send('dana', CALCULATION, { snapshotAt: '2018-01-01T00:00:00Z' });
    await worker.round();
    expect((await world.see('vera', RUNS)).text).toContain('<code>SNAPSHOT_OUTSIDE_WINDOW</code>');
    expect((await world.send('vera', CALCULATION, { snapshotAt: END_OF_MAY })).status).toBe(403);
    expect(await runs()).toEqual([]);
  }, 120_000);

  it('is asked for by programs too', async () => {
    const token = await world.token('dana');
    const body = { snapshotAt: '2019-06-01T00:00:00+02:00' };
    const told = await world.call(token, `${CAMPAIGN_API}/calculation`, { key: '"may"', body });
    expect(ASKED_WORK_ROUTES.askedWork.answer.parse(told.json).work[0]).toMatchObject({
      snapshotAt: '2019-05-31T22:00:00.000000Z',
      knownAt: null,
    });
    for (const snapshotAt of ['May', '0000-01-01T00:00:00Z', '2019-05-31T22:00:00.1234567890Z']) {
      const wrong = await world.call(token, `${CAMPAIGN_API}/calculation`, { key: '"m"', body: { snapshotAt } });
      expect([wrong.status, wrong.json['code']]).toEqual([400, 'INPUT_INVALID']);
    }
    expect(await asked()).toHaveLength(1);
    const ofRestatement = await world.call(token, `${CAMPAIGN_API}/restatement`, { key: '"r"', body });
    expect(ofRestatement.status).toBe(400);
  }, 120_000);

  it('stays what was asked for', async () => {
    await world.send('dana', CALCULATION, { snapshotAt: END_OF_MAY });
    await expect(rows('UPDATE asked_work SET snapshot_at = NULL')).rejects.toThrow('permission denied');
    await expect(
      rows(
        `INSERT INTO asked_work (kind, campaign_id, asked_by, asked_at, snapshot_at) VALUES ('statements', 'c', 'd', now(), now())`,
      ),
    ).rejects.toThrow('asked_work_check');
  }, 120_000);
});
