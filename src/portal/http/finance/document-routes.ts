import { z } from 'zod';
import { batchPaymentsAnswer } from '../../answers/payout-answers.js';
import { campaignId, named, partnerId, sha256 } from '../../answers/values.js';
import { partnerParameters, type ApiRoute } from '../routes.js';
import { batchParameters, placeQuery } from './finance-parameters.js';
import { ACTS } from './finance-routes.js';

export const advicesBody = named(
  'AdvicesPage',
  placeQuery.extend({
    cursor: placeQuery.shape.cursor.describe('Of the page before; left out for the first payments'),
  }),
);

const givenStatementAnswer = named(
  'GivenStatement',
  z.strictObject({
    campaignId,
    partnerId,
    document: z.string().describe('Its number'),
    edition: z.int().min(1),
    contentHash: sha256.describe('Of what it says, whatever its language and format'),
  }),
);

/** What is given out to partners, for programs. */
export const DOCUMENT_ROUTES = {
  statement: {
    operationId: 'giveOutStatement',
    method: 'POST',
    path: '/api/v1/campaigns/:campaignId/partners/:partnerId/statement',
    summary:
      'Give out the partner’s statement of the posted run, the next edition where there is something new to say; takes the role finance-maker or finance-checker',
    parameters: partnerParameters,
    answer: givenStatementAnswer,
    problems: { 404: 'No such campaign or partner', ...ACTS },
  },
  advices: {
    operationId: 'giveOutAdvices',
    method: 'POST',
    path: '/api/v1/payout/batches/:batch/advices',
    summary:
      'Give out remittance advices of up to 200 payments of a released batch; takes the role finance-maker or finance-checker',
    parameters: batchParameters,
    body: advicesBody,
    answer: batchPaymentsAnswer,
    problems: { 404: 'No such batch', ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
