import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { AnswerClaims, EnterClaim } from '../../src/claims/index.js';
import { tellClaimDeadlines, tellDeadlines } from '../programmes/deadline-stories.js';
import { OPEN } from '../programmes/open-programme.js';

/** Days are those of Berlin: an hour ahead of UTC, two in summer. */
const sales = ({ country = 'DE', account = true } = {}) => {
  const files = OPEN.ground().partner('1001', {
    profile: { country, locale: 'de-DE', contact_email: 'pat@partner1001.example' },
    account: account ? { currency: 'EUR' } : null,
  });
  OPEN.sale(files, { customer: 1, seats: 10, partner: '1001', on: OPEN.saleInside, isEligible: true });
  return files;
};
const registered = (changes: Parameters<typeof sales>[0] = {}) =>
  sales(changes).rows('registrations.csv', {
    partner_id: '1001',
    campaign_id: OPEN.campaignId,
    registered_at: OPEN.registeredAt,
    contact_email: 'pat@partner1001.example',
    company_name: 'Partner 1001 Ltd',
    terms_version: OPEN.terms,
    terms_accepted_at: OPEN.registeredAt,
  });
const claimed = (receivedAt: string, changes: Parameters<typeof sales>[0] = {}) =>
  registered(changes).rows('claims.csv', {
    ...OPEN.claim(1),
    claim_id: 'C-1',
    partner_id: '1001',
    campaign_id: OPEN.campaignId,
    received_at: receivedAt,
  });

describe('the deadlines of the programme', () => {
  tellDeadlines({
    campaignId: OPEN.campaignId,
    currency: 'EUR',
    language: 'de',
    words: {
      wanted: 'Ihre Bankdaten werden gebraucht (3 von 3)',
      foretold: 'Ihre Zahlung verfällt demnächst',
      forfeited: 'Verfallen',
      near: 'Registrierung vor',
    },
    before: '2013-12-20T00:00:00Z',
    registration: {
      from: '2013-12-31T23:00:00Z',
      until: '2014-07-31T22:00:00Z',
      terms: 'open-we-2014',
      agreementNumber: '',
    },
    reminded: { fortnight: '2014-07-17T22:00:00Z', threeDays: '2014-07-28T22:00:00Z' },
    returns: [
      { country: 'DE', until: '2014-07-30T22:00:00Z' },
      { country: 'CH', until: '2014-07-30T22:00:00Z' },
    ],
    postedAt: '2014-08-01T09:00:00Z',
    // Forty-five days after the confirmation, which is given on the day of posting: 15 September.
    payBy: '2014-09-16T00:00:00Z',
    paidAt: '2014-08-01T10:00:00Z',
    notices: {
      secondAt: '2014-08-06T22:00:00Z',
      thirdAt: '2014-08-12T22:00:00Z',
      foretoldAt: '2014-08-17T22:00:00Z',
      overAt: '2014-08-18T22:00:00Z',
    },
    wire: '1001 150.00 EUR',
    async earned(world, changes) {
      await world.imported(claimed('2014-07-01T08:00:00Z', changes));
      await world.app
        .get(AnswerClaims)
        .answer(world.campaign, 'C-1', 'valid', [], { actor: 'dana', reason: 'Read the copy of the invoice' });
    },
    sold: () => sales(),
  });
});

describe('the deadlines of its claims', () => {
  tellClaimDeadlines({
    campaignId: OPEN.campaignId,
    currency: 'EUR',
    before: '2013-12-20T00:00:00Z',
    claiming: OPEN.claiming,
    // Fourteen days on which the euro is settled: not on Good Friday, Easter Monday and the first of May.
    answers: [
      { receivedAt: '2014-04-16T21:59:00Z', lateAt: '2014-05-09T22:00:00Z' },
      { receivedAt: '2014-04-16T22:00:00Z', lateAt: '2014-05-12T22:00:00Z' },
    ],
    rejectedAt: '2014-07-01T09:00:00Z',
    appealable: { until: '2014-07-31T22:00:00Z', answerLateAt: '2014-08-20T22:00:00Z' },
    claimable: () => registered(),
    claimed,
    enter: async (world) =>
      world.app.get(EnterClaim).enter(
        world.campaign,
        { partnerId: '1001', actor: 'pat', form: randomUUID() },
        {
          subscriptionId: '',
          agreementNumber: 'A-1',
          customerName: 'Customer 1',
          distributorName: 'North Distribution',
        },
        { announced: 'Rechnung.pdf' },
      ),
  });
});
