import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { millisOf, plusMillis } from '../../src/kernel/index.js';
import { determinationsAnswer } from '../../src/portal/answers/result-answers.js';
import { formTokenOf } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { KeptWorld } from './kept-world.js';
import { CAMPAIGN_API, CAMPAIGN_ID, CAMPAIGN_PAGE } from './portal-world.js';

/** Pages are sent again as they were made only while nobody could get another one. */

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

let world: KeptWorld;
let vera: Browser;
let pat: Browser;
let own: { readonly partnerId: string; readonly customerId: string };
let names = 0;

beforeAll(async () => {
  world = await KeptWorld.start();
  const { access } = world;
  await access.portal.bring(generateWorld({ seed: 3 }));
  await access.portal.calculate();
  vera = await access.signIn('vera');
  pat = await access.signIn('pat');
  await access.signIn('nils');
  const { determinations } = determinationsAnswer.parse(
    await (await vera.get(access.address(`${CAMPAIGN_API}/determinations?limit=1000`))).json(),
  );
  own = determinations.find(({ outcome }) => outcome === 'undecided')!;
  await access.grant('pat@partner.example', { partnerId: own.partnerId });
}, 300_000);
afterAll(() => world.end());

/** The reports show it, and nothing of what was kept for another test may. */
async function rename(query = world.operator.query.bind(world.operator)): Promise<string> {
  names += 1;
  const name = `Renamed ${String(names)} GmbH`;
  await query(
    `UPDATE partner_profile SET legal_name = $1 FROM partner WHERE partner.partner_key = partner_profile.partner_key AND partner_id = $2`,
    [name, own.partnerId],
  );
  return name;
}

const report = () => `/partners/${own.partnerId}/campaigns/${CAMPAIGN_ID}`;
const customer = () => `${CAMPAIGN_PAGE}/customers/${own.customerId}`;
const ownCustomer = () => `${report()}/customers/${own.customerId}`;
const search = () => `/search?q=${own.customerId}`;

describe('a page that is asked for again', () => {
  beforeEach(async () => {
    await rename();
  });

  it.each([
    ['the overview', () => CAMPAIGN_PAGE],
    ['the accrual report', report],
    ['a partner in the campaign', () => `${CAMPAIGN_PAGE}/partners/${own.partnerId}`],
    ['a customer', customer],
    ['a search', search],
  ])('is sent as it was made: %s', async (_, path) => {
    const made = await world.ask(vera, path());
    expect(made).toMatchObject({ status: 200, was: 'made', tag: expect.stringMatching(/^"[\w-]{43}"$/) });
    expect(await world.ask(vera, path())).toEqual({ ...made, was: 'sent-again' });
  });

  it('is not sent at all to who has it', async () => {
    const { tag } = await world.ask(vera, customer());
    const again = await world.ask(vera, customer(), { 'if-none-match': tag ?? '' });
    expect(again).toMatchObject({ status: 304, text: '', tag, was: 'sent-again' });
  });

  it('has the id of its form for each sending anew, and the same otherwise', async () => {
    const asked = [
      await world.ask(pat, ownCustomer()),
      await world.ask(pat, ownCustomer()),
      await world.ask(pat, ownCustomer()),
    ];
    expect(asked.map(({ was }) => was)).toEqual(['made', 'sent-again', 'sent-again']);
    const ids = asked.map(({ text }) => /name="form" value="([0-9a-f-]{36})"/.exec(text)?.[1] ?? 'none');
    expect(new Set(ids).size).toBe(3);
    expect(new Set(asked.map(({ text }, place) => text.replaceAll(ids[place] ?? '', ''))).size).toBe(1);
    expect(asked.map(({ tag }) => tag)).toEqual([null, null, null]);
  });

  it('is made again where the answer was a refusal', async () => {
    const nowhere = `${CAMPAIGN_PAGE}/partners/9999999999`;
    const asked = [await world.ask(vera, nowhere), await world.ask(vera, nowhere)];
    expect(asked.map(({ status, was }) => [status, was])).toEqual([
      [404, 'made'],
      [404, 'made'],
    ]);
  });
});

