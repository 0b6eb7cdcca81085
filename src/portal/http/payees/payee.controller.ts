import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { ENVIRONMENT, readPayerSettings, type Environment } from '../../../config/index.js';
import { CLOCK, languageOf, LANGUAGES, SeatbackError, type Clock, type Language } from '../../../kernel/index.js';
import { AnswerInvitation, EnterBankDetails, type AskedPartner } from '../../../payout/index.js';
import { detailsForm, type FieldError, type TypedDetails } from '../../pages/payee/details-form.js';
import { openingPage } from '../../pages/payee/opening-page.js';
import {
  CONFIRM_PATH,
  DETAILS_PATH,
  PAYEE_PATH,
  PAYEE_STYLESHEET_PATH,
  RECEIVED_PATH,
} from '../../pages/payee/payee-paths.js';
import { payeeStylesheet } from '../../pages/payee/payee-stylesheet.js';
import { receivedPage } from '../../pages/payee/received-page.js';
import { refusedPage } from '../../pages/payee/refused-page.js';
import { reviewPage } from '../../pages/payee/review-page.js';
import type { Refusal } from '../../pages/payee/words/payee-words.js';
import {
  allErrors,
  confirmBody,
  detailsBody,
  echoed,
  formErrors,
  givenDetails,
  readBody,
  typedDetails,
} from './payee-form.js';
import { callerAddress, type PayeeHttpReply, type PayeeHttpRequest } from './payee-http.js';
import { PayeeSessions, type PayeeSession } from './payee-sessions.js';
import { TryLimit } from './try-limit.js';

const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
const WINDOW_MS = 15 * 60_000;

/** Links that nobody was sent: a slip of copying makes one or two. */
const UNKNOWN_LINKS = { mostOfOne: 10, mostOfAll: 500, windowMs: WINDOW_MS };
/** Forms that are sent: a person corrects some, and an office may share one address. */
const SENT_FORMS = { mostOfOne: 120, mostOfAll: 6_000, windowMs: WINDOW_MS };

/** The links that we send have no query; what a mail program adds to them is let be. */
const pageQuery = z.object({ language: z.enum(LANGUAGES).optional().catch(undefined) });

const REFUSAL_OF: Readonly<Record<string, Refusal>> = {
  INVITATION_UNKNOWN: 'unknown',
  INVITATION_USED: 'used',
  INVITATION_OVER: 'over',
};
const refusals = z.enum(['unknown', 'used', 'over', 'no-session', 'too-many', 'form']).catch('no-session');
const STATUS_OF: Readonly<Record<Refusal, number>> = {
  // One for all links that do not lead on.
  unknown: 404,
  used: 404,
  over: 404,
  'no-session': 403,
  form: 403,
  'too-many': 429,
};

interface Visit {
  readonly request: PayeeHttpRequest;
  readonly reply: PayeeHttpReply;
  readonly session: PayeeSession;
}

/**
 * The pages on which a partner gives its bank details. Public: the token of an invitation is all that lets in. Looking
 * changes nothing and uses nothing up, whoever looks: programs open the links of mails before people do.
 */
@Controller()
export class PayeeController {
  readonly #invitations: AnswerInvitation;
  readonly #enter: EnterBankDetails;
  readonly #sessions: PayeeSessions;
  readonly #environment: Environment;
  readonly #unknownLinks: TryLimit;
  readonly #sentForms: TryLimit;

  constructor(
    invitations: AnswerInvitation,
    enter: EnterBankDetails,
    sessions: PayeeSessions,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#invitations = invitations;
    this.#enter = enter;
    this.#sessions = sessions;
    this.#environment = environment;
    this.#unknownLinks = new TryLimit(UNKNOWN_LINKS, clock);
    this.#sentForms = new TryLimit(SENT_FORMS, clock);
  }

