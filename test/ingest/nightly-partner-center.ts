import { createServer, type Server } from 'node:http';
import type { IngestOptions } from '../../src/ingest/index.js';
import { BUSINESS_CENTRAL, customerId } from '../builders/import-folder.js';
import { localIngest } from '../builders/local-ingest.js';
import { SeededRandom } from '../oracle/seeded-random.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const CUSTOMERS = 5;
const REFUSED: Answer = { status: 403, body: { code: 2032, description: 'Access denied.' } };
const FAILED: Answer = { status: 400, body: { code: 400, description: 'Not now.' } };

const collection = (items: readonly unknown[], next?: string): Answer => ({
  status: 200,
  body: {
    totalCount: 37,
    items,
    links: next === undefined ? {} : { next: { headers: [{ key: 'MS-ContinuationToken', value: next }] } },
  },
});

/** One night as Partner Center tells it, from a seed: what changed since the night before, who refuses, what fails. */
interface Night {
  readonly listed: readonly number[];
  readonly seats: ReadonlyMap<number, Answer>;
  readonly subscriptions: ReadonlyMap<number, Answer>;
  readonly invoices: readonly Invoice[];
  readonly failing: ReadonlySet<string>;
}

interface Invoice {
  readonly id: string;
  readonly provider: 'office' | 'onetime';
  readonly documentType: string;
  readonly amendsOf?: string;
  readonly lines: readonly object[];
  /** Not what the lines add up to: they are read twice then. */
  readonly charges: string;
}

/** Stands for Partner Center on this machine, for some nights. */
export class NightlyPartnerCenter {
  readonly nights: readonly Night[];
  readonly #server: Server;
  #night = 0;
  /** Paths that were asked for in this night. */
  asked: string[] = [];

  constructor(seed: number, nights: number) {
    const random = new SeededRandom(seed);
    const made: Night[] = [];
    for (let night = 0; night < nights; night += 1) made.push(nightAfter(made.at(-1), night, random));
    this.nights = made;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      this.asked.push(url.pathname);
      const { status, body } = this.#answerTo(url, request.headers['ms-continuationtoken']?.toString());
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }

