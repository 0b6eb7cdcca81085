import {
  FAULT_KINDS,
  concerns,
  type Fault,
  type FaultKind,
  type FaultPlan,
} from '../../demo/partner-center/faults/plan.js';
import type { World } from '../../demo/world/index.js';
import type { Guid } from '../../src/kernel/index.js';
import { isNew, isRefused } from './small-world.js';

/** What a plan never serves: nobody could have read it. */
export interface Unserved {
  readonly seats: ReadonlySet<Guid>;
  readonly subscriptions: ReadonlySet<Guid>;
  /** The listing of customers cannot be read to its end: whoever is new behind that place is not heard of. */
  readonly isListingCut: boolean;
  readonly unheardOf: ReadonlySet<Guid>;
  readonly isInvoiceListCut: boolean;
  /** Their lines, or what leads to them. */
  readonly invoices: ReadonlySet<string>;
  /** The periods of these are not known either: any day may be theirs. */
  readonly invoicesOfUnknownPeriod: ReadonlySet<string>;
}

/** A slow answer is one, and a listing in another order is whole. */
const HARMLESS: ReadonlySet<FaultKind> = new Set(['slow-body', 'reordered-pages']);

export interface Asking {
  readonly world: World;
  readonly customersAPage: number;
  readonly invoicesAPage: number;
  readonly linesAPage: number;
  readonly fresh: readonly string[];
  readonly isExported: (invoiceNumber: string) => boolean;
}

export function unservedBy(plan: FaultPlan, asking: Asking): Unserved {
  const { world, customersAPage, invoicesAPage, linesAPage, fresh, isExported } = asking;
  const staying = plan.faults.filter(({ ends, kind }) => ends === 'never' && !HARMLESS.has(kind));
  const isNeverServed = (resource: string) => staying.some((fault) => concerns(fault, resource));
  const pages = (items: number, size: number) => Array.from({ length: Math.ceil(items / size) }, (_, page) => page + 1);
  const firstCut = pages(world.customers.length, customersAPage).find((page) =>
    isNeverServed(`customers/page/${String(page)}`),
  );
  const unheardOf = world.customers
    .slice(firstCut === undefined ? Infinity : (firstCut - 1) * customersAPage)
    .filter(isNew)
    .map(({ id }) => id);
  const linesOf = (id: string) => world.invoices.find((invoice) => invoice.id === id)?.lines.length ?? 0;
  const partsOf = (id: string) =>
    isExported(id)
      ? [`export/${id}`, `operation/${id}`, `manifest/${id}`, `file/${id}/0`, `file/${id}/1`]
      : pages(linesOf(id), linesAPage).map((page) => `lines/${id}/page/${String(page)}`);
  const heard = world.customers.filter(({ id }) => !unheardOf.includes(id));
  const invoicesOfUnknownPeriod = fresh.filter((id) => isNeverServed(`invoice/${id}`));
  return {
    seats: new Set(heard.filter((one) => !isRefused(one) && isNeverServed(`seats/${one.id}`)).map(({ id }) => id)),
    subscriptions: new Set(heard.filter(({ id }) => isNeverServed(`subscriptions/${id}`)).map(({ id }) => id)),
    isListingCut: firstCut !== undefined,
    unheardOf: new Set(unheardOf),
    isInvoiceListCut: pages(world.invoices.length, invoicesAPage).some((page) =>
      isNeverServed(`invoices/page/${String(page)}`),
    ),
    invoices: new Set([...invoicesOfUnknownPeriod, ...fresh.filter((id) => partsOf(id).some(isNeverServed))]),
    invoicesOfUnknownPeriod: new Set(invoicesOfUnknownPeriod),
  };
}

export function hasGaps(unserved: Unserved): boolean {
  const { seats, subscriptions, isListingCut, isInvoiceListCut, invoices } = unserved;
  return seats.size + subscriptions.size + invoices.size > 0 || isListingCut || isInvoiceListCut;
}

/** The gaps as they have to be on record, each under the name of what was not served. */
export function gapsOf(unserved: Unserved): string[] {
  return [
    ...[...unserved.seats].map((id) => `seats/${id}`),
    ...[...unserved.subscriptions].map((id) => `subscriptions/${id}`),
    ...(unserved.isListingCut ? ['customers'] : []),
    // Without the list nobody knows the numbers of the others.
    ...(unserved.isInvoiceListCut ? ['invoices'] : [...unserved.invoices].map((id) => `invoice/${id}`)),
  ].sort();
}

/** The resource that a quarantined file stands for. */
export function resourceOfFile(file: string): string {
  const path = file.replace(/\?.*$/, '');
  const [what, id, of] = path.split('/');
  if (what === 'customers' && of === 'subscribedskus') return `seats/${id ?? ''}`;
  if (what === 'customers' && of === 'subscriptions') return `subscriptions/${id ?? ''}`;
  if (what === 'invoices' && id !== undefined) return `invoice/${id}`;
  return path;
}

/** How often each kind of fault was in a plan, how often it ended, and in how many plans it left a gap. */
export class FaultFigures {
  readonly #figures = new Map<FaultKind, { plans: number; ended: number; stayed: number; gaps: number }>(
    FAULT_KINDS.map((kind) => [kind, { plans: 0, ended: 0, stayed: 0, gaps: 0 }]),
  );

  add(plan: FaultPlan, leavesGaps: (faults: readonly Fault[]) => boolean): void {
    for (const [kind, figures] of this.#figures) {
      const own = plan.faults.filter((fault) => fault.kind === kind);
      if (own.length === 0) continue;
      figures.plans += 1;
      if (own.some(({ ends }) => ends === 'never')) figures.stayed += 1;
      else figures.ended += 1;
      if (leavesGaps(own)) figures.gaps += 1;
    }
  }

  notReached(): FaultKind[] {
    return [...this.#figures].filter(([, { plans }]) => plans === 0).map(([kind]) => kind);
  }

  lines(): string {
    return [...this.#figures]
      .map(
        ([kind, { plans, ended, stayed, gaps }]) =>
          `  ${kind.padEnd(22)}in ${String(plans)} plans: ended in ${String(ended)}, stayed in ${String(stayed)}, left gaps in ${String(gaps)}`,
      )
      .join('\n');
  }
}
