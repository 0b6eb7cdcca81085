import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { proofText, verifyProof, type Proof, type ProofCheck } from '../../src/calculation/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks } from '../seatback.js';
import { checksOf, expectAllSeen, POLICY, received } from '../calculation/proof-fuzzer.js';
import { RestatingWorld } from '../calculation/restating-world.js';

const world = new RestatingWorld();
const folders = new Seatbacks();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(async () => {
  await world.close();
  await folders.end();
});

const CLAIM: SpokenTerms = { claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['agreement number'] } };
const NO_FIXED: SpokenTerms = {
  'reward for each customer': undefined,
  'minimum payout': { amount: '50', below: 'carry' },
};

const REVENUE: SpokenTerms = {
  ...NO_FIXED,
  'reward of billed revenue': { percent: '10', currency: 'GBP' },
  'cap for each customer': { amount: '70' },
  rounding: { at: 'each customer', direction: 'half to even' },
};
const SEATS_ADDED: SpokenTerms = {
  ...NO_FIXED,
  ...CLAIM,
  'reward for each seat': { amount: '10', currency: 'GBP', seats: 'added' },
  'seats added': { 'at least': 3, 'billed on': '2018-12-31' },
  'new customer': undefined,
  'own records since': undefined,
};
const BILLS_BEFORE: SpokenTerms = {
  'no billing before': { months: 6 },
  'new customer': undefined,
  'own records since': undefined,
};

const ALL_SEATS: SpokenTerms = {
  ...NO_FIXED,
  'reward for each seat': { amount: '10', currency: 'GBP', seats: 'all' },
  'maximum seats': { seats: 18, above: 'the maximum counts' },
  'cap for each product': { amount: '170' },
};
const tiers = (more: object): SpokenTerms => ({
  ...NO_FIXED,
  'reward by tiers': { currency: 'GBP', 'volume of': 'the partner', 'at the edge': 'the band before', ...more },
});
const TIERS = tiers({
  measure: 'seats',
  method: 'marginal',
  bands: [
    { from: '0', each: '5' },
    { from: '17', each: '7.50' },
    { from: '100', each: '9' },
  ],
});
const TIERS_OF_REVENUE: SpokenTerms = {
  ...tiers({
    measure: 'billed revenue',
    method: 'whole volume',
    bands: [
      { from: '0', percent: '5' },
      { from: '500', percent: '7.5' },
    ],
  }),
  rounding: { at: 'each partner', direction: 'down' },
};

describe('a proof whose hash was made anew', () => {
  it.each([
    ['a fixed reward', {}],
    ['billed revenue', REVENUE],
    ['seats added and claims', SEATS_ADDED],
    ['billing before the window', BILLS_BEFORE],
    ['all seats, up to a maximum', ALL_SEATS],
    ['tiers of the partner’s seats', TIERS],
    ['tiers of revenue, whole volume', TIERS_OF_REVENUE],
  ] as const)('shows each value that was changed: %s', async (_name, terms) => {
    await world.imported(aSeason());
    await world.calculated(aCampaign(terms));
    await expectAllProved();
  });

  it('shows each value that was changed: restated', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(
      new ImportFiles().rows('billing/D2019-07.csv', licenceLine(1, { Quantity: -10, Subtotal: '-500' })),
    );
    const { run } = await world.restated();
    await world.posted(run);
    await expectAllProved();
  });

  it('shows each value that was changed: decided', async () => {
    await world.imported(aSeason().rows('customers.csv', { customer_id: customerId(1), name: 'Customer 1' }));
    await world.calculated();
    await world.decided({ customer: customerId(1) }, 'met');
    await world.calculated();
    await expectAllProved();
  });
});

