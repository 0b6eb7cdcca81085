import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ExplainCustomer, OpenDecisions } from '../../src/calculation/index.js';
import { RecordDecision } from '../../src/ingest/index.js';
import { ReadAnswers } from '../../src/payout/index.js';
import { inChunks, statement } from '../builders/bank-reports.js';
import { customerId } from '../builders/import-folder.js';
import { REASONS_OF_DYNAMICS } from '../programmes/dynamics-reasons.js';
import {
  dealtDynamics,
  DYNAMICS,
  earnedBy,
  type DealtCustomer,
  type DealtPartner,
} from '../programmes/dynamics-season.js';
import { ProgrammeVoice } from '../programmes/programme-voice.js';
import { ProgrammeWorld } from '../programmes/programme-world.js';

/** The campaign for seats of new customers, from the first sales to wires that the bank has booked, told in English. */

const world = new ProgrammeWorld(DYNAMICS, '2019-04-15T09:00:00Z');
let voice: ProgrammeVoice;
beforeAll(async () => {
  await world.start('USD', { PORT: '0' });
  voice = await ProgrammeVoice.open(world);
});
beforeEach(() => world.begin());
afterAll(async () => {
  await voice.close();
  await world.end();
});

describe.each([1, 2])('a season of half a year, drawn by %d', (seed) => {
  it('is sold, looked at in April, calculated in July, proved, decided and paid by wire, and told in English', async () => {
    const { spring, summer, proofs, partners } = dealtDynamics(seed);
    expect(await world.imported(spring)).toEqual({ quarantined: 0 });
    const april = await world.estimated();
    await expectAhead(partners, april);

    world.moveTo('2019-07-01T09:00:00Z');
    expect(await world.imported(summer)).toEqual({ quarantined: 0 });
    const july = await world.calculated();
    expect(await found(partners, july)).toEqual(expected(partners, ({ inJuly }) => inJuly));

    world.moveTo('2019-08-01T09:00:00Z');
    expect(await world.imported(proofs)).toEqual({ quarantined: 0 });
    const august = await world.calculated();
    expect(await found(partners, august)).toEqual(expected(partners, (customer) => customer.found));

    for (const { partner, customers } of partners) for (const customer of customers) await decide(partner, customer);
    const posted = await world.posted();
    expect(await found(partners, posted)).toEqual(expected(partners, ({ decided }) => decided));
    const reasons = [await reasonsOf(partners.slice(0, 5), april), await reasonsOf(partners, posted)];
    expect([...new Set(reasons.flat())].toSorted()).toEqual(REASONS_OF_DYNAMICS.toSorted());

    const earning = partners.filter((partner) => earnedBy(partner) !== '0.00');
    const waiting = earning.flatMap(({ partner, fate }) =>
      Object.keys(fate.waitsFor ?? {}).map((reason) => `${partner}: ${reason}`),
    );
    expect(await world.waiting()).toEqual(waiting.toSorted());
    const paid = earning.filter(({ fate }) => fate.waitsFor === undefined);
    expect(await world.wired()).toEqual(
      paid.map((partner) => `${partner.partner} ${earnedBy(partner)} USD`).toSorted(),
    );
    await debited();
    for (const partner of partners) await expectTold(partner, paid.includes(partner));
  });
});

it('without invoices of the last day, or whole records of the year before, nobody knows; a declaration helps', async () => {
  const { spring, summer, proofs, partners } = dealtDynamics(1);
  const known = { resource: 'billing', known_from: '2018-01-02', known_to: '2019-06-29' };
  await world.imported(spring.without('coverage.csv'));
  world.moveTo('2019-08-01T09:00:00Z');
  await world.imported(summer.without('coverage.csv').rows('coverage.csv', known));
  await world.imported(proofs);
  const run = await world.calculated();
  const [first, ...others] = partners;
  const plain = first?.customers.find(({ isPlain }) => isPlain)?.customer ?? 0;
  expect((await world.outcomes(run))[plain]).toBe('undecided new-customer billed-seats qualifying-seats 0');
  await expectRead('1001', plain, [
    'Nobody declared that the customer is new, and our own records do not reach back to 1 January 2018.',
    'The invoices for the last day are not all here yet; 15 seats are needed.',
  ]);
  const declared = [first, ...others].flatMap((partner) =>
    (partner?.customers ?? []).flatMap(({ customer, fate }) =>
      fate.startsWith('declared to be new, of a partner that has')
        ? [{ partner: partner?.partner ?? '', customer }]
        : [],
    ),
  );
  expect(declared).not.toEqual([]);
  for (const { partner, customer } of declared)
    expect((await world.outcomes(run, partner))[customer]).toBe('undecided billed-seats qualifying-seats 0');
});

/** As a person does who knows more than the facts: everything that is unknown of a customer counts as said. */
async function decide(partnerId: string, { customer, decision }: DealtCustomer): Promise<void> {
  if (decision === undefined) return;
  const pair = await world.app.get(OpenDecisions).expectDecidable({
    campaignId: DYNAMICS,
    customer: customerId(customer),
    partnerId,
    countedAs: decision,
  });
  await world.app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Seen in the tenant together' });
}

