import { SeatbackError } from '../../../kernel/index.js';
import { headerOf } from '../vendors/vendor-http.js';
import type { PersonReply, PersonRequest } from './person-http.js';

/** This program as the browser knows it. Without a public address only names of this machine have come so far. */
export function originOf(request: Pick<PersonRequest, 'headers'>, publicUrl: string | undefined): string {
  return publicUrl ?? `http://${headerOf(request, 'host') ?? 'localhost'}`;
}

type Cookie = 'session' | 'sign-in';

/** A name that browsers keep from other hosts and from plain HTTP (RFC 6265bis, section 4.1.3), where there is TLS. */
function nameOf(cookie: Cookie, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}seatback-${cookie}`;
}

function optionsOf(isSecure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
}

export function cookieOf(request: PersonRequest, cookie: Cookie, origin: string): string | undefined {
  return request.cookies[nameOf(cookie, isSecureOrigin(origin))];
}

export function setCookie(
  reply: PersonReply,
  cookie: Cookie,
  { value, origin, livesMs }: { readonly value: string; readonly origin: string; readonly livesMs: number },
): void {
  const isSecure = isSecureOrigin(origin);
  reply.setCookie(nameOf(cookie, isSecure), value, { ...optionsOf(isSecure), maxAge: livesMs / 1000 });
}

export function clearCookie(reply: PersonReply, cookie: Cookie, origin: string): void {
  const isSecure = isSecureOrigin(origin);
  reply.clearCookie(nameOf(cookie, isSecure), optionsOf(isSecure));
}

function isSecureOrigin(origin: string): boolean {
  return origin.startsWith('https:');
}

/** Field of every form that changes something. */
export const FORM_TOKEN = 'formToken';

/**
 * Whether a page of ours wrote the request. The browser says whose page it was; the form says what only a page of this
 * session was told. Without referrers browsers name no origin with a form, and say `null`: then only Sec-Fetch-Site counts.
 *
 * @throws SeatbackError FOREIGN_PAGE_REFUSED
 */
export function expectOwnPage(request: PersonRequest, origin: string, formToken: string): void {
  const site = headerOf(request, 'sec-fetch-site');
  const isOurs = site === undefined ? headerOf(request, 'origin') === origin : site === 'same-origin';
  if (!isOurs) throw foreignPage(site === undefined ? 'none, or another' : `Sec-Fetch-Site: ${site.slice(0, 20)}`);
  const { body } = request;
  const given =
    typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[FORM_TOKEN] : '';
  if (given !== formToken) throw foreignPage('a form of another session');
}

function foreignPage(found: string): SeatbackError {
  return new SeatbackError({
    code: 'FOREIGN_PAGE_REFUSED',
    expected: 'a form that a page of this session sent',
    found,
    where: 'the request',
    next: 'Open the page anew and send its form again.',
  });
}
