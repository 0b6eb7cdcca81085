import { csvRecord, spreadsheetRecord } from '../../kernel/index.js';
import type { DeterminationAnswer, EarningAnswer } from '../answers/result-answers.js';

/** Rows of a list as programs take them: a CSV record each, or an object on a line of its own. */
export type ListFormat = 'csv' | 'ndjson';

/** What a column of the CSV has of a row; null is an empty cell. */
export type ListColumns<Row> = Readonly<Record<string, (row: Row) => string | number | null>>;

const inOneCell = (values: readonly string[]) => values.join(' ');

export const DETERMINATION_COLUMNS: ListColumns<DeterminationAnswer> = {
  partner_id: ({ partnerId }) => partnerId,
  customer_id: ({ customerId }) => customerId,
  customer_name: ({ customerName }) => customerName,
  outcome: ({ outcome }) => outcome,
  seats_assigned: ({ seatsAssigned }) => seatsAssigned,
  seats_billed: ({ seatsBilled }) => seatsBilled,
  seats_qualifying: ({ seatsQualifying }) => seatsQualifying,
  reward: ({ reward }) => reward,
  currency: ({ currency }) => currency,
  rules_not_met: ({ notMet }) => inOneCell(notMet),
  rules_unknown: ({ unknown }) => inOneCell(unknown),
  rules_pending: ({ pending }) => inOneCell(pending),
};

export const EARNING_COLUMNS: ListColumns<EarningAnswer> = {
  partner_id: ({ partnerId }) => partnerId,
  partner_name: ({ partnerName }) => partnerName,
  customers_qualified: ({ customersQualified }) => customersQualified,
  customers_undecided: ({ customersUndecided }) => customersUndecided,
  customers_pending: ({ customersPending }) => customersPending,
  earned: ({ earned }) => earned,
  potential: ({ potential }) => potential,
  currency: ({ currency }) => currency,
  stage: ({ payout }) => payout?.stage ?? null,
  amount: ({ payout }) => payout?.amount ?? null,
  reason: ({ payout }) => payout?.reason ?? null,
  is_preview: ({ payout }) => (payout === null ? null : String(payout.isPreview)),
  batch: ({ payout }) => payout?.batch ?? null,
  end_to_end_id: ({ payout }) => payout?.endToEndId ?? null,
  execution_date: ({ payout }) => payout?.executionDate ?? null,
  released_at: ({ payout }) => payout?.releasedAt ?? null,
  holds: ({ payout }) => (payout === null ? null : inOneCell(payout.holds.map(({ reason }) => reason))),
};

/** A page of a list, with where the next one begins. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/**
 * Records of a whole list, from its first page on. Each further page is read when it is wanted, in a transaction of its
 * own: whoever reads slowly keeps nothing open.
 */
export async function* listRecords<Row>(
  first: ListPage<Row>,
  next: (cursor: string) => Promise<ListPage<Row>>,
  { format, columns }: { readonly format: ListFormat; readonly columns: ListColumns<Row> },
): AsyncGenerator<string, void> {
  const names = Object.keys(columns);
  if (format === 'csv') yield csvRecord(names);
  for (let page = first; ; page = await next(page.nextCursor)) {
    const records = page.rows.map((row) =>
      format === 'ndjson'
        ? `${JSON.stringify(row)}\n`
        : spreadsheetRecord(Object.values(columns).map((cell) => cell(row) ?? '')),
    );
    yield records.join('');
    if (page.nextCursor === null) return;
  }
}
