import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { termsPage } from '../pages/terms-page.js';
import { TermsReading } from '../reading/terms-reading.js';
import { Allow } from './access/allow.js';
import { CheckedInput } from './checked-input.js';
import { HTML } from './page-headers.js';
import { campaignParameters } from './routes.js';

const version = z.coerce.number().int().min(1).max(1_000_000).optional();
const versionsQuery = z.strictObject({ from: version, to: version });

/** The file of a campaign, with what the checks say of it and what changed from version to version. */
@Controller('/campaigns/:campaignId/terms')
export class TermsController {
  readonly #terms: TermsReading;

  constructor(terms: TermsReading) {
    this.#terms = terms;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  async terms(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', versionsQuery)) chosen: z.output<typeof versionsQuery>,
  ): Promise<string> {
    return termsPage(await this.#terms.terms(campaignId, chosen));
  }
}
