import type { PayoutExpectation } from '../model.js';
import type { PartnerScript, StoryScript } from '../script.js';

function story(
  tells: string,
  partner: PartnerScript,
  customer: string,
  payout: PayoutExpectation['obstacle'],
): StoryScript {
  return {
    id: payout,
    tells,
    shows: [],
    partners: [partner],
    customers: [
      {
        name: customer,
        subscriptions: [{ product: 'sales-enterprise', partner: partner.id, from: '2019-02-19', seats: 16 }],
      },
    ],
    expect: [{ outcome: 'qualified', seats: { qualifying: 16, assigned: 16, billed: 16 } }],
    payout,
  };
}

/** Earned in full, and yet not simply paid. */
export const PAYOUT_STORIES: readonly StoryScript[] = [
  story(
    'The check digits of the IBAN are wrong: two digits changed places when it was typed.',
    { id: '5100131', legalName: 'Transposed Digits Ltd', bankAccount: 'wrong-check-digits' },
    'Crosspatch Quilting',
    'iban-check-digits',
  ),
  story(
    'The account belongs to the owner in person, not to the company.',
    { id: '5100132', legalName: 'Ownpocket Computers', bankAccount: 'personal' },
    'Familyhand Farm Shop',
    'personal-account',
  ),
  story(
    'No bank account was ever given.',
    { id: '5100133', legalName: 'Nowhere To Send Ltd', country: 'IE', bankAccount: 'none' },
    'Ballymarsh Creamery',
    'no-bank-account',
  ),
  story(
    'The bank account is there, the tax profile is not.',
    {
      id: '5100134',
      legalName: 'Taxform Pending Ltd',
      standings: {
        onboarding: [
          { name: 'account', from: '2018-11-05' },
          { name: 'agreements', from: '2018-11-06' },
          { name: 'payment-profile', from: '2018-11-20' },
        ],
      },
    },
    'Foldermoor Archives',
    'no-tax-profile',
  ),
];
