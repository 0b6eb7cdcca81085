import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskedWork, checkAskedWork } from '../../src/asked-work/index.js';
import { CalculateCampaign, RestateCampaign } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { CarryOutAskedWork } from '../../src/jobs/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { ASKED_WORK_ROUTES } from '../../src/portal/http/finance/asked-work-routes.js';
import { CAMPAIGN_API, CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld } from '../finance/finance-world.js';

const PAGE = `${CAMPAIGN_PAGE}/runs`;
const DANA = 'dana@harbour.example';

let world: FinanceWorld;
let worker: CarryOutAskedWork;
beforeAll(async () => {
  world = await FinanceWorld.start();
  const { server, clock } = world.access.portal;
  const { app } = server;
  // A worker beside the pages, which looks when it is told to.
  worker = new CarryOutAskedWork(
    app.get(AskedWork, { strict: false }),
    app.get(CalculateCampaign),
    app.get(RestateCampaign),
    app.get(IssueDocuments),
    { cron: '0 0 2 * * *', campaignsFolder: 'campaigns' },
    clock,
  );
}, 300_000);
afterAll(() => world.end());

const asked = () =>
  world.access.portal.rows('SELECT kind, state, run, progress, asked_by FROM asked_work ORDER BY asked_work');
const page = async (id: string) => (await world.see(id, PAGE)).text;

