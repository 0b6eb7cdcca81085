import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { CLOCK, languageOf, LANGUAGES, SeatbackError, type Clock, type Language } from '../../../kernel/index.js';
import { AnswerInvitation, type AskedPartner } from '../../../payout/index.js';
import { openingPage } from '../../pages/payee/opening-page.js';
import { RECEIVED_PATH } from '../../pages/payee/payee-paths.js';
import { refusedPage } from '../../pages/payee/refused-page.js';
import type { Refusal } from '../../pages/payee/words/payee-words.js';
import { callerAddress, type PayeeHttpReply, type PayeeHttpRequest } from './payee-http.js';
import { PayeeSessions, type PayeeSession } from './payee-sessions.js';
import { TryLimit } from './try-limit.js';

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
const STATUS_OF: Readonly<Record<Refusal, number>> = {
  // One for all links that do not lead on.
  unknown: 404,
  used: 404,
  over: 404,
  'no-session': 403,
  form: 403,
  'too-many': 429,
};

export interface Exchange {
  readonly request: PayeeHttpRequest;
  readonly reply: PayeeHttpReply;
}

export interface Visit extends Exchange {
  readonly session: PayeeSession;
}

/** Who is let in to the pages of an invitation, and what everybody else is told. */
@Injectable()
export class PayeeVisits {
  readonly #invitations: AnswerInvitation;
  readonly #sessions: PayeeSessions;
  readonly #mailAddress: string | undefined;
  readonly #unknownLinks: TryLimit;
  readonly #sentForms: TryLimit;

  constructor(
    invitations: AnswerInvitation,
    sessions: PayeeSessions,
    @Inject(ENVIRONMENT) { mail }: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#invitations = invitations;
    this.#sessions = sessions;
    this.#mailAddress = mail?.from.address;
    this.#unknownLinks = new TryLimit(UNKNOWN_LINKS, clock);
    this.#sentForms = new TryLimit(SENT_FORMS, clock);
  }

  /** Where a partner may write to: the sender of our mails. */
  get mailAddress(): string | undefined {
    return this.#mailAddress;
  }

  /** Begins a visit where the link can be taken. Nothing but the cookie comes of it. */
  async begun(exchange: Exchange, token: string, query: unknown): Promise<string> {
    const { language } = pageQuery.parse(query);
    const address = this.#addressOf(exchange);
    const waitS = this.#unknownLinks.waitS(address);
    if (waitS !== undefined) return this.#tooMany(exchange, waitS);
    try {
      const asked = await this.#invitations.asked(token);
      this.#sessions.keep(exchange.request, exchange.reply, this.#sessions.begin(token, language));
      return openingPage(language ?? asked.language);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'unknown') this.#unknownLinks.count(address);
      return this.refused(exchange, refusal, language);
    }
  }

  /** Within a visit; where its invitation is used, what came by it is shown. */
  async during(exchange: Exchange, query: unknown, answer: (visit: Visit) => Promise<string>): Promise<string> {
    const { language } = pageQuery.parse(query);
    const known = this.#sessions.of(exchange.request);
    if (known === undefined) return this.refused(exchange, 'no-session', language);
    const session = { ...known, language: language ?? known.language };
    this.#sessions.keep(exchange.request, exchange.reply, session);
    try {
      return await answer({ ...exchange, session });
    } catch (error) {
      const refusal = refusalOf(error);
      return refusal === 'used'
        ? leadTo(exchange.reply, RECEIVED_PATH)
        : this.refused(exchange, refusal, session.language);
    }
  }

  /** The same for a form, with all that must be right before it is looked into. */
  async sent(exchange: Exchange, formToken: string, answer: (visit: Visit) => Promise<string>): Promise<string> {
    const address = this.#addressOf(exchange);
    const waitS = this.#sentForms.waitS(address);
    if (waitS !== undefined) return this.#tooMany(exchange, waitS);
    this.#sentForms.count(address);
    return this.during(exchange, {}, async (visit) =>
      this.#sessions.isFormToken(visit.session, formToken)
        ? answer(visit)
        : this.refused(exchange, 'form', visit.session.language),
    );
  }

  /** @param language that of the browser, where it is left out */
  refused({ request, reply }: Exchange, refusal: Refusal, language?: Language): string {
    reply.code(STATUS_OF[refusal]);
    const accepted = request.headers['accept-language'];
    const first = typeof accepted === 'string' ? accepted.split(/[,;]/)[0] : undefined;
    return refusedPage(language ?? languageOf(first ?? null), refusal, this.#mailAddress);
  }

  /** A page of a refusal, asked for in another language. */
  refusedAgain(exchange: Exchange, refusal: string, query: unknown): string {
    const known = Object.keys(STATUS_OF).find((each) => each === refusal) as Refusal | undefined;
    return this.refused(exchange, known ?? 'no-session', pageQuery.parse(query).language);
  }

  #tooMany(exchange: Exchange, waitS: number): string {
    exchange.reply.header('retry-after', String(waitS));
    return this.refused(exchange, 'too-many');
  }

  #addressOf({ request }: Exchange): string {
    return callerAddress(request, this.#sessions.isPassedOn(request));
  }
}

export function languageIn({ language }: PayeeSession, asked: AskedPartner): Language {
  return language ?? asked.language;
}

export function leadTo(reply: PayeeHttpReply, path: string): string {
  reply.code(303);
  reply.header('location', path);
  return '';
}

/** @throws whatever is no refusal of an invitation */
function refusalOf(error: unknown): Refusal {
  const refusal = error instanceof SeatbackError ? REFUSAL_OF[error.code] : undefined;
  if (refusal === undefined) throw error;
  return refusal;
}
