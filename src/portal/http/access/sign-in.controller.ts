import { Controller, Get, Header, Headers, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { SESSION_LIVES_MS, SIGN_IN_TAKES_MS, SignIn } from '../../../access/index.js';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { LANGUAGES, SeatbackError, type Language } from '../../../kernel/index.js';
import { signedOutPage } from '../../pages/account/account-page.js';
import { View } from '../../pages/partner/view.js';
import { CheckedInput } from '../checked-input.js';
import { chosenLanguage } from '../language.js';
import { HTML } from '../page-headers.js';
import { Allow } from './allow.js';
import { clearCookie, cookieOf, originOf, setCookie } from './origin.js';
import type { PersonReply, PersonRequest } from './person-http.js';
import { RequestLimits } from './request-limits.js';

const signInQuery = z.strictObject({ next: z.string().max(2000).optional() });

/** Signing in at the provider and coming back, and signing out. */
@Controller()
export class SignInController {
  readonly #signIn: SignIn;
  readonly #limits: RequestLimits;
  readonly #publicUrl: string | undefined;

  constructor(signIn: SignIn, limits: RequestLimits, @Inject(ENVIRONMENT) { publicUrl }: Environment) {
    this.#signIn = signIn;
    this.#limits = limits;
    this.#publicUrl = publicUrl;
  }

  @Get('/sign-in')
  @Allow('public')
  @HttpCode(303)
  async begin(
    @Query(new CheckedInput('query', signInQuery)) { next }: z.output<typeof signInQuery>,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#expectPossible(request, reply);
    const origin = originOf(request, this.#publicUrl);
    const { address, underWay } = await this.#signIn.begin(origin, next ?? '/account');
    setCookie(reply, 'sign-in', { value: underWay, origin, livesMs: SIGN_IN_TAKES_MS });
    reply.header('location', address.href);
    return '';
  }

  @Get('/sign-in/callback')
  @Allow('public')
  @HttpCode(303)
  async complete(@Req() request: PersonRequest, @Res({ passthrough: true }) reply: PersonReply): Promise<string> {
    await this.#expectPossible(request, reply);
    const origin = originOf(request, this.#publicUrl);
    const { search } = new URL(request.url, origin);
    const brought = {
      underWay: cookieOf(request, 'sign-in', origin),
      session: cookieOf(request, 'session', origin),
    };
    // Whatever comes of it: what was under way is not ended twice.
    clearCookie(reply, 'sign-in', origin);
    const { session, goesTo } = await this.#signIn.complete(origin, search, brought);
    setCookie(reply, 'session', { value: session, origin, livesMs: SESSION_LIVES_MS });
    reply.header('location', goesTo);
    return '';
  }

  @Post('/sign-out')
  @Allow('signed-in')
  @HttpCode(303)
  async out(@Req() request: PersonRequest, @Res({ passthrough: true }) reply: PersonReply): Promise<string> {
    const origin = originOf(request, this.#publicUrl);
    const session = cookieOf(request, 'session', origin);
    if (session !== undefined) await this.#signIn.out(session);
    clearCookie(reply, 'session', origin);
    reply.header('location', '/signed-out');
    return '';
  }

  @Get('/signed-out')
  @Allow('public')
  @Header(...HTML)
  signedOut(
    @Query(new CheckedInput('query', z.strictObject({ lang: z.enum(LANGUAGES).optional() })))
    { lang }: { readonly lang?: Language | undefined },
    @Headers('accept-language') accepted: string | undefined,
  ): string {
    return signedOutPage(new View(chosenLanguage({ asked: lang, registered: null, accepted })));
  }

  async #expectPossible(request: PersonRequest, reply: PersonReply): Promise<void> {
    if (!this.#signIn.isSetUp) throw notSetUp();
    await this.#limits.count('sign-in', request, reply);
  }
}

function notSetUp(): SeatbackError {
  return new SeatbackError({
    code: 'SIGN_IN_NOT_SET_UP',
    expected: 'a provider where people sign in: SEATBACK_OIDC_ISSUER',
    found: 'none',
    where: '/sign-in',
    next: 'docs/sign-in.md says how to set one up.',
  });
}
