import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it says, once read. */
  readonly event: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** Somebody's system on loopback that is told of events, and answers as it is told to. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  /** By path; 200 where none is named. */
  readonly answers = new Map<
    string,
    { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  >();

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const path = request.url ?? '';
        this.received.push({
          path,
          headers: request.headers as Readonly<Record<string, string>>,
          body,
          event: JSON.parse(body) as Received['event'],
        });
        const { status, headers = {} } = this.answers.get(path) ?? { status: 200 };
        response.writeHead(status, headers).end();
      });
    });
  }

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((done) => receiver.#server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  at(path: string): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}${path}`;
  }

  types(path: string): string[] {
    return this.received.filter((each) => each.path === path).map(({ event }) => event.type);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