  async open(): Promise<IngestOptions> {
    return localIngest(this.#server);
  }

  /** From now on it tells of this night, and nobody has asked for anything in it. */
  at(night: number): void {
    this.#night = night;
    this.asked = [];
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answerTo({ pathname, searchParams }: URL, token: string | undefined): Answer {
    const night = this.nights[this.#night];
    if (night === undefined) return FAILED;
    const [, , what, id, of] = pathname.split('/');
    if (night.failing.has(pathname)) return FAILED;
    if (what === 'customers' && id === undefined) {
      const page = token === undefined ? 0 : Number(token);
      const onPage = night.listed.slice(page * 3, page * 3 + 3).map((number) => ({
        id: customerId(number),
        companyProfile: {
          companyName: `Customer ${number} in ${Math.floor(this.#night / 2)}`,
          domain: `${number}.example`,
        },
      }));
      return collection(onPage, night.listed.length > page * 3 + 3 ? String(page + 1) : undefined);
    }
    const number = Number(id?.slice(-3));
    if (of === 'subscribedskus') return night.seats.get(number) ?? REFUSED;
    if (of === 'subscriptions') return night.subscriptions.get(number) ?? REFUSED;
    if (what !== 'invoices') return { status: 404, body: {} };
    if (id === undefined) {
      return collection(
        night.invoices.map(({ id: number, provider, documentType, amendsOf }) => ({
          id: number,
          documentType,
          amendsOf,
          invoiceDetails: [{ billingProvider: provider }],
        })),
      );
    }
    const invoice = night.invoices.find((each) => each.id === id);
    if (invoice === undefined) return { status: 404, body: {} };
    if (of === undefined) {
      return {
        status: 200,
        body: {
          billingPeriodStartDate: '2019-05-01T00:00:00Z',
          billingPeriodEndDate: '2019-05-31T00:00:00Z',
          totalCharges: invoice.charges,
        },
      };
    }
    return collection(Number(searchParams.get('offset') ?? 0) > 0 ? [] : invoice.lines);
  }
}

function nightAfter(before: Night | undefined, night: number, random: SeededRandom): Night {
  const numbers = Array.from({ length: CUSTOMERS }, (_, index) => index + 1);
  // All of them: whom a pull asks that no list names follows from what it could read the nights before.
  const listed = random.chance(0.3) ? random.shuffled(numbers) : numbers;
  const seats = new Map(before?.seats);
  const subscriptions = new Map(before?.subscriptions);
  for (const number of numbers) {
    if (before === undefined || random.chance(0.4)) seats.set(number, someSeats(random));
    if (before === undefined || random.chance(0.3)) subscriptions.set(number, someSubscriptions(number, random));
  }
  const invoices = [...(before?.invoices ?? [])];
  if (random.chance(0.7)) invoices.push(someInvoice(night, invoices, random));
  const failing = new Set<string>();
  for (const { id } of invoices) if (random.chance(0.15)) failing.add(`/v1/invoices/${id}/lineitems`);
  for (const number of numbers)
    if (random.chance(0.1)) failing.add(`/v1/customers/${customerId(number)}/subscribedskus`);
  if (random.chance(0.05)) failing.add('/v1/invoices');
  return { listed, seats, subscriptions, invoices, failing };
}

function someSeats(random: SeededRandom): Answer {
  if (random.chance(0.1)) return REFUSED;
  const sku = (id: string, name: string, consumedUnits: unknown) => ({
    consumedUnits,
    totalUnits: 20,
    productSku: { id, name, skuPartNumber: name },
  });
  const rows = [sku(BUSINESS_CENTRAL.skuId, BUSINESS_CENTRAL.partNumber, random.integer(0, 20))];
  if (random.chance(0.5))
    rows.push(sku('be9f9771-1c64-4618-9907-244325141096', 'D365_SALES_PRO', random.integer(1, 9)));
  if (random.chance(0.15)) rows.push(sku('11111111-1111-4111-8111-111111111111', 'ANOTHER', null));
  return collection(rows);
}

function someSubscriptions(number: number, random: SeededRandom): Answer {
  if (random.chance(0.1)) return REFUSED;
  return collection(
    Array.from({ length: random.integer(0, 2) }, (_, index) => ({
      id: `S-${number}-${index}`,
      offerId: BUSINESS_CENTRAL.offerId,
      partnerId: random.pick(['1001', '1002', '']),
      quantity: random.integer(1, 20),
      isTrial: false,
      status: 'active',
      effectiveStartDate: random.chance(0.1) ? 'some day' : '2019-05-01T00:00:00Z',
      commitmentEndDate: '9999-12-31T00:00:00Z',
    })),
  );
}

function someInvoice(night: number, before: readonly Invoice[], random: SeededRandom): Invoice {
  const amended = before.length > 0 && random.chance(0.3) ? random.pick(before) : undefined;
  if (amended !== undefined) {
    return { ...amended, id: `${amended.id}-V${night}`, documentType: 'void_note', amendsOf: amended.id, lines: [] };
  }
  const provider = random.pick(['office', 'onetime'] as const);
  const id = `${provider === 'office' ? 'D' : 'G'}${night}`;
  const lines = Array.from({ length: random.integer(1, 4) }, () => {
    const common = {
      customerId: customerId(random.integer(1, CUSTOMERS)),
      chargeStartDate: '2019-05-01T00:00:00',
      chargeEndDate: random.chance(0.1) ? 'the end' : '2019-05-31T00:00:00',
      quantity: random.integer(1, 9),
      subtotal: '10.00',
    };
    return provider === 'office'
      ? { ...common, tier2MpnId: 1001, durableOfferId: BUSINESS_CENTRAL.offerId, offerName: 'Dynamics 365 of a kind' }
      : {
          ...common,
          invoiceNumber: id,
          resellerMpnId: 1002,
          productId: 'CFQ7TTC0LH18',
          skuId: '0001',
          productName: 'Dynamics 365 Business Central',
          billableQuantity: common.quantity,
        };
  });
  const charges = random.chance(0.5) ? `${String(lines.length * 10)}.00` : '12.34';
  return { id, provider, documentType: 'invoice', lines, charges };
}
