import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultKind } from './plan.js';

const SLOW_PIECES = 4;
const SLOW_PAUSE_MS = 4;
const ENDLESS_PAUSE_MS = 20;

/**
 * Sends an answer as a fault of the line has it.
 *
 * @returns false where the kind is none of the line's: the answer is to be sent as it is
 */
export function spoil(
  kind: FaultKind,
  request: IncomingMessage,
  response: ServerResponse,
  {
    status,
    headers,
    body,
  }: { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer },
): boolean {
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (kind) {
    case 'reset':
      request.socket.resetAndDestroy();
      return true;
    case 'no-answer':
      return true;
    case 'slow-body':
      response.writeHead(status, headers);
      void inPieces(response, body);
      return true;
    case 'endless-body':
      response.writeHead(status, headers);
      response.write(half);
      byteByByte(response, body.subarray(half.length, -1));
      return true;
    case 'cut-body':
      response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
      response.write(half, () => response.destroy());
      return true;
    case 'half-body':
      response.writeHead(status, headers);
      response.end(half);
      return true;
    default:
      return false;
  }
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