describe('who asks', () => {
  it('never gets what was made for another session, not even of the same person', async () => {
    await world.ask(vera, search());
    const otherOfVera = await world.access.signIn('vera');
    const [asked] = [await world.ask(otherOfVera, search())];
    expect(asked.was).toBe('made');
    expect(await world.ask(vera, search())).toMatchObject({ was: 'made' });
  });

  it('gets what is in its own sight at an address that others see more of', async () => {
    const path = '/search?q=cloud';
    const [all] = [await world.ask(vera, path)];
    const few = await world.ask(pat, path);
    expect(few.was).toBe('made');
    expect(few.text).not.toBe(all.text);
    expect(await world.ask(vera, path)).toEqual({ ...all, was: 'sent-again' });
    expect(await world.ask(pat, path)).toEqual({ ...few, was: 'sent-again' });
  });

  it('gets the page in the language that its browser asks for', async () => {
    await world.operator.query('UPDATE partner_profile SET locale = NULL');
    const german = await world.ask(pat, report(), { 'accept-language': 'de' });
    const swedish = await world.ask(pat, report(), { 'accept-language': 'sv' });
    expect([german.was, swedish.was]).toEqual(['made', 'made']);
    expect(swedish.text).not.toBe(german.text);
    expect(await world.ask(pat, report(), { 'accept-language': 'de' })).toEqual({ ...german, was: 'sent-again' });
  });

  it('gets nothing more of a partner from when its right was withdrawn', async () => {
    await world.ask(pat, report());
    expect(await world.ask(pat, report())).toMatchObject({ status: 200, was: 'sent-again' });
    await world.access.withdraw('pat@partner.example', { partnerId: own.partnerId });
    expect(await world.ask(pat, report())).toMatchObject({ status: 404, was: 'not-kept' });
    await world.access.grant('pat@partner.example', { partnerId: own.partnerId });
    expect(await world.ask(pat, report())).toMatchObject({ status: 200, was: 'made' });
  });

  it('gets nothing more once it has signed out', async () => {
    const leaving = await world.access.signIn('vera');
    const account = await (await leaving.get(world.access.address('/account'))).text();
    await world.ask(leaving, search());
    const secret = leaving.cookie(world.access.address('/'), 'seatback-session') ?? '';
    await leaving.post(world.access.address('/sign-out'), { formToken: formTokenOf(account) });
    leaving.setCookie(world.access.address('/'), 'seatback-session', secret);
    const after = await world.ask(leaving, search());
    expect(after.was).toBe('not-kept');
    expect(after.text).not.toContain(own.customerId);
  });
});

describe('what is written', () => {
  it('is on the page from its commit on, and not before, whenever it began', async () => {
    const before = await rename();
    await world.operator.query('BEGIN');
    const renamed = await rename();
    expect((await world.ask(pat, report())).text).toContain(before);
    expect(await world.ask(pat, report())).toMatchObject({ was: 'sent-again', text: expect.stringContaining(before) });
    // Another transaction begins and ends meanwhile.
    await world.access.grant('nils@harbour.example', { role: 'finance-viewer' });
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made', text: expect.stringContaining(before) });
    expect(await world.ask(pat, report())).toMatchObject({ was: 'sent-again', text: expect.stringContaining(before) });
    await world.operator.query('COMMIT');
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made', text: expect.stringContaining(renamed) });
  });

  it('is on the page that is asked for after it, also where another was being made when it was committed', async () => {
    const before = await rename();
    await world.operator.query('BEGIN');
    // The report reads it last: by then it sees one state of the database.
    await world.operator.query('LOCK TABLE notification IN ACCESS EXCLUSIVE MODE');
    const renamed = await rename();
    const underWay = world.ask(pat, report());
    try {
      await isWaitedFor('notification', underWay);
    } finally {
      await world.operator.query('COMMIT');
    }
    expect(await underWay).toMatchObject({ was: 'made', text: expect.stringContaining(before) });
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made', text: expect.stringContaining(renamed) });
  });
});

