import { z } from 'zod';
import { batchPaymentsAnswer } from '../../answers/payout-answers.js';
import { campaignId, named, partnerId, sha256 } from '../../answers/values.js';
import { DOCUMENT_TYPES } from '../document-types.js';
import { documentParameters, documentQuery, partnerParameters, type ApiRoute } from '../routes.js';
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

const givenFile = named('GivenFile', z.string().describe('The bytes of the file'));

/** What is given out to partners, for programs. */
export const DOCUMENT_ROUTES = {
  document: {
    operationId: 'document',
    path: '/api/v1/campaigns/:campaignId/partners/:partnerId/documents/:document/:format',
    summary: 'The last edition of a statement or a remittance advice that the partner was given, as a file',
    parameters: documentParameters,
    query: documentQuery,
    types: Object.values(DOCUMENT_TYPES).map((type) => type.split(';')[0] ?? type),
    answer: givenFile,
    problems: { 404: 'No such campaign or partner, or it was given no such document' },
  },
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
