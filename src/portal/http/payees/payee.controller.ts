import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ENVIRONMENT, readPayerSettings, type Environment } from '../../../config/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import { AnswerInvitation, EnterBankDetails, type AskedPartner } from '../../../payout/index.js';
import { detailsForm, type FieldError, type TypedDetails } from '../../pages/payee/details-form.js';
import {
  CONFIRM_PATH,
  DETAILS_PATH,
  PAYEE_PATH,
  PAYEE_STYLESHEET_PATH,
  RECEIVED_PATH,
} from '../../pages/payee/payee-paths.js';
import { payeeStylesheet } from '../../pages/payee/payee-stylesheet.js';
import { receivedPage } from '../../pages/payee/received-page.js';
import { reviewPage } from '../../pages/payee/review-page.js';
import { Allow } from '../access/allow.js';
import { HTML } from '../page-headers.js';
import {
  allErrors,
  confirmBody,
  detailsBody,
  echoed,
  formErrors,
  givenDetails,
  readBody,
  shortened,
  typedDetails,
} from './payee-form.js';
import type { PayeeHttpReply, PayeeHttpRequest } from './payee-http.js';
import { PayeeSessions } from './payee-sessions.js';
import { languageIn, leadTo, PayeeVisits, type Visit } from './payee-visits.js';

/**
 * The pages on which a partner gives its bank details. Public: the token of an invitation is all that lets in. Looking
 * changes nothing and uses nothing up, whoever looks: programs open the links of mails before people do.
 */
@Controller()
@Allow('invitation')
export class PayeeController {
  readonly #visits: PayeeVisits;
  readonly #sessions: PayeeSessions;
  readonly #invitations: AnswerInvitation;
  readonly #enter: EnterBankDetails;
  readonly #settingsFile: string;

  constructor(
    visits: PayeeVisits,
    sessions: PayeeSessions,
    invitations: AnswerInvitation,
    enter: EnterBankDetails,
    @Inject(ENVIRONMENT) { settingsFile }: Environment,
  ) {
    this.#visits = visits;
    this.#sessions = sessions;
    this.#invitations = invitations;
    this.#enter = enter;
    this.#settingsFile = settingsFile;
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
    return this.#visits.refused({ request, reply }, 'no-session');
  }

  @Get(`${PAYEE_PATH}/refused/:refusal`)
  @Header(...HTML)
  refusedAgain(
    @Param('refusal') refusal: string,
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): string {
    return this.#visits.refusedAgain({ request, reply }, refusal, query);
  }

  @Get(`${PAYEE_PATH}/:token`)
  @Header(...HTML)
  async open(
    @Param('token') token: string,
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    return this.#visits.begun({ request, reply }, token, query);
  }

  @Get(DETAILS_PATH)
  @Header(...HTML)
  async form(
    @Query() query: unknown,
    @Req() request: PayeeHttpRequest,
    @Res({ passthrough: true }) reply: PayeeHttpReply,
  ): Promise<string> {
    return this.#visits.during({ request, reply }, query, async (visit) => {
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
    return this.#visits.sent({ request, reply }, given.form, async (visit) => {
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
    return this.#visits.sent({ request, reply }, given.form, async (visit) => {
      const { session } = visit;
      const draft = detailsBody.omit({ form: true }).safeParse(this.#sessions.openDraft(session, given.draft)).data;
      if (draft === undefined) return this.#visits.refused(visit, 'no-session', session.language);
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
    return this.#visits.during({ request, reply }, query, async ({ session }) => {
      const received = await this.#invitations.received(session.token);
      if (received === undefined) return leadTo(reply, DETAILS_PATH);
      return receivedPage(languageIn(session, received), received, this.#visits.mailAddress);
    });
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

  /** The page stands also where nobody has said yet from which account is paid. */
  #payer(): string | null {
    try {
      return readPayerSettings(this.#settingsFile).payer.name;
    } catch (error) {
      if (error instanceof SeatbackError && error.code === 'SETTINGS_FILE_INVALID') return null;
      throw error;
    }
  }
}

const NOTHING_TYPED = typedDetails(detailsBody.parse({}));
