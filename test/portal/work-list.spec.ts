import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, type HTMLElement } from 'node-html-parser';
import { generateWorld } from '../../demo/world/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { ClaimDocuments } from '../../src/claims/index.js';
import { instant } from '../../src/kernel/index.js';
import { EnterBankDetails } from '../../src/payout/index.js';
import { determinationsAnswer } from '../../src/portal/answers/result-answers.js';
import { PartnerQuestions } from '../../src/questions/index.js';
import { AccessWorld, formTokenOf } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { inPieces, pdfDocument } from '../builders/documents.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from './portal-world.js';

const WORK = `/campaigns/${CAMPAIGN_ID}/work-list`;

/** A second campaign beside the first, which asks for claims and answers them. */
const OTHER = 'an-offer-with-claims';
const OTHER_TERMS = {
  window: { from: '2017-01-01', to: '2017-06-30' },
  'own records since': '2016-01-01',
  'eligibility days': ['2017-01-01'],
  'proof of performance': { by: '2017-07-31' },
  'time zone': 'Asia/Singapore',
  claim: { days: { from: '2017-01-01', to: '2017-07-31' }, needs: ['mpn id', 'subscription id'] },
  'claim validation': { 'business days': 14, calendar: 'MONDAY_TO_FRIDAY' },
  'pay by': '2017-10-30',
};

let campaigns: string;
let world: AccessWorld;
let dana: Browser;
let vera: Browser;
let undecided: { readonly partnerId: string; readonly customerId: string }[];

beforeAll(async () => {
  campaigns = mkdtempSync(join(tmpdir(), 'seatback-campaigns-'));
  copyFileSync(join('campaigns', `${CAMPAIGN_ID}.yaml`), join(campaigns, `${CAMPAIGN_ID}.yaml`));
  const head = { campaign: OTHER, 'known from': '2016-12-15T00:00:00Z' };
  writeFileSync(join(campaigns, `${OTHER}.yaml`), campaignText(OTHER_TERMS, head));
  world = await AccessWorld.start({ SEATBACK_CAMPAIGNS: campaigns });
  await world.portal.bring(generateWorld({ seed: 3 }));
  await world.portal.calculate();
  [dana, vera] = [await world.signIn('dana'), await world.signIn('vera')];
  const listed: unknown = await (
    await vera.get(world.address(`${CAMPAIGN_API}/determinations?limit=1000&outcome=undecided`))
  ).json();
  undecided = determinationsAnswer.parse(listed).determinations;
}, 300_000);
afterAll(async () => {
  await world.end();
  rmSync(campaigns, { recursive: true, force: true });
});

async function page(browser: Browser, path: string): Promise<HTMLElement> {
  const response = await browser.get(world.address(path));
  expect([path, response.status]).toEqual([path, 200]);
  return parse(await response.text());
}

const rowsOf = (list: HTMLElement) => list.querySelectorAll('tbody tr');
const textOf = (element: HTMLElement | null | undefined) => (element?.text ?? '').replaceAll(/\s+/g, ' ').trim();

/** What the form in a row sends, with what somebody chose. */
function fieldsOf(row: HTMLElement, chosen: Readonly<Record<string, string>>): Record<string, string> {
  const hidden = row.querySelectorAll('form input[type=hidden]');
  return {
    ...Object.fromEntries(hidden.map((each) => [each.getAttribute('name') ?? '', each.getAttribute('value') ?? ''])),
    ...chosen,
  };
}

async function rowOf(customerId: string): Promise<HTMLElement> {
  for (let path: string | undefined = `${WORK}?kind=undecided`; path !== undefined;) {
    const list: HTMLElement = await page(dana, path);
    const row = rowsOf(list).find((each) => each.innerHTML.includes(`/customers/${customerId}"`));
    if (row !== undefined) return row;
    path = nextOf(list);
  }
  throw new Error('Not in the list');
}

function nextOf(list: HTMLElement): string | undefined {
  const href = list
    .querySelectorAll('a')
    .find(({ text }) => text === 'What is due after these')
    ?.getAttribute('href');
  return href?.replaceAll('&amp;', '&');
}

async function decisions(): Promise<Record<string, unknown>[]> {
  return world.portal.rows('SELECT decision, counted_as, rule, decided_by, reason FROM decision ORDER BY decision');
}

