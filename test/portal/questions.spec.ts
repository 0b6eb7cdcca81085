import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { generateWorld } from '../../demo/world/index.js';
import { AuditLog, checkAuditChain } from '../../src/audit/index.js';
import { asOneRequest, seeOnlyPartners, UnitOfWork } from '../../src/database/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { ListDeadlines } from '../../src/deadlines/index.js';
import { dayOf, endOfDay, plusDays } from '../../src/kernel/index.js';
import { checkNotices } from '../../src/payout/index.js';
import { determinationsAnswer } from '../../src/portal/answers/result-answers.js';
import { checkQuestions, listQuestions, PartnerQuestions } from '../../src/questions/index.js';
import { AccessWorld } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from './portal-world.js';

interface Customer {
  readonly partnerId: string;
  readonly customerId: string;
  readonly outcome: string;
}

let world: AccessWorld;
let pat: Browser;
let vera: Browser;
let own: Customer;
let neighbour: Customer;
let client: Client;

beforeAll(async () => {
  world = await AccessWorld.start();
  await world.portal.bring(generateWorld({ seed: 3 }));
  await world.portal.calculate();
  pat = await world.signIn('pat');
  vera = await world.signIn('vera');
  const { determinations } = determinationsAnswer.parse(
    await (await vera.get(world.address(`${CAMPAIGN_API}/determinations?limit=1000`))).json(),
  );
  own = determinations.find(({ outcome }) => outcome === 'undecided')!;
  neighbour = determinations.find(({ partnerId }) => partnerId !== own.partnerId)!;
  await world.grant('pat@partner.example', { partnerId: own.partnerId });
  client = new Client({ connectionString: world.portal.environment.databaseUrl });
  await client.connect();
}, 300_000);
afterAll(async () => {
  await client.end();
  await world.end();
});

const pageOf = ({ partnerId, customerId }: Customer) =>
  `/partners/${partnerId}/campaigns/${CAMPAIGN_ID}/customers/${customerId}`;
const read = async (browser: Browser, path: string) => (await browser.get(world.address(path))).text();

/** What the form of the page sends, with what somebody wrote into it. */
async function formOf(browser: Browser, path: string, question: string): Promise<Record<string, string>> {
  const page = await read(browser, path);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? 'missing';
  return { formToken: field('formToken'), form: field('form'), run: field('run'), question };
}

async function asks(question: string, customer = own, lang = 'en'): Promise<Response> {
  const form = await formOf(pat, `${pageOf(own)}?lang=${lang}`, question);
  return pat.post(world.address(`${pageOf(customer)}/questions?lang=${lang}`), form);
}

async function questions(): Promise<Record<string, unknown>[]> {
  return world.portal.rows('SELECT question, asked, run, outcome, asked_by FROM partner_question ORDER BY question');
}

const answers = () => world.portal.server.app.get(PartnerQuestions);

