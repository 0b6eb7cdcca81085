import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { withSightOfNow } from '../../../database/index.js';
import { determinationAnswer, earningAnswer } from '../../answers/result-answers.js';
import {
  DETERMINATION_COLUMNS,
  EARNING_COLUMNS,
  listRecords,
  type ListColumns,
  type ListPage,
} from '../../exports/list-records.js';
import { ResultReading } from '../../reading/result-reading.js';
import { AllowPartners } from '../access/allow.js';
import { CheckedInput } from '../checked-input.js';
import {
  LIST_ROUTES,
  LIST_TYPES,
  listedDeterminations,
  listedEarnings,
  listParameters,
  type ListParameters,
} from './list-routes.js';

const ofList = new CheckedInput('path', listParameters);

/** As many as the API gives at once. */
const PAGE_ROWS = 1_000;

/** Whole lists, for programs and spreadsheets. */
@Controller()
export class ListsController {
  readonly #results: ResultReading;

  constructor(results: ResultReading) {
    this.#results = results;
  }

  @Get(LIST_ROUTES.earnings.path)
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  earnings(
    @Param(ofList) list: ListParameters,
    @Query(new CheckedInput('query', listedEarnings)) query: z.output<typeof listedEarnings>,
  ): Promise<StreamableFile> {
    const page = async (cursor?: string) => {
      const { earnings, nextCursor } = await this.#results.earnings(list.campaignId, {
        ...query,
        cursor,
        limit: PAGE_ROWS,
      });
      return { rows: earnings.map((row) => earningAnswer.parse(row)), nextCursor };
    };
    return sent(list, 'earnings', page, EARNING_COLUMNS);
  }

  @Get(LIST_ROUTES.determinations.path)
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  determinations(
    @Param(ofList) list: ListParameters,
    @Query(new CheckedInput('query', listedDeterminations)) query: z.output<typeof listedDeterminations>,
  ): Promise<StreamableFile> {
    const page = async (cursor?: string) => {
      const { determinations, nextCursor } = await this.#results.determinations(list.campaignId, {
        ...query,
        cursor,
        limit: PAGE_ROWS,
      });
      return { rows: determinations.map((row) => determinationAnswer.parse(row)), nextCursor };
    };
    return sent(list, 'determinations', page, DETERMINATION_COLUMNS);
  }
}

/** Its first page is read before anything is sent: what is refused is answered as everywhere. */
async function sent<Row>(
  { campaignId, format }: ListParameters,
  name: string,
  page: (cursor?: string) => Promise<ListPage<Row>>,
  columns: ListColumns<Row>,
): Promise<StreamableFile> {
  const records = listRecords(await page(), page, { format, columns });
  return new StreamableFile(Readable.from(withSightOfNow(records), { objectMode: false }), {
    type: LIST_TYPES[format],
    disposition: `attachment; filename="${campaignId}-${name}.${format}"`,
  });
}
