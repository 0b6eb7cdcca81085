import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { z } from 'zod';
import { partnerHref } from '../../pages/campaign/outcomes.js';
import { batchHref } from '../../pages/finance/finance-paths.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { Allow } from '../access/allow.js';
import type { PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { partnerParameters } from '../routes.js';
import { plainForm } from './act-forms.js';
import { DocumentActs } from './document-acts.js';
import { batchParameters, placeQuery } from './finance-parameters.js';

const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
const advicesForm = plainForm.extend(placeQuery.shape);

/** The forms by which finance gives out documents; who gives out what says nothing that could be typed twice. */
@Controller()
export class DocumentPagesController {
  readonly #acts: DocumentActs;

  constructor(acts: DocumentActs) {
    this.#acts = acts;
  }

  @Post('/campaigns/:campaignId/partners/:partnerId/statement')
  @Allow(...ROLES_OF_ACTS.statement)
  @HttpCode(303)
  @Header(...HTML)
  async statement(
    @Param(new CheckedInput('path', partnerParameters)) { campaignId, partnerId }: z.output<typeof partnerParameters>,
    @Body(new CheckedInput('body', plainForm)) _form: z.output<typeof plainForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#acts.statement(campaignId, partnerId);
    reply.header('location', `${partnerHref(campaignId, partnerId)}#documents`);
    return '';
  }

  @Post('/payout/batches/:batch/advices')
  @Allow(...ROLES_OF_ACTS.advices)
  @HttpCode(303)
  @Header(...HTML)
  async advices(
    @Param(new CheckedInput('path', batchParameters)) { batch }: z.output<typeof batchParameters>,
    @Body(new CheckedInput('body', advicesForm)) { cursor }: z.output<typeof advicesForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#acts.advices(batch, cursor);
    const page = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    reply.header('location', `${batchHref(batch)}${page}#payments`);
    return '';
  }
}
