import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { AnswerClaims, EnterClaim } from '../../src/claims/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CASH_BACK, claimRow, registrationRow, salesTo, subscriptionOf } from '../programmes/cash-back-sales.js';
import { tellClaimDeadlines, tellDeadlines } from '../programmes/deadline-stories.js';

/** Days are those of Singapore, eight hours ahead of UTC. */
const ENGLISH = { locale: 'en-SG', contact_email: 'pat@partner1001.example' };
const sales = ({ country = 'SG', account = true } = {}) => {
  const files = new ImportFiles().partner('1001', {
    profile: { ...ENGLISH, country },
    account: account ? { currency: 'USD' } : null,
  });
  return files.and(salesTo(1).without('partners.csv', 'partner_standings.csv', 'bank_accounts.csv', 'proofs.csv'));
};

describe('the deadlines of the programme', () => {
  tellDeadlines({
    campaignId: CASH_BACK,
    currency: 'USD',
    language: 'en',
    words: {
      wanted: 'Your bank details are wanted (3 of 3)',
      foretold: 'Your payment is about to be forfeited',
      forfeited: 'Forfeited',
      near: 'Registration before',
    },
    before: '2016-12-20T00:00:00Z',
    registration: {
      from: '2016-12-31T16:00:00Z',
      until: '2017-07-31T16:00:00Z',
      terms: 'apac-csp-2017',
      agreementNumber: '',
    },
    reminded: { fortnight: '2017-07-17T16:00:00Z', threeDays: '2017-07-28T16:00:00Z' },
    // Thirty days after the window in Singapore, fourteen in Hong Kong.
    returns: [
      { country: 'SG', until: '2017-07-30T16:00:00Z' },
      { country: 'HK', until: '2017-07-14T16:00:00Z' },
    ],
    calculation: '2017-08-31T16:00:00Z',
    postedAt: '2017-09-01T01:00:00Z',
    // Sixty days after 31 August, to the end of the day in UTC.
    payBy: '2017-10-31T00:00:00Z',
    paidAt: '2017-09-01T02:00:00Z',
    notices: {
      secondAt: '2017-09-06T16:00:00Z',
      thirdAt: '2017-09-12T16:00:00Z',
      foretoldAt: '2017-09-17T16:00:00Z',
      overAt: '2017-09-18T16:00:00Z',
    },
    wire: '1001 200.00 USD',
    async earned(world, changes) {
      await world.imported(
        sales(changes).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)),
      );
      await world.app.get(AnswerClaims).review(world.campaign);
    },
    sold: () => sales(),
  });
});

describe('the deadlines of its claims', () => {
  const claimable = () => sales().rows('registrations.csv', registrationRow('1001'));
  tellClaimDeadlines({
    campaignId: CASH_BACK,
    currency: 'USD',
    before: '2016-12-20T00:00:00Z',
    claiming: { from: '2016-12-31T16:00:00Z', until: '2017-07-31T16:00:00Z' },
    // Fourteen days of Monday to Friday after the last minute of a Sunday, and after the first of the Monday.
    answers: [
      { receivedAt: '2017-07-02T15:59:00Z', lateAt: '2017-07-20T16:00:00Z' },
      { receivedAt: '2017-07-02T16:00:00Z', lateAt: '2017-07-21T16:00:00Z' },
    ],
    rejectedAt: '2017-07-03T01:00:00Z',
    appealable: { until: '2017-08-02T16:00:00Z', answerLateAt: '2017-08-22T16:00:00Z' },
    claimable,
    claimed: (receivedAt) => claimable().rows('claims.csv', claimRow(1, { received_at: receivedAt })),
    enter: async (world) =>
      world.app
        .get(EnterClaim)
        .enter(
          world.campaign,
          { partnerId: '1001', actor: 'pat', form: randomUUID() },
          { subscriptionId: subscriptionOf(1), agreementNumber: '', customerName: '', distributorName: '' },
        ),
  });
});
