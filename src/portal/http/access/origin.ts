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