describe('the undecided in the work list', () => {
  it('are all there, once, over as many pages as it takes; each with its reason, since when, and what it is worth', async () => {
    const seen: string[] = [];
    for (let path: string | undefined = `${WORK}?limit=4`; path !== undefined;) {
      const list: HTMLElement = await page(vera, path);
      for (const row of rowsOf(list)) {
        const [due, since, worth] = [0, 1, 2].map((index) => textOf(row.querySelectorAll('td')[index]));
        expect([due, since]).toEqual([expect.stringContaining('2019'), expect.stringContaining('2019')]);
        expect(worth).toContain('USD 2,000.00');
        expect(textOf(row.querySelector('th'))).toMatch(/\(partner \d+\)[A-Z][\w ]+: .+\./);
        seen.push(/customers\/([\w-]{36})/.exec(row.innerHTML)?.[1] ?? '');
      }
      path = nextOf(list);
    }
    expect(undecided.length).toBeGreaterThan(8);
    expect(seen.toSorted()).toEqual(undecided.map(({ customerId }) => customerId).toSorted());
  });

  it('have no form for who only reads, and a decision of that person is refused', async () => {
    expect((await page(vera, WORK)).querySelectorAll('main form')).toEqual([]);
    const formToken = formTokenOf(await (await vera.get(world.address('/account'))).text());
    const [first] = undecided;
    const sent = await vera.post(world.address(`${WORK}/decisions`), {
      formToken,
      partner: first!.partnerId,
      customer: first!.customerId,
      rule: '',
      as: 'met',
      reason: 'Annual report: 40 people',
      seen: '0',
    });
    expect(sent.status).toBe(403);
    expect(await decisions()).toEqual([]);
  });

  it('are decided by a form, once however often it is clicked, and say so', async () => {
    const row = await rowOf(undecided[0]!.customerId);
    const fields = fieldsOf(row, { rule: '', as: 'met', reason: 'Annual report: 40 people' });
    const send = () => dana.post(world.address(`${WORK}/decisions`), fields);
    const sent = [...(await Promise.all([send(), send()])), await send()];
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await decisions()).toEqual([
      {
        decision: 1,
        counted_as: 'met',
        rule: null,
        decided_by: 'dana@harbour.example',
        reason: 'Annual report: 40 people',
      },
    ]);
    expect(new Set(sent.map((each) => each.headers.get('location')))).toEqual(new Set([`${WORK}?decided=1`]));
    const after = await page(dana, `${WORK}?decided=1`);
    expect(textOf(after.querySelector('[role=status]'))).toContain('Decision 1 is on record');
    expect(textOf(await rowOf(undecided[0]!.customerId))).toContain('Decision 1 by dana@harbour.example');
  });

  it('are not decided past what somebody decided meanwhile', async () => {
    const row = await rowOf(undecided[1]!.customerId);
    const first = fieldsOf(row, { rule: '', as: 'met', reason: 'Annual report: 40 people' });
    const address = world.address(`${WORK}/decisions`);
    expect((await dana.post(address, first)).status).toBe(303);
    const other = await dana.post(address, { ...first, as: 'not-met', reason: 'Annual report: 400 people' });
    expect(other.status).toBe(409);
    const refused = await other.text();
    expect(refused).toContain('DECISION_MEANWHILE');
    expect(refused).toContain('Annual report: 400 people');
    expect(await decisions()).toHaveLength(2);
  });

  it('need a reason, and a choice', async () => {
    const row = await rowOf(undecided[2]!.customerId);
    const address = world.address(`${WORK}/decisions`);
    const sent = fieldsOf(row, { rule: '', as: 'met', reason: 'ok' });
    const refused = await dana.post(address, sent);
    const again = await refused.text();
    expect([refused.status, again]).toEqual([422, expect.stringContaining('REASON_INVALID')]);
    // The page of the list stands there again, and the one form is open with what was typed into it.
    const open = parse(again).querySelectorAll('details[open]');
    expect(open.map((each) => textOf(each.querySelector('summary')))).toEqual([textOf(row.querySelector('summary'))]);
    expect(textOf(open[0]?.querySelector('textarea'))).toBe('ok');
    expect(open[0]?.querySelector('select[name=as] option[selected]')?.getAttribute('value')).toBe('met');
    const unchosen = await dana.post(address, { ...sent, reason: 'Annual report: 40 people', as: '' });
    expect([unchosen.status, await unchosen.text()]).toEqual([
      400,
      expect.stringContaining('Annual report: 40 people'),
    ]);
    expect((await dana.post(address, { ...sent, formToken: 'another' })).status).toBe(403);
    expect(await decisions()).toHaveLength(2);
  });
});

