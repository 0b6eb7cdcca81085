import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { PartnerScope, Person, SignedIn } from '../../../access/index.js';
import { invariant } from '../../../kernel/index.js';
import type { VendorHttpRequest } from '../vendors/vendor-http.js';

/** Of the HTTP server's request, what is asked of it where people call. */
export interface PersonRequest extends VendorHttpRequest {
  /** Of the other end of the connection: that of the proxy, where there is one. */
  readonly ip: string;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Record<string, unknown>;
  readonly body?: unknown;
  /** These three are set by the guard, and by nobody else. */
  signedIn?: SignedIn;
  /** Whoever calls, by the session of a browser or by a token. */
  caller?: Person;
  sight?: PartnerScope;
}

/** Of the HTTP server's reply, what is told to it where people sign in and out. */
export interface PersonReply {
  header: (name: string, value: string) => unknown;
  code: (status: number) => unknown;
  setCookie: (name: string, value: string, options: CookieOptions) => unknown;
  clearCookie: (name: string, options: CookieOptions) => unknown;
}

interface CookieOptions {
  readonly path: string;
  readonly httpOnly: boolean;
  readonly sameSite: 'lax';
  readonly secure: boolean;
  readonly maxAge?: number;
}

/** Who has signed in; undefined where nobody does. */
export const CallingPerson = createParamDecorator((_data: unknown, context: ExecutionContext): SignedIn | undefined => {
  return context.switchToHttp().getRequest<PersonRequest>().signedIn;
});

/** Who has signed in, where nobody comes who has not: to what changes something. */
export const ActingPerson = createParamDecorator((_data: unknown, context: ExecutionContext): SignedIn => {
  const { signedIn } = context.switchToHttp().getRequest<PersonRequest>();
  invariant(signedIn !== undefined, 'the guard lets nobody write who has not signed in');
  return signedIn;
});

/** A request by which a program changes something. */
export interface ProgramCall {
  readonly caller: Person;
  readonly request: PersonRequest;
  readonly reply: PersonReply;
}

/** Whoever calls, by a session or by a token, where somebody has to, with the request and its reply. */
export const Called = createParamDecorator((_data: unknown, context: ExecutionContext): ProgramCall => {
  const http = context.switchToHttp();
  const request = http.getRequest<PersonRequest>();
  const { caller } = request;
  invariant(caller !== undefined, 'the guard lets nobody write whom it does not know');
  return { caller, request, reply: http.getResponse<PersonReply>() };
});

/** The partners that the caller sees; undefined: all of them. */
export const Sight = createParamDecorator((_data: unknown, context: ExecutionContext): PartnerScope => {
  return context.switchToHttp().getRequest<PersonRequest>().sight;
});
