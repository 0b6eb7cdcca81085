import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { parseCalendarDate } from '../../kernel/index.js';
import { campaignId, currency, partnerId } from '../answers/values.js';
import { accountPage } from '../pages/ledger/account-page.js';
import { journalPage } from '../pages/ledger/journal-page.js';
import { ledgerPage } from '../pages/ledger/ledger-page.js';
import { LedgerReading, ROWS_OF_LEDGER } from '../reading/ledger-reading.js';
import { Allow } from './access/allow.js';
import { CheckedInput } from './checked-input.js';
import { HTML } from './page-headers.js';

const LARGEST = 2 ** 31 - 1;
const key = z.coerce.number().int().min(1).max(LARGEST);
const ofAccount = z.strictObject({ account: key });
const ofJournal = z.strictObject({ journalId: key });

/** A form sends what nobody chose, too: empty. */
const chosen = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((text) => (text === '' ? undefined : text), value.optional());
const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/, { error: 'a month, such as 2019-07' })
  .transform((text, context) => {
    const day = parseCalendarDate(`${text}-01`);
    if (day !== undefined) return day;
    context.addIssue({ code: 'custom', message: 'a month, such as 2019-07' });
    return z.NEVER;
  });
const cursor = z.string().max(1000).optional();
const limit = z.coerce.number().int().min(1).max(500).default(ROWS_OF_LEDGER);
const ledgerQuery = z.strictObject({
  campaign: chosen(campaignId),
  partner: chosen(partnerId),
  currency: chosen(currency),
  month: chosen(month),
  cursor,
  limit,
});
const accountQuery = z.strictObject({ month: chosen(month), cursor, limit });

/** Looks through the ledger: accounts, their postings, and journals. */
@Controller('/ledger')
@Allow('finance-viewer')
export class LedgerController {
  readonly #ledger: LedgerReading;

  constructor(ledger: LedgerReading) {
    this.#ledger = ledger;
  }

  @Get()
  @Header(...HTML)
  async accounts(@Query(new CheckedInput('query', ledgerQuery)) query: z.output<typeof ledgerQuery>): Promise<string> {
    return ledgerPage(await this.#ledger.accounts(query));
  }

  @Get('accounts/:account')
  @Header(...HTML)
  async account(
    @Param(new CheckedInput('path', ofAccount)) { account }: z.output<typeof ofAccount>,
    @Query(new CheckedInput('query', accountQuery)) query: z.output<typeof accountQuery>,
  ): Promise<string> {
    return accountPage(await this.#ledger.account(account, query));
  }

  @Get('journals/:journalId')
  @Header(...HTML)
  async journal(
    @Param(new CheckedInput('path', ofJournal)) { journalId }: z.output<typeof ofJournal>,
  ): Promise<string> {
    return journalPage(await this.#ledger.journal(journalId));
  }
}
