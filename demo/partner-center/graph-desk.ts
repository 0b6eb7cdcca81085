import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Instant } from '../../src/kernel/index.js';
import {
  dateOf,
  dayNumber,
  invoicesAt,
  plusMonths,
  reconciliationLine,
  type Invoice,
  type World,
} from '../world/index.js';
import type { Answer } from './answer.js';
import type { FaultKind } from './faults/plan.js';

export interface GraphOptions {
  /** How often an operation is looked at before it is done; left out: twice. */
  readonly looks?: number;
  readonly retryAfterS?: number;
  /** Lines of an invoice are spread over so many files; left out: two. */
  readonly files?: number;
  /** A signed address opens so many files and then has expired; left out: it does not expire. */
  readonly filesBySignature?: number;
}

interface GraphRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly origin: string;
  readonly at: Instant;
  readonly fault: FaultKind | undefined;
}

const BILLING = '/v1.0/reports/partners/billing';
const FILES = '/billedreconciliation/v1/';

export function isGraphPath(path: string): boolean {
  return path.startsWith('/v1.0/');
}

/** Graph's partner billing, and the store of files that its manifests point to. */
export class GraphDesk {
  readonly #world: World;
  readonly #options: GraphOptions;
  readonly #operations = new Map<string, { readonly invoice: Invoice; looksLeft: number }>();
  /** What is not billed yet, as it was when it was asked for. */
  readonly #unbilled = new Map<string, Invoice>();
  readonly #signatures = new Map<string, number>();
  /** How often the export of an invoice was made anew. */
  readonly #editions = new Map<string, number>();
  /** Of the edition before the last one. */
  readonly #oldFilesLeft = new Map<string, number>();

  constructor(world: World, options: GraphOptions = {}) {
    this.#world = world;
    this.#options = options;
  }

  /** Under which name a plan of faults knows what is asked for; undefined: nothing that there is. */
  resourceOf(method: string, path: string, body: string): string | undefined {
    if (this.keepsFile(path)) return `file/${fileOf(path).invoiceId ?? ''}/${String(fileOf(path).part)}`;
    if (method === 'POST') {
      const { invoiceId, billingPeriod } = asJson(body);
      if (typeof billingPeriod === 'string') return `unbilled/${billingPeriod}`;
      return typeof invoiceId === 'string' ? `export/${invoiceId}` : undefined;
    }
    const [kind, id] = path.slice(BILLING.length + 1).split('/');
    const operation = this.#operations.get(id ?? '');
    return operation === undefined
      ? undefined
      : `${kind === 'operations' ? 'operation' : 'manifest'}/${operation.invoice.id}`;
  }

  answer({ method, path, body, origin, at, fault }: GraphRequest): Answer {
    if (method === 'POST' && path === `${BILLING}/reconciliation/billed/export`) return this.#export(body, origin, at);
    if (method === 'POST' && path === `${BILLING}/reconciliation/unbilled/export`)
      return this.#exportUnbilled(body, origin, at);
    const [kind, id] = path.slice(BILLING.length + 1).split('/');
    const operation = this.#operations.get(id ?? '');
    if (method !== 'GET' || !path.startsWith(`${BILLING}/`) || operation === undefined)
      return graphFailure(404, 'itemNotFound', 'The resource could not be found.');
    if (kind === 'operations') return this.#look(id ?? '', operation, origin);
    const manifest = this.#manifest(id ?? '', operation.invoice, origin);
    // Made anew behind the reader's back: of what this manifest names one file can still be had.
    if (fault === 'changed-etag') {
      this.#editions.set(operation.invoice.id, this.#editionOf(operation.invoice.id) + 1);
      this.#oldFilesLeft.set(operation.invoice.id, 1);
    }
    return { status: 200, body: manifest };
  }

  keepsFile(path: string): boolean {
    return path.startsWith(FILES);
  }

  /** The store of files knows signatures, not tokens: whoever sends one is refused, as is whoever comes too late. */
  file(path: string, query: URLSearchParams, headers: IncomingHttpHeaders): Answer {
    const signature = query.get('sig') ?? '';
    const left = this.#signatures.get(signature) ?? 0;
    if (headers.authorization !== undefined || left <= 0)
      return { status: 403, body: Buffer.from('<Error><Code>AuthenticationFailed</Code></Error>') };
    this.#signatures.set(signature, left - 1);
    const { invoiceId, part, edition } = fileOf(path);
    const invoice = this.#world.invoices.find(({ id }) => id === invoiceId) ?? this.#unbilled.get(invoiceId ?? '');
    if (invoice === undefined || !this.#isThere(invoice.id, edition))
      return { status: 404, body: Buffer.from('<Error><Code>BlobNotFound</Code></Error>') };
    // No invoice numbers what is not billed yet.
    const numbered = this.#unbilled.has(invoice.id) ? { ...invoice, id: '' } : invoice;
    const lines = invoice.lines
      .filter((_line, index) => (index + edition) % this.#fileCount() === part)
      .map((line) => `${JSON.stringify(reconciliationLine(numbered, line, this.#world.distributor))}\n`);
    return { status: 200, body: gzipSync(lines.join('')) };
  }

  #isThere(invoiceId: string, edition: number): boolean {
    const left = this.#oldFilesLeft.get(invoiceId) ?? 0;
    if (edition === this.#editionOf(invoiceId)) return true;
    this.#oldFilesLeft.set(invoiceId, Math.max(0, left - 1));
    return edition === this.#editionOf(invoiceId) - 1 && left > 0;
  }

  #editionOf(invoiceId: string): number {
    return this.#editions.get(invoiceId) ?? 0;
  }

  #fileCount(): number {
    return this.#options.files ?? 2;
  }

