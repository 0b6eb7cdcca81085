import { randomUUID } from 'node:crypto';
import { invalidRequest, notFound, ok, type Answer } from './answer.js';
import type { ApiRequest } from './api-request.js';
import { COLUMNS, dynamicsSeats } from './insights-desk.js';

const DATASET = 'DynamicsUsage';

type InsightsRoute = readonly [
  method: 'GET' | 'POST',
  pattern: RegExp,
  answer: (request: ApiRequest, id: string) => Answer,
];

export const INSIGHTS_ROUTES: readonly InsightsRoute[] = [
  ['GET', /^\/insights\/v1\/mpn\/ScheduledDataset$/, listDatasets],
  ['POST', /^\/insights\/v1\/mpn\/ScheduledQueries$/, createQuery],
  ['POST', /^\/insights\/v1\/mpn\/ScheduledReport$/, createReport],
  ['GET', /^\/insights\/v1\/mpn\/ScheduledReport\/execution\/([^/]+)$/, execution],
  ['GET', /^\/partner\/v1\/analytics\/commercial\/deployment\/license$/, deployments],
];

function listDatasets(): Answer {
  return values([{ datasetName: DATASET, selectableColumns: COLUMNS }]);
}

function createQuery({ body, insights }: ApiRequest): Answer {
  const match = /^SELECT (.+) from (\w+)$/i.exec(String(field(body, 'Query')));
  if (match?.[2] !== DATASET) return invalidRequest('The query names no dataset.');
  const columns = (match[1] ?? '').split(',').map((name) => name.trim());
  if (columns.some((name) => !COLUMNS.includes(name))) return invalidRequest('The query names an unknown column.');
  return values([{ queryId: insights.takeQuery(columns) }]);
}

function createReport({ body, insights }: ApiRequest): Answer {
  const reportId = insights.takeReport(String(field(body, 'QueryId')), String(field(body, 'QueryStartTime')));
  return reportId === undefined ? notFound('The query') : values([{ reportId, reportStatus: 'Active' }]);
}

function execution({ insights, headers }: ApiRequest, reportId: string): Answer {
  const state = insights.poll(reportId);
  if (state === 'unknown') return notFound(`Report ${reportId}`);
  const link = `http://${headers.host ?? ''}/reports/${reportId}.csv?sig=${reportId}`;
  return values([
    {
      executionId: randomUUID(),
      reportId,
      executionStatus: state === 'ready' ? 'Completed' : 'Pending',
      reportAccessSecureLink: state === 'ready' ? link : null,
    },
  ]);
}

/** One page; the sample writes `Value` with a capital. */
function deployments({ world, query }: ApiRequest): Answer {
  const day = query.get('processedDateTime') ?? '';
  const rows = dynamicsSeats(world, day).map(([customer, { sku, assigned, active, warning }]) => ({
    processedDateTime: `${day}T00:00:00`,
    serviceCode: 'crm',
    serviceName: 'Microsoft Dynamics',
    channel: 'reseller',
    customerTenantId: customer.id.toUpperCase(),
    customerName: customer.name,
    productId: sku.id.toUpperCase(),
    productName: sku.name.toUpperCase(),
    licensesDeployed: assigned,
    licensesSold: active + warning,
  }));
  const skip = Number(query.get('skip') ?? 0);
  const Value = rows.slice(skip, skip + Number(query.get('top') ?? 10_000));
  return ok({ Value, '@nextLink': null, TotalCount: rows.length });
}

function values(value: readonly unknown[]): Answer {
  return ok({ value, nextLink: null, totalCount: value.length, statusCode: 200, dataRedacted: false });
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}