/** In the role in which a partner's people read and ask. */
async function asPortal(partnerKey: unknown, sql: string, parameters: readonly unknown[]): Promise<unknown> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL seatback.partners_in_sight = '{${String(partnerKey)}}'`);
    await client.query('SET LOCAL ROLE seatback_portal');
    return await client.query(sql, [...parameters]);
  } finally {
    await client.query('ROLLBACK');
  }
}

async function keyOf(partnerId: string): Promise<unknown> {
  const [row] = await world.portal.rows('SELECT partner_key FROM partner WHERE partner_id = $1', [partnerId]);
  return row?.['partner_key'];
}

describe('a question of a partner', () => {
  it('is asked on the page of its customer, once, about what the page shows', async () => {
    const form = await formOf(pat, pageOf(own), 'Which reading\r\nis missing? <b>Please</b>');
    const address = world.address(`${pageOf(own)}/questions`);
    const sent = await Promise.all([pat.post(address, form), pat.post(address, form)]);
    sent.push(await pat.post(address, form));
    for (const response of sent) {
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(`${pageOf(own)}#questions`);
    }
    expect(await questions()).toEqual([
      {
        question: 1,
        asked: 'Which reading\nis missing? <b>Please</b>',
        run: Number(form['run']),
        outcome: 'undecided',
        asked_by: 'pat@partner.example',
      },
    ]);
    const { deadlines } = await world.portal.server.app
      .get(ListDeadlines)
      .execute([findCampaign('campaigns', CAMPAIGN_ID)]);
    expect(deadlines.filter(({ kind }) => kind === 'question-answer')).toEqual([
      {
        kind: 'question-answer',
        campaignId: CAMPAIGN_ID,
        partnerId: own.partnerId,
        subject: 'question 1',
        dueAt: endOfDay(plusDays(dayOf(world.portal.clock.now(), 'UTC'), 5), 'UTC'),
      },
    ]);
    const page = await read(pat, `${pageOf(own)}?lang=en`);
    expect(page).toContain('&lt;b>Please&lt;/b>');
    expect(page).toContain('Waits for an answer');
    expect(
      await world.portal.rows(
        `SELECT actor, act, detail->>'outcome' AS outcome FROM audit_entry WHERE subject = 'question 1'`,
      ),
    ).toEqual([{ actor: 'pat@partner.example', act: 'question.ask', outcome: 'undecided' }]);
  });

  it('that cannot be taken is shown again as it was written, and says so in the language of the page', async () => {
    const response = await asks('?!', own, 'de');
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('Bitte schreiben Sie reinen Text von 3 bis 2000 Zeichen.');
    expect(page).toContain('aria-invalid="true"');
    expect(page).toMatch(/<textarea [^>]*>\?!<\/textarea>/);
    expect((await asks('word '.repeat(401))).status).toBe(422);
    expect((await asks('turned \u202E round')).status).toBe(422);
    expect(await questions()).toHaveLength(1);
  });

  it('is asked of no neighbour, neither by the route nor behind it', async () => {
    expect((await asks('What do they sell?', neighbour)).status).toBe(404);
    const [run] = await world.portal.rows('SELECT max(run) AS run FROM calculation_run');
    const asked = asOneRequest(async () => {
      seeOnlyPartners([Number(await keyOf(own.partnerId))]);
      return answers().ask(
        {
          ...neighbour,
          campaignId: CAMPAIGN_ID,
          run: Number(run?.['run']),
          text: 'What do they sell?',
          form: '00000000-0000-4000-8000-000000000001',
        },
        { actor: 'pat' },
      );
    });
    await expect(asked).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
    const insert = `INSERT INTO partner_question (campaign_id, partner_key, customer_key, run, outcome, asked, asked_by, asked_at, form)
      SELECT campaign_id, $1, customer_key, run_from, outcome, 'What is it?', 'pat', now(), gen_random_uuid() FROM determination
      WHERE partner_key = $2 LIMIT 1`;
    const [mine, theirs] = [await keyOf(own.partnerId), await keyOf(neighbour.partnerId)];
    await expect(asPortal(mine, insert, [theirs, mine])).rejects.toThrow(/did not determine|row-level security/);
    expect(await asPortal(mine, insert, [mine, mine])).toMatchObject({ rowCount: 1 });
    expect(await questions()).toHaveLength(1);
  });

  it('is about what was determined, and stays what it is', async () => {
    const other = `INSERT INTO partner_question (campaign_id, partner_key, customer_key, run, outcome, asked, asked_by, asked_at, form)
      SELECT campaign_id, partner_key, customer_key, run_from, 'qualified', 'What is it?', 'pat', now(), gen_random_uuid() FROM determination
      WHERE partner_key = $1 AND outcome <> 'qualified' LIMIT 1`;
    const mine = await keyOf(own.partnerId);
    await expect(client.query(other, [mine])).rejects.toThrow(/did not determine/);
    for (const sql of ['UPDATE partner_question SET asked = $1', 'DELETE FROM partner_question WHERE asked <> $1'])
      await expect(client.query(sql, ['Nothing'])).rejects.toThrow(/permission denied/);
    const answer = `INSERT INTO question_ending (question, ending, answer, ended_by, ended_at) VALUES (1, 'answered', $1, 'pat', now())`;
    await expect(asPortal(mine, answer, ['All is well'])).rejects.toThrow(/row-level security/);
    const early = `INSERT INTO question_ending (question, ending, ended_by, ended_at) VALUES (1, 'withdrawn', $1, '2001-01-01')`;
    await expect(client.query(early, ['pat'])).rejects.toThrow(/after it was asked/);
  });

  it('is answered once; the partner reads the answer and is told by mail that there is one', async () => {
    const by = { actor: 'dana@harbour.example', answer: 'The reading of the last day.' };
    await answers().answer(1, by);
    await answers().answer(1, by);
    await expect(answers().answer(1, { ...by, answer: 'Something else' })).rejects.toMatchObject({
      code: 'QUESTION_ENDED',
    });
    const page = await read(pat, `${pageOf(own)}?lang=sv`);
    expect(page).toContain('Svar');
    expect(page).toContain('The reading of the last day.');
    expect(page).not.toContain('dana');
    const told = await world.portal.rows(
      `SELECT notice->>'question' AS question, campaign_id, partner_id FROM notification JOIN partner USING (partner_key) WHERE kind = 'question-answered'`,
    );
    expect(told).toEqual([{ question: '1', campaign_id: CAMPAIGN_ID, partner_id: own.partnerId }]);
  });

  it('is withdrawn by its partner, and not answered then', async () => {
    await asks('Is it this one?');
    const [, second] = await questions();
    const path = `${pageOf(own)}/questions/${String(second?.['question'])}/withdrawal`;
    const { formToken = '' } = await formOf(pat, pageOf(own), '');
    expect((await pat.post(world.address(path), { formToken })).status).toBe(303);
    expect((await pat.post(world.address(path), { formToken })).status).toBe(303);
    expect(await read(pat, `${pageOf(own)}?lang=en`)).toContain('Withdrawn');
    await expect(
      answers().answer(Number(second?.['question']), { actor: 'dana', answer: 'Yes, it is.' }),
    ).rejects.toMatchObject({ code: 'QUESTION_ENDED' });
    const first = `${pageOf(own)}/questions/1/withdrawal`;
    expect((await pat.post(world.address(first), { formToken })).status).toBe(409);
  });

  it('is seen by finance, which has no form to ask', async () => {
    const page = await read(vera, pageOf(own));
    expect(page).toContain('The reading of the last day.');
    expect(page).not.toContain('<form');
  });
});