  /** Nobody sees an invoice before it is issued. Legacy ones have no data here: an operation says so, not this call. */
  #export(body: string, origin: string, at: Instant): Answer {
    const { invoiceId, attributeSet } = asJson(body);
    const invoice = invoicesAt(this.#world, at).find(({ id }) => id === invoiceId);
    if (invoice === undefined || (attributeSet !== 'full' && attributeSet !== 'basic'))
      return graphFailure(400, 'badRequest', 'The invoice or the set of attributes is not valid.');
    return this.#accept(invoice, origin);
  }

  /** The lines that have been raised so far of a month that no invoice has billed. */
  #exportUnbilled(body: string, origin: string, at: Instant): Answer {
    const { currencyCode, billingPeriod } = asJson(body);
    if (currencyCode !== this.#world.distributor.currency || (billingPeriod !== 'current' && billingPeriod !== 'last'))
      return graphFailure(400, 'badRequest', 'The currency or the billing period is not valid.');
    const today = at.slice(0, 10);
    const from = dateOf(plusMonths(dayNumber(`${today.slice(0, 7)}-01`), billingPeriod === 'current' ? 0 : -1));
    const coming = this.#world.invoices.find(({ periodFrom, issuedAt }) => periodFrom === from && issuedAt > at);
    const lines = (coming?.lines ?? []).filter((line) => line.from <= today);
    const unbilled = {
      id: `unbilled-${from}`,
      periodFrom: from,
      periodTo: coming?.periodTo ?? from,
      issuedAt: at,
      lines,
    };
    this.#unbilled.set(unbilled.id, unbilled);
    return this.#accept(unbilled, origin);
  }

  #accept(invoice: Invoice, origin: string): Answer {
    const id = randomUUID();
    this.#operations.set(id, { invoice, looksLeft: this.#options.looks ?? 2 });
    return {
      status: 202,
      body: undefined,
      headers: { Location: `${origin}${BILLING}/operations/${id}`, ...this.#retryAfter() },
    };
  }

  #look(id: string, operation: { readonly invoice: Invoice; looksLeft: number }, origin: string): Answer {
    const common = { id, createdDateTime: '2023-03-09T08:12:53', lastActionDateTime: '2023-03-09T08:37:48.5046691Z' };
    const type = (word: string): string => `#microsoft.graph.partners.billing.${word}Operation`;
    if (operation.looksLeft > 0) {
      operation.looksLeft -= 1;
      const body = { '@odata.type': type('running'), ...common, status: 'running' };
      return { status: 200, body, headers: this.#retryAfter() };
    }
    const isEmpty = this.#unbilled.has(operation.invoice.id) && operation.invoice.lines.length === 0;
    if (this.#world.billing === 'legacy' || isEmpty) {
      const error = { message: 'No data available', code: '5000' };
      return { status: 200, body: { '@odata.type': type('failed'), ...common, status: 'failed', error } };
    }
    const manifest = { 'resourceLocation@odata.navigationLink': `${origin}${BILLING}/manifests/${id}` };
    return { status: 200, body: { '@odata.type': type('exportSuccess'), ...common, status: 'succeeded', ...manifest } };
  }

  #retryAfter(): Readonly<Record<string, string>> {
    return { 'Retry-After': String(this.#options.retryAfterS ?? 10) };
  }

  /** Signed anew each time it is read. */
  #manifest(id: string, { id: invoiceId, periodFrom }: Invoice, origin: string): unknown {
    const { tenantId } = this.#world.distributor;
    const signature = randomBytes(32).toString('base64');
    this.#signatures.set(signature, this.#options.filesBySignature ?? Number.POSITIVE_INFINITY);
    const expiresAt = encodeURIComponent(`${new Date(Date.now() + 12 * 3_600_000).toISOString().slice(0, 19)}Z`);
    const edition = this.#editionOf(invoiceId);
    const month = periodFrom.slice(0, 7).replace('-', '');
    return {
      id,
      schemaVersion: '1',
      dataFormat: 'compressedJSON',
      createdDateTime: '2023-03-09T06:34:34.87Z',
      eTag: Buffer.from(edition === 0 ? invoiceId : `${invoiceId}/${String(edition)}`).toString('base64'),
      partnerTenantId: tenantId,
      rootDirectory: `${origin}${FILES}PartnerTenantId=${tenantId}/BillingMonth=${month}/InvoiceId=${invoiceId}/PartitionType=default`,
      sasToken: `skv=2021-08-06&sv=2021-08-06&se=${expiresAt}&sr=d&sp=rl&sdd=7&sig=${encodeURIComponent(signature)}`,
      partitionType: 'Default',
      blobCount: this.#fileCount(),
      blobs: Array.from({ length: this.#fileCount() }, (_, index) => ({
        name: `part-${String(index).padStart(5, '0')}-b016029b-a7a7-4c46-9b5e-c925ac317ac6.c${String(edition).padStart(3, '0')}.json.gz`,
        partitionValue: 'default',
      })),
    };
  }
}

function fileOf(path: string): {
  readonly invoiceId: string | undefined;
  readonly part: number;
  readonly edition: number;
} {
  const [, invoiceId, part, edition] = /\/InvoiceId=([^/]+)\/.*\/part-(\d+)-[^/]+\.c(\d+)\.json\.gz$/.exec(path) ?? [];
  return { invoiceId, part: Number(part), edition: Number(edition) };
}

function asJson(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** Graph's own form of an error. */
function graphFailure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
