import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { day, instant, named, partnerId } from '../../answers/values.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { Allow } from '../access/allow.js';
import { Called, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters, type ApiRoute } from '../routes.js';
import { answerOnce, written } from './answer-once.js';
import { ACTS, reason } from './finance-routes.js';
import { ProofActs } from './proof-acts.js';

const documentNumber = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .describe('Number of a document of a claim');
const kind = z.string().describe('What proves it, such as "sales report"');

const proofBody = named(
  'ProofAcceptance',
  z.strictObject({
    document: documentNumber,
    kind,
    handedInAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it was received; when the document was given, where it is left out; never later'),
    reason,
  }),
);

const acceptedProofAnswer = named(
  'AcceptedProof',
  z.strictObject({
    document: documentNumber,
    campaignId: z.string(),
    partnerId,
    kind,
    handedInAt: instant,
    receivedOn: day.describe('The day of that in the zone of the campaign'),
    delivery: z.int().describe('Runs that look at this delivery count it'),
  }),
);

/** A document that was given becomes a proof of performance by a person of finance, for programs. */
export const PROOF_ROUTES = {
  acceptance: {
    operationId: 'acceptProof',
    method: 'POST',
    path: '/api/v1/campaigns/:campaignId/work-list/proofs',
    summary:
      'Accept a document of a claim as a proof of performance: it counts as a row of proofs.csv; takes the role finance-maker or finance-checker',
    parameters: campaignParameters,
    body: proofBody,
    answer: acceptedProofAnswer,
    problems: { 404: 'No such campaign, or it has no document of this number', ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

/** The same as the form of the work list, for programs. */
@Controller()
export class ProofApiController {
  readonly #acts: ProofActs;
  readonly #requests: AnsweredRequests;

  constructor(acts: ProofActs, requests: AnsweredRequests) {
    this.#acts = acts;
    this.#requests = requests;
  }

  @Post(PROOF_ROUTES.acceptance.path)
  @Allow(...ROLES_OF_ACTS.proofAcceptance)
  @HttpCode(200)
  async accept(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Body(new CheckedInput('body', proofBody)) {
      document,
      kind: proves,
      handedInAt = '',
      reason: why,
    }: z.output<typeof proofBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async ({ actor }) => {
      const wish = { campaignId, document, kind: proves, handedInAt, reason: why };
      return written(PROOF_ROUTES.acceptance, await this.#acts.accept(wish, actor));
    });
  }
}
