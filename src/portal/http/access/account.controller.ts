import { Body, Controller, Get, Header, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { CommandTokens, type IssuedToken, type SignedIn } from '../../../access/index.js';
import { invariant, LANGUAGES } from '../../../kernel/index.js';
import { accountPage, nobodySignsInPage } from '../../pages/account/account-page.js';
import { View } from '../../pages/partner/view.js';
import { CheckedInput } from '../checked-input.js';
import { chosenLanguage } from '../language.js';
import { Allow } from './allow.js';
import { CallingPerson, type PersonReply } from './person-http.js';

const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
/** The page is another one in each language. */
const VARIES = ['vary', 'accept-language'] as const;
const endedToken = z.object({ commandToken: z.coerce.number().int().min(1) });
const inLanguage = z.strictObject({ lang: z.enum(LANGUAGES).optional() });
type Lang = z.output<typeof inLanguage>;
const asLang = new CheckedInput('query', inLanguage);

/** What a person sees of itself: its rights, and its tokens for the command line. */
@Controller('/account')
@Allow('signed-in')
export class AccountController {
  readonly #tokens: CommandTokens;

  constructor(tokens: CommandTokens) {
    this.#tokens = tokens;
  }

  @Get()
  @Header(...HTML)
  @Header(...VARIES)
  async account(
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    return person === undefined ? nobodySignsInPage() : this.#page(person, lang, accepted);
  }

  /** The answer is the only place in which the token ever stands: no redirection, and nothing keeps the page. */
  @Post('tokens')
  @HttpCode(200)
  @Header(...HTML)
  async issue(
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const signedIn = present(person);
    return this.#page(signedIn, lang, accepted, await this.#tokens.issue(signedIn));
  }

  @Post('tokens/end')
  @HttpCode(303)
  async end(
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Body(new CheckedInput('body', endedToken)) { commandToken }: z.output<typeof endedToken>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#tokens.end(present(person).person, commandToken);
    reply.header('location', lang === undefined ? '/account' : `/account?lang=${lang}`);
    return '';
  }

  async #page(
    person: SignedIn,
    lang: Lang['lang'],
    accepted: string | undefined,
    issued?: IssuedToken,
  ): Promise<string> {
    const view = new View(chosenLanguage({ asked: lang, registered: null, accepted }));
    return accountPage({ person, tokens: await this.#tokens.list(person.person), view, issued });
  }
}

function present(person: SignedIn | undefined): SignedIn {
  invariant(person !== undefined, 'the guard lets nobody write who has not signed in');
  return person;
}
