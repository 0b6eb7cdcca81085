import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import axios from 'axios';

/** One request, as it goes out. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text of JSON to be posted; left out, the address is asked for by GET. */
  readonly body?: string | undefined;
  /** Aborted: the call ends by throwing `CallAborted`. */
  readonly signal: AbortSignal;
}

export interface Incoming {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Text of UTF-8, unpacked and without byte order mark. */
  readonly data: string;
}

/** Sends one request and reads its answer to the end, whatever its status. A redirect is an answer like any other. */
export type Transport = (outgoing: Outgoing) => Promise<Incoming>;

/** Its time was over. */
export class CallAborted extends Error {}

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'];

/**
 * By way of the proxy that the environment names, where it does; but on this machine no proxy has a part in it, nor a
 * look at the token.
 */
export function transportTo(baseUrl: string, environment: NodeJS.ProcessEnv): Transport {
  const hasProxy = PROXY_VARIABLES.some(
    (name) => (environment[name] ?? environment[name.toUpperCase()] ?? '').trim() !== '',
  );
  return hasProxy && !isLoopback(baseUrl) ? proxied : direct;
}

/** A pull makes thousands of small calls: what a general client does around each takes longer than the call itself. */
const direct: Transport = ({ url, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const refuse = (error: Error): void => reject(signal.aborted ? new CallAborted() : error);
    const address = new URL(url);
    const options = {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        'Accept-Encoding': 'gzip, deflate, br',
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      signal,
    };
    (address.protocol === 'https:' ? requestHttps : requestHttp)(address, options, (message) => {
      read(message).then((data) => {
        resolve({ status: message.statusCode ?? 0, headers: message.headers, data });
      }, refuse);
    })
      .on('error', refuse)
      .end(body);
  });

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const body = unpacked(message, message.headers);
    // An answer that breaks off on its way fails here: `unpacked` alone would wait for the rest of it.
    if (body !== message) message.on('error', reject);
    body
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
      })
      .on('error', reject)
      .once('end', resolve);
  });
  const [only] = chunks;
  const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function unpacked(message: IncomingMessage, headers: IncomingHttpHeaders): NodeJS.ReadableStream {
  // An answer without a body has nothing to unpack, whatever its headers say.
  if (message.statusCode === 204 || message.statusCode === 304) return message;
  switch (headers['content-encoding']?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return message.pipe(createGunzip());
    case 'deflate':
      return message.pipe(createInflate());
    case 'br':
      return message.pipe(createBrotliDecompress());
    case undefined:
    default:
      return message;
  }
}

const proxied: Transport = async ({ url, headers, body, signal }) => {
  try {
    const {
      status,
      data,
      headers: received,
    } = await axios.request<string>({
      url,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      data: body,
      validateStatus: () => true,
      transformResponse: (text: unknown) => text,
      responseType: 'text',
      maxRedirects: 0,
      signal,
    });
    return { status, data, headers: received };
  } catch (error) {
    if (axios.isCancel(error)) throw new CallAborted();
    // Not the error itself: it holds the request, and with it the token.
    throw new Error(error instanceof Error ? error.message : String(error));
  }
};

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
