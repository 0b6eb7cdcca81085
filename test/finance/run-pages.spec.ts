import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld, SNAPSHOT_AT } from '../../demo/world/index.js';
import type { Run } from '../../src/calculation/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld, pageOfRun } from './finance-world.js';

const DANA = 'dana@harbour.example';
const ROBIN = 'robin@harbour.example';

let world: FinanceWorld;
beforeAll(async () => {
  world = await FinanceWorld.start();
}, 300_000);
afterAll(() => world.end());

async function submitted(by = 'dana'): Promise<Run> {
  const run = await world.freshRun();
  const page = pageOfRun(run);
  expect(await world.press(by, page, `${page}/submission`)).toMatchObject({ status: 303, location: page });
  return run;
}

describe('the way of a run', () => {
  it('is submitted by one, approved by another, and each step shows who took it', async () => {
    const run = await submitted();
    const page = pageOfRun(run);
    expect((await world.see('robin', page)).text).toContain('Submitted');
    expect(await world.press('robin', page, `${page}/approval`)).toMatchObject({ status: 303, location: page });
    expect(await world.stateOf(run)).toBe('approved');
    const { text } = await world.see('vera', page);
    expect(text).toMatch(new RegExp(`Approved</div></th><td[^>]*><div>${ROBIN}`));
    expect(text).toMatch(new RegExp(`Submitted</div></th><td[^>]*><div>${DANA}`));
    expect(await world.acts(`run ${String(run.run)}`)).toEqual([
      `run.submitted by ${DANA}`,
      `run.approved by ${ROBIN}`,
    ]);
  });

  it('is not approved by who submitted it, whatever roles that person has', async () => {
    const run = await submitted();
    const page = pageOfRun(run);
    const right = { role: 'finance-checker' } as const;
    await world.access.grant(DANA, right);
    try {
      const shown = await world.see('dana', page);
      expect(shown.text).toContain('You submitted this run; another person approves.');
      expect(shown.text).not.toContain(`action="${page}/approval"`);
      const refused = await world.send('dana', `${page}/approval`);
      expect(refused.status).toBe(403);
      expect(refused.text).toContain('You handed this in yourself; another person approves it.');
      expect(refused.text).toContain('SAME_PERSON');
      expect(await world.stateOf(run)).toBe('submitted');
    } finally {
      await world.access.withdraw(DANA, right);
    }
    expect((await world.press('robin', page, `${page}/approval`)).status).toBe(303);
  });

  it('ends with a reason where somebody rejects it, and without one it does not', async () => {
    const run = await submitted();
    const page = pageOfRun(run);
    const refused = await world.press('robin', page, `${page}/rejection`, { reason: 'ok ok' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Say why, for whoever reads it in a year');
    expect(await world.stateOf(run)).toBe('submitted');
    const reason = 'The register of March is missing';
    expect(await world.press('robin', page, `${page}/rejection`, { reason })).toMatchObject({ status: 303 });
    const { text } = await world.see('robin', page);
    expect(text).toContain(reason);
    expect(text).toContain('Nothing: it was rejected. Calculate another.');
  });

  it('does not begin while another run is on its way, and says which', async () => {
    const first = await submitted();
    await world.access.portal.bring(generateWorld({ seed: 4 }));
    const second = await world.access.portal.calculate();
    expect(second.run).not.toBe(first.run);
    const page = pageOfRun(second);
    const { text } = await world.see('dana', page);
    expect(text).toContain(`Run ${String(first.run)} is submitted: approve or reject that one first.`);
    expect(text).not.toContain(`action="${page}/submission"`);
    const refused = await world.send('dana', `${page}/submission`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('CAMPAIGN_HAS_RUN');
    expect(await world.stateOf(second)).toBe('calculated');
  });

  it('that more has become known is said, and it counts all the same only for a reason that is shown', async () => {
    const run = await submitted();
    await world.access.portal.bring(generateWorld({ seed: 5 }));
    const page = pageOfRun(run);
    expect((await world.see('robin', page)).text).toContain(
      'More is known by now than this run shows: a newer delivery',
    );
    const refused = await world.press('robin', page, `${page}/approval`, { asKnown: ' ' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Calculate anew, or say why this run is to count as it is.');
    expect(await world.stateOf(run)).toBe('submitted');
    const asKnown = 'The late invoices are restated in May';
    expect((await world.press('robin', page, `${page}/approval`, { asKnown })).status).toBe(303);
    expect((await world.see('vera', page)).text).toContain(asKnown);
  });

  it('takes one step after the other, and says how it stands where somebody asks for a later one', async () => {
    const run = await submitted();
    const refused = await world.send('robin', `${pageOfRun(run)}/posting`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The run is submitted by now: somebody else was at it.');
    expect(await world.stateOf(run)).toBe('submitted');
  });
});

describe('who may do what', () => {
  it('a form is offered to the role that it takes, and to no other', async () => {
    const run = await submitted();
    const page = pageOfRun(run);
    const offered = async (id: string) =>
      [...(await world.see(id, page)).text.matchAll(/action="[^"]*\/runs\/\d+\/(\w+)"/g)].map(([, act]) => act);
    expect(await offered('robin')).toEqual(['approval', 'rejection']);
    expect(await offered('dana')).toEqual([]);
    expect(await offered('vera')).toEqual([]);
    expect((await world.see('vera', page)).text).toContain('This takes the role finance-checker');
  });

  it.each([
    ['confirmation', ['robin', 'vera']],
    ['submission', ['robin', 'vera']],
    ['approval', ['dana', 'vera']],
    ['rejection', ['dana', 'vera']],
    ['posting', ['dana', 'vera']],
  ])('%s is refused to %j', async (act, ids) => {
    const run = await submitted();
    for (const id of ids) {
      const refused = await world.send(id, `${pageOfRun(run)}/${act}`, {
        reason: 'For a good reason',
        term: 'time zone',
      });
      expect([id, refused.status]).toEqual([id, 403]);
      expect(refused.text).toContain('ROLE_MISSING');
    }
    expect(await world.stateOf(run)).toBe('submitted');
  });

  it('a form of a foreign page, or of another session, changes nothing', async () => {
    const run = await submitted();
    const approval = `${pageOfRun(run)}/approval`;
    const refusals = [
      await world.send('robin', approval, {}, { 'sec-fetch-site': 'cross-site' }),
      await world.send('robin', approval, {}, { 'sec-fetch-site': 'same-site' }),
      await world.send('robin', approval, {}, { 'sec-fetch-site': 'none' }),
      await world.send('robin', approval, { formToken: 'another' }),
      await world.send('robin', approval, { formToken: '' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    for (const { text } of refusals) expect(text).toContain('FOREIGN_PAGE_REFUSED');
    expect(await world.stateOf(run)).toBe('submitted');
  });

  it('a run is reached below its own campaign alone, and what is no number is none', async () => {
    const run = await submitted();
    for (const path of [`/campaigns/another/runs/${String(run.run)}`, `${CAMPAIGN_PAGE}/runs/999999`])
      expect((await world.see('robin', path)).status).toBe(404);
    expect((await world.send('robin', `${CAMPAIGN_PAGE}/runs/999999/approval`)).status).toBe(404);
    for (const wrong of ['0', '-1', '1e3', '99999999999'])
      expect((await world.see('robin', `${CAMPAIGN_PAGE}/runs/${wrong}`)).status).toBe(400);
    expect(await world.stateOf(run)).toBe('submitted');
  });
});

describe('the page of the campaign', () => {
  it('leads to where the next step is done, and asks nobody to type a name', async () => {
    const run = await submitted();
    const { text } = await world.see('dana', CAMPAIGN_PAGE);
    const next = /aria-label="What to do next".*?<\/aside>/s.exec(text)?.[0] ?? '';
    expect(next).toContain(`<a href="${pageOfRun(run)}">`);
    expect(next).not.toContain('--actor');
  });
});

describe('the list of runs', () => {
  it('has the latest first, and goes on where the page before ended', async () => {
    const run = await world.freshRun();
    const { portal } = world.access;
    const day = plusMillis(instant(SNAPSHOT_AT), -20 * 86_400_000);
    const provisional = await portal.calculate(day);
    const { text } = await world.see('vera', `${CAMPAIGN_PAGE}/runs`);
    const listed = [...text.matchAll(/>Run (\d+)<\/a>/g)].map(([, number]) => Number(number));
    expect(listed.slice(0, 2)).toEqual([provisional.run, run.run]);
    const cursor = Buffer.from(JSON.stringify([run.run])).toString('base64url');
    const further = await world.see('vera', `${CAMPAIGN_PAGE}/runs?cursor=${cursor}`);
    expect(further.text).not.toContain(`runs/${String(run.run)}"`);
    expect((await world.see('vera', `${CAMPAIGN_PAGE}/runs?cursor=nonsense`)).status).toBe(400);
    const estimate = await world.see('dana', pageOfRun(provisional));
    expect(estimate.text).toContain('an estimate is neither submitted nor posted');
    expect((await world.send('dana', `${pageOfRun(provisional)}/submission`)).text).toContain('RUN_PROVISIONAL');
  });
});
