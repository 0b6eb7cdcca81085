import { z } from 'zod';
import { batchesAnswer, batchPaymentsAnswer, batchRecordAnswer, payoutAnswer } from '../../answers/payout-answers.js';
import { runRecordAnswer, runsAnswer } from '../../answers/run-answers.js';
import { named, sha256 } from '../../answers/values.js';
import { campaignParameters, pageQuery, type ApiRoute } from '../routes.js';
import { batchParameters, runParameters } from './finance-parameters.js';

export const reason = z.string().describe('Why, for whoever reads it in a year: at least two words');

export const stepBody = named(
  'Step',
  z.strictObject({
    asKnown: reason.optional().describe('Why the run is to count although more has become known since'),
  }),
);
export const reasonBody = named('Reason', z.strictObject({ reason }));
export const confirmationBody = named(
  'Confirmation',
  z.strictObject({
    terms: z.array(z.string()).min(1).describe('Names of assumed terms, as the campaign file writes them'),
    reason,
  }),
);
export const fileBody = named(
  'ApprovedFile',
  z.strictObject({ fileHash: sha256.describe('SHA-256 of the file that was looked at; another is refused') }),
);

export const NO_CAMPAIGN = { 404: 'No such campaign' };
const NO_RUN = { 404: 'No such campaign, or it has no run of this number' };
export const NO_BATCH = { 404: 'No such batch' };
export const ACTS = {
  401: 'No token of a person in force',
  403: 'The person has not the role, or is not another than who handed it in',
  409: 'The same request is under way, or what it is about is not in a state for it: the code says which',
  422: 'The key stands for another request, or the reason says nothing',
};

const ofRun = { method: 'POST', parameters: runParameters, answer: runRecordAnswer } as const;
const ofBatch = { method: 'POST', parameters: batchParameters, answer: batchRecordAnswer } as const;
const RUN = '/api/v1/campaigns/:campaignId/runs/:run';
const BATCH = '/api/v1/payout/batches/:batch';

/** Closing and paying a campaign, for programs that work with a person's token. */
export const FINANCE_ROUTES = {
  runs: {
    operationId: 'runs',
    path: '/api/v1/campaigns/:campaignId/runs',
    summary: 'Runs of a campaign, the latest first',
    parameters: campaignParameters,
    query: pageQuery,
    isTagged: true,
    answer: runsAnswer,
    problems: NO_CAMPAIGN,
  },
  run: {
    operationId: 'run',
    path: RUN,
    summary: 'A run: totals, control totals, digest, who did what, and what is another than before',
    parameters: runParameters,
    isTagged: true,
    answer: runRecordAnswer,
    problems: NO_RUN,
  },
  confirmation: {
    ...ofRun,
    operationId: 'confirmTerms',
    path: `${RUN}/confirmation`,
    summary: 'Stand by assumed terms of the run; takes the role finance-maker',
    body: confirmationBody,
    problems: { ...NO_RUN, ...ACTS },
  },
  submission: {
    ...ofRun,
    operationId: 'submitRun',
    path: `${RUN}/submission`,
    summary: 'Hand the run in for approval; takes the role finance-maker',
    body: stepBody,
    problems: { ...NO_RUN, ...ACTS },
  },
  approval: {
    ...ofRun,
    operationId: 'approveRun',
    path: `${RUN}/approval`,
    summary: 'Approve the run, as another person than who submitted it; takes the role finance-checker',
    body: stepBody,
    problems: { ...NO_RUN, ...ACTS },
  },
  rejection: {
    ...ofRun,
    operationId: 'rejectRun',
    path: `${RUN}/rejection`,
    summary: 'End the run, so that it is calculated anew; takes the role finance-checker',
    body: reasonBody,
    problems: { ...NO_RUN, ...ACTS },
  },
  posting: {
    ...ofRun,
    operationId: 'postRun',
    path: `${RUN}/posting`,
    summary: 'Accrue in the ledger what the run earned; takes the role finance-checker',
    body: stepBody,
    problems: { ...NO_RUN, ...ACTS },
  },
  batches: {
    operationId: 'batches',
    path: '/api/v1/campaigns/:campaignId/batches',
    summary: 'Payout batches of a campaign, the latest first',
    parameters: campaignParameters,
    query: pageQuery,
    isTagged: true,
    answer: batchesAnswer,
    problems: NO_CAMPAIGN,
  },
  payout: {
    operationId: 'payout',
    path: '/api/v1/campaigns/:campaignId/payout',
    summary:
      'What a campaign owes and where it is: totals by how far they have come, who waits and for what, until when',
    parameters: campaignParameters,
    query: pageQuery,
    isTagged: true,
    answer: payoutAnswer,
    problems: NO_CAMPAIGN,
  },
  preparation: {
    operationId: 'preparePayout',
    method: 'POST',
    path: '/api/v1/campaigns/:campaignId/payout/preparation',
    summary: 'Put what the posted run made payable into batches; takes the role finance-maker',
    parameters: campaignParameters,
    answer: batchesAnswer,
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
  batch: {
    operationId: 'batch',
    path: BATCH,
    summary: 'A batch: its file, totals, people, how its payments stand, and reports received',
    parameters: batchParameters,
    isTagged: true,
    answer: batchRecordAnswer,
    problems: NO_BATCH,
  },
  payments: {
    operationId: 'batchPayments',
    path: `${BATCH}/payments`,
    summary: 'Payments of a batch in the order of the file',
    parameters: batchParameters,
    query: pageQuery,
    isTagged: true,
    answer: batchPaymentsAnswer,
    problems: NO_BATCH,
  },
  batchApproval: {
    ...ofBatch,
    operationId: 'approveBatch',
    path: `${BATCH}/approval`,
    summary: 'Approve the batch, as another person than who prepared it; takes the role finance-checker',
    body: fileBody,
    problems: { ...NO_BATCH, ...ACTS },
  },
  release: {
    ...ofBatch,
    operationId: 'releaseBatch',
    path: `${BATCH}/release`,
    summary: 'Hand the approved file over; takes the role finance-checker',
    problems: { ...NO_BATCH, ...ACTS },
  },
  voiding: {
    ...ofBatch,
    operationId: 'voidBatch',
    path: `${BATCH}/voiding`,
    summary: 'Take the batch back before it is released; takes the role finance-maker or finance-checker',
    body: reasonBody,
    problems: { ...NO_BATCH, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