  @Get(PAYEE_STYLESHEET_PATH)
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'private, max-age=31536000, immutable')
  stylesheet(): string {
    return payeeStylesheet;
  }

  @Get(PAYEE_PATH)
  @Header(...HTML)
  withoutLink(@Req() request: PayeeHttpRequest, @Res({ passthrough: true }) reply: PayeeHttpReply): string {
    return this.#refused(request, reply, 'no-session');
  }

  /** The same in another language. */
  @Get(`${PAYEE_PATH}/refused/:refusal`)
  @Header(...HTML)
  refusedIn(
    @Param('refusal') refusal: string,
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): string {
    return this.#refused(request, reply, refusals.parse(refusal), pageQuery.parse(query).language);
  }

  @Get(`${PAYEE_PATH}/:token`)
  @Header(...HTML)
  async open(
    @Param('token') token: string,
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    const { language } = pageQuery.parse(query);
    const address = callerAddress(request, this.#sessions.isPassedOn(request));
    const waitS = this.#unknownLinks.waitS(address);
    if (waitS !== undefined) return this.#tooMany(request, reply, waitS);
    try {
      const asked = await this.#invitations.asked(token);
      this.#sessions.keep(request, reply, this.#sessions.begin(token, language));
      return openingPage(language ?? asked.language);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'unknown') this.#unknownLinks.count(address);
      return this.#refused(request, reply, refusal, language);
    }
  }

  @Get(DETAILS_PATH)
  @Header(...HTML)
  async form(
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    return this.#visited(request, reply, query, async (visit) => {
      const asked = await this.#invitations.asked(visit.session.token);
      const typed = { ...NOTHING_TYPED, bankCountry: asked.country ?? '' };
      return this.#form(visit, asked, { typed, errors: [], isAgain: false });
    });
  }

  @Post(DETAILS_PATH)
  @HttpCode(200)
  @Header(...HTML)
  async look(
    @Body() body: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    const given = readBody(detailsBody, body);
    return this.#sent(request, reply, given.form, async (visit) => {
      const { session } = visit;
      const typed = typedDetails(given);
      const own = formErrors(typed);
      const seen = await this.#invitations.review(session.token, givenDetails(shortened(typed, own)));
      const errors = allErrors(own, 'faults' in seen ? seen.faults : []);
      if (errors.length > 0 || 'faults' in seen) {
        reply.code(422);
        return this.#form(visit, seen.asked, { typed: echoed(typed), errors, isAgain: true });
      }
      return reviewPage({
        language: languageIn(session, seen.asked),
        asked: seen.asked,
        reviewed: seen,
        givenBy: typed.givenBy,
        contact: typed.contact,
        formToken: this.#sessions.formToken(session),
        draft: this.#sessions.sealDraft(session, typed),
      });
    });
  }

  /** Entered once: whoever sends it again is shown what was entered. */
  @Post(CONFIRM_PATH)
  @HttpCode(200)
  @Header(...HTML)
  async confirm(
    @Body() body: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    const given = readBody(confirmBody, body);
    return this.#sent(request, reply, given.form, async (visit) => {
      const { session } = visit;
      const draft = detailsBody.omit({ form: true }).safeParse(this.#sessions.openDraft(session, given.draft)).data;
      if (draft === undefined) return this.#refused(request, reply, 'no-session', session.language);
      if (given.act === 'change') {
        const asked = await this.#invitations.asked(session.token);
        return this.#form(visit, asked, { typed: echoed(draft), errors: [], isAgain: true });
      }
      const { givenBy, contact } = draft;
      await this.#enter.byInvitation(session.token, {
        details: givenDetails(draft),
        actor: givenBy,
        by: { contact, request: request.id },
      });
      return leadTo(reply, RECEIVED_PATH);
    });
  }

  @Get(RECEIVED_PATH)
  @Header(...HTML)
  async received(
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    return this.#visited(request, reply, query, async ({ session }) => {
      const received = await this.#invitations.received(session.token);
      if (received === undefined) return leadTo(reply, DETAILS_PATH);
      return receivedPage(languageIn(session, received), received, this.#address);
    });
  }

  /** Of a form, with all that must be right before it is looked into. */
  async #sent(
    request: PayeeHttpRequest,
    reply: PayeeHttpReply,
    formToken: string,
    answer: (visit: Visit) => Promise<string>,
  ): Promise<string> {
    const address = callerAddress(request, this.#sessions.isPassedOn(request));
    const waitS = this.#sentForms.waitS(address);
    if (waitS !== undefined) return this.#tooMany(request, reply, waitS);
    this.#sentForms.count(address);
    return this.#visited(request, reply, {}, async (visit) =>
      this.#sessions.isFormToken(visit.session, formToken)
        ? answer(visit)
        : this.#refused(request, reply, 'form', visit.session.language),
    );
  }

  async #visited(
    request: PayeeHttpRequest,
    reply: PayeeHttpReply,
    query: unknown,
    answer: (visit: Visit) => Promise<string>,
  ): Promise<string> {
    const known = this.#sessions.of(request);
    if (known === undefined) return this.#refused(request, reply, 'no-session', pageQuery.parse(query).language);
    const session = { ...known, language: pageQuery.parse(query).language ?? known.language };
    this.#sessions.keep(request, reply, session);
    try {
      return await answer({ request, reply, session });
    } catch (error) {
      const refusal = refusalOf(error);
      return refusal === 'used'
        ? leadTo(reply, RECEIVED_PATH)
        : this.#refused(request, reply, refusal, session.language);
    }
  }

  #form(
    { session }: Visit,
    asked: AskedPartner,
    shown: { readonly typed: TypedDetails; readonly errors: readonly FieldError[]; readonly isAgain: boolean },
  ): string {
    return detailsForm({
      language: languageIn(session, asked),
      asked,
      payer: this.#payer(),
      formToken: this.#sessions.formToken(session),
      ...shown,
    });
  }

  #tooMany(request: PayeeHttpRequest, reply: PayeeHttpReply, waitS: number): string {
    reply.header('retry-after', String(waitS));
    return this.#refused(request, reply, 'too-many');
  }

  #refused({ headers }: PayeeHttpRequest, reply: PayeeHttpReply, refusal: Refusal, language?: Language): string {
    reply.code(STATUS_OF[refusal]);
    const accepted = headers['accept-language'];
    return refusedPage(
      language ?? languageOf(typeof accepted === 'string' ? (accepted.split(/[,;]/)[0] ?? null) : null),
      refusal,
      this.#address,
    );
  }

  /** Where a partner may write to: the sender of our mails. */
  get #address(): string | undefined {
    return this.#environment.mail?.from.address;
  }

  /** The page stands also where nobody has said yet from which account is paid. */
  #payer(): string | null {
    try {
      return readPayerSettings(this.#environment.settingsFile).payer.name;
    } catch (error) {
      if (error instanceof SeatbackError && error.code === 'SETTINGS_FILE_INVALID') return null;
      throw error;
    }
  }
}

const NOTHING_TYPED = typedDetails(detailsBody.parse({}));

function languageIn({ language }: PayeeSession, asked: AskedPartner): Language {
  return language ?? asked.language;
}

/** What is too long is not looked into any further. */
function shortened(typed: TypedDetails, own: readonly FieldError[]): TypedDetails {
  const emptied = own.filter(({ fault }) => fault === 'too-long').map(({ field }) => [field, '']);
  return { ...typed, ...(Object.fromEntries(emptied) as Partial<TypedDetails>) };
}

/** @throws whatever is no refusal of an invitation */
function refusalOf(error: unknown): Refusal {
  const refusal = error instanceof SeatbackError ? REFUSAL_OF[error.code] : undefined;
  if (refusal === undefined) throw error;
  return refusal;
}

function leadTo(reply: PayeeHttpReply, path: string): string {
  reply.code(303);
  reply.header('location', path);
  return '';
}
