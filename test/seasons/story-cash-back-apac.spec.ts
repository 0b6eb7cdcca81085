import { APAC } from '../programmes/apac-programme.js';
import { tellSeasons } from '../programmes/claim-stories.js';

tellSeasons(APAC, {
  seeds: [1, 2, 3],
  days: {
    reviewedAt: '2017-08-01T01:00:00Z',
    appealedAt: '2017-08-15T01:00:00Z',
    decidedAt: '2017-08-20T01:00:00Z',
    paidAt: '2017-08-31T16:00:00Z',
  },
  words: {
    received: 'A claim received',
    rejected: 'Your claim was rejected',
    isValid: 'Your claim is valid',
    final: 'The rejection is final.',
    standing: { valid: 'Found valid', rejected: 'Rejected' },
    statement: 'Statement',
    reasons: {
      'not-registered': 'Your company is not registered for this offer.',
      'consumer-domain': 'an e-mail address that is not one of a company’s own domain',
      'terms-not-accepted': 'The terms of this offer were not accepted.',
      'other-company': 'The company that registered is not the one that claims.',
      'outside-claiming-period': 'The claim was not received inside the claiming period.',
      incomplete: 'The claim lacks something that this offer asks for.',
      'other-partner-id': 'The MPN ID of the claim is not that of your company.',
      'sale-not-found': 'No such subscription or agreement could be found.',
      'sold-by-another': 'The subscription or agreement was sold by another company.',
      'product-not-eligible': 'The product does not count for this offer.',
      'sold-outside-the-window': 'The sale does not lie within the dates of this offer.',
      'claimed-before': 'This sale was claimed before.',
    },
  },
});
