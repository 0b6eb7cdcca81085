import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'node-html-parser';
import { findCampaign } from '../../src/campaigns/index.js';
import { AnswerClaims, ClaimDocuments, REJECTION_REASONS } from '../../src/claims/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { claimCaseAnswer, claimQueueAnswer } from '../../src/portal/answers/claim-case-answers.js';
import { inPieces, pdfDocument } from '../builders/documents.js';
import { ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { FinanceWorld, type Seen } from './finance-world.js';

const OFFER = 'cash-back-open-licence-we';
const CLAIMS = `/campaigns/${OFFER}/claims`;
const PARTNER = '5100101';
const LOOKED = 'The invoice names the customer and the day';

/** An offer whose claims count as they come. */
const AS_RECEIVED = 'an-offer-without-answers';
const WITHOUT_CLAIMS = 'an-offer-without-claims';
const TERMS = { claim: { days: { from: '2017-01-01', to: '2017-07-31' }, needs: ['mpn id', 'subscription id'] } };

let world: FinanceWorld;
let campaigns: string;
let brought = 0;
beforeAll(async () => {
  campaigns = mkdtempSync(join(tmpdir(), 'seatback-campaigns-'));
  cpSync('campaigns', campaigns, { recursive: true });
  writeFileSync(
    join(campaigns, `${AS_RECEIVED}.yaml`),
    campaignText(TERMS, { campaign: AS_RECEIVED, 'known from': '2016-12-15T00:00:00Z' }),
  );
  writeFileSync(join(campaigns, `${WITHOUT_CLAIMS}.yaml`), campaignText({}, { campaign: WITHOUT_CLAIMS }));
  world = await FinanceWorld.start({ SEATBACK_CAMPAIGNS: campaigns });
}, 300_000);
afterAll(async () => {
  await world.end();
  rmSync(campaigns, { recursive: true, force: true });
});

/** A claim that waits for a person: nobody has registered, and no sale of its name is on record. */
async function claimed(claimId: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const files = new ImportFiles().rows('claims.csv', {
    claim_id: claimId,
    partner_id: PARTNER,
    campaign_id: OFFER,
    received_at: '2014-06-02T09:00:00Z',
    mpn_id: PARTNER,
    agreement_number: `A-${claimId}`,
    customer_name: 'Half Moon Printworks',
    distributor_name: 'North Distribution',
    invoice_file: 'Rechnung.pdf',
    ...more,
  });
  brought += 1;
  const folder = mkdtempSync(join(world.access.portal.folder, `claims-${String(brought)}-`));
  await world.access.portal.server.app.get(ImportFolder).execute(files.writeTo(folder));
  return `${CLAIMS}/${encodeURIComponent(claimId)}`;
}

const answers = async (claimId: string) =>
  world.access.portal.rows(
    `SELECT outcome, reasons, answered_by, note, after_appeal FROM claim_answer WHERE claim_id = $1 ORDER BY claim_answer`,
    [claimId],
  );
const textOf = ({ text }: Pick<Seen, 'text'>) => parse(text).text.replaceAll(/\s+/g, ' ');
const listed = (seen: Seen) =>
  parse(seen.text)
    .querySelectorAll('tbody th a')
    .map(({ text }) => text);

describe('the list of claims', () => {
  it('has those that wait, what is due first on top, and those that somebody looks for', async () => {
    await claimed('L-late', { received_at: '2014-05-12T09:00:00Z' });
    await claimed('L-new & <b>');
    await claimed('L-other', { partner_id: '5100102', mpn_id: '5100102' });
    await world.send('dana', `${CLAIMS}/L-other/acceptance`, { reason: LOOKED });
    const waiting = listed(await world.see('vera', CLAIMS)).filter((id) => id.startsWith('L-'));
    expect(waiting).toEqual(['L-late', 'L-new & <b>']);
    expect(listed(await world.see('vera', `${CLAIMS}?show=answered&partner=5100102`))).toEqual(['L-other']);
    expect(listed(await world.see('vera', `${CLAIMS}?show=answered&partner=${PARTNER}`))).not.toContain('L-other');
    expect(listed(await world.see('vera', `${CLAIMS}?show=appealed`))).toEqual([]);
    const heads = async (show: string) => textOf(await world.see('vera', `${CLAIMS}?show=${show}`));
    expect(await heads('open')).not.toContain('Answered by');
    expect(await heads('answered')).toContain('Answered by');
    expect(listed(await world.see('vera', `${CLAIMS}?show=all&partner=`))).toContain('L-other');
    expect((await world.see('vera', `${CLAIMS}?show=nonsense`)).status).toBe(400);
    expect((await world.see('vera', '/campaigns/no-such/claims')).status).toBe(404);
    expect(textOf(await world.see('vera', `${CLAIMS}?lang=de`))).toContain('Überfällig');
  });

  it('says where an offer asks for none', async () => {
    const { status, text } = await world.see('vera', `/campaigns/${WITHOUT_CLAIMS}/claims`);
    expect([status, text.includes('This offer asks for no claims.')]).toEqual([200, true]);
  });

  it('says where an offer answers none, and offers nothing to be done with them', async () => {
    await claimed('W-1', { campaign_id: AS_RECEIVED });
    const claims = `/campaigns/${AS_RECEIVED}/claims`;
    const list = await world.see('vera', claims);
    expect([listed(list), list.text.includes('This offer answers no claims')]).toEqual([['W-1'], true]);
    const one = await world.see('dana', `${claims}/W-1`);
    expect([one.status, one.text.includes('This offer answers no claims')]).toEqual([200, true]);
    expect(one.text).not.toContain('method="post"');
    const tried = await world.send('dana', `${claims}/W-1/acceptance`, { reason: LOOKED });
    expect([tried.status, tried.text.includes('CLAIMS_NOT_ANSWERED')]).toEqual([409, true]);
  });
});

describe('a claim on its page', () => {
  it('shows what it says, what checks find, its documents and what was done with it, in three languages', async () => {
    const page = await claimed('P-1');
    await claimed('P-1', { customer_name: 'Half Moon Printworks Ltd' });
    const { app } = world.access.portal.server;
    const copy = { kind: 'invoice-copy', fileName: '<i>scan.pdf', content: inPieces(pdfDocument()) } as const;
    await app.get(ClaimDocuments).attach(findCampaign('campaigns', OFFER), 'P-1', copy, { actor: 'pat' });
    const seen = await world.see('vera', page);
    expect(textOf(seen)).toContain('no registration for the offer yet');
    expect(textOf(seen)).toContain('no sale of that name is on record');
    expect(textOf(seen)).toMatch(/Corrected by delivery \d+: name of the customer/);
    expect(seen.text).toContain('&lt;i>scan.pdf');
    const file = /href="(\/partners\/[^"]*\/documents\/\d+)"/.exec(seen.text)?.[1] ?? '';
    const fetched = await world.browser('vera').get(world.access.address(file));
    expect([fetched.status, (await fetched.text()).startsWith('%PDF-')]).toEqual([200, true]);
    expect(seen.text).toContain(`href="/partners/${PARTNER}/campaigns/${OFFER}/claims"`);
    for (const [lang, open, head] of [
      ['de', 'noch keine Registrierung für das Angebot', 'Antrag P-1'],
      ['sv', 'ännu ingen registrering för erbjudandet', 'Anspråk P-1'],
    ]) {
      const spoken = await world.see('vera', `${page}?lang=${lang ?? ''}`);
      expect(spoken.text).toContain(`<html lang="${lang ?? ''}"`);
      expect(textOf(spoken)).toContain(open);
      expect(textOf(spoken)).toContain(head);
      expect(spoken.text).toContain(`/partners/${PARTNER}/campaigns/${OFFER}/claims?lang=${lang ?? ''}"`);
    }
    expect((await world.see('vera', `${CLAIMS}/no-such`)).status).toBe(404);
  });

  it('is found valid by a person once, however often the form is sent, and the person is on record', async () => {
    const page = await claimed('V-1');
    expect((await world.see('vera', page)).text).not.toContain(`action="${page}/acceptance"`);
    expect(textOf(await world.see('vera', page))).toContain('This takes the role finance-maker or finance-checker');
    const silent = await world.press('robin', page, `${page}/acceptance`, { reason: 'ok' });
    expect([silent.status, silent.text.includes('>ok</textarea>')]).toEqual([422, true]);
    const sent = await Promise.all([
      world.send('robin', `${page}/acceptance`, { reason: LOOKED }),
      world.send('robin', `${page}/acceptance`, { reason: LOOKED }),
    ]);
    expect(sent.map(({ status, location }) => [status, location])).toEqual(sent.map(() => [303, page]));
    expect(await answers('V-1')).toEqual([
      { outcome: 'valid', reasons: [], answered_by: 'robin@harbour.example', note: LOOKED, after_appeal: false },
    ]);
    const after = textOf(await world.see('vera', page));
    expect(after).toContain(LOOKED);
    expect(after).toContain('Nothing: it was answered.');
    const late = await world.send('dana', `${page}/acceptance`, { reason: 'Another person looked too' });
    expect([late.status, textOf(late).includes('somebody else was at it')]).toEqual([409, true]);
    expect(late.text).toContain('<blockquote class="said">Another person looked too</blockquote>');
    const opposite = await world.send('robin', `${page}/rejection`, { reason: LOOKED, because: 'incomplete' });
    expect(opposite.status).toBe(409);
    expect(await answers('V-1')).toHaveLength(1);
  });

  it('is answered as it was looked at: what came since is looked at first', async () => {
    const page = await claimed('C-1');
    const seenOn = ({ text }: Seen) => /name="seen" value="(\d+)"/.exec(text)?.[1] ?? '';
    const seen = seenOn(await world.see('dana', page));
    await claimed('C-1', { customer_name: 'Another Customer Ltd' });
    const said = { reason: LOOKED, seen };
    const accepted = await world.send('dana', `${page}/acceptance`, said);
    expect([accepted.status, accepted.text.includes('CLAIM_CORRECTED')]).toEqual([409, true]);
    expect(textOf(accepted)).toContain('Another Customer Ltd');
    expect(textOf(accepted)).toContain('The claim was corrected while you looked at it.');
    for (const [lang, told] of [
      ['de', 'Der Antrag wurde berichtigt, während Sie ihn ansahen.'],
      ['sv', 'Anspråket rättades medan du tittade på det.'],
    ] as const)
      expect(textOf(await world.send('dana', `${page}/acceptance?lang=${lang}`, said))).toContain(told);
    const rejected = await world.send('dana', `${page}/rejection`, { ...said, because: 'incomplete' });
    expect([rejected.status, rejected.text.includes('CLAIM_CORRECTED')]).toEqual([409, true]);
    const body = { reason: LOOKED, seen: Number(seen) };
    const told = await world.call(await world.token('dana'), `/api/v1${page}/acceptance`, { key: '"c"', body });
    expect(told).toMatchObject({ status: 409, json: { code: 'CLAIM_CORRECTED' } });
    expect(await answers('C-1')).toEqual([]);
    expect(seenOn(accepted)).not.toBe(seen);
    expect((await world.send('dana', `${page}/acceptance`, { ...said, seen: seenOn(accepted) })).status).toBe(303);
    expect(await answers('C-1')).toHaveLength(1);
  });

  it('is rejected for what is chosen; what was typed and chosen stands there again where that is too little', async () => {
    const page = await claimed('R-1');
    const none = await world.press('dana', `${page}?lang=sv`, `${page}/rejection?lang=sv`, { reason: LOOKED });
    expect([none.status, textOf(none).includes('Välj minst ett skäl')]).toEqual([422, true]);
    expect(none.text).toContain(`>${LOOKED}</textarea>`);
    const brief = await world.send('dana', `${page}/rejection`, { reason: 'no', because: 'sale-not-found' });
    expect(brief.status).toBe(422);
    expect(brief.text).toMatch(/value="sale-not-found" checked/);
    expect((await world.send('dana', `${page}/rejection`, { reason: LOOKED, because: 'made-up' })).status).toBe(400);
    expect(await answers('R-1')).toEqual([]);
    const sent = await world.send('dana', `${page}/rejection`, { reason: LOOKED, because: 'sale-not-found' });
    expect(sent).toMatchObject({ status: 303, location: page });
    expect(textOf(await world.see('vera', page))).toContain(REJECTION_REASONS['sale-not-found'].en);
    expect(await answers('R-1')).toMatchObject([{ outcome: 'rejected', reasons: ['sale-not-found'] }]);
  });

  it('is appealed once, and the appeal is answered by somebody else than who rejected', async () => {
    const page = await claimed('A-1');
    await world.send('dana', `${page}/rejection`, { reason: LOOKED, because: 'sale-not-found' });
    const grounds = 'The sale is on the second page';
    const appeal = `${page}/received-appeal`;
    const brief = await world.press('dana', page, appeal, { reason: 'ok' });
    expect([brief.status, textOf(brief).includes('Say more, for whoever reads it in a year')]).toEqual([422, true]);
    expect(textOf(brief)).not.toContain('Say what you looked at');
    expect((await world.press('dana', page, appeal, { reason: grounds })).status).toBe(303);
    expect((await world.send('dana', appeal, { reason: grounds })).status).toBe(303);
    expect((await world.send('robin', appeal, { reason: grounds })).status).toBe(409);
    const own = await world.see('dana', page);
    expect(textOf(own)).toContain('You rejected this claim; another person answers the appeal.');
    expect(own.text).not.toContain(`action="${page}/acceptance"`);
    const refused = await world.send('dana', `${page}/acceptance`, { reason: LOOKED });
    expect([refused.status, refused.text.includes('SAME_PERSON')]).toEqual([403, true]);
    expect(listed(await world.see('vera', `${CLAIMS}?show=appealed`))).toEqual(['A-1']);
    expect((await world.press('robin', page, `${page}/acceptance`, { reason: LOOKED })).status).toBe(303);
    expect(await answers('A-1')).toMatchObject([
      { outcome: 'rejected', after_appeal: false },
      { outcome: 'valid', after_appeal: true, answered_by: 'robin@harbour.example' },
    ]);
    expect(textOf(await world.see('vera', page))).toContain(grounds);
  });

  it('is answered by no viewer, from no foreign page, and below its own campaign alone', async () => {
    const page = await claimed('N-1');
    const said = { reason: LOOKED, because: 'incomplete' };
    const tried = [
      await world.send('vera', `${page}/acceptance`, { reason: LOOKED }),
      await world.send('vera', `${page}/rejection`, said),
      await world.send('vera', `${page}/received-appeal`, { reason: LOOKED }),
      await world.send('dana', `${page}/acceptance`, { reason: LOOKED }, { 'sec-fetch-site': 'cross-site' }),
      await world.send('dana', `${page}/rejection`, { ...said, formToken: 'x' }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    const elsewhere = `/campaigns/${AS_RECEIVED}/claims/N-1/acceptance`;
    expect((await world.send('dana', elsewhere, { reason: LOOKED })).status).toBe(404);
    expect(await answers('N-1')).toEqual([]);
  });
});

describe('claims for programs', () => {
  const api = (path: string) => `/api/v1/campaigns/${OFFER}${path}`;

  it('are listed, read and answered, once for each key', async () => {
    await claimed('Q-1');
    const token = await world.token('robin');
    const queue = claimQueueAnswer.parse((await world.call(token, api('/claim-queue?limit=1000'))).json);
    expect(queue.claims.map(({ claimId }) => claimId)).toContain('Q-1');
    expect(queue.waiting).toBe(queue.claims.length);
    const first = claimQueueAnswer.parse((await world.call(token, api('/claim-queue?limit=1'))).json);
    const next = await world.call(token, api(`/claim-queue?limit=1000&cursor=${first.nextCursor ?? ''}`));
    expect(claimQueueAnswer.parse(next.json).claims).toEqual(queue.claims.slice(1));

    const body = { because: ['sale-not-found'], reason: LOOKED };
    const rejection = api('/claims/Q-1/rejection');
    expect((await world.call(token, rejection, { body })).status).toBe(400);
    const done = await world.call(token, rejection, { key: '"q"', body });
    expect(claimCaseAnswer.parse(done.json)).toMatchObject({ standing: 'rejected', reasons: ['sale-not-found'] });
    expect((await world.call(token, rejection, { key: '"q"', body })).text).toBe(done.text);
    const anew = await world.call(token, rejection, { key: '"q-2"', body });
    expect(anew).toMatchObject({ status: 409, json: { code: 'CLAIM_ANSWERED' } });
    expect((await world.call(token, rejection, { key: '"q-3"', body: { ...body, because: [] } })).status).toBe(400);

    const appeal = { key: '"q-4"', body: { reason: 'The sale is on the second page' } };
    expect((await world.call(token, api('/claims/Q-1/received-appeal'), appeal)).json).toMatchObject({
      standing: 'appealed',
    });
    const own = await world.call(token, api('/claims/Q-1/acceptance'), { key: '"q-5"', body: { reason: LOOKED } });
    expect(own).toMatchObject({ status: 403, json: { code: 'SAME_PERSON' } });
    const dana = await world.token('dana');
    const other = await world.call(dana, api('/claims/Q-1/acceptance'), { key: '"q-6"', body: { reason: LOOKED } });
    const told = claimCaseAnswer.parse(other.json);
    expect(told.history.map(({ kind }) => kind)).toEqual(['received', 'answered', 'appealed', 'answered']);
    expect((await world.call(dana, api('/claims/Q-1'))).json).toEqual(other.json);
    expect(await answers('Q-1')).toHaveLength(2);
  });

  it('and the same use case on the command line sees what was answered on a page', async () => {
    const page = await claimed('S-1');
    await world.send('dana', `${page}/acceptance`, { reason: LOOKED });
    const command = world.access.portal.server.app.get(AnswerClaims);
    await expect(
      command.answer(findCampaign('campaigns', OFFER), 'S-1', 'valid', [], { actor: 'robin', reason: LOOKED }),
    ).rejects.toMatchObject({ code: 'CLAIM_ANSWERED' });
  });
});