describe('work that is asked for on a page', () => {
  it('is offered by what can be done now, and to whom', async () => {
    const seen = await page('dana');
    expect(seen).toContain(`action="${CAMPAIGN_PAGE}/calculation"`);
    expect(seen).toContain('Not yet: first the official run is posted.');
    expect(await page('robin')).toContain('This takes the role finance-maker');
    expect((await world.send('vera', `${CAMPAIGN_PAGE}/calculation`)).text).toContain('ROLE_MISSING');
    expect((await world.send('dana', '/campaigns/no-such/calculation')).status).toBe(404);
    expect(await asked()).toEqual([]);
  });

  it('waits for a worker, is asked for once however often the form is sent, and leads to its run', async () => {
    const action = `${CAMPAIGN_PAGE}/calculation`;
    const sent = await Promise.all([
      world.send('dana', action),
      world.send('dana', action),
      world.send('dana', action),
    ]);
    expect(sent.map(({ status, location }) => [status, location])).toEqual(sent.map(() => [303, `${PAGE}#actions`]));
    expect(await asked()).toEqual([{ kind: 'calculation', state: 'asked', run: null, progress: 0, asked_by: DANA }]);
    const waiting = await page('dana');
    expect(waiting).toContain('Waits for a worker');
    expect(waiting).toContain(`${DANA} asked for it: waits for a worker.`);
    expect(waiting).not.toContain('Calculate with what is known now');
    await worker.round();
    expect(await asked()).toEqual([
      { kind: 'calculation', state: 'done', run: 1, progress: expect.any(Number), asked_by: DANA },
    ]);
    expect((await asked())[0]?.['progress']).toBeGreaterThan(10);
    expect(await page('vera')).toContain(`<a href="${PAGE}/1">Run 1</a>`);
    const [row] = await world.access.portal.rows('SELECT asked_work AS number FROM asked_work');
    expect(await world.acts(`asked work ${String(row?.['number'])}`)).toEqual([`work.ask by ${DANA}`]);
    const { app } = world.access.portal.server;
    const checked = async () => app.get(UnitOfWork).inSession(checkAskedWork);
    expect(await checked()).toEqual({ asked: 1, problems: [] });
    await world.access.portal.rows(
      `INSERT INTO asked_work (kind, campaign_id, asked_by, asked_at) VALUES ('restatement', 'another', 'robin', $1)`,
      [world.access.portal.clock.now()],
    );
    expect((await checked()).problems).toEqual([
      expect.stringMatching(/^asked work \d+: the audit log has no work\.ask by robin$/),
    ]);
    await worker.round();
    expect((await asked()).at(-1)).toMatchObject({ kind: 'restatement', state: 'failed' });
  });

  it('gives out a statement to each partner of the posted run, and finds that nothing is to be restated', async () => {
    const run = await world.freshRun();
    await world.access.portal.post(run);
    const posted = await page('dana');
    expect(posted).toContain(`Run ${String(run.run)} is posted: what became known since is restated.`);
    for (const kind of ['restatement', 'statements'])
      expect((await world.press('dana', PAGE, `${CAMPAIGN_PAGE}/${kind}`)).status).toBe(303);
    await worker.round();
    const [accruals] = await world.access.portal.rows(
      'SELECT count(*)::integer AS partners FROM accrual WHERE run = $1',
      [run.run],
    );
    const partners = Number(accruals?.['partners']);
    expect(partners).toBeGreaterThan(5);
    expect((await asked()).slice(-2)).toMatchObject([
      { kind: 'restatement', state: 'done', run: null },
      { kind: 'statements', state: 'done', run: null, progress: partners },
    ]);
    const [files] = await world.access.portal.rows('SELECT count(*)::integer AS files FROM issued_file');
    expect(files?.['files']).toBe(partners * 3);
    const seen = await page('vera');
    expect(seen).toContain('Nothing to restate');
    // Once more it is the same edition.
    await world.send('robin', `${CAMPAIGN_PAGE}/statements`);
    await worker.round();
    const [editions] = await world.access.portal.rows('SELECT count(*)::integer AS editions FROM issued_document');
    expect(editions?.['editions']).toBe(partners);
  }, 60_000);

  it('says why it could not be done, and can be asked for again', async () => {
    const { clock } = world.access.portal;
    const now = clock.now();
    // Nobody knew this version of the terms in that year.
    clock.moveTo(instant('2017-01-01T00:00:00Z'));
    try {
      await world.access.portal.server.app.get(AskedWork, { strict: false }).ask('calculation', CAMPAIGN_ID, DANA);
      await worker.round();
    } finally {
      clock.moveTo(now);
    }
    expect((await asked()).at(-1)).toMatchObject({ kind: 'calculation', state: 'failed', run: null });
    expect(await page('vera')).toContain('<code>VERSION_NOT_KNOWN_YET</code>');
  });

  it('is taken over from a worker that fell silent, and given up after three', async () => {
    const { app } = world.access.portal.server;
    const { clock } = world.access.portal;
    const work = app.get(AskedWork, { strict: false });
    await work.ask('statements', CAMPAIGN_ID, DANA);
    const first = await work.take();
    expect(first).toMatchObject({ kind: 'statements', attempt: 1 });
    expect(await work.take()).toBeUndefined();
    clock.moveTo(plusMillis(clock.now(), 61_000));
    const second = await work.take();
    expect(second).toMatchObject({ asked: first?.asked, attempt: 2 });
    // Whoever comes back after that has nothing to say any more.
    expect(await work.heard(first!, 7)).toBe(false);
    expect(await work.heard(second!, 9)).toBe(true);
    await work.done(first!, { run: null, progress: 7 });
    expect((await asked()).at(-1)).toMatchObject({ state: 'under-way', progress: 9 });
    clock.moveTo(plusMillis(clock.now(), 61_000));
    await work.take();
    clock.moveTo(plusMillis(clock.now(), 61_000));
    expect(await work.take()).toBeUndefined();
    expect((await asked()).at(-1)).toMatchObject({ state: 'failed' });
    await world.comeIn('vera');
    expect(await page('vera')).toContain('WORKERS_LOST');
  });
});

describe('work that programs ask for', () => {
  it('is asked for under a key, and looked at until it is done', async () => {
    for (const id of ['dana', 'robin', 'vera']) await world.comeIn(id);
    const [dana, vera] = [await world.token('dana'), await world.token('vera')];
    const first = await world.call(dana, `${CAMPAIGN_API}/statements`, { key: 's-1', body: {} });
    const again = await world.call(dana, `${CAMPAIGN_API}/statements`, { key: 's-1', body: {} });
    expect([first.status, again.text]).toEqual([200, first.text]);
    expect(ASKED_WORK_ROUTES.statements.answer.parse(first.json).work[0]).toMatchObject({ state: 'asked' });
    await worker.round();
    const after = await world.call(vera, `${CAMPAIGN_API}/asked-work`);
    expect(ASKED_WORK_ROUTES.askedWork.answer.parse(after.json).work[0]).toMatchObject({
      kind: 'statements',
      state: 'done',
    });
    const unknown = await world.call(dana, '/api/v1/campaigns/no-such/calculation', { key: 's-2', body: {} });
    expect([unknown.status, unknown.json['code']]).toEqual([404, 'CAMPAIGN_UNKNOWN']);
  });
});
