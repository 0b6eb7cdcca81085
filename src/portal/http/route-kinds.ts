import type { Environment } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { TOKEN_PATH, VENDOR_PREFIX } from './vendors/vendor-routes.js';

/**
 * Routes that are let in the same way. `entry` says by what: `this-machine` for whoever reaches loopback, until people
 * sign in; `client-token` for the credentials of a system.
 */
export interface RouteKind {
  readonly entry: 'this-machine' | 'client-token';
  /** Whole paths, or beginnings of paths, which end with a slash. */
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  /** The name, beside those of this machine, under which a proxy passes these paths on. */
  readonly host?: string | undefined;
}

const READING = ['GET', 'HEAD'];

/** What is named here is let in so; everything else is read on this machine. */
export function routeKinds({ vendorHost }: Pick<Environment, 'vendorHost'>): readonly RouteKind[] {
  return [
    // A vendor writes with a token, which no page of a foreign site has.
    {
      entry: 'client-token',
      paths: [TOKEN_PATH, VENDOR_PREFIX],
      methods: [...READING, 'POST'],
      host: vendorHost?.toLowerCase(),
    },
  ];
}

/** Pages and answers are read only: what changes anything is done on the command line. */
const ANYTHING_ELSE: RouteKind = { entry: 'this-machine', paths: ['/'], methods: READING };

export function routeKindOf(kinds: readonly RouteKind[], url: string): RouteKind {
  const [path = '/'] = url.split('?');
  const isAmong = ({ paths }: RouteKind) =>
    paths.some((known) => path === known || (known.endsWith('/') && path.startsWith(known)));
  return kinds.find(isAmong) ?? ANYTHING_ELSE;
}

export interface AskedFor {
  readonly hostname: string;
  readonly method: string;
}

/** Why a request is not looked at any further; undefined where it is. */
export function refusalOf({ hostname, method }: AskedFor, { methods, host }: RouteKind): SeatbackError | undefined {
  if (!isLoopback(hostname) && !(host !== undefined && hostname.toLowerCase() === host)) return hostRefused(hostname);
  return methods.includes(method) ? undefined : methodRefused(method, methods);
}

/**
 * A page of a foreign site can make its own name point at this machine, and would then be asked for here by a browser
 * that counts the answer as that site's. Nobody signs in yet, so the name is what tells.
 */
function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', '::1'].includes(hostname.toLowerCase());
}

function methodRefused(method: string, methods: readonly string[]): SeatbackError {
  return new SeatbackError({
    code: 'METHOD_REFUSED',
    expected: methods.join(' or '),
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
