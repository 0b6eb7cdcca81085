import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultKind } from './plan.js';

const SLOW_PIECES = 4;
const SLOW_PAUSE_MS = 4;
const ENDLESS_PAUSE_MS = 20;

interface Sending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly half: Buffer;
  /** Told of an answer that will never be whole, before anything of it is sent. */
  readonly onStall: () => void;
}

const ON_THE_LINE: Partial<Readonly<Record<FaultKind, (sending: Sending) => void>>> = {
  reset: ({ request }) => {
    request.socket.resetAndDestroy();
  },
  'no-answer': ({ onStall }) => {
    onStall();
  },
  'slow-body': ({ response, status, headers, body }) => {
    response.writeHead(status, headers);
    void inPieces(response, body);
  },
  'endless-body': ({ response, status, headers, body, half, onStall }) => {
    onStall();
    response.writeHead(status, headers);
    response.write(half);
    byteByByte(response, body.subarray(half.length, -1));
  },
  'cut-body': ({ response, status, headers, body, half }) => {
    response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
    response.write(half, () => response.destroy());
  },
  'half-body': ({ response, status, headers, half }) => {
    response.writeHead(status, headers);
    response.end(half);
  },
};

/**
 * Sends an answer as a fault of the line has it.
 *
 * @returns false where the kind is none of the line's: the answer is to be sent as it is
 */
export function spoil(kind: FaultKind, sending: Omit<Sending, 'half'>): boolean {
  const send = ON_THE_LINE[kind];
  send?.({ ...sending, half: sending.body.subarray(0, Math.floor(sending.body.length / 2)) });
  return send !== undefined;
}

async function inPieces(response: ServerResponse, body: Buffer): Promise<void> {
  const size = Math.max(1, Math.ceil(body.length / SLOW_PIECES));
  for (let from = 0; from < body.length && !response.destroyed; from += size) {
    response.write(body.subarray(from, from + size));
    await new Promise((resolve) => setTimeout(resolve, SLOW_PAUSE_MS));
  }
  response.end();
}

/** Until the other side has had enough. */
function byteByByte(response: ServerResponse, rest: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < rest.length) response.write(rest.subarray(sent, (sent += 1)));
  }, ENDLESS_PAUSE_MS);
  timer.unref();
  response.on('close', () => {
    clearInterval(timer);
  });
}
