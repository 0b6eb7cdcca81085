import { parseGuid } from '../../src/kernel/index.js';
import {
  customersAt,
  invoicesAt,
  seatsAt,
  seatTroubleAt,
  subscriptionsAt,
  type Customer,
  type Invoice,
} from '../world/index.js';
import {
  accessDenied,
  collection,
  customerNotRelated,
  failure,
  invalidRequest,
  link,
  notFound,
  ok,
  serverFailed,
  type Answer,
} from './answer.js';
import type { ApiRequest } from './api-request.js';
import { afterIdOf, continuationToken, cutPage, wholeNumber } from './paging.js';
import { listAuditRecords, listCustomerResellers, listIndirectResellers } from './directory-routes.js';
import { INSIGHTS_ROUTES } from './insights-routes.js';
import { companyProfile, customerRecord, customerSummary } from './wire-customers.js';
import { invoiceRecord, invoiceSummary, licenceLine, newCommerceLine } from './wire-invoices.js';
import { subscribedSku, subscriptionRecord } from './wire-subscriptions.js';

type Route = readonly [pattern: RegExp, answer: (request: ApiRequest, id: string) => Answer];

const ROUTES: readonly Route[] = [
  [/^\/v1\/customers$/, listCustomers],
  [/^\/v1\/customers\/([^/]+)$/, forCustomer((_request, customer) => ok(customerRecord(customer)))],
  [/^\/v1\/customers\/([^/]+)\/profiles\/company$/, forCustomer((_request, customer) => ok(companyProfile(customer)))],
  [/^\/v1\/customers\/([^/]+)\/relationships$/, forCustomer(listCustomerResellers)],
  [/^\/v1\/relationships$/, listIndirectResellers],
  [/^\/v1\/auditrecords$/, listAuditRecords],
  [/^\/v1\/customers\/([^/]+)\/subscriptions$/, forCustomer(listSubscriptions)],
  [/^\/v1\/customers\/([^/]+)\/subscribedskus$/, forCustomer(listSubscribedSkus)],
  [/^\/v1\/invoices$/, listInvoices],
  [/^\/v1\/invoices\/([^/]+)$/, forInvoice(({ world }, invoice) => ok(invoiceRecord(invoice, world.distributor)))],
  [/^\/v1\/invoices\/([^/]+)\/lineitems$/, forInvoice(listLines)],
  [/^\/v1\/invoices\/([^/]+)\/lineitems\/OneTime\/BillingLineItems$/, forInvoice(listNewCommerceLines)],
];

export function answerTo(method: string, path: string, request: ApiRequest): Answer {
  const insights = INSIGHTS_ROUTES.find(([verb, pattern]) => verb === method && pattern.test(path));
  if (insights !== undefined) return insights[2](request, insights[1].exec(path)?.[1] ?? '');
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    return method === 'GET'
      ? answer(request, match[1] ?? '')
      : failure(405, 405, `The method ${method} is not allowed here.`);
  }
  return notFound(`The resource ${path}`);
}

// -------------------------------------------------------------------------------------------- customers

/**
 * Seek paging. The address of the next page is malformed as in the documentation (a second question mark), and whoever
 * follows it as it stands is refused; what counts is the token in `links.next.headers`.
 */
function listCustomers({ world, at, query, headers, pageSizes, fault }: ApiRequest): Answer {
  // Better refused than left out of account: an unfiltered list would pass for a filtered one.
  if (query.has('filter')) return invalidRequest('This simulation does not filter customers.');
  const size = wholeNumber(query, 'size', 1) ?? pageSizes.customers;
  if (typeof size !== 'number') return size;
  const seek = query.get('seekOperation');
  const token = headers['ms-continuationtoken'];
  if ((seek === null) !== (token === undefined))
    return invalidRequest('seekOperation and MS-ContinuationToken come together.');
  if (seek !== null && seek !== 'Next') return invalidRequest(`The value '${seek}' of seekOperation is not valid.`);
  const after = token === undefined ? '' : afterIdOf(String(token));
  if (after === undefined) return invalidRequest('The continuation token is not valid.');

  const all = customersAt(world, at);
  const [position = '0', afterId = ''] = after.split('|');
  // In the opposite order the place counts; else the id does: whoever came meanwhile shifts nobody.
  const from = fault === 'reordered-pages' ? Number(position) : all.filter(({ id }) => id <= afterId).length;
  const { items: page, order, end } = cutPage(all, from, Math.min(size, pageSizes.customers), fault);
  const last = order[end - 1];
  const uri = `/customers?size=${String(size)}`;
  const more = last !== undefined && end < order.length;
  const links = {
    self: link(`/v1${uri}`),
    ...(more
      ? {
          next: link(`${uri}?seekOperation=Next`, [
            { key: 'MS-ContinuationToken', value: continuationToken(`${String(end)}|${last.id}`) },
          ]),
        }
      : {}),
  };
  // One less than the page holds while more is to come, as a published sample has it.
  return collection(more ? Math.max(0, page.length - 1) : page.length, page.map(customerSummary), links);
}

function forCustomer(answer: (request: ApiRequest, customer: Customer) => Answer): Route[1] {
  return (request, text) => {
    const id = parseGuid(text);
    if (id === undefined) return invalidRequest(`The customer id '${text}' is not a GUID.`);
    const customer = request.customersById.get(id);
    if (customer === undefined || customer.appearsAt > request.at) return customerNotRelated(text);
    return answer(request, customer);
  };
}

