import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { statement, statusReport } from '../../demo/bank/index.js';
import { accountIn } from '../../demo/world/index.js';
import { ApproveBankDetails } from '../../src/payout/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { readPdf } from '../statements/read-files.js';
import { startChromium } from './chromium.js';
import { Reader } from './story/reader.js';
import { SHORT_CUSTOMER } from './story/season.js';
import { SIGRID, StoryWorld } from './story/story-world.js';

/** From the seat that is missing to the statement in the partner's language: all that people do, they do on pages. */
let browser: Browser;
let world: StoryWorld;
const readers: Reader[] = [];
beforeAll(async () => {
  browser = await startChromium();
  world = await StoryWorld.start();
}, 300_000);
afterAll(async () => {
  await browser.close();
  await world.end();
});

const TEN_MINUTES_MS = 600_000;

async function someone(locale = 'en-GB'): Promise<Reader> {
  const reader = await Reader.begin(browser, world.server.address, locale);
  readers.push(reader);
  return reader;
}

it(
  'a campaign from the last missing seat to the money and its statement, without a script',
  async () => {
    const report = `/partners/${world.partner.id}/campaigns/${world.campaign.campaign}`;
    const sigrid = await theLastSeat(report);
    const { maker, checker } = await theClose();
    await thePayee(maker);
    const batch = await thePayment(maker, checker);
    await theStatement(sigrid, report);

    for (const [reader, path] of [
      [sigrid, report],
      [checker, `/campaigns/${world.campaign.campaign}/payout`],
      [checker, batch],
    ] as const)
      await reader.expectSameWithScript(path);
    const looked = readers.flatMap((each) => each.looked);
    console.log(`${String(looked.length)} pages looked at, ${String(new Set(looked).size)} of them different`);
    for (const reader of readers) await reader.end();
  },
  TEN_MINUTES_MS,
);

/** The partner sees what is missing while there is time, has it done, and sees that it was enough. */
async function theLastSeat(report: string): Promise<Reader> {
  await world.pull('2019-03-31T21:00:00Z');
  await world.pull('2019-06-24T21:00:00Z');
  await world.bringRegister();
  await world.estimate('2019-06-25T06:00:00Z');
  world.moveTo('2019-06-25T08:00:00Z');
  const sigrid = await someone('sv-SE');
  await sigrid.signIn(SIGRID.id);
  expect(await sigrid.open('/')).toContain('Role missing');
  await sigrid.follow('Your account');
  await world.grant(SIGRID.email, { partnerId: world.partner.id });
  await sigrid.open('/account');
  await sigrid.follow(world.partner.id);
  const before = await sigrid.follow(world.campaign.title);
  expect(sigrid.path).toBe(report);
  expect(before).toContain('Tilldela användare 1 plats till');
  expect(before).toContain('1 kund är inte avgjord ännu och kan ge upp till 2 000,00 USD till');
  expect(await sigrid.row(SHORT_CUSTOMER, '1 plats saknas')).toMatch(
    new RegExp(`^${SHORT_CUSTOMER} Inte kvalificerad 14 15 14 .* 1 plats saknas 5 dagar kvar 0,00 USD$`),
  );
  const inEnglish = await sigrid.follow('English');
  expect(inEnglish).toContain('1 seat short');
  expect(inEnglish).toContain('5 days left');
  await sigrid.follow('Svenska');
  const customer = await sigrid.follow(SHORT_CUSTOMER);
  expect(customer).toContain('14 platser: 1 plats för lite för 15.');

  await world.pull('2019-06-26T21:00:00Z');
  await world.estimate('2019-06-27T06:00:00Z');
  world.moveTo('2019-06-27T08:00:00Z');
  await sigrid.signIn(SIGRID.id);
  const after = await sigrid.open(report);
  expect(after).toContain('2 kunder är inte avgjorda ännu och kan ge upp till 4 000,00 USD till');
  expect(after).not.toContain('Tilldela användare');
  // It qualifies as far as anything can before the window ends: proof and enrolment are decided on days that lie ahead.
  expect(await sigrid.row(SHORT_CUSTOMER, 'Inte avgjord')).toContain(
    '15 15 15 Allt som kan avgöras hittills är uppfyllt; kommande dagar avgör resten.',
  );
  return sigrid;
}

/** The window is over: two people of finance close the campaign. */
async function theClose(): Promise<{ maker: Reader; checker: Reader }> {
  await world.pull('2019-06-30T21:00:00Z');
  await world.pull('2019-08-05T21:00:00Z');
  world.moveTo('2019-08-09T12:00:00Z');
  await world.bringRegister();
  const { run } = await world.calculate();
  const page = `/campaigns/${world.campaign.campaign}/runs/${String(run)}`;
  const maker = await someone();
  await maker.signIn('dana', page);
  // She has both roles: what keeps her from approving is that she submitted.
  await world.grant('dana@harbour.example', { role: 'finance-checker' });
  for (const term of await maker.page.locator('input[name=term]').all()) await term.check();
  await maker.page.getByLabel('Why these are right').fill('Agreed with the programme office on 8 August');
  await maker.press('Confirm the chosen terms');
  const submitted = await maker.press(`Submit run ${String(run)}`);
  expect(submitted).toContain('You submitted this run; another person approves.');
  expect(await maker.isOffered(/^Approve/)).toBe(false);

  const checker = await someone();
  await checker.signIn('robin', page);
  await checker.press(`Approve run ${String(run)}`);
  const posted = await checker.press(`Post run ${String(run)}`);
  expect(posted).toContain('what is posted stays posted');
  expect(posted).toContain('Payable, not prepared yet USD 4,000.00');
  return { maker, checker };
}