describe('questions in the work list', () => {
  it('come first where they are due first, say when they are late, and are answered by a form', async () => {
    const { partnerId, customerId } = undecided[3]!;
    const [run] = await world.portal.rows('SELECT max(run) AS run FROM calculation_run');
    await world.portal.server.app.get(PartnerQuestions).ask(
      {
        campaignId: CAMPAIGN_ID,
        partnerId,
        customerId,
        run: Number(run?.['run']),
        text: 'Why <i>undecided</i>?',
        form: '00000000-0000-4000-8000-000000000001',
      },
      { actor: 'pat@partner.example' },
    );
    const [first] = rowsOf(await page(dana, WORK));
    expect(textOf(first)).toContain('Question 1 about');
    expect(first?.innerHTML).toContain('Why &lt;i>undecided&lt;/i>?');
    expect(textOf(first)).not.toContain('Late');
    const now = world.portal.clock.now();
    world.portal.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    [dana, vera] = [await world.signIn('dana'), await world.signIn('vera')];
    expect(textOf(rowsOf(await page(vera, WORK))[0])).toContain('Late');
    world.portal.clock.moveTo(now);
    dana = await world.signIn('dana');
    const [question] = rowsOf(await page(dana, `${WORK}?kind=question`));
    const fields = fieldsOf(question!, { answer: 'Nobody declared its segment.' });
    const address = world.address(`${WORK}/questions/1/answer`);
    const short = await dana.post(address, { ...fields, answer: '.' });
    const kept = parse(await short.text()).querySelector('details[open] textarea');
    expect([short.status, textOf(kept)]).toEqual([422, '.']);
    const sent = await Promise.all([dana.post(address, fields), dana.post(address, fields)]);
    expect(sent.map((each) => [each.status, each.headers.get('location')])).toEqual([
      [303, `${WORK}?answered=1`],
      [303, `${WORK}?answered=1`],
    ]);
    const [answered] = await world.portal.rows('SELECT answer, ended_by FROM question_ending');
    const late = await dana.post(address, { ...fields, answer: 'Another answer, written at length.' });
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining('Another answer, written at length.'),
    ]);
    expect(answered).toEqual({ answer: 'Nobody declared its segment.', ended_by: 'dana@harbour.example' });
    expect(textOf(await page(dana, `${WORK}?kind=question`))).toContain('Nothing waits for a person here.');
  });

  it('are answered in the list of their campaign only', async () => {
    const formToken = formTokenOf(await (await dana.get(world.address('/account'))).text());
    const elsewhere = `/campaigns/${OTHER}/work-list/questions/1/answer`;
    expect((await dana.post(world.address(elsewhere), { formToken, answer: 'It is so.' })).status).toBe(404);
  });
});