/** All of them, in every state; with `mpn_id` those of one reseller of record. */
function listSubscriptions({ world, at, query }: ApiRequest, customer: Customer): Answer {
  const reseller = query.get('mpn_id');
  const items = subscriptionsAt(customer, at)
    .filter(({ subscription }) => reseller === null || subscription.partnerId === reseller)
    .map((state) => subscriptionRecord(customer, state, world.billing));
  // A published sample counts 37 where one is shown.
  return collection(customer.id.startsWith('8') ? items.length + 36 : items.length, items);
}

function listSubscribedSkus({ at, query }: ApiRequest, customer: Customer): Answer {
  const groups = query.getAll('licenseGroupIds');
  const trouble = seatTroubleAt(customer, at);
  if (trouble === 'refused') return accessDenied();
  if (trouble === 'failing') return serverFailed();
  // Only Minecraft lives in the second group, and nobody here plays it.
  const items = groups.length === 0 || groups.includes('group1') ? seatsAt(customer, at).map(subscribedSku) : [];
  return collection(items.length, items);
}

// --------------------------------------------------------------------------------------------- invoices

function listInvoices({ world, at, query, pageSizes, fault }: ApiRequest): Answer {
  const size = wholeNumber(query, 'size', 1) ?? pageSizes.invoices;
  if (typeof size !== 'number') return size;
  const offset = wholeNumber(query, 'offset', 0) ?? 0;
  if (typeof offset !== 'number') return offset;
  const visible = invoicesAt(world, at);
  const { items: page, end: next } = cutPage(visible, offset, Math.min(size, pageSizes.invoices), fault);
  const uri = (from: number): string => `/invoices?size=${String(size)}&offset=${String(from)}`;
  return collection(
    page.length,
    page.map((invoice) => invoiceSummary(invoice, world.distributor)),
    {
      self: link(uri(offset)),
      ...(next < visible.length ? { next: link(uri(next)) } : {}),
    },
  );
}

/** Links name an invoice `Recurring-<id>` or `OneTime-<id>`; either name finds it. */
function forInvoice(answer: (request: ApiRequest, invoice: Invoice) => Answer): Route[1] {
  return (request, text) => {
    const id = text.replace(/^(Recurring|OneTime)-/i, '').toUpperCase();
    const invoice = invoicesAt(request.world, request.at).find((candidate) => candidate.id === id);
    return invoice === undefined ? notFound(`Invoice ${text}`) : answer(request, invoice);
  };
}

/** Offset paging whose links are of no use: a letter is missing in a parameter, and the next offset at the end. */
function listLines(request: ApiRequest, invoice: Invoice): Answer {
  const { world, query, pageSizes, fault } = request;
  const provider = query.get('provider')?.toLowerCase();
  const type = query.get('invoicelineitemtype')?.toLowerCase();
  if (provider === undefined || type === undefined)
    return invalidRequest('provider and invoicelineitemtype are required.');
  if (provider === 'onetime') return listNewCommerceLines(request, invoice);
  const size = wholeNumber(query, 'size', 1) ?? pageSizes.lines;
  if (typeof size !== 'number') return size;
  const offset = wholeNumber(query, 'offset', 0) ?? 0;
  if (typeof offset !== 'number') return offset;
  const isLegacy = world.billing === 'legacy';
  const lines = isLegacy && provider === 'office' && type === 'billinglineitems' ? invoice.lines : [];
  const { items: page, end } = cutPage(lines, offset, Math.min(size, pageSizes.lines), fault);
  const uri = (from: string): string =>
    `/invoices/${invoice.id}/lineitems?provider=Office&nvoicelineitemtype=BillingLineItems&size=${String(size)}&offset=${from}`;
  return collection(
    page.length,
    page.map((line) => licenceLine(line, world.distributor)),
    {
      self: link(uri(String(offset))),
      ...(end < lines.length ? { next: link(uri('')) } : {}),
    },
  );
}

/** Seek paging, whose next link is malformed twice: a letter is missing, and there is a second question mark. */
function listNewCommerceLines({ world, query, headers, pageSizes, fault }: ApiRequest, invoice: Invoice): Answer {
  if (world.billing === 'legacy') return collection(0, []);
  const size = wholeNumber(query, 'size', 1) ?? pageSizes.lines;
  if (typeof size !== 'number') return size;
  const token = headers['ms-continuationtoken'];
  if ((query.get('seekOperation') === null) !== (token === undefined))
    return invalidRequest('seekOperation and MS-ContinuationToken come together.');
  const after = token === undefined ? '0' : afterIdOf(String(token));
  if (after === undefined) return invalidRequest('The continuation token is not valid.');
  const from = Number(after);
  const { items: page, end } = cutPage(invoice.lines, from, Math.min(size, pageSizes.lines), fault);
  const uri = `/invoices/${invoice.id}/lineitems?provider=OneTime&nvoicelineitemtype=BillingLineItems&size=${String(size)}`;
  const next = [{ key: 'MS-ContinuationToken', value: continuationToken(String(end)) }];
  return collection(
    page.length,
    page.map((line) => newCommerceLine(invoice, line, world.distributor)),
    {
      self: link(uri),
      ...(end < invoice.lines.length ? { next: link(`${uri}?seekOperation=Next`, next) } : {}),
    },
  );
}