/** Nobody knows where the partner is paid: it is asked by mail, and answers on the page. */
async function thePayee(maker: Reader): Promise<void> {
  const payout = `/campaigns/${world.campaign.campaign}/payout`;
  world.moveTo('2019-08-12T09:00:00Z');
  await maker.signIn('dana', payout);
  const waits = await maker.press('Prepare what is payable');
  expect(waits).toContain('No batch has been prepared yet.');
  expect(await maker.row(world.partner.id)).toBe(
    `${world.partner.id} payee USD 4,000.00 no bank account: no account number on record`,
  );
  const link = await world.invitedByMail();

  const payee = await someone('sv-SE');
  const form = await payee.openLink(link, '/payee/details');
  expect(form).toContain('Vart ska vi betala?');
  const { iban, bic } = accountIn('SE', world.partner.id);
  await payee.page.locator('input[name=accountKind][value=business]').check();
  for (const [id, value] of [
    ['accountName', world.partner.legalName],
    ['iban', iban],
    ['bic', bic],
    ['givenBy', SIGRID.name],
    ['contact', 'ekonomichef'],
  ] as const)
    await payee.page.locator(`#${id}`).fill(value);
  await payee.page.locator('#bankCountry').selectOption('SE');
  await payee.page.locator('#currency').selectOption('SEK');
  const review = await payee.press('Se över allt en gång till');
  expect(review).toContain('Stämmer allt?');
  expect(review).toContain(`****${iban.slice(-4)}`);
  const receipt = await payee.press('Bekräfta: det här är våra bankuppgifter');
  expect(receipt).toContain('Vi har era bankuppgifter');
  const reference = Number(await payee.page.locator('dd').first().innerText());
  await world.app.get(ApproveBankDetails).approve(reference, 'robin@harbour.example', { lastFour: iban.slice(-4) });
}

/** @returns the address of the batch's page */
async function thePayment(maker: Reader, checker: Reader): Promise<string> {
  const payout = `/campaigns/${world.campaign.campaign}/payout`;
  world.moveTo('2019-08-14T09:00:00Z');
  await maker.signIn('dana', payout);
  await maker.press('Prepare what is payable');
  const prepared = await maker.follow(/^Batch \d+$/);
  expect(prepared).toContain('You prepared this batch; another person approves.');
  expect(await maker.isOffered(/^Approve/)).toBe(false);
  const batch = maker.path;

  await checker.signIn('robin', batch);
  await checker.press(/^Approve batch/);
  const released = await checker.press(/^Release batch/);
  expect(released).toContain('Sent, nothing reported yet');

  world.moveTo('2019-08-19T07:00:00Z');
  const [payment] = await world.rows(
    'SELECT message_id AS "messageId", end_to_end_id AS id, paid_amount::text AS amount FROM payment_instruction JOIN payout_batch USING (batch)',
  );
  const messageId = String(payment?.['messageId']);
  await world.bankReports(
    'pain.002',
    statusReport({ original: messageId, blocks: [{ id: `${messageId}-1`, status: 'ACSC' }] }),
  );
  const entry = { amount: String(payment?.['amount']), transactions: [{ endToEndId: String(payment?.['id']) }] };
  await world.bankReports('camt.054', statement({ entries: [{ ...entry, bookedOn: '2019-08-16' }] }));
  await checker.signIn('robin', batch);
  const paid = await checker.look();
  expect(paid).not.toContain('Sent, nothing reported yet');
  expect(await checker.row(world.partner.legalName)).toContain('USD 4,000.00 Paid since 19 August 2019');
  return batch;
}

async function theStatement(sigrid: Reader, report: string): Promise<void> {
  const { document } = await world.app
    .get(IssueDocuments)
    .statement(world.partner.id, world.campaign.campaign, { formats: ['pdf', 'csv'] });
  await sigrid.signIn(SIGRID.id, report);
  expect(await sigrid.row(SHORT_CUSTOMER, 'Kvalificerad')).toBe(`${SHORT_CUSTOMER} Kvalificerad 15 15 15 2 000,00 USD`);
  expect(await sigrid.row('Betald')).toContain('4 000,00 USD');
  const pdf = await sigrid.save(new RegExp(`PDF.*${document}`));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const read = await readPdf(pdf);
  expect(read.language).toMatch(/^sv/);
  for (const words of ['Avräkning', 'Kvalificerade kunder', 'Intjänat', SHORT_CUSTOMER])
    expect(read.text).toContain(words);
  const csv = (await sigrid.save(new RegExp(`CSV.*${document}`))).toString('utf8');
  expect(csv).toContain('Kvalificerad');
}
