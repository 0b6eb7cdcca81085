import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { CommandTokens, type SignedIn } from '../../../access/index.js';
import { invariant } from '../../../kernel/index.js';
import { accountPage } from '../../pages/account-page.js';
import { CheckedInput } from '../checked-input.js';
import { Allow } from './allow.js';
import { CallingPerson, type PersonReply } from './person-http.js';

const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
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
  async account(@CallingPerson() person: SignedIn | undefined): Promise<string> {
    return accountPage(person, person === undefined ? [] : await this.#tokens.list(person.person));
  }

  /** The answer is the only place in which the token ever stands: no redirection, and nothing keeps the page. */
  @Post('tokens')
  @HttpCode(200)
  @Header(...HTML)
  async issue(@CallingPerson() person: SignedIn | undefined): Promise<string> {
    const signedIn = present(person);
    const issued = await this.#tokens.issue(signedIn);
    return accountPage(signedIn, await this.#tokens.list(signedIn.person), issued);
  }

  @Post('tokens/end')
  @HttpCode(303)
  async end(
    @CallingPerson() person: SignedIn | undefined,
    @Body(new CheckedInput('body', endedToken)) { commandToken }: z.output<typeof endedToken>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#tokens.end(present(person).person, commandToken);
    reply.header('location', '/account');
    return '';
  }
}

function present(person: SignedIn | undefined): SignedIn {
  invariant(person !== undefined, 'the guard lets nobody write who has not signed in');
  return person;
}