async function found(partners: readonly DealtPartner[], run: number): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const { partner, customers } of partners) {
    const outcomes = await world.outcomes(run, partner);
    expect([partner, Object.keys(outcomes)]).toEqual([partner, customers.map(({ customer }) => String(customer))]);
    for (const { customer, fate } of customers) told[`${String(customer)} ${fate}`] = outcomes[customer] ?? 'none';
  }
  return told;
}

function expected(partners: readonly DealtPartner[], tell: (customer: DealtCustomer) => string) {
  return Object.fromEntries(
    partners.flatMap(({ customers }) =>
      customers.map((customer) => [`${String(customer.customer)} ${customer.fate}`, tell(customer)]),
    ),
  );
}

/** Every reason that a run gives for any of their customers. */
async function reasonsOf(partners: readonly DealtPartner[], run: number): Promise<string[]> {
  const customers = new Set(partners.flatMap((partner) => partner.customers.map(({ customer }) => customer)));
  const reasons: string[] = [];
  for (const customer of customers) {
    const explained = await world.app.get(ExplainCustomer).execute(DYNAMICS, customerId(customer), run);
    reasons.push(...explained.determinations.flatMap(({ findings }) => findings.map(({ because }) => because)));
  }
  return reasons;
}

/** In April: of those to whom nothing is in the way, only what no day has decided yet is open. */
async function expectAhead(partners: readonly DealtPartner[], run: number): Promise<void> {
  for (const { partner, fate, customers } of partners) {
    if (fate.aheadSays === undefined) continue;
    const outcomes = await world.outcomes(run, partner);
    for (const { customer, isPlain } of customers) {
      if (!isPlain) continue;
      const open = ['undecided', ...(fate.ahead ?? []), 'enrolment', 'proof-of-performance', 0].join(' ');
      expect([fate.name, outcomes[customer]]).toEqual([fate.name, open]);
      await expectRead(partner, customer, [
        ...fate.aheadSays,
        'No proof of performance yet; it can be handed in until 31 July 2019.',
      ]);
    }
  }
}

async function expectRead(partner: string, customer: number, says: readonly string[]): Promise<void> {
  const { language, text } = await voice.page(partner, `/customers/${customerId(customer)}`);
  expect([partner, language]).toEqual([partner, 'en']);
  for (const sentence of says)
    expect([partner, customer, text]).toEqual([partner, customer, expect.stringContaining(sentence)]);
}

/** The bank has booked every wire that was sent. */
async function debited(): Promise<void> {
  const sent = await world.query<{ endToEndId: string; amount: string }>(
    'SELECT end_to_end_id AS "endToEndId", amount::text FROM payment_instruction ORDER BY 1',
  );
  const entries = sent.map(({ endToEndId, amount }) => ({ amount, transactions: [{ endToEndId }] }));
  world.moveTo('2019-08-06T21:00:00Z');
  const content = inChunks(Buffer.from(statement({ entries })));
  await world.app.get(ReadAnswers).execute({ bank: 'BUKBGB22', fileName: 'august.xml', content });
}

/** What a partner reads at the end: of each customer, of its money, in its mails and in its statement. */
async function expectTold(dealt: DealtPartner, isPaid: boolean): Promise<void> {
  const { partner, fate, customers } = dealt;
  for (const { customer, says } of customers) await expectRead(partner, customer, says);
  const earned = earnedBy(dealt);
  const isEarning = earned !== '0.00';
  const amount = `USD ${Number(earned).toLocaleString('en', { minimumFractionDigits: 2 })}`;

  const page = await voice.page(partner);
  expect([partner, page.language]).toEqual([partner, 'en']);
  expect([fate.name, page.text]).toEqual([fate.name, expect.stringContaining(`Earned: ${amount}`)]);
  for (const sentence of isEarning ? Object.values(fate.waitsFor ?? {}) : [])
    expect([fate.name, page.text]).toEqual([fate.name, expect.stringContaining(sentence)]);

  const mails = await voice.mails(partner);
  const [potential, paid, ...more] = mails;
  expect(mails.map(({ kind, language }) => `${kind} ${language}`)).toEqual([
    ...(isEarning ? ['potential-payment en'] : []),
    ...(isPaid ? ['paid en'] : []),
  ]);
  if (isEarning) expect(potential?.text).toContain(`${amount} from “Dynamics 365 SMB cash back, January to June 2019”`);
  if (isEarning) expect(potential?.text).toContain('by 27 September 2019');
  if (isPaid) expect([paid?.text, more]).toEqual([expect.stringContaining(`${amount} for “Dynamics 365 SMB`), []]);

  const { language, text } = await voice.statement(partner);
  expect([language, text]).toEqual(['en', expect.stringContaining(`Earned,${earned},USD`)]);
  for (const { customer, decided } of customers) {
    const word = { qualified: 'Qualified', 'not-qualified': 'Not qualified', undecided: 'Undecided' };
    const outcome = word[decided.split(' ')[0] as keyof typeof word];
    expect([partner, text]).toEqual([
      partner,
      expect.stringContaining(`Customer ${String(customer)},${customerId(customer)},${outcome},`),
    ]);
  }
}
