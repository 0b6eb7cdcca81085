import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { UnitOfWork, Vault } from '../database/index.js';
import { CLOCK, millisOf, SeatbackError, type Clock } from '../kernel/index.js';
import { signInFailed } from './access-errors.js';
import { knownPerson } from './people.js';
import { RelyingParty } from './relying-party.js';
import { Sessions } from './sessions.js';

/** Whoever has not come back from the provider by then begins again. */
export const SIGN_IN_TAKES_MS = 10 * 60_000;

const CALLBACK_PATH = '/sign-in/callback';
const PURPOSE = 'sign-in under way';

const underWay = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  goesTo: z.string(),
  untilMs: z.number(),
});

/** Signing in and out. What is under way is kept by the browser that began, sealed: nobody else can end it. */
@Injectable()
export class SignIn {
  readonly #relyingParty: RelyingParty;
  readonly #sessions: Sessions;
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(
    relyingParty: RelyingParty,
    sessions: Sessions,
    unitOfWork: UnitOfWork,
    vault: Vault,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#relyingParty = relyingParty;
    this.#sessions = sessions;
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
    this.#clock = clock;
  }

  get isSetUp(): boolean {
    return this.#relyingParty.isSetUp;
  }

  /**
   * @param origin of this program, as the browser knows it
   * @param goesTo the path that was asked for
   * @returns where the browser goes to sign in, and what it is to bring back
   * @throws SeatbackError PROVIDER_UNREACHABLE
   */
  async begin(origin: string, goesTo: string): Promise<{ readonly address: URL; readonly underWay: string }> {
    const { address, checks } = await this.#relyingParty.begin(`${origin}${CALLBACK_PATH}`);
    const kept: z.output<typeof underWay> = {
      ...checks,
      goesTo: pathWithin(origin, goesTo),
      untilMs: millisOf(this.#clock.now()) + SIGN_IN_TAKES_MS,
    };
    return { address, underWay: this.#vault.seal(JSON.stringify(kept), PURPOSE).toString('base64url') };
  }

  /**
   * A new session in place of the one before.
   *
   * @param search what the provider's answer says, from the question mark on
   * @throws SeatbackError PROVIDER_UNREACHABLE, SIGN_IN_FAILED
   */
  async complete(
    origin: string,
    search: string,
    brought: { readonly underWay: string | undefined; readonly session: string | undefined },
  ): Promise<{ readonly session: string; readonly goesTo: string }> {
    const { goesTo, untilMs, ...checks } = this.#opened(brought.underWay);
    const now = this.#clock.now();
    if (untilMs < millisOf(now)) throw signInFailed('one that began too long ago');
    const identity = await this.#relyingParty.complete(new URL(`${origin}${CALLBACK_PATH}${search}`), checks);
    const session = await this.#unitOfWork.inTransaction(async (transaction) => {
      const person = await knownPerson(transaction, identity, now);
      if (brought.session !== undefined) await this.#sessions.end(transaction, brought.session);
      return this.#sessions.begin(transaction, person, identity.claimedRoles);
    });
    return { session, goesTo };
  }

  async out(session: string): Promise<void> {
    await this.#unitOfWork.inTransaction((transaction) => this.#sessions.end(transaction, session));
  }

  #opened(kept: string | undefined): z.output<typeof underWay> {
    if (kept === undefined) throw signInFailed('a browser that began none, or keeps no cookies');
    try {
      const text = this.#vault.open(Buffer.from(kept, 'base64url'), PURPOSE).toString('utf8');
      return underWay.parse(JSON.parse(text));
    } catch (error) {
      if (error instanceof SeatbackError || error instanceof z.ZodError || error instanceof SyntaxError)
        throw signInFailed('a browser that began none here', error);
      throw error;
    }
  }
}

/** Nobody is led to a foreign page by an address of ours. */
function pathWithin(origin: string, asked: string): string {
  if (!asked.startsWith('/') || !URL.canParse(asked, origin)) return '/';
  const address = new URL(asked, origin);
  return address.origin === origin ? `${address.pathname}${address.search}` : '/';
}
