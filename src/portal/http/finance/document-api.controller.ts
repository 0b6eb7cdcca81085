import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Person } from '../../../access/index.js';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { Allow } from '../access/allow.js';
import { Caller, type PersonReply, type PersonRequest } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { partnerParameters } from '../routes.js';
import { answerOnce, written } from './answer-once.js';
import { DocumentActs } from './document-acts.js';
import { advicesBody, DOCUMENT_ROUTES } from './document-routes.js';
import { batchParameters } from './finance-parameters.js';

/** The same as the forms that give documents out, for programs. */
@Controller()
export class DocumentApiController {
  readonly #acts: DocumentActs;
  readonly #requests: AnsweredRequests;

  constructor(acts: DocumentActs, requests: AnsweredRequests) {
    this.#acts = acts;
    this.#requests = requests;
  }

  @Post(DOCUMENT_ROUTES.statement.path)
  @Allow(...ROLES_OF_ACTS.statement)
  @HttpCode(200)
  async statement(
    @Param(new CheckedInput('path', partnerParameters)) { campaignId, partnerId }: z.output<typeof partnerParameters>,
    @Body(new CheckedInput('body', z.strictObject({}))) _nothing: object,
    @Caller() caller: Person,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return answerOnce(this.#requests, { caller, request, reply }, async () => {
      const { document, edition, contentHash } = await this.#acts.statement(campaignId, partnerId);
      return written(DOCUMENT_ROUTES.statement, { campaignId, partnerId, document, edition, contentHash });
    });
  }

  @Post(DOCUMENT_ROUTES.advices.path)
  @Allow(...ROLES_OF_ACTS.advices)
  @HttpCode(200)
  async advices(
    @Param(new CheckedInput('path', batchParameters)) { batch }: z.output<typeof batchParameters>,
    @Body(new CheckedInput('body', advicesBody)) { cursor }: z.output<typeof advicesBody>,
    @Caller() caller: Person,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return answerOnce(this.#requests, { caller, request, reply }, async () =>
      written(DOCUMENT_ROUTES.advices, await this.#acts.advices(batch, cursor)),
    );
  }
}
