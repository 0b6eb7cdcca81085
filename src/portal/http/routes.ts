import { z } from 'zod';
import { LANGUAGES } from '../../kernel/index.js';
import { campaignAnswer, campaignsAnswer } from '../answers/campaign-answers.js';
import { explanationAnswer } from '../answers/explanation-answer.js';
import { proofAnswer } from '../answers/proof-answer.js';
import { liveAnswer, readyAnswer } from '../answers/health-answers.js';
import { determinationsAnswer, earningsAnswer } from '../answers/result-answers.js';
import { campaignId, named, outcome, partnerId, visibleText } from '../answers/values.js';

/** A route as the controllers serve it and OpenAPI describes it. */
export interface ApiRoute {
  readonly operationId: string;
  /** GET, where it is left out; a POST takes an Idempotency-Key. */
  readonly method?: 'POST';
  /** As Nest writes it, `:name` for a parameter. */
  readonly path: string;
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly answer: z.ZodType;
  /** Whether it has an ETag, and nothing is sent to who has it already. */
  readonly isTagged?: boolean;
  /** Statuses beside 200 that a caller must expect, with why. */
  readonly problems?: Readonly<Record<number, string>>;
}

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Rows of a page'),
  cursor: z.string().max(1000).optional().describe('nextCursor of the page before'),
});

export const campaignParameters = z.strictObject({ campaignId });
export const partnerParameters = z.strictObject({ campaignId, partnerId });
export const documentParameters = partnerParameters.extend({
  document: z.string().regex(/^[A-Za-z0-9-]{1,40}$/, { error: 'the number of a statement, or the id of a payment' }),
  format: z.enum(['pdf', 'csv', 'xlsx']),
});
export const documentQuery = z.strictObject({ language: z.enum(LANGUAGES).optional() });
export const customerParameters = z.strictObject({
  campaignId,
  customerId: visibleText
    .trim()
    .min(1)
    .max(300)
    .describe('Tenant GUID of the customer, or a name or domain that only one customer has'),
});
export const earningsQuery = pageQuery.extend({ partner: partnerId.optional().describe('Only of this partner') });
export const determinationsQuery = earningsQuery.extend({
  outcome: outcome.optional().describe('Only with this outcome'),
});

const openApiAnswer = named(
  'OpenApi',
  z.looseObject({ openapi: z.literal('3.1.1'), info: z.looseObject({}), paths: z.looseObject({}) }),
);

const NOT_FOUND = { 404: 'No such campaign, or it has no run yet' };

export const API_ROUTES = {
  live: { operationId: 'live', path: '/health/live', summary: 'The process is up', answer: liveAnswer },
  ready: {
    operationId: 'ready',
    path: '/health/ready',
    summary: 'The database answers and its schema is current',
    answer: readyAnswer,
    problems: { 503: 'The database does not answer, or its schema is not current' },
  },
  openApi: {
    operationId: 'openApi',
    path: '/api/v1/openapi.json',
    summary: 'This document',
    answer: openApiAnswer,
  },
  campaigns: {
    operationId: 'campaigns',
    path: '/api/v1/campaigns',
    summary: 'All campaigns, each with its posted run or else its last one',
    answer: campaignsAnswer,
  },
  campaign: {
    operationId: 'campaign',
    path: '/api/v1/campaigns/:campaignId',
    summary: 'A campaign: terms, runs, totals, ledger balances and batches',
    parameters: campaignParameters,
    answer: campaignAnswer,
    problems: { 404: 'No such campaign' },
  },
  earnings: {
    operationId: 'earnings',
    path: '/api/v1/campaigns/:campaignId/earnings',
    summary: 'What partners earned by the posted run or else the last one, and what becomes of it, by partner id',
    parameters: campaignParameters,
    query: earningsQuery,
    answer: earningsAnswer,
    problems: NOT_FOUND,
  },
  determinations: {
    operationId: 'determinations',
    path: '/api/v1/campaigns/:campaignId/determinations',
    summary: 'Outcomes of the posted run or else the last one, by partner id and customer id',
    parameters: campaignParameters,
    query: determinationsQuery,
    answer: determinationsAnswer,
    problems: NOT_FOUND,
  },
  explanation: {
    operationId: 'explanation',
    path: '/api/v1/campaigns/:campaignId/customers/:customerId/explanation',
    summary: 'Why a customer has the outcome it has: every rule, the terms in force, the facts',
    parameters: customerParameters,
    answer: explanationAnswer,
    problems: { 404: 'No such campaign or customer, no run, or the customer was sold nothing eligible' },
  },
  proof: {
    operationId: 'proof',
    path: '/api/v1/campaigns/:campaignId/customers/:customerId/proof',
    summary: 'The same with all that it follows from, as a file that npx seatback verify --proof checks offline',
    parameters: customerParameters,
    answer: proofAnswer,
    problems: { 404: 'No such campaign or customer, no run, or the customer was sold nothing eligible' },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
