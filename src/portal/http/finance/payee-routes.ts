import { z } from 'zod';
import { adjustmentsAnswer } from '../../answers/adjustment-answers.js';
import { invitationAnswer, payeeAnswer, payeesAnswer } from '../../answers/payee-answers.js';
import { amount, campaignId, currency, customerId, named, partnerId } from '../../answers/values.js';
import { campaignParameters, pageQuery, type ApiRoute } from '../routes.js';
import { adjustmentParameters, detailsParameters, payeeParameters } from './finance-parameters.js';
import { ACTS, NO_CAMPAIGN, reason, reasonBody } from './finance-routes.js';

export const lookedAtBody = named(
  'LookedAtAccount',
  z.strictObject({
    lastFour: z.string().min(1).max(10).describe('Of the account that was looked at; another is refused').optional(),
  }),
);
export const nameBody = named('NameDecision', z.strictObject({ as: z.enum(['accepted', 'refused']), reason }));
export const releaseBody = named(
  'ReleasedHold',
  z.strictObject({
    hold: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .describe('Number of the hold that was looked at'),
    reason,
  }),
);
export const invitationBody = named(
  'Invitation',
  z.strictObject({ campaign: campaignId.describe('For what the partner earns in it, by its terms') }),
);
export const proposalBody = named(
  'ProposedAdjustment',
  z.strictObject({
    partner: partnerId,
    customer: customerId,
    amount: amount.describe('For example "12.30"; below zero it takes away'),
    currency,
    reason,
  }),
);

const PAYEES = '/api/v1/payout/payees';
const PAYEE = `${PAYEES}/:partnerId`;
const DETAILS = `${PAYEE}/details/:details`;
const ADJUSTMENTS = '/api/v1/campaigns/:campaignId/adjustments';
const NO_PARTNER = { 404: 'No such partner' };
const NO_DETAILS = { 404: 'No such partner, or it has no bank details of this number' };
const NO_ADJUSTMENT = { 404: 'No such campaign, or it has no adjustment of this number' };

const ofDetails = { method: 'POST', parameters: detailsParameters, answer: payeeAnswer } as const;
const ofAdjustment = { method: 'POST', parameters: adjustmentParameters, answer: adjustmentsAnswer } as const;

/** What takes two people beside runs and batches, for programs: bank details, and adjustments by hand. */
export const PAYEE_ROUTES = {
  payees: {
    operationId: 'payees',
    path: PAYEES,
    summary: 'Bank details that wait for a second person, accounts by their last four',
    query: pageQuery,
    isTagged: true,
    answer: payeesAnswer,
  },
  payee: {
    operationId: 'payee',
    path: PAYEE,
    summary: 'Where a partner is paid, what was entered and decided, and why a payment to it waits',
    parameters: payeeParameters,
    isTagged: true,
    answer: payeeAnswer,
    problems: NO_PARTNER,
  },
  detailsApproval: {
    ...ofDetails,
    operationId: 'approveBankDetails',
    path: `${DETAILS}/approval`,
    summary:
      'Stand by bank details, as another person than who entered them or issued their link; takes the role finance-checker',
    body: lookedAtBody,
    problems: { ...NO_DETAILS, ...ACTS },
  },
  detailsRefusal: {
    ...ofDetails,
    operationId: 'refuseBankDetails',
    path: `${DETAILS}/refusal`,
    summary: 'Refuse bank details: they never counted; takes the role finance-checker',
    body: reasonBody,
    problems: { ...NO_DETAILS, ...ACTS },
  },
  nameDecision: {
    method: 'POST',
    operationId: 'decideAccountName',
    path: `${PAYEE}/name-decision`,
    summary: 'Say whether a name that is close to the registered one is the company’s; takes the role finance-checker',
    parameters: payeeParameters,
    body: nameBody,
    answer: payeeAnswer,
    problems: { ...NO_PARTNER, ...ACTS },
  },
  invitation: {
    method: 'POST',
    operationId: 'invitePayee',
    path: `${PAYEE}/invitation`,
    summary:
      'Issue a link by which a partner gives its bank details once, or another in place of a lost one; takes the role finance-maker',
    parameters: payeeParameters,
    body: invitationBody,
    answer: invitationAnswer,
    problems: { ...NO_PARTNER, ...ACTS },
  },
  holdPlacing: {
    method: 'POST',
    operationId: 'holdPayee',
    path: `${PAYEE}/hold/placing`,
    summary:
      'Hold back what would be paid to a partner, also of a batch that has not left; takes the role finance-maker or finance-checker',
    parameters: payeeParameters,
    body: reasonBody,
    answer: payeeAnswer,
    problems: { ...NO_PARTNER, ...ACTS },
  },
  holdRelease: {
    method: 'POST',
    operationId: 'releasePayee',
    path: `${PAYEE}/hold/release`,
    summary: 'Let go what a person holds back, as another than who placed it; takes the role finance-checker',
    parameters: payeeParameters,
    body: releaseBody,
    answer: payeeAnswer,
    problems: { ...NO_PARTNER, ...ACTS },
  },
  adjustments: {
    operationId: 'adjustments',
    path: ADJUSTMENTS,
    summary: 'What people adjusted by hand: what waits first, then the latest',
    parameters: campaignParameters,
    query: pageQuery,
    isTagged: true,
    answer: adjustmentsAnswer,
    problems: NO_CAMPAIGN,
  },
  adjustmentProposal: {
    method: 'POST',
    operationId: 'proposeAdjustment',
    path: `${ADJUSTMENTS}/proposal`,
    summary: 'Propose an amount for a partner and a customer of the posted run; takes the role finance-maker',
    parameters: campaignParameters,
    body: proposalBody,
    answer: adjustmentsAnswer,
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
  adjustmentApproval: {
    ...ofAdjustment,
    operationId: 'approveAdjustment',
    path: `${ADJUSTMENTS}/:adjustment/approval`,
    summary:
      'Approve an adjustment and post it, as another person than who proposed it; takes the role finance-checker',
    problems: { ...NO_ADJUSTMENT, ...ACTS },
  },
  adjustmentRefusal: {
    ...ofAdjustment,
    operationId: 'refuseAdjustment',
    path: `${ADJUSTMENTS}/:adjustment/refusal`,
    summary:
      'Refuse an adjustment, as another person than who proposed it; takes the role finance-maker or finance-checker',
    body: reasonBody,
    problems: { ...NO_ADJUSTMENT, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
