import { timingSafeEqual } from 'node:crypto';
import { SeatbackError } from '../../kernel/index.js';

/** What a form of our own pages is known by before its body is read; the token in it is looked at after. */
export interface FormRules {
  /** No form of these pages is longer. */
  readonly mostBytes: number;
  /** Of our pages, as the browser knows it; undefined: any that names the host that was asked. */
  readonly origin?: string | undefined;
  /**
   * Whether a browser that names no page at all is listened to. It is where a cookie that no other site's form brings
   * along and the token in the form decide, and where partners come with browsers of any age.
   */
  readonly fromUnnamedPage: boolean;
  /** Whether a form may bring a file, which has a limit of its own. */
  readonly takesFiles?: boolean;
}

/** Of a request, what says whose page wrote it. */
export interface SentForm {
  /** With the port, as the Host header has it. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Why a form is not looked at any further; undefined where it is. */
export function formRefusal(sent: SentForm, rules: FormRules): SeatbackError | undefined {
  const page = pageOf(sent, rules.origin);
  if (page === 'foreign' || (page === 'unnamed' && !rules.fromUnnamedPage))
    return foreignPage(page === 'foreign' ? 'one that another site sent' : 'one that does not say which page sent it');
  const type = sent.headers['content-type'];
  if (typeof type === 'string' && /^application\/x-www-form-urlencoded *(;|$)/i.test(type)) return undefined;
  if (rules.takesFiles === true && typeof type === 'string' && /^multipart\/form-data *;/i.test(type)) return undefined;
  return new SeatbackError({
    code: 'MEDIA_TYPE_REFUSED',
    expected: 'application/x-www-form-urlencoded',
    found: 'another media type, or none',
    where: 'the headers of the request',
    next: 'Send the form of the page.',
  });
}

/**
 * Whose page sent a form. Browsers say so in Sec-Fetch-Site; older ones name the page in Origin, which is `null` beside
 * our referrer policy.
 */
function pageOf({ host, headers }: SentForm, ownOrigin: string | undefined): 'own' | 'foreign' | 'unnamed' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'own' : site === 'none' ? 'unnamed' : 'foreign';
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return 'unnamed';
  if (typeof origin !== 'string') return 'foreign';
  const isOwn = ownOrigin === undefined ? URL.parse(origin)?.host === host.toLowerCase() : origin === ownOrigin;
  return isOwn ? 'own' : 'foreign';
}

/** Field of every form that changes something where people sign in. */
export const FORM_TOKEN = 'formToken';

/** @throws SeatbackError FOREIGN_PAGE_REFUSED where the form has not the token that only a page of this session was told */
export function expectFormToken(body: unknown, formToken: string): void {
  const given =
    typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[FORM_TOKEN] : undefined;
  if (!isFormToken(formToken, given)) throw foreignPage('a form of another session');
}

/** Takes as long wherever the two differ. */
export function isFormToken(formToken: string, given: unknown): boolean {
  const expected = Buffer.from(formToken);
  const found = Buffer.from(typeof given === 'string' ? given : '');
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function foreignPage(found: string): SeatbackError {
  return new SeatbackError({
    code: 'FOREIGN_PAGE_REFUSED',
    expected: 'a form of our own page, sent from there',
    found,
    where: 'the request',
    next: 'Open the page anew, or the link again, and send its form from there.',
  });
}
