import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims } from '../../src/claims/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { RemindPartners } from '../../src/deadlines/index.js';
import { composeMail } from '../../src/notifications/compose-mail.js';
import { INVITATION_SECRETS, type InvitationSecrets } from '../../src/notifications/index.js';
import { checkNotices } from '../../src/payout/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { ProgrammeWorld } from './programme-world.js';

const CAMPAIGN = 'cash-back-apac-csp';
/** Registrations and claims end with 31 July in Singapore, 16:00 UTC. */
const world = new ProgrammeWorld(CAMPAIGN, '2017-07-03T01:00:00Z');
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const subscription = (customer: number) => `50000000-0000-4000-8000-${String(customer).padStart(12, '0')}`;

function claim(customer: number): CsvRow {
  return {
    claim_id: `C-${String(customer)}`,
    partner_id: '1001',
    campaign_id: CAMPAIGN,
    received_at: '2017-07-03T00:30:00Z',
    mpn_id: '1001',
    subscription_id: subscription(customer),
  };
}

const REGISTRATION: CsvRow = {
  partner_id: '1001',
  campaign_id: CAMPAIGN,
  registered_at: '2017-02-01T00:00:00Z',
  contact_email: 'pat@partner1001.example',
  company_name: 'Partner 1001 Ltd',
  terms_version: 'apac-csp-2017',
  terms_accepted_at: '2017-02-01T00:00:00Z',
};

/** Partner 1001 of Singapore, that speaks Swedish, sold to each of these; partner 1002 sold to nobody. */
function sales(...customers: readonly number[]): ImportFiles {
  const files = new ImportFiles()
    .partner('1001', {
      profile: { country: 'SG', locale: 'sv', contact_email: 'pat@partner1001.example' },
      account: { currency: 'USD' },
    })
    .partner('1002')
    .rows('coverage.csv', { resource: 'billing', known_from: '2016-01-01', known_to: '2017-07-31' });
  for (const customer of customers)
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
      })
      .rows('seats.csv', {
        customer_id: customerId(customer),
        sku_id: BUSINESS_CENTRAL.skuId,
        assigned: 10,
        observed_at: '2017-06-30T12:00:00Z',
      })
      .rows('billing/june.csv', {
        CustomerId: customerId(customer),
        ResellerMpnId: '1001',
        DurableOfferID: BUSINESS_CENTRAL.offerId,
        SyndicationPartnerSubscriptionNumber: subscription(customer),
        ChargeStartDate: '6/1/2017 0:00',
        ChargeEndDate: '6/30/2017 23:59',
        ChargeType: 'Cycle fee',
        Quantity: 10,
        Subtotal: '500.00',
        Currency: 'USD',
      });
  return files;
}

const reminded = () => world.app.get(RemindPartners).execute([world.campaign]);

/** Reminders on record, as `partner: what`. */
async function reminders(): Promise<string[]> {
  const rows = await world.query<{ told: string }>(
    `SELECT partner_id || ': ' || (notice->>'about') || COALESCE(' ' || (notice->>'claimId'), '') AS told FROM notification JOIN partner USING (partner_key)
     WHERE kind = 'deadline-near' ORDER BY notification`,
  );
  return rows.map(({ told }) => told);
}

const problems = () =>
  world.app.get(UnitOfWork).inTransaction(async (session) => (await checkNotices(session)).problems);

describe('a partner with customers that may earn', () => {
  it('is reminded of what it has not handed in, fourteen days and three days before, once each and to the minute', async () => {
    await world.imported(sales(1));
    await world.calculated();
    world.moveTo('2017-07-17T15:59:00Z');
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-17T16:00:00Z');
    expect(await reminded()).toBe(2);
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-28T15:59:00Z');
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(2);
    world.moveTo('2017-07-31T16:00:00Z');
    expect(await reminded()).toBe(0);
    expect((await reminders()).sort()).toEqual([
      '1001: claim',
      '1001: claim',
      '1001: registration',
      '1001: registration',
    ]);
    expect(await problems()).toEqual([]);
  });

  it('is not reminded of what has come since it was calculated', async () => {
    await world.imported(sales(1));
    await world.calculated();
    await world.imported(new ImportFiles().rows('registrations.csv', REGISTRATION).rows('claims.csv', claim(1)));
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(0);
  });

  it('is reminded of claims while one of its customers has none', async () => {
    await world.imported(sales(1, 2).rows('registrations.csv', REGISTRATION).rows('claims.csv', claim(1)));
    await world.calculated();
    world.moveTo('2017-07-28T16:00:00Z');
    await reminded();
    expect(await reminders()).toEqual(['1001: claim']);
  });

  it('is told late rather than not at all where nobody looked on the day, and then of the later one alone', async () => {
    await world.imported(sales(1).rows('registrations.csv', REGISTRATION));
    await world.calculated();
    world.moveTo('2017-07-31T15:00:00Z');
    expect(await reminded()).toBe(1);
    expect(await reminded()).toBe(0);
  });

  it('is told in its language until when, and not any more once it is too late', async () => {
    await world.imported(sales(1).rows('registrations.csv', REGISTRATION));
    await world.calculated();
    world.moveTo('2017-07-28T16:00:00Z');
    await reminded();
    const composed = (now: string) =>
      world.app.get(UnitOfWork).inSession(async (session) => {
        world.moveTo(now);
        const [mail] = await session.query<{ notice: unknown; partnerKey: number; campaignId: string }>(
          `SELECT notice, partner_key AS "partnerKey", campaign_id AS "campaignId" FROM notification`,
        );
        return composeMail(session, mail as never, {
          secrets: world.app.get<InvitationSecrets>(INVITATION_SECRETS),
          payeePage: undefined,
          now: world.seatback.clock.now(),
        });
      });
    expect(await composed('2017-07-31T15:59:00Z')).toMatchObject({
      is: 'mail',
      language: 'sv',
      subject: expect.stringMatching(/^Anspråk före .*31\sjuli\s2017/),
      text: expect.stringContaining('inget anspråk'),
    });
    expect(await composed('2017-07-31T16:00:00Z')).toMatchObject({ is: 'lapsed' });
  });
});

describe('a partner whose claim was rejected', () => {
  it('is reminded of its appeal until it is made', async () => {
    await world.imported(sales(1).rows('claims.csv', claim(1)));
    const answers = world.app.get(AnswerClaims);
    await answers.answer(world.campaign, 'C-1', 'rejected', ['not-registered'], {
      actor: 'dana',
      reason: 'No registration came',
    });
    world.moveTo('2017-07-19T16:00:00Z');
    expect(await reminded()).toBe(1);
    expect(await reminders()).toEqual(['1001: appeal C-1']);
    expect(await problems()).toEqual([]);
    await answers.appeal(world.campaign, 'C-1', { actor: 'pat', reason: 'It is registered now' });
    world.moveTo('2017-07-31T00:00:00Z');
    expect(await reminded()).toBe(0);
  });
});

describe('checks and a person at the same time', () => {
  it('answer a claim once', async () => {
    await world.imported(sales(1).rows('registrations.csv', REGISTRATION).rows('claims.csv', claim(1)));
    const answers = world.app.get(AnswerClaims);
    const both = await Promise.allSettled([
      answers.answer(world.campaign, 'C-1', 'rejected', ['incomplete'], {
        actor: 'dana',
        reason: 'The seats are missing',
      }),
      answers.review(world.campaign),
      answers.review(world.campaign),
    ]);
    expect(both.slice(1).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await world.query('SELECT 1 FROM claim_answer')).toHaveLength(1);
  });
});
