import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { batchRecordAnswer } from '../../answers/payout-answers.js';
import { named } from '../../answers/values.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { PayoutReading } from '../../reading/payout-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import type { ApiRoute } from '../routes.js';
import { answerOnce, written } from './answer-once.js';
import { batchParameters } from './finance-parameters.js';
import { ACTS, NO_BATCH, reason } from './finance-routes.js';
import { PayoutActs } from './payout-acts.js';

const LARGEST = 2 ** 31 - 1;

const resumptionBody = named(
  'Resumption',
  z.strictObject({
    whereabouts: z
      .enum(['taken', 'not-taken'])
      .describe('taken: the bank has the file, which is only posted; not-taken: it is handed over once more'),
    reason,
    attempt: z
      .int()
      .min(1)
      .max(LARGEST)
      .describe('Of `lostFile`, as it was when that was found out: of a later one it says nothing'),
  }),
);

/** What follows on a release that broke off, for programs. */
export const RESUMPTION_ROUTES = {
  resumption: {
    operationId: 'resumeRelease',
    method: 'POST',
    path: '/api/v1/payout/batches/:batch/resumption',
    summary:
      'Go on with a release that broke off while it handed its file over, by what was found out at the bank; takes the role finance-checker',
    parameters: batchParameters,
    body: resumptionBody,
    answer: batchRecordAnswer,
    problems: { ...NO_BATCH, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

/** The same as the form of the batch page, for programs. */
@Controller()
export class ResumptionApiController {
  readonly #payouts: PayoutReading;
  readonly #acts: PayoutActs;
  readonly #requests: AnsweredRequests;

  constructor(payouts: PayoutReading, acts: PayoutActs, requests: AnsweredRequests) {
    this.#payouts = payouts;
    this.#acts = acts;
    this.#requests = requests;
  }

  @Post(RESUMPTION_ROUTES.resumption.path)
  @Allow(...ROLES_OF_ACTS.resumption)
  @HttpCode(200)
  async resume(
    @Param(new CheckedInput('path', batchParameters)) { batch }: z.output<typeof batchParameters>,
    @Body(new CheckedInput('body', resumptionBody)) said: z.output<typeof resumptionBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async (taker) => {
      await this.#acts.resume(batch, taker, said);
      return written(RESUMPTION_ROUTES.resumption, await this.#payouts.batch(batch));
    });
  }
}
