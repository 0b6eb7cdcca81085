import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { DocumentReading } from '../../reading/document-reading.js';
import { Allow, AllowPartners } from '../access/allow.js';
import { Called, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { DOCUMENT_TYPES } from '../document-types.js';
import { documentParameters, documentQuery, partnerParameters } from '../routes.js';
import { answerOnce, written } from './answer-once.js';
import { DocumentActs } from './document-acts.js';
import { advicesBody, DOCUMENT_ROUTES } from './document-routes.js';
import { batchParameters } from './finance-parameters.js';

/** The same as the forms that give documents out, for programs; and the files, for those of partners too. */
@Controller()
export class DocumentApiController {
  readonly #acts: DocumentActs;
  readonly #reading: DocumentReading;
  readonly #requests: AnsweredRequests;

  constructor(acts: DocumentActs, reading: DocumentReading, requests: AnsweredRequests) {
    this.#acts = acts;
    this.#reading = reading;
    this.#requests = requests;
  }

  @Get(DOCUMENT_ROUTES.document.path)
  @AllowPartners('path', 'finance-viewer', 'partner-viewer')
  @Header('cache-control', 'private, no-cache')
  async file(
    @Param(new CheckedInput('path', documentParameters))
    { document, format, ...whose }: z.output<typeof documentParameters>,
    @Query(new CheckedInput('query', documentQuery)) { language }: z.output<typeof documentQuery>,
  ): Promise<StreamableFile> {
    const { name, content } = await this.#reading.file(whose, document, format, language);
    return new StreamableFile(content, {
      type: DOCUMENT_TYPES[format],
      disposition: `attachment; filename="${name}"`,
      length: content.length,
    });
  }

  @Post(DOCUMENT_ROUTES.statement.path)
  @Allow(...ROLES_OF_ACTS.statement)
  @HttpCode(200)
  async statement(
    @Param(new CheckedInput('path', partnerParameters)) { campaignId, partnerId }: z.output<typeof partnerParameters>,
    @Body(new CheckedInput('body', z.strictObject({}))) _nothing: object,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async () => {
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
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async () =>
      written(DOCUMENT_ROUTES.advices, await this.#acts.advices(batch, cursor)),
    );
  }
}
