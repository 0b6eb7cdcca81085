import { z } from 'zod';
import { problemAnswer } from '../../answers/problem.js';
import { claimAnswer, claimDocumentAnswer, claimsAnswer, newClaimBody } from '../../answers/claim-answers.js';
import { partnerId, schemas, visibleText } from '../../answers/values.js';
import { IDEMPOTENCY_KEY, openApiPath, parametersOf, reference, type JsonSchema } from '../openapi-schemas.js';
import { campaignParameters } from '../routes.js';

export const CLAIMS_PATH = '/api/v1/campaigns/:campaignId/claims';
export const CLAIM_DOCUMENTS_PATH = `${CLAIMS_PATH}/:claimId/documents`;

export const claimParameters = campaignParameters.extend({
  claimId: visibleText.trim().min(1).max(200).describe('Number of a claim'),
});
export const ofPartnerQuery = z.strictObject({
  partner: partnerId.describe('Whose claims; may be left out by people of one partner only'),
});
export const documentQuery = ofPartnerQuery.extend({
  kind: z.enum(['invoice-copy', 'proof-of-performance']).default('invoice-copy').describe('What the document is'),
  fileName: visibleText.max(200).default('document').describe('Its name, for people; not asked for in a form'),
});

/** Paths of the API by which partners' programs claim, for the document of all paths. */
export function entryOperations(): JsonSchema {
  return {
    [openApiPath(CLAIMS_PATH)]: {
      get: operation('claims', 'Claims of a partner, the newest first', claimsAnswer, {
        path: campaignParameters,
        query: ofPartnerQuery.partial(),
      }),
      post: operation('makeClaim', 'Make a claim: once for each sale, inside the claiming period', claimAnswer, {
        path: campaignParameters,
        query: ofPartnerQuery.partial(),
        content: { 'application/json': { schema: reference(schemas, newClaimBody) } },
        problems: {
          409: 'Outside the claiming period, or a sale that was claimed before',
          422: 'Something that the offer needs is missing, or the key stands for another request',
        },
      }),
    },
    [openApiPath(CLAIM_DOCUMENTS_PATH)]: {
      post: operation(
        'giveDocument',
        'Give a document for a claim; the same bytes again are the same document',
        claimDocumentAnswer,
        {
          path: claimParameters,
          query: documentQuery.partial({ partner: true }),
          header: contentDigest,
          content: {
            'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: { file: { type: 'string', format: 'binary' } },
              },
            },
          },
          problems: {
            413: 'Larger than is taken',
            415: 'By what is in it no PDF, PNG, JPEG, XLSX or CSV',
            422: 'Damaged, more than one thing, with macros, or not what its digest says',
          },
        },
      ),
    },
  };
}

interface Details {
  readonly path: z.ZodObject;
  readonly query: z.ZodObject;
  readonly content?: JsonSchema;
  readonly header?: JsonSchema;
  readonly problems?: Readonly<Record<number, string>>;
}

const contentDigest = {
  name: 'Content-Digest',
  in: 'header',
  required: false,
  description: 'sha-256=:…: of the bytes (RFC 9530); needed where they are sent as they are',
  schema: { type: 'string' },
};

function operation(operationId: string, summary: string, answer: z.ZodType, details: Details): JsonSchema {
  const { path, query, content, header, problems = {} } = details;
  const problem = { 'application/problem+json': { schema: reference(schemas, problemAnswer) } };
  const isWriting = content !== undefined;
  return {
    operationId,
    summary,
    parameters: [
      ...parametersOf('path', path),
      ...parametersOf('query', query),
      ...(isWriting ? [IDEMPOTENCY_KEY] : []),
      ...(header === undefined ? [] : [header]),
    ],
    ...(isWriting ? { requestBody: { required: true, content } } : {}),
    responses: {
      [isWriting ? 201 : 200]: {
        description: isWriting ? 'Done' : 'Found',
        content: { 'application/json': { schema: reference(schemas, answer) } },
      },
      400: { description: 'A parameter, the key or the body cannot be used', content: problem },
      404: { description: 'No such campaign, partner or claim', content: problem },
      ...Object.fromEntries(
        Object.entries(problems).map(([status, description]) => [status, { description, content: problem }]),
      ),
      default: { description: 'Any other problem', content: problem },
    },
  };
}
