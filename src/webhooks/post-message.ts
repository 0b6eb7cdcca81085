import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { SeatbackError } from '../kernel/index.js';
import { expectWebhookUrl, isPublicAddress, type Reach } from './public-address.js';

export interface PostedMessage {
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Null where it was taken. */
  readonly fault: string | null;
  /** Seconds that the receiver asks to be left alone for. */
  readonly retryAfterS: number | null;
}

/** Finds the addresses that a name stands for. */
export type ResolveName = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const ANSWERS_WITHIN_MS = 10_000;
const MOST_RETRY_AFTER_S = 86_400;

/**
 * Posts a message once. Follows no redirection, reads nothing of the answer but its status, and connects to the very
 * address that was looked at: a name that stands for another one a moment later leads nowhere.
 */
export async function postMessage(
  address: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  reach: Reach,
  resolve: ResolveName = lookup,
): Promise<PostedMessage> {
  try {
    const url = expectWebhookUrl(address, reach);
    const response = await post(url, { headers, body }, reach === 'public' ? publicLookup(resolve) : lookup);
    const status = response.statusCode ?? 0;
    response.destroy();
    const wait = Number(response.headers['retry-after']);
    return {
      status,
      fault: status >= 200 && status < 300 ? null : `answered ${String(status)}`,
      retryAfterS: Number.isInteger(wait) && wait > 0 ? Math.min(wait, MOST_RETRY_AFTER_S) : null,
    };
  } catch (error) {
    return { status: null, fault: faultOf(error), retryAfterS: null };
  }
}

async function post(
  url: URL,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  resolve: LookupFunction,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((done, failed) => {
    const options = {
      method: 'POST',
      // No connection is kept, and none is shared.
      agent: false as const,
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      lookup: resolve,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    };
    send(url, options, done).once('error', failed).end(body);
  });
}

class NotPublic extends Error {}

/** Hands on what a name stands for only where all of it is public. */
function publicLookup(resolve: ResolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address)))
        callback(new NotPublic('an address that is not public'), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** In few words, for a list: nothing of what was sent. */
function faultOf(error: unknown): string {
  if (error instanceof SeatbackError) return `${error.code}: ${error.report.found}`;
  if (error instanceof NotPublic) return error.message;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${String(ANSWERS_WITHIN_MS / 1000)} s`;
  return typeof code === 'string' ? code : 'no connection';
}
