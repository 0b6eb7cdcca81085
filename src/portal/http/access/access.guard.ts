import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CommandTokens, Sessions, sightOf, type Person } from '../../../access/index.js';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { seeOnlyPartners } from '../../../database/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import { expectFormToken } from '../own-page.js';
import { headerOf, pathOf } from '../vendors/vendor-http.js';
import { VendorGuard } from '../vendors/vendor.guard.js';
import { ALLOWED, type Allowed } from './allow.js';
import { cookieOf, originOf } from './origin.js';
import { holdToPartners } from './partner-sight.js';
import type { PersonReply, PersonRequest } from './person-http.js';
import { RequestLimits } from './request-limits.js';

/**
 * Stands before every route, and lets nobody by whom the route does not name. This is the one place in which a partner's
 * people are held to their own partners; the database holds them once more.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #sessions: Sessions;
  readonly #tokens: CommandTokens;
  readonly #vendorGuard: VendorGuard;
  readonly #limits: RequestLimits;
  readonly #environment: Pick<Environment, 'signIn' | 'publicUrl'>;

  constructor(
    reflector: Reflector,
    sessions: Sessions,
    tokens: CommandTokens,
    vendorGuard: VendorGuard,
    limits: RequestLimits,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.#reflector = reflector;
    this.#sessions = sessions;
    this.#tokens = tokens;
    this.#vendorGuard = vendorGuard;
    this.#limits = limits;
    this.#environment = environment;
  }

  /**
   * @throws SeatbackError ACCESS_UNDECLARED, VENDOR_TOKEN_INVALID, SIGN_IN_NEEDED, TOKEN_INVALID, ROLE_MISSING,
   *   PARTNER_UNKNOWN, FOREIGN_PAGE_REFUSED, TOO_MANY_REQUESTS
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const allowed = this.#reflector.getAllAndOverride<Allowed | undefined>(ALLOWED, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<PersonRequest>();
    const reply = context.switchToHttp().getResponse<PersonReply>();
    if (allowed === undefined) throw undeclared(request);
    const { audience } = allowed;
    if (audience === 'public' || audience === 'invitation') {
      await this.#limits.count('address', request, reply);
      return true;
    }
    if (audience === 'vendor') {
      await this.#limits.count('address', request, reply);
      return this.#vendorGuard.canActivate(context);
    }
    if (this.#environment.signIn === undefined) {
      expectReader(request, allowed);
      return true;
    }
    const caller = await this.#caller(request, reply);
    if (audience !== 'signed-in') holdToSight(request, caller, allowed);
    return true;
  }

  /** By the session of a browser; programs by a person's token, and nothing is changed under /api/ but by one. */
  async #caller(request: PersonRequest, reply: PersonReply): Promise<Person> {
    const isForPrograms = pathOf(request).startsWith('/api/');
    const token = isForPrograms ? tokenOf(request) : undefined;
    request.caller =
      token === undefined
        ? await this.#bySession(request, reply, isForPrograms)
        : await this.#byToken(request, reply, token);
    await this.#limits.count('person', request, reply);
    return request.caller;
  }

  async #bySession(request: PersonRequest, reply: PersonReply, isForPrograms: boolean): Promise<Person> {
    const origin = originOf(request, this.#environment.publicUrl);
    const secret = cookieOf(request, 'session', origin);
    const isEnough = secret !== undefined && (!isForPrograms || isReading(request));
    const signedIn = isEnough ? await this.#sessions.find(secret) : undefined;
    if (signedIn === undefined) {
      await this.#limits.count('address', request, reply);
      if (isForPrograms) reply.header('www-authenticate', 'Bearer realm="seatback"');
      throw signInNeeded(request, isForPrograms);
    }
    if (!isReading(request)) expectFormToken(request.body, signedIn.formToken);
    request.signedIn = signedIn;
    return signedIn;
  }

  async #byToken(request: PersonRequest, reply: PersonReply, token: string): Promise<Person> {
    try {
      return await this.#tokens.holder(token);
    } catch (error) {
      await this.#limits.count('address', request, reply);
      reply.header('www-authenticate', 'Bearer realm="seatback", error="invalid_token"');
      throw error;
    }
  }
}

function tokenOf(request: PersonRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
}

function holdToSight(request: PersonRequest, caller: Person, { roles, heldBy }: Allowed): void {
  const sight = sightOf(caller, roles);
  if (sight === 'nothing') throw roleMissing(caller, roles);
  if (sight === 'everything') return;
  if (heldBy === undefined) throw undeclared(request);
  request.sight = sight;
  seeOnlyPartners(caller.partnerKeys);
  holdToPartners(request, heldBy, sight);
}

/** Nobody signs in: who is on this machine reads what a viewer of finance would, and changes nothing. */
function expectReader(request: PersonRequest, { audience, roles }: Allowed): void {
  if (isReading(request) && (audience === 'signed-in' || roles.includes('finance-viewer'))) return;
  throw new SeatbackError({
    code: 'SIGN_IN_NOT_SET_UP',
    expected: 'a provider where people sign in: SEATBACK_OIDC_ISSUER',
    found: 'none',
    where: pathOf(request),
    next: 'docs/sign-in.md says how to set one up; until then pages are for reading, on this machine.',
  });
}

function isReading({ method }: PersonRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function undeclared(request: PersonRequest): SeatbackError {
  return new SeatbackError({
    code: 'ACCESS_UNDECLARED',
    expected: 'a route that says who may call it',
    found: 'one that does not',
    where: pathOf(request),
    next: 'This is a fault of ours: please report it.',
  });
}

function signInNeeded(request: PersonRequest, isForPrograms: boolean): SeatbackError {
  return new SeatbackError({
    code: 'SIGN_IN_NEEDED',
    expected:
      isForPrograms && !isReading(request)
        ? 'the token of a person: Authorization: Bearer sbc_…'
        : 'somebody who has signed in',
    found: 'nobody, or a session that is over',
    where: pathOf(request),
    next: isForPrograms ? 'Sign in and take a token at /account.' : 'Sign in at /sign-in.',
  });
}

function roleMissing({ actor, person }: Person, roles: Allowed['roles']): SeatbackError {
  return new SeatbackError({
    code: 'ROLE_MISSING',
    expected: `a person with the role ${roles.join(' or ')}`,
    found: `${actor} (person ${String(person)}), without`,
    where: 'rights',
    next: 'See /account; an administrator grants roles: npx seatback access grant.',
  });
}
