import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parse } from 'csv-parse';
import { plusDays, type CalendarDate } from '../../../../kernel/index.js';
import type { Sleep } from '../call-pacer.js';
import type { PartnerCenterClient } from '../client.js';
import { unreadable } from '../partner-center-error.js';
import { USAGE_COLUMNS } from './mapper.js';
import { datasetsAnswer, executionAnswer, queryCreated, reportCreated } from './wire.js';

const DATASET = 'DynamicsUsage';
const POLL_EVERY_MS = 60_000;
const POLLS_AT_MOST = 120;
const RECORD_LIMIT_CHARACTERS = 100_000;

/** A row by lower-case column name. */
export type ReportRow = Readonly<Record<string, string>>;

/**
 * Has the `DynamicsUsage` report of one month made, waits for it, and fetches it: dataset, query, report, execution, and
 * a file behind a signed address (contract of Partner Center, section 7).
 *
 * @param toPath of a file that is not there yet
 * @throws PartnerCenterError
 */
export async function fetchUsageReport(
  client: PartnerCenterClient,
  baseUrl: string,
  month: CalendarDate,
  { toPath, sleep }: { readonly toPath: string; readonly sleep: Sleep },
): Promise<void> {
  const insights = `${baseUrl}/insights/v1/mpn`;
  await expectColumns(client, insights);
  const query = await client.read(
    `${insights}/ScheduledQueries`,
    queryCreated,
    {},
    {
      Name: `Seatback seats ${month.slice(0, 7)}`,
      Description: 'Assigned seats at the end of a month',
      Query: `SELECT ${USAGE_COLUMNS.join(', ')} FROM ${DATASET}`,
    },
  );
  const report = await client.read(
    `${insights}/ScheduledReport`,
    reportCreated,
    {},
    {
      ReportName: `Seatback seats ${month.slice(0, 7)}`,
      Description: 'Assigned seats at the end of a month',
      QueryId: query.value[0]?.queryId,
      ExecuteNow: true,
      QueryStartTime: `${month}T00:00:00Z`,
      QueryEndTime: `${lastDayOf(month)}T23:59:59Z`,
      Format: 'csv',
    },
  );
  await fetchFile(await secureLink(client, insights, report.value[0]?.reportId ?? '', sleep), toPath);
}

export function lastDayOf(month: CalendarDate): CalendarDate {
  return plusDays(`${plusDays(month, 31).slice(0, 7)}-01` as CalendarDate, -1);
}

async function expectColumns(client: PartnerCenterClient, insights: string): Promise<void> {
  const path = `${insights}/ScheduledDataset`;
  const { value } = await client.read(path, datasetsAnswer);
  const columns = value.find(({ datasetName }) => datasetName === DATASET)?.selectableColumns;
  const missing = USAGE_COLUMNS.filter((column) => columns?.includes(column) !== true);
  if (missing.length > 0)
    throw unreadable(path, `${DATASET} with ${USAGE_COLUMNS.join(', ')}`, `none with ${missing.join(', ')}`);
}

async function secureLink(
  client: PartnerCenterClient,
  insights: string,
  reportId: string,
  sleep: Sleep,
): Promise<string> {
  const path = `${insights}/ScheduledReport/execution/${encodeURIComponent(reportId)}?getLatestExecution=true`;
  for (let poll = 1; poll <= POLLS_AT_MOST; poll += 1) {
    const execution = (await client.read(path, executionAnswer)).value[0];
    const link = execution?.reportAccessSecureLink?.trim() ?? '';
    if (link !== '') return link;
    if (/fail|cancel/i.test(execution?.executionStatus ?? ''))
      throw unreadable(path, 'a report', `execution ${execution?.executionStatus ?? ''}`);
    await sleep(POLL_EVERY_MS);
  }
  throw unreadable(path, 'a report', `none after ${String(POLLS_AT_MOST)} minutes`);
}

const FILE = 'the file of the report';

/** The address is signed: whoever holds it may read. Our token stays away from it, and it from every message. */
async function fetchFile(link: string, toPath: string): Promise<void> {
  const address = URL.parse(link);
  const isLoopback = address?.hostname === '127.0.0.1' || address?.hostname === 'localhost';
  if (address === null || (address.protocol !== 'https:' && !isLoopback))
    throw unreadable(FILE, 'an address that begins with https://', 'another');
  let response: Response;
  try {
    response = await fetch(address, { redirect: 'error' });
  } catch {
    throw unreadable(FILE, 'an answer', 'none');
  }
  if (!response.ok || response.body === null) throw unreadable(FILE, 'status 200', `status ${String(response.status)}`);
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(toPath, { mode: 0o600 }));
  } catch {
    throw unreadable(FILE, 'a file to its end', 'one that broke off');
  }
}

/**
 * Row by row.
 *
 * @throws PartnerCenterError
 */
export async function* rowsOfUsage(path: string): AsyncGenerator<ReportRow, void> {
  const rows = createReadStream(path).pipe(
    parse({
      bom: true,
      columns: (names: readonly string[]) => names.map((name) => name.trim().toLowerCase()),
      relax_column_count: true,
      max_record_size: RECORD_LIMIT_CHARACTERS,
    }),
  );
  try {
    for await (const row of rows as AsyncIterable<ReportRow>) yield row;
  } catch (cause) {
    throw unreadable(FILE, 'CSV by RFC 4180', cause instanceof Error ? cause.message : String(cause));
  }
}
