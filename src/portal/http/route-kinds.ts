import type { Environment } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { FINANCE_API_ACTS, FINANCE_PAGE_ACTS } from '../pages/finance/finance-paths.js';
import { PARTNER_API_ENTRIES, PARTNER_PAGE_ENTRIES } from '../pages/partner/entries/entry-paths.js';
import { PAYEE_PATH } from '../pages/payee/payee-paths.js';
import { formRefusal, type FormRules, type SentForm } from './own-page.js';
import { TOKEN_PATH, VENDOR_PREFIX } from './vendors/vendor-routes.js';

/**
 * Routes that are let in the same way. `entry` says by what: `session` for people who sign in, and where nobody does for
 * whoever is on this machine; `client-token` for the credentials of a system; `invitation` for whoever holds the link of one: public, with
 * no person behind it, so that nobody who guards pages for people who signed in stands before it.
 */
export interface RouteKind {
  readonly entry: 'session' | 'client-token' | 'invitation';
  /** Whole paths, in which `:name` stands for one step, or beginnings of paths, which end with a slash. */
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  /** The name, beside those of this machine, under which a proxy passes these paths on. */
  readonly host?: string | undefined;
  /** Posts are forms of our own pages, sent by a browser. */
  readonly forms?: FormRules;
}

const READING = ['GET', 'HEAD'];

/** What partners ask, and what finance decides and answers on its work list. */
const QUESTION_AND_WORK_ACTS = [
  '/partners/:partnerId/campaigns/:campaignId/customers/:customerId/questions',
  '/partners/:partnerId/campaigns/:campaignId/customers/:customerId/questions/:question/withdrawal',
  '/campaigns/:campaignId/work-list/questions/:question/answer',
];

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
      forms: { mostBytes: 32 * 1024, fromUnnamedPage: true },
    },
    // What partners' people enter and give: by forms, and by a person's token.
    {
      entry: 'session',
      paths: PARTNER_PAGE_ENTRIES,
      methods: [...READING, 'POST'],
      host: publicHost,
      forms: { mostBytes: 32 * 1024, origin: publicUrl, fromUnnamedPage: false, takesFiles: true },
    },
    { entry: 'session', paths: PARTNER_API_ENTRIES, methods: [...READING, 'POST'], host: publicHost },
    // What a person changes of itself, and what finance does on its pages; all else is done on the command line.
    {
      entry: 'session',
      paths: ['/sign-out', '/account/'],
      methods: [...READING, 'POST'],
      host: publicHost,
      forms: { mostBytes: 4 * 1024, origin: publicUrl, fromUnnamedPage: false },
    },
    {
      entry: 'session',
      paths: [...FINANCE_PAGE_ACTS, ...QUESTION_AND_WORK_ACTS],
      methods: [...READING, 'POST'],
      host: publicHost,
      // A reason may have two thousand letters, each of up to twelve characters on the way.
      forms: { mostBytes: 32 * 1024, origin: publicUrl, fromUnnamedPage: false },
    },
    // The same for programs: a person's token, which no page of a foreign site has.
    { entry: 'session', paths: FINANCE_API_ACTS, methods: [...READING, 'POST'], host: publicHost },
    { entry: 'session', paths: ['/'], methods: READING, host: publicHost },
  ];
}

/** An address without a path is no page of ours. */
const ANYTHING_ELSE: RouteKind = { entry: 'session', paths: ['/'], methods: READING };

/** Tells the kind of an address. Every request asks for it: what the kinds are named by is taken apart once. */
export function routeKindFinder(kinds: readonly RouteKind[]): (url: string) => RouteKind {
  const known = kinds.map((kind) => ({ kind, isOneOf: pathsMatcher(kind.paths) }));
  return (url) => {
    const [path = '/'] = url.split('?');
    const steps = path.split('/');
    return known.find(({ isOneOf }) => isOneOf(path, steps))?.kind ?? ANYTHING_ELSE;
  };
}

function pathsMatcher(paths: readonly string[]): (path: string, steps: readonly string[]) => boolean {
  const beginnings = paths.filter((path) => path.endsWith('/'));
  const whole = new Set(paths.filter((path) => !path.endsWith('/') && !path.includes(':')));
  const templates = paths.filter((path) => !path.endsWith('/') && path.includes(':')).map((path) => path.split('/'));
  const byLength = Map.groupBy(templates, ({ length }) => length);
  return (path, steps) =>
    whole.has(path) ||
    beginnings.some((beginning) => path.startsWith(beginning)) ||
    (byLength.get(steps.length) ?? []).some((template) => fits(steps, template));
}

function fits(steps: readonly string[], template: readonly string[]): boolean {
  return template.every((step, index) => (step.startsWith(':') ? steps[index] !== '' : step === steps[index]));
}

export interface AskedFor extends SentForm {
  readonly hostname: string;
  readonly method: string;
}

/** Why a request is not looked at any further; undefined where it is. */
export function refusalOf(asked: AskedFor, { methods, host, forms }: RouteKind): SeatbackError | undefined {
  const { hostname, method } = asked;
  if (!isLoopback(hostname) && !(host !== undefined && hostname.toLowerCase() === host)) return hostRefused(hostname);
  if (!methods.includes(method)) return methodRefused(method, methods);
  return forms === undefined || READING.includes(method) ? undefined : formRefusal(asked, forms);
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
    next: 'docs/finance-pages.md says what is changed on pages; all else is done on the command line: npx seatback --help.',
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
