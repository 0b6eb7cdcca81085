import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What of a pull a call belongs to. */
export type CallPhase = 'listing' | 'customers' | 'invoices' | 'export';

export interface RecordedCall {
  readonly phase: CallPhase;
  /** The same for the same question: method, address, continuation and body. */
  readonly question: string;
  /** Undefined while it is under way. */
  status: number | undefined;
}

/** Stands between a pull and the simulated Partner Center, passes everything on as it is, and notes what was asked. */
export class RecordedPartnerCenter {
  calls: RecordedCall[] = [];
  /** Told when a call comes in, and when its answer has gone out. */
  onEvent: (call: RecordedCall) => void = () => undefined;
  /** Where calls are passed on to. */
  behind: string;
  readonly #server: Server;

  constructor(behind: string) {
    this.behind = behind;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  /** @returns the address to be asked in place of the one behind */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await bytesOf(request);
    const phase = phaseOf(url);
    const call =
      phase === undefined
        ? undefined
        : {
            phase,
            question: [method, url.split('&sig=')[0], headers['ms-continuationtoken'], body].join(' ').trimEnd(),
            status: undefined as number | undefined,
          };
    if (call !== undefined) {
      this.calls.push(call);
      this.onEvent(call);
    }
    // With the host that was asked: addresses in answers lead here again.
    const passed = ask(new URL(url, this.behind), { method, headers });
    passed.end(body);
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    const answered = await bytesOf(answer);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(answered);
    await once(response, 'finish');
    if (call === undefined) return;
    call.status = answer.statusCode;
    this.onEvent(call);
  }
}

function phaseOf(url: string): CallPhase | undefined {
  if (url.startsWith('/v1/customers?')) return 'listing';
  if (url.startsWith('/v1/customers/')) return 'customers';
  if (url.startsWith('/v1/invoices')) return 'invoices';
  return url.startsWith('/v1.0/') || url.startsWith('/billedreconciliation/') ? 'export' : undefined;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
