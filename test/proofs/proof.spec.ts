import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CalculateCampaign,
  ExplainCustomer,
  OpenDecisions,
  proofText,
  verifyProof,
  type ExplainedDetermination,
  type Explanation,
  type Proof,
  type ProofCheck,
} from '../../src/calculation/index.js';
import { ImportFolder, LocateEvidence, RecordDecision } from '../../src/ingest/index.js';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { applyMinimumPayout } from '../../src/payout/index.js';
import { evidenceOf, ProveCustomer } from '../../src/portal/index.js';
import { customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
});
afterAll(() => seatbacks.end());

const OF_REVENUE: SpokenTerms = {
  'reward for each customer': undefined,
  'reward of billed revenue': { percent: '10', currency: 'GBP' },
  'cap for each customer': { amount: '70' },
  'cap for each partner': { amount: '120' },
  'customers needed': { 'at least': 2, 'those before': 'rewarded' },
  rounding: { at: 'each customer', direction: 'half to even' },
  'minimum payout': { amount: '100', below: 'carry' },
};

describe('an explanation', () => {
  it('gives the arithmetic of a reward, step by step, and what follows for the partner', async () => {
    await calculated(aSeason(), OF_REVENUE);
    expect(await ofPartner('1001')).toMatchObject({
      outcome: 'qualified',
      reward: '60.00',
      arithmetic: {
        measure: 'billed revenue',
        position: 1,
        ofCustomers: 2,
        isRewarded: true,
        count: '750',
        lines: [{ units: '750', rate: '10', per: 'hundred', band: null, amount: '75' }],
        gross: '75',
        reductions: [
          { cap: 'customer', before: '75', after: '70' },
          { cap: 'partner', before: '70.00', after: '60.00' },
        ],
        exact: '70',
        rounding: { at: 'each customer', direction: 'half to even' },
        reward: '60.00',
      },
      earning: {
        customers: 3,
        qualified: 2,
        undecided: 0,
        exact: '140',
        rounded: '140.00',
        earned: '120.00',
        potential: '120.00',
        compared: '120.00',
        payout: { outcome: 'payable', amount: '120.00', reason: null },
      },
    });
  });

  it('says which customers count for nothing since they come before the gate', async () => {
    await calculated(aSeason(), { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } });
    const first = await ofPartner('1001');
    expect(first).toMatchObject({ reward: '0.00', arithmetic: { position: 1, isRewarded: false, lines: [] } });
    const second = await ofPartner('1001', customerId(2));
    expect(second).toMatchObject({ reward: '2000.00', arithmetic: { position: 2, isRewarded: true } });
  });

  it('has the finding that looks at all customers of the partner', async () => {
    await calculated(aSeason(), { 'customers needed': { 'at least': 3, 'those before': 'rewarded' } });
    const { outcome, findings, earning } = await ofPartner('1001');
    expect(outcome).toBe('not-qualified');
    expect(findings.at(-1)).toMatchObject({
      rule: 'customers-needed',
      outcome: 'not-met',
      observed: 2,
      required: 3,
      distance: 1,
    });
    expect(earning).toMatchObject({ qualified: 0, earned: '0.00', payout: null });
  });

  it('tells what the campaign’s cap left', async () => {
    await calculated(aSeason(), { 'cap for the campaign': { amount: '3000', shared: 'in proportion' } });
    expect((await ofPartner('1001')).earning).toMatchObject({
      rounded: '4000.00',
      campaignCap: { cap: '3000', before: '4000.00', after: '3000.00' },
      earned: '3000.00',
    });
  });

  it('holds all locations of a company against the minimum together', async () => {
    const files = aSeason()
      .partner('1001', { profile: { global_partner_id: 'G1' } })
      .partner('1002', { profile: { global_partner_id: 'G1' } })
      .sale(7, { partner: '1002' });
    await calculated(files, { 'minimum payout': { amount: '5000', below: 'forfeit', scope: 'company' } });
    expect((await ofPartner('1001')).earning).toMatchObject({
      earned: '4000.00',
      compared: '6000',
      company: [{ partnerId: '1002', earned: '2000.00' }],
      payout: { outcome: 'payable', amount: '4000.00' },
    });
  });

  it('says how many days are left where a day decides', async () => {
    await calculated(
      aSeason({ seats: 14, readAt: '2019-06-20T20:00:00Z' }),
      { claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: [] } },
      instant('2019-06-21T20:00:00Z'),
      instant('2019-06-22T08:00:00Z'),
    );
    const { findings } = await ofPartner('1001');
    expect(findings.find(({ rule }) => rule === 'qualifying-seats')).toMatchObject({
      distance: 1,
      deadline: '2019-06-30',
      daysLeft: 9,
    });
    expect(findings.find(({ rule }) => rule === 'claim')).toMatchObject({ deadline: '2019-07-31', daysLeft: 39 });
    expect(findings.find(({ rule }) => rule === 'segment')).toMatchObject({ outcome: 'met', daysLeft: null });
  });

  it('tells days of which billing is known in their order, however they came', async () => {
    const days = (known_from: string, known_to: string) =>
      new ImportFiles().rows('coverage.csv', { resource: 'billing', known_from, known_to });
    const files = aSeason()
      .and(days('2017-05-01', '2017-05-31'))
      .and(days('2017-02-01', '2017-02-28'))
      .and(days('2017-10-01', '2017-10-31'));
    await calculated(files);
    const { register } = await explained();
    const covered = register.filter(({ file }) => file === 'coverage.csv').map(({ values }) => values['known_from']);
    expect(covered).toEqual(['2017-02-01', '2017-05-01', '2017-10-01', '2018-01-01']);
  });

  it('leads to the rows of the register that findings rest on', async () => {
    await calculated(aSeason());
    const explanation = await explained();
    const { register } = await evidenceOf(seatback.app.get(LocateEvidence), explanation);
    const found = explanation.register.map(({ file, values }, index) => [file, values['kind'], register[index]?.place]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['partners.csv', undefined, 'line 2'],
        ['partner_standings.csv', 'membership', 'line 2'],
        ['partner_standings.csv', 'enrolment', 'line 5'],
        ['proofs.csv', 'case study', 'line 2'],
        ['customers.csv', undefined, 'line 2'],
        ['prior_purchases.csv', undefined, 'line 2'],
        ['coverage.csv', undefined, 'line 2'],
      ]),
    );
    expect(register.every((each) => each !== undefined)).toBe(true);
  });
});

