import { Body, Controller, Get, Header, HttpCode, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { CommandTokens, type IssuedToken, type SignedIn } from '../../../access/index.js';
import { accountPage, nobodySignsInPage } from '../../pages/account/account-page.js';
import { CheckedInput } from '../checked-input.js';
import { viewOf } from '../language.js';
import { HTML, VARIES } from '../page-headers.js';
import { AsReader, inLanguage, type Reader } from '../partner-reader.js';
import { Allow } from './allow.js';
import { ActingPerson, type PersonReply } from './person-http.js';

const endedToken = z.object({ commandToken: z.coerce.number().int().min(1) });

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
  async account(@AsReader() reader: Reader): Promise<string> {
    const { person } = reader;
    return person === undefined ? nobodySignsInPage() : this.#page(person, reader);
  }

  /** The answer is the only place in which the token ever stands: no redirection, and nothing keeps the page. */
  @Post('tokens')
  @HttpCode(200)
  @Header(...HTML)
  async issue(@ActingPerson() person: SignedIn, @AsReader() reader: Reader): Promise<string> {
    return this.#page(person, reader, await this.#tokens.issue(person));
  }

  @Post('tokens/end')
  @HttpCode(303)
  async end(
    @ActingPerson() person: SignedIn,
    @Query(new CheckedInput('query', inLanguage)) { lang }: z.output<typeof inLanguage>,
    @Body(new CheckedInput('body', endedToken)) { commandToken }: z.output<typeof endedToken>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#tokens.end(person.person, commandToken);
    reply.header('location', lang === undefined ? '/account' : `/account?lang=${lang}`);
    return '';
  }

  async #page(person: SignedIn, reader: Reader, issued?: IssuedToken): Promise<string> {
    const view = viewOf({ locale: null }, reader);
    return accountPage({ person, tokens: await this.#tokens.list(person.person), view, issued });
  }
}
