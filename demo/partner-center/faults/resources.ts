import type { Guid, Instant } from '../../../src/kernel/index.js';
import { customersAt, invoicesAt, type ChargeLine, type World } from '../../world/index.js';
import type { PageSizes } from '../paging.js';
import type { FaultKind } from './plan.js';

/*
 * The names under which a plan knows what can be asked for: `customers/page/2`, `subscriptions/<customer>`,
 * `seats/<customer>`, `invoices/page/1`, `invoice/<number>`, `lines/<number>/page/3`, and of an export `export/<number>`,
 * `operation/<number>`, `manifest/<number>` and `file/<number>/0`.
 */

/** What a request to `/v1` asks for. @param page the how-manieth of a listing, where it is one */
export function resourceOf(path: string, page: number): string {
  const [, , what, id, of] = path.split('/');
  if (what === 'customers' && id === undefined) return `customers/page/${String(page)}`;
  if (what === 'customers' && of === 'subscriptions') return `subscriptions/${(id ?? '').toLowerCase()}`;
  if (what === 'customers' && of === 'subscribedskus') return `seats/${(id ?? '').toLowerCase()}`;
  if (what === 'invoices' && id === undefined) return `invoices/page/${String(page)}`;
  if (what === 'invoices' && of === undefined) return `invoice/${id ?? ''}`;
  if (what === 'invoices' && of === 'lineitems') return `lines/${id ?? ''}/page/${String(page)}`;
  return 'other';
}

/** A resource, and which kinds of fault it can have. */
export interface Breakable {
  readonly resource: string;
  readonly kinds: readonly FaultKind[];
}

const REFUSING: readonly FaultKind[] = [
  'throttled',
  'throttled-until-date',
  'throttled-silently',
  'server-error',
  'reset',
  'no-answer',
];
const OF_THE_BODY: readonly FaultKind[] = ['slow-body', 'endless-body', 'cut-body', 'half-body'];
const OF_A_CALL: readonly FaultKind[] = [...REFUSING, ...OF_THE_BODY, 'expired-token'];

export interface Asked {
  readonly at: Instant;
  readonly pageSizes: PageSizes;
  /** Customers whose seats can be read at all. */
  readonly readable: readonly Guid[];
  /** Invoices that are read for the first time. */
  readonly fresh: readonly string[];
  readonly isExported: (invoiceNumber: string) => boolean;
  readonly filesOfExport: number;
}

/** What a pull at that instant asks for. */
export function breakables(world: World, asked: Asked): Breakable[] {
  const { at, pageSizes, readable, fresh, isExported, filesOfExport } = asked;
  const invoices = invoicesAt(world, at);
  return [
    ...listing('customers', pagesOf(customersAt(world, at), pageSizes.customers), () => true),
    ...customersAt(world, at).map(({ id }) => ({ resource: `subscriptions/${id}`, kinds: OF_A_CALL })),
    ...readable.map((id) => ({ resource: `seats/${id}`, kinds: OF_A_CALL })),
    ...listing('invoices', pagesOf(invoices, pageSizes.invoices), () => true),
    ...invoices
      .filter(({ id }) => fresh.includes(id))
      .flatMap(({ id, lines }) => [
        { resource: `invoice/${id}`, kinds: OF_A_CALL },
        ...(isExported(id)
          ? exportOf(id, filesOfExport)
          : listing(`lines/${id}`, pagesOf(lines, pageSizes.lines), isMissed)),
      ]),
  ];
}

function listing<Item>(
  name: string,
  pages: readonly Item[][],
  isMissedWhenSkipped: (page: Item[]) => boolean,
): Breakable[] {
  return [
    ...(pages.length > 1 ? [{ resource: name, kinds: ['reordered-pages'] as const }] : []),
    ...pages.map((page, index) => ({
      resource: `${name}/page/${String(index + 1)}`,
      kinds: [
        ...OF_A_CALL,
        ...(index > 0 ? (['repeated-page'] as const) : []),
        ...(isMissedWhenSkipped(page) ? (['skipped-page', 'empty-page'] as const) : []),
      ],
    })),
  ];
}

/** Lines that sum up to nothing are not missed by their sum; of two thousand lines nobody expects it. */
function isMissed(lines: readonly ChargeLine[]): boolean {
  return lines.reduce((sum, { subtotalPence }) => sum + subtotalPence, 0) !== 0;
}

function exportOf(id: string, files: number): Breakable[] {
  return [
    // What counts of its answer is a header: it has no body to spoil.
    { resource: `export/${id}`, kinds: [...REFUSING, 'expired-token'] },
    { resource: `operation/${id}`, kinds: OF_A_CALL },
    { resource: `manifest/${id}`, kinds: [...OF_A_CALL, 'changed-etag'] },
    ...Array.from({ length: files }, (_, part) => ({
      resource: `file/${id}/${String(part)}`,
      kinds: [...REFUSING, ...OF_THE_BODY, 'expired-address'] as const,
    })),
  ];
}

function pagesOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) =>
    items.slice(page * size, (page + 1) * size),
  );
}