describe('what was asked and answered', () => {
  it('is on record whole, in the log and in the mails', async () => {
    const checked = await world.portal.server.app.get(UnitOfWork).inTransaction(async (session) => ({
      questions: await checkQuestions(session),
      notices: (await checkNotices(session)).problems,
      chain: (await checkAuditChain(session)).problems,
    }));
    expect(checked).toEqual({ questions: { questions: 2, problems: [] }, notices: [], chain: [] });
  });

  it('is missed in the log where somebody wrote past it', async () => {
    const problems = await world.portal.server.app.get(UnitOfWork).inPreview(async (session) => {
      await session.execute(`
        INSERT INTO partner_question (campaign_id, partner_key, customer_key, run, outcome, asked, asked_by, asked_at, form)
        SELECT campaign_id, partner_key, customer_key, run, outcome, asked, 'mallory', asked_at, gen_random_uuid() FROM partner_question WHERE question = 1`);
      return (await checkQuestions(session)).problems;
    });
    expect(problems).toEqual([expect.stringMatching(/question \d+: the audit log has no question.ask by mallory/)]);
  });

  it('is written into the log by nobody whom the log is not open to', async () => {
    const unitOfWork = world.portal.server.app.get(UnitOfWork);
    const log = world.portal.server.app.get(AuditLog);
    const written = asOneRequest(async () => {
      seeOnlyPartners([Number(await keyOf(own.partnerId))]);
      return unitOfWork.inTransaction((session) =>
        log.record(session, { actor: 'pat', act: 'run.approve', subject: 'run 1', detail: {} }),
      );
    });
    await expect(written).rejects.toThrow(/permission denied/);
    const all = await unitOfWork.inSession((session) => listQuestions(session, { limit: 10 }));
    expect(all.map(({ state }) => state)).toEqual(['answered', 'withdrawn']);
  });
});
