import type { Environment } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { PAYEE_PATH } from '../pages/payee/payee-paths.js';
import { TOKEN_PATH, VENDOR_PREFIX } from './vendors/vendor-routes.js';

/**
 * Routes that are let in the same way. `entry` says by what: `session` for people who sign in, and where nobody does for
 * whoever is on this machine; `client-token` for the credentials of a system; `invitation` for whoever holds the link of one: public, with
 * no person behind it, so that nobody who guards pages for people who signed in stands before it.
 */
export interface RouteKind {
  readonly entry: 'session' | 'client-token' | 'invitation';
  /** Whole paths, or beginnings of paths, which end with a slash. */
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  /** The name, beside those of this machine, under which a proxy passes these paths on. */
  readonly host?: string | undefined;
  /** Posts are forms of our own pages, sent by a browser, and no longer than this. */
  readonly mostFormBytes?: number;
  /** Forms may bring a file, which has a limit of its own. */
  readonly takesFiles?: boolean;
}

const READING = ['GET', 'HEAD'];

/** The first that fits lets in; the last one fits all that is for reading. */
export function routeKinds({
  vendorHost,
  payeeHost,
  publicUrl,
}: Pick<Environment, 'vendorHost' | 'payeeHost' | 'publicUrl'>): readonly RouteKind[] {
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  return [
    // A vendor writes with a token, which no page of a foreign site has.
    {
      entry: 'client-token',
      paths: [TOKEN_PATH, VENDOR_PREFIX],
      methods: [...READING, 'POST'],
      host: vendorHost?.toLowerCase(),
    },
    {
      entry: 'invitation',
      paths: [PAYEE_PATH, `${PAYEE_PATH}/`],
      methods: [...READING, 'POST'],
      host: payeeHost?.toLowerCase(),
      mostFormBytes: 32 * 1024,
    },
    // What a partner's people enter and give; pages of partners beside these have no form.
    {
      entry: 'session',
      paths: ['/partners/'],
      methods: [...READING, 'POST'],
      host: publicHost,
      mostFormBytes: 32 * 1024,
      takesFiles: true,
    },
    // What a person changes of itself; all else is done on the command line.
    {
      entry: 'session',
      paths: ['/sign-out', '/account/'],
      methods: [...READING, 'POST'],
      host: publicHost,
      mostFormBytes: 4 * 1024,
    },
    { entry: 'session', paths: ['/'], methods: READING, host: publicHost },
  ];
}

/** An address without a path is no page of ours. */
const ANYTHING_ELSE: RouteKind = { entry: 'session', paths: ['/'], methods: READING };

export function routeKindOf(kinds: readonly RouteKind[], url: string): RouteKind {
  const [path = '/'] = url.split('?');
  const isAmong = ({ paths }: RouteKind) =>
    paths.some((known) => path === known || (known.endsWith('/') && path.startsWith(known)));
  return kinds.find(isAmong) ?? ANYTHING_ELSE;
}

export interface AskedFor {
  /** With the port, as the Host header has it. */
  readonly host: string;
  readonly hostname: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Why a request is not looked at any further; undefined where it is. */
export function refusalOf(
  asked: AskedFor,
  { methods, host, mostFormBytes, takesFiles }: RouteKind,
): SeatbackError | undefined {
  const { hostname, method } = asked;
  if (!isLoopback(hostname) && !(host !== undefined && hostname.toLowerCase() === host)) return hostRefused(hostname);
  if (!methods.includes(method)) return methodRefused(method, methods);
  return mostFormBytes === undefined || READING.includes(method) ? undefined : formRefusal(asked, takesFiles === true);
}

/**
 * A form of our own page comes from there, as one. Browsers say so in Sec-Fetch-Site; older ones name the page in Origin,
 * which is `null` beside our referrer policy: then the cookie, which they send to nobody else's page, and the token in
 * the form decide.
 */
function formRefusal({ headers, host }: AskedFor, takesFiles: boolean): SeatbackError | undefined {
  const site = headers['sec-fetch-site'];
  const origin = headers['origin'];
  const isForeignOrigin =
    typeof origin === 'string' && origin !== 'null' && URL.parse(origin)?.host !== host.toLowerCase();
  if ((site !== undefined && site !== 'same-origin' && site !== 'none') || (site === undefined && isForeignOrigin))
    return new SeatbackError({
      code: 'FOREIGN_PAGE_REFUSED',
      expected: 'a form of our own page',
      found: 'one that another site sent',
      where: 'the headers of the request',
      next: 'Open the link again and fill in the form there.',
    });
  const type = headers['content-type'];
  if (typeof type === 'string' && /^application\/x-www-form-urlencoded *(;|$)/i.test(type)) return undefined;
  if (takesFiles && typeof type === 'string' && /^multipart\/form-data *;/i.test(type)) return undefined;
  return new SeatbackError({
    code: 'MEDIA_TYPE_REFUSED',
    expected: 'application/x-www-form-urlencoded',
    found: 'another media type, or none',
    where: 'the headers of the request',
    next: 'Send the form of the page.',
  });
}

/**
 * A page of a foreign site can make its own name point at this machine, and would then be asked for here by a browser
 * that counts the answer as that site's. Where nobody signs in the name is what tells.
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
    expected: 'a request to localhost, 127.0.0.1 or [::1], or to a name that the settings pass on',
    found: `"${hostname}"`,
    where: 'the Host header',
    next: 'Open the address that the program printed.',
  });
}