describe('forged consistently, with findings and rewards that follow', () => {
  let proof: Proof;
  let folder: string;
  beforeEach(async () => {
    await world.imported(aSeason());
    await world.calculated();
    proof = await proved();
    folder = await received(proof, world.seatback, folders);
  });

  it('a first purchase later than a line of the evidence is seen', async () => {
    const forged = structuredClone(proof);
    forged.facts.customer.firstPurchasedOn = '2019-06-20';
    expect(await says(forged, folder, 'evidence')).toContain('first bought on 2019-05-01, not on 2019-06-20');
    const other = structuredClone(proof);
    other.facts.partners[0]!.firstStart = '2019-06-20';
    expect(await says(other, folder, 'evidence')).toContain('began on 2019-05-01, not on 2019-06-20');
  });

  it('a line of other days, and one in another currency, are seen', async () => {
    const forged = structuredClone(proof);
    Object.assign(forged.evidence.lines.at(-1)!, {
      chargeStart: '2017-01-01',
      chargeEnd: '2017-01-02',
      currency: 'XAU',
    });
    expect(await says(forged, folder, 'evidence')).toContain('is not of the days that it is listed for');
    expect(await says(forged, folder, 'quotes')).toMatch(/first day "2017-01-01".*currency "XAU"/s);
  });

  it('a number that stands in another column is seen', async () => {
    const forged = structuredClone(proof);
    forged.evidence.readings[0]!.seatsAssigned = 2019;
    forged.evidence.lines[0]!.quantity = '2019';
    expect(await says(forged, folder, 'quotes')).toMatch(/says seats 2019.*says quantity "2019"/s);
  });

  it('neither seals nor missing sources hide a figure', async () => {
    const sealed = structuredClone(proof);
    for (const each of [...sealed.evidence.readings, ...sealed.evidence.lines, ...sealed.evidence.register])
      if (each.source !== null) Object.assign(each.source, { isSealed: true, hash: 'a'.repeat(64) });
    expect(await says(sealed, folder, 'sources')).toContain('said to be sealed, which such files never are');
    const bare = structuredClone(proof);
    for (const each of [...bare.evidence.readings, ...bare.evidence.lines, ...bare.evidence.register])
      each.source = null;
    expect(await says(bare, folder, 'sources')).toContain('says not where it was received');
  });

  it('a piece that is listed twice is seen', async () => {
    for (const list of ['readings', 'lines', 'register'] as const) {
      const forged = structuredClone(proof);
      const pieces: unknown[] = forged.evidence[list];
      pieces.push(structuredClone(pieces[0]));
      expect(await says(forged, folder, 'sources')).toContain('is listed twice');
    }
  });

  it('says of a piece without a source that it rests on nothing that could be checked', async () => {
    const forged = structuredClone(proof);
    forged.evidence.readings[0]!.source = null;
    const checks = await checksOf(forged, folder);
    expect(checks.find(({ check }) => check === 'sources')).toMatchObject({ isRight: true, unchecked: 1 });
  });

  it('says by its name that a former form is not read', async () => {
    const [form] = await verifyProof(proofText({ ...proof, format: 'seatback-proof/1' as never }), POLICY);
    expect(form).toMatchObject({ check: 'form', isRight: false, says: expect.stringContaining('seatback-proof/1') });
  });
});

async function says(proof: Proof, folder: string, name: ProofCheck['check']): Promise<string> {
  const found = (await checksOf(proof, folder)).find(({ check }) => check === name);
  expect(found).toMatchObject({ isRight: false });
  return found?.says ?? '';
}

async function expectAllProved(): Promise<void> {
  const proof = await proved();
  await expectAllSeen(proof, await received(proof, world.seatback, folders));
}

function proved(): Promise<Proof> {
  return world.seatback.app.get(ProveCustomer).execute('a-campaign', customerId(1));
}

/** A partner with two customers, one of them with a subscription, a line before its last and a claim. */
function aSeason(): ImportFiles {
  const claim: CsvRow = {
    claim_id: 'C1',
    partner_id: '1001',
    campaign_id: 'a-campaign',
    received_at: '2019-07-10T12:00:00Z',
    customer_name: 'Customer 1',
    agreement_number: 'A-77',
  };
  return new ImportFiles()
    .partner('1001')
    .sale(1, { seats: 20 })
    .sale(2)
    .rows('claims.csv', claim)
    .rows('subscriptions.csv', {
      customer_id: customerId(1),
      subscription_id: 'fb977ab5-0000-4000-8000-24c8d9591708',
      partner_id: '1001',
      offer_id: BUSINESS_CENTRAL.offerId,
      is_trial: false,
      effective_start: '2019-05-20T10:00:00Z',
      commitment_end: '2020-05-19',
      observed_at: '2019-06-30T20:00:00Z',
    })
    .rows('prior_purchases.csv', {
      customer_id: customerId(1),
      product_family: 'dynamics-365',
      first_purchased_on: 'never',
    })
    .rows(
      'billing/D2019-05.csv',
      licenceLine(1, {
        ChargeStartDate: '5/1/2019 0:00',
        ChargeEndDate: '5/31/2019 23:59',
        Quantity: 5,
        Subtotal: '100',
      }),
    )
    .billingIsKnown();
}
