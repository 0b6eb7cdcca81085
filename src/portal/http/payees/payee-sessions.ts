import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { Vault } from '../../../database/index.js';
import { CLOCK, LANGUAGES, millisOf, SeatbackError, type Clock, type Language } from '../../../kernel/index.js';
import { isFormToken } from '../own-page.js';
import type { PayeeHttpReply, PayeeHttpRequest } from './payee-http.js';

/** From the last page that was asked for. */
const LIVES_S = 3_600;

const sessionSchema = z.object({
  id: z.string(),
  token: z.string(),
  /** Undefined: that of the partner. */
  language: z.enum(LANGUAGES).optional(),
  untilMs: z.number(),
});

/** Somebody who opened the link of an invitation, for an hour. */
export type PayeeSession = Omit<z.output<typeof sessionSchema>, 'untilMs'>;

/**
 * Takes the token out of the address: the link is exchanged for a cookie that only this server can read. Nothing of it
 * is kept here, so that any process answers, and a key that was rotated still opens what it sealed.
 */
@Injectable()
export class PayeeSessions {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #host: string | undefined;

  constructor(vault: Vault, @Inject(CLOCK) clock: Clock, @Inject(ENVIRONMENT) { payeeHost }: Environment) {
    this.#vault = vault;
    this.#clock = clock;
    this.#host = payeeHost?.toLowerCase();
  }

  begin(token: string, language: Language | undefined): PayeeSession {
    return { id: randomBytes(16).toString('base64url'), token, language };
  }

  /** Undefined where there is none, or its hour is over. */
  of(request: PayeeHttpRequest): PayeeSession | undefined {
    const name = this.#nameOf(request);
    const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim().split('='));
    const [[, sealed = ''] = [], another] = cookies.filter(([key]) => key === name);
    // Of two cookies of one name one was planted.
    if (another !== undefined) return undefined;
    const opened = this.#open(sealed, SESSION);
    const session = opened === undefined ? undefined : sessionSchema.safeParse(opened).data;
    if (session === undefined || session.untilMs <= millisOf(this.#clock.now())) return undefined;
    const { untilMs: _over, ...open } = session;
    return open;
  }

  /** Hands the cookie out, for an hour from now. */
  keep(request: PayeeHttpRequest, reply: PayeeHttpReply, session: PayeeSession): void {
    const untilMs = millisOf(this.#clock.now()) + LIVES_S * 1000;
    const sealed = this.#seal({ ...session, untilMs }, SESSION);
    const place = this.isPassedOn(request) ? 'Path=/; Secure' : 'Path=/payee';
    reply.header(
      'set-cookie',
      `${this.#nameOf(request)}=${sealed}; ${place}; Max-Age=${String(LIVES_S)}; HttpOnly; SameSite=Strict`,
    );
  }

  /** Stands in each form of a session: a page of a foreign site does not know it. */
  formToken({ id }: PayeeSession): string {
    return this.#vault.fingerprint(id, 'form of a payee page').toString('base64url');
  }

  isFormToken(session: PayeeSession, given: string): boolean {
    return isFormToken(this.formToken(session), given);
  }

  /** What was typed, for the next step of the same session: the page holds it, and cannot read it. */
  sealDraft({ id }: PayeeSession, draft: unknown): string {
    return this.#seal(draft, draftOf(id));
  }

  openDraft({ id }: PayeeSession, sealed: string): unknown {
    return this.#open(sealed, draftOf(id));
  }

  /** By the proxy that speaks TLS; else it is this machine. */
  isPassedOn({ hostname }: Pick<PayeeHttpRequest, 'hostname'>): boolean {
    return this.#host !== undefined && hostname.toLowerCase() === this.#host;
  }

  /** A name with this beginning is taken by a browser from this host alone, over TLS. */
  #nameOf(request: PayeeHttpRequest): string {
    return this.isPassedOn(request) ? '__Host-seatback-payee' : 'seatback-payee';
  }

  #seal(content: unknown, purpose: string): string {
    return this.#vault.seal(JSON.stringify(content), purpose).toString('base64url');
  }

  #open(sealed: string, purpose: string): unknown {
    try {
      return JSON.parse(this.#vault.open(Buffer.from(sealed, 'base64url'), purpose).toString('utf8'));
    } catch (error) {
      // Made up, of another session, or sealed with a key that is gone.
      if (error instanceof SeatbackError) return undefined;
      throw error;
    }
  }
}

const SESSION = 'session of a payee page';
const draftOf = (id: string) => `draft of the payee page session ${id}`;
