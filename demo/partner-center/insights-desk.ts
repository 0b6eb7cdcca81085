import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { instant, type Instant } from '../../src/kernel/index.js';
import { customersAt, seatsAt, type Customer, type SkuState, type World } from '../world/index.js';
import { failure, type Answer } from './answer.js';

export const COLUMNS = ['CustomerTenantId', 'CustomerName', 'SKUId', 'SKU', 'Month', 'AvailableSeats', 'AssignedSeats'];

interface Report {
  readonly columns: readonly string[];
  /** First day of the month. */
  readonly month: string;
  polls: number;
}

/** Queries and reports that were asked for; a report is ready when it is asked after for the second time. */
export class InsightsDesk {
  readonly #queries = new Map<string, readonly string[]>();
  readonly #reports = new Map<string, Report>();

  takeQuery(columns: readonly string[]): string {
    const id = randomUUID();
    this.#queries.set(id, columns);
    return id;
  }

  takeReport(queryId: string, from: string): string | undefined {
    const columns = this.#queries.get(queryId);
    if (columns === undefined) return undefined;
    const id = randomUUID();
    this.#reports.set(id, { columns, month: `${from.slice(0, 7)}-01`, polls: 0 });
    return id;
  }

  poll(reportId: string): 'unknown' | 'pending' | 'ready' {
    const report = this.#reports.get(reportId);
    if (report === undefined) return 'unknown';
    report.polls += 1;
    return report.polls > 1 ? 'ready' : 'pending';
  }

  /** The file behind a signed address: it opens for whoever has the signature, and refuses a token. */
  file(path: string, query: URLSearchParams, headers: IncomingHttpHeaders, world: World): Answer | undefined {
    const id = /^\/reports\/([^/]+)\.csv$/.exec(path)?.[1];
    if (id === undefined) return undefined;
    const report = this.#reports.get(id);
    if (report === undefined || query.get('sig') !== id || headers.authorization !== undefined)
      return failure(403, 403, 'The signature does not fit.');
    return { status: 200, body: usageCsv(world, report), headers: { 'Content-Type': 'text/csv' } };
  }
}

function usageCsv(world: World, { columns, month }: Report): string {
  const lastDay = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0))
    .toISOString()
    .slice(0, 10);
  const rows = dynamicsSeats(world, lastDay).map(([customer, { sku, assigned, active, warning }]) => {
    const cells: Readonly<Record<string, string | number>> = {
      CustomerTenantId: customer.id,
      CustomerName: `"${customer.name}"`,
      SKUId: sku.id,
      SKU: `"${sku.name}"`,
      Month: month,
      AvailableSeats: active + warning,
      AssignedSeats: assigned,
    };
    return columns.map((name) => cells[name] ?? '').join(',');
  });
  return [columns.join(','), ...rows, ''].join('\r\n');
}

/** As the day ends. */
export function dynamicsSeats(world: World, day: string): (readonly [Customer, SkuState])[] {
  const at: Instant = instant(`${day}T23:00:00Z`);
  return customersAt(world, at).flatMap((customer) =>
    seatsAt(customer, at)
      .filter(({ sku }) => /dynamics/i.test(sku.name))
      .map((state) => [customer, state] as const),
  );
}
