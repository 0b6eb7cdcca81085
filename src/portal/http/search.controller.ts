import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';
import type { PartnerScope } from '../../access/index.js';
import { searchPage } from '../pages/search/search-page.js';
import { LONGEST_SOUGHT } from '../pages/search/search-box.js';
import { SearchReading } from '../reading/search-reading.js';
import { AllowPartners } from './access/allow.js';
import { Sight } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { Kept } from './kept/kept.js';
import { HTML } from './page-headers.js';

const searchQuery = z.strictObject({
  // As it was typed or pasted; what cannot stand in any name is no word.
  q: z
    .string()
    .max(LONGEST_SOUGHT)
    .default('')
    .transform((text) => text.replaceAll(/\p{C}+/gu, ' ')),
});

/** Finds what somebody has at hand, over all campaigns; a partner's people find what is of their own partners. */
@Controller('/search')
export class SearchController {
  readonly #search: SearchReading;

  constructor(search: SearchReading) {
    this.#search = search;
  }

  @Get()
  @Kept()
  @AllowPartners('answer', 'finance-viewer', 'partner-viewer')
  @Header(...HTML)
  async search(
    @Query(new CheckedInput('query', searchQuery)) { q }: z.output<typeof searchQuery>,
    @Sight() sight: PartnerScope,
  ): Promise<string> {
    return searchPage({ sought: q.trim(), found: await this.#search.find(q, sight), isOfPartner: sight !== undefined });
  }
}