/** Until somebody waits for the lock on the table, which the answer has to come by. */
async function isWaitedFor(table: string, answer: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void answer.finally(() => over.abort());
  for (;;) {
    const { rowCount } = await world.operator.query(
      'SELECT FROM pg_locks WHERE relation = $1::regclass AND NOT granted',
      [table],
    );
    if (rowCount !== 0) return;
    if (over.signal.aborted) throw new Error(`It was answered without ${table}`);
  }
}

describe('when the clock moves on', () => {
  const moveOn = (milliseconds: number) => {
    const { clock } = world.access.portal;
    clock.moveTo(plusMillis(clock.now(), milliseconds));
  };
  beforeEach(async () => {
    // From the beginning of a quarter of an hour, in which nobody has asked yet.
    const { clock } = world.access.portal;
    moveOn(2 * QUARTER_MS - (millisOf(clock.now()) % QUARTER_MS));
    vera = await world.access.signIn('vera');
    pat = await world.access.signIn('pat');
  });

  it('what says how many days are left is made anew with each quarter of an hour, as days begin', async () => {
    await world.ask(pat, report());
    moveOn(4 * MINUTE_MS);
    expect(await world.ask(pat, report())).toMatchObject({ was: 'sent-again' });
    // Meanwhile sessions are put on record as seen, which is a write, and no page tells of it.
    moveOn(11 * MINUTE_MS - 1);
    expect(await world.ask(pat, report())).toMatchObject({ was: 'sent-again' });
    expect(await world.ask(pat, report())).toMatchObject({ was: 'sent-again' });
    moveOn(1);
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made' });
  });

  it('what somebody else wrote is on the page also where sessions were put on record with it', async () => {
    await world.ask(pat, report());
    const renamed = await rename();
    moveOn(6 * MINUTE_MS);
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made', text: expect.stringContaining(renamed) });
    moveOn(6 * MINUTE_MS);
    const again = await rename();
    expect(await world.ask(pat, report())).toMatchObject({ was: 'made', text: expect.stringContaining(again) });
  });

  it('what may come due at any instant is made anew with each minute', async () => {
    const { rows } = await world.operator.query<{ partner_id: string; partner_key: number }>(
      `SELECT partner_id, partner_key FROM partner JOIN partner_earning USING (partner_key) JOIN bank_account USING (partner_key)
       WHERE partner_id <> $1 ORDER BY partner_id LIMIT 1`,
      [own.partnerId],
    );
    const [asked] = rows;
    // A payment failed, and it is asked for other bank details.
    await world.operator.query(
      `INSERT INTO payee_request (partner_key, campaign_id, cause, failed_payment, answer_days, most_notices, forfeits, time_zone, opened_by, opened_at)
       VALUES ($1, $2, 'payment-failed', 'SB1', 5, 3, true, 'Europe/London', 'dana', $3)`,
      [asked?.partner_key, CAMPAIGN_ID, world.access.portal.clock.now()],
    );
    const path = `/partners/${String(asked?.partner_id)}/campaigns/${CAMPAIGN_ID}`;
    expect(await world.ask(vera, path)).toMatchObject({ status: 200, was: 'made' });
    moveOn(MINUTE_MS - 1);
    expect(await world.ask(vera, path)).toMatchObject({ was: 'sent-again' });
    moveOn(1);
    expect(await world.ask(vera, path)).toMatchObject({ was: 'made' });
  });

  it('what does not depend on it is sent again, as long as the session lasts', async () => {
    const made = await world.ask(vera, search());
    for (let time = 1; time <= 3; time += 1) {
      moveOn(6 * MINUTE_MS);
      expect(await world.ask(vera, search())).toEqual({ ...made, was: 'sent-again' });
    }
    moveOn(60 * MINUTE_MS);
    const over = await world.ask(vera, search());
    expect(over.was).toBe('not-kept');
    expect(over.text).not.toContain(own.customerId);
  });
});