describe('what else waits for a person', () => {
  const claimed = async (claimId: string) => {
    const files = new ImportFiles().rows('claims.csv', {
      claim_id: claimId,
      partner_id: '5100101',
      campaign_id: OTHER,
      received_at: '2017-07-03T00:30:00Z',
      mpn_id: '5100101',
      subscription_id: '50000000-0000-4000-8000-000000000001',
    });
    const folder = mkdtempSync(join(world.portal.folder, 'claims-'));
    await world.portal.server.app.get(ImportFolder).execute(files.writeTo(folder));
  };

  it('are claims, by the day on which their answer is due, also before anything was calculated', async () => {
    await claimed('C-7 & co');
    const list = await page(vera, `/campaigns/${OTHER}/work-list`);
    const claim = rowsOf(list).find((row) => textOf(row).includes('Claim C-7 & co'));
    expect(textOf(claim?.querySelector('td'))).toMatch(/July 2017.*Late$/);
    expect(claim?.innerHTML).toContain(`href="/campaigns/${OTHER}/claims/C-7%20%26%20co"`);
    expect(textOf(list)).toContain('Nothing has been calculated yet');
    expect(rowsOf(await page(vera, `${WORK}?kind=claim`))).toEqual([]);
  });

  it('are proofs of performance that were given for a claim, until somebody accepts them by the form', async () => {
    await claimed('C-8 & co');
    const { app } = world.portal.server;
    const offer = findCampaign(campaigns, OTHER);
    for (const [kind, says] of [
      ['invoice-copy', 'Invoice 1'],
      ['proof-of-performance', 'Sold in June'],
    ] as const)
      await app
        .get(ClaimDocuments)
        .attach(
          offer,
          'C-8 & co',
          { kind, fileName: '<b>report</b>.pdf', content: inPieces(pdfDocument(says)) },
          { actor: 'pat' },
        );
    const list = `/campaigns/${OTHER}/work-list`;
    expect((await page(vera, list)).querySelectorAll('main form')).toEqual([]);
    const rowIn = (seen: HTMLElement) => rowsOf(seen).find((row) => textOf(row).includes('C-8 & co'));
    const claim = rowIn(await page(dana, list));
    expect(claim?.querySelectorAll('form')).toHaveLength(1);
    expect(textOf(claim)).toContain('Accept document 2 as a proof of performance');
    const file = claim?.querySelector('details a')?.getAttribute('href') ?? '';
    expect(file).toBe(`/partners/5100101/campaigns/${OTHER}/claims/C-8%20%26%20co/documents/2`);
    expect((await dana.get(world.address(file))).status).toBe(200);
    const fields = fieldsOf(claim!, { proves: 'sales report', handedInAt: 'June', reason: 'Names each customer' });
    const send = (more: Record<string, string>) => dana.post(world.address(`${list}/proofs`), { ...fields, ...more });
    const refused = await send({});
    const kept = parse(await refused.text()).querySelector('details[open]');
    expect([refused.status, kept?.querySelector('[name=handedInAt]')?.getAttribute('value')]).toEqual([400, 'June']);
    const sent = await Promise.all([1, 2].map(() => send({ handedInAt: '2017-07-31T23:59:00+08:00' })));
    expect(sent.map((each) => [each.status, each.headers.get('location')])).toEqual([
      [303, `${list}?accepted=2`],
      [303, `${list}?accepted=2`],
    ]);
    expect(await world.portal.rows('SELECT document, kind, received_on, accepted_by FROM accepted_proof')).toEqual([
      { document: 2, kind: 'sales report', received_on: '2017-07-31', accepted_by: 'dana@harbour.example' },
    ]);
    const after = await page(dana, `${list}?accepted=2`);
    expect(textOf(after.querySelector('[role=status]'))).toContain('Document 2 is a proof of performance');
    expect(rowIn(after)?.querySelectorAll('form')).toEqual([]);
    const late = await send({ handedInAt: '', reason: 'Another reason for it' });
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('Another reason for it')]);
  });

  it('are names of accounts that are nearly the registered ones, in the campaigns of the partner', async () => {
    const [partner] = await world.portal.rows(
      `SELECT partner_id, legal_name FROM partner JOIN partner_profile USING (partner_key) JOIN partner_earning USING (partner_key)
       WHERE partner_profile.recorded_to IS NULL AND legal_name LIKE '% Ltd' ORDER BY partner_id LIMIT 1`,
    );
    const name = String(partner?.['legal_name']);
    await world.portal.server.app.get(EnterBankDetails).byUser(String(partner?.['partner_id']), {
      details: {
        accountName: name.replace('Ltd', 'GmbH'),
        accountKind: 'business',
        iban: ibanOf(7),
        bic: 'BUKBGB22',
        bankCountry: 'GB',
        currency: 'USD',
      },
      actor: 'pat',
    });
    const [row] = rowsOf(await page(vera, `${WORK}?kind=payee-name`));
    expect(textOf(row)).toContain('Differs in: other legal form');
    expect(row?.innerHTML).toContain(`href="/payout/payees/${String(partner?.['partner_id'])}"`);
    expect(rowsOf(await page(vera, `/campaigns/${OTHER}/work-list?kind=payee-name`))).toEqual([]);
  });
});