describe('a proof', () => {
  it('holds by itself, whatever is rewarded', async () => {
    await calculated(aSeason(), OF_REVENUE);
    for (const customer of [1, 2, 3]) expect(await wrongIn(proofText(await proved(customer)))).toEqual([]);
  });

  it('holds what a person decided, by whom and why', async () => {
    await calculated(aSeason().rows('customers.csv', { customer_id: customerId(1), name: 'Customer 1' }));
    const pair = await seatback.app
      .get(OpenDecisions)
      .expectDecidable({ campaignId: 'a-campaign', customer: customerId(1), countedAs: 'met' });
    await seatback.app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Asked the customer' });
    seatback.clock.moveTo(plusMillis(NOW, 3_600_000));
    await seatback.app.get(CalculateCampaign).execute(aCampaign());
    const proof = await proved(1);
    expect(proof.determinations[0]).toMatchObject({ outcome: 'qualified', decisionsWithoutEffect: [] });
    expect(proof.facts.partners[0]?.decisions).toMatchObject([{ decidedBy: 'dana', reason: 'Asked the customer' }]);
    expect(await wrongIn(proofText(proof))).toEqual([]);
  });

  it('has neither account numbers nor names that the explanation does not show', async () => {
    await calculated(aSeason());
    const text = proofText(await proved(1));
    expect(text).toContain('Partner 1001 Ltd');
    for (const secret of ['BUKB', 'High Street', 'Customer 2', 'payment-profile']) expect(text).not.toContain(secret);
  });

  it('is the same bytes each time it is made', async () => {
    await calculated(aSeason());
    const first = proofText(await proved(1));
    await seatback.app.get(ImportFolder).execute(aSeason().sale(9).writeTo(seatbacks.newFolder()));
    expect(proofText(await proved(1))).toBe(first);
  });

  it('shows every byte that was changed', async () => {
    await calculated(aSeason());
    const text = proofText(await proved(1));
    const places = Array.from({ length: 100 }, (_, index) => Math.floor((index * text.length) / 100));
    for (const place of places) {
      const other = text[place] === '7' ? '8' : '7';
      const changed = `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
      expect([place, (await wrongIn(changed)).length > 0]).toEqual([place, true]);
    }
    for (const changed of [` ${text}`, text.slice(0, -1), `${text}\n`, `\uFEFF${text}`])
      expect(await wrongIn(changed)).not.toEqual([]);
  });
});

/** A partner with two customers that qualify and one that does not; the first is the one that tests ask about. */
function aSeason(first: { readonly seats?: number; readonly readAt?: string } = {}): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .sale(1, first)
    .sale(2)
    .sale(3, { assigned: 3 })
    .rows('prior_purchases.csv', {
      customer_id: customerId(1),
      product_family: 'dynamics-365',
      first_purchased_on: 'never',
    })
    .rows(
      'billing/D2019-05.csv',
      licenceLine(1, { ChargeStartDate: '5/1/2019 0:00', ChargeEndDate: '5/31/2019 23:59', Subtotal: '0' }),
    )
    .billingIsKnown();
}

async function calculated(
  files: ImportFiles,
  terms: SpokenTerms = {},
  snapshotAt?: Instant,
  recordedAt?: Instant,
): Promise<void> {
  await seatback.app
    .get(ImportFolder)
    .execute(files.writeTo(seatbacks.newFolder()), recordedAt === undefined ? {} : { recordedAt });
  await seatback.app.get(CalculateCampaign).execute(aCampaign(terms), { snapshotAt, knownAt: recordedAt });
}

function explained(customer = customerId(1)): Promise<Explanation> {
  return seatback.app.get(ExplainCustomer).execute('a-campaign', customer);
}

async function ofPartner(partnerId: string, customer = customerId(1)): Promise<ExplainedDetermination> {
  const found = (await explained(customer)).determinations.find((each) => each.partnerId === partnerId);
  if (found === undefined) throw new Error(`No determination for partner ${partnerId}`);
  return found;
}

function proved(customer: number): Promise<Proof> {
  return seatback.app.get(ProveCustomer).execute('a-campaign', customerId(customer));
}

async function wrongIn(text: string): Promise<ProofCheck[]> {
  const checks = await verifyProof(text, { minimumPayout: applyMinimumPayout });
  return checks.filter(({ isRight }) => !isRight);
}
