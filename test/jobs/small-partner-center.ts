import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { IngestOptions } from '../../src/ingest/index.js';
import { BUSINESS_CENTRAL, customerId } from '../builders/import-folder.js';
import { localIngest } from '../builders/local-ingest.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const REFUSED: Answer = { status: 403, body: { code: 2032, description: 'Access denied.' } };
export const FAILED: Answer = { status: 500, body: { code: 500, description: 'Internal error.' } };
export const UNREADABLE: Answer = { status: 200, body: 'seats' };

/** Stands for Partner Center on this machine: customers with 15 seats each, and neither subscriptions nor invoices. */
export class SmallPartnerCenter {
  /** Paths that were asked for. */
  asked: string[] = [];
  /** Numbers of the customers that are listed. */
  listed: readonly number[] = [1];
  /** How a customer answers when it is asked for its seats, where not with them. */
  readonly seats = new Map<number, Answer>();
  /** All of it. */
  isDown = false;
  /** Nobody is answered before it opens. */
  gate: Promise<undefined> = Promise.resolve(undefined);
  /** Waited for by each that is asked for its seats. */
  onSeatsAsked: (() => Promise<unknown>) | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      this.asked.push(pathname);
      const held = pathname.endsWith('/subscribedskus') ? this.onSeatsAsked?.() : undefined;
      void Promise.all([this.gate, held]).then(() => {
        const { status, body } = this.#answerTo(pathname);
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
  }

  async open(): Promise<IngestOptions> {
    return localIngest(this.#server);
  }

  /** As it was when new. */
  reset(): void {
    this.asked = [];
    this.listed = [1];
    this.seats.clear();
    this.onSeatsAsked = undefined;
    this.isDown = false;
    this.gate = Promise.resolve(undefined);
  }

  /** When it is asked for the first time from now. */
  async firstQuestion(): Promise<void> {
    await once(this.#server, 'request');
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answerTo(pathname: string): Answer {
    if (this.isDown) return { status: 503, body: { code: 503, description: 'Down.' } };
    const [, , what, id, of] = pathname.split('/');
    if (what === 'customers' && id === undefined) {
      return list(
        this.listed.map((number) => ({
          id: customerId(number),
          companyProfile: { companyName: `No. ${String(number)}` },
        })),
      );
    }
    if (what === 'customers' && of === undefined) return companyOf(id ?? '');
    if (of !== 'subscribedskus') return list([]);
    return (
      this.seats.get(Number(id?.slice(-4))) ?? list([{ consumedUnits: 15, productSku: { id: BUSINESS_CENTRAL.skuId } }])
    );
  }
}

function companyOf(id: string): Answer {
  return { status: 200, body: { id, companyProfile: { tenantId: id, address: { country: 'GB' } } } };
}

function list(items: readonly unknown[]): Answer {
  return { status: 200, body: { totalCount: 37, items, links: {} } };
}
