import type { ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Environment } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { failureResponse } from './failure-response.js';
import { TOKEN_PATH, VENDOR_PREFIX } from './vendors/vendor-routes.js';

/** Nothing is loaded from elsewhere, framed, sniffed, referred or kept; and nothing runs in the browser. */
const PROTECTION = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** What a request may send: some thousand reports of a vendor. */
const MOST_BODY_BYTES = 1024 * 1024;

/**
 * The HTTP server below Nest: every answer is protected, and only names of this machine are answered; under the name for
 * vendors only what is theirs.
 */
export function portalAdapter({ vendorHost }: Pick<Environment, 'vendorHost'>): FastifyAdapter {
  const adapter = new FastifyAdapter({
    forceCloseConnections: 'idle',
    bodyLimit: MOST_BODY_BYTES,
    // An address that cannot be read fails before any hook or route.
    frameworkErrors: (
      error: unknown,
      { url }: { readonly url: string },
      { raw: response }: { readonly raw: ServerResponse },
    ) => {
      const { status, contentType, body } = failureResponse(error, url);
      response.writeHead(status, { ...PROTECTION, 'content-type': contentType }).end(body);
    },
  });
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    void reply.headers(PROTECTION);
    const refusal = refusalOf(request, vendorHost);
    if (refusal?.code === 'METHOD_REFUSED') void reply.header('allow', 'GET, HEAD');
    done(refusal);
  });
  return adapter;
}

/**
 * A page of a foreign site can make its own name point at this machine, and would then be asked for here by a browser
 * that counts the answer as that site's. Nobody signs in yet, so the name is what tells.
 */
function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', '::1'].includes(hostname.toLowerCase());
}

interface AskedFor {
  readonly hostname: string;
  readonly method: string;
  readonly url: string;
}

function refusalOf({ hostname, method, url }: AskedFor, vendorHost: string | undefined): SeatbackError | undefined {
  const [path = '/'] = url.split('?');
  const isForVendors = path === TOKEN_PATH || path.startsWith(VENDOR_PREFIX);
  const isVendorHost = vendorHost !== undefined && hostname.toLowerCase() === vendorHost.toLowerCase();
  if (!isLoopback(hostname) && !(isVendorHost && isForVendors)) return hostRefused(hostname);
  // A vendor writes with a token, which no page of a foreign site has.
  return isReading(method) || (isForVendors && method === 'POST') ? undefined : methodRefused(method);
}

/** Pages and answers are read only: what changes anything is done on the command line. */
function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function methodRefused(method: string): SeatbackError {
  return new SeatbackError({
    code: 'METHOD_REFUSED',
    expected: 'GET or HEAD',
    found: method,
    where: 'the request',
    next: 'What changes anything is done on the command line: npx seatback --help.',
  });
}

function hostRefused(hostname: string): SeatbackError {
  return new SeatbackError({
    code: 'HOST_REFUSED',
    expected: 'a request to localhost, 127.0.0.1 or [::1]',
    found: `"${hostname}"`,
    where: 'the Host header',
    next: 'Open the address that the program printed.',
  });
}
