import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { keepSmallPayloads, readPayload } from '../raw/payload-store.js';

export interface StoredAnswer {
  readonly body: string;
  readonly observedAt: Instant;
}

interface NewAnswer extends StoredAnswer {
  readonly name: string;
}

/** Answers are written together: a call of its own to the database for each would cost more than the call it keeps. */
const FLUSH_ANSWERS = 256;
const FLUSH_CHARACTERS = 4 * 1024 * 1024;

/**
 * What one pull was answered. A pull that was cut off finds here what it need not ask again; answers of the last
 * moment, not yet written, are asked for again.
 */
export class AnswerStore {
  readonly #session: Session;
  readonly #pull: number;
  readonly #known: Map<string, { readonly hash: Buffer; readonly observedAt: Instant }>;
  #waiting: NewAnswer[] = [];
  #waitingCharacters = 0;
  /** One connection does one thing at a time. */
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(
    session: Session,
    pull: number,
    known: Map<string, { readonly hash: Buffer; readonly observedAt: Instant }>,
  ) {
    this.#session = session;
    this.#pull = pull;
    this.#known = known;
  }

  /** @param session of its own: it writes while others read */
  static async open(session: Session, pull: number): Promise<AnswerStore> {
    const rows = await session.query<{ name: string; hash: Buffer; observedAt: Instant }>(
      'SELECT name, payload_hash AS hash, observed_at AS "observedAt" FROM pull_answer WHERE pull = $1',
      [pull],
    );
    return new AnswerStore(session, pull, new Map(rows.map(({ name, ...answer }) => [name, answer])));
  }

  async find(name: string): Promise<StoredAnswer | undefined> {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    const body = await this.#next(() => readPayload(this.#session, known.hash));
    return { body: body.toString('utf8'), observedAt: known.observedAt };
  }

  async keep(answer: NewAnswer): Promise<void> {
    this.#waiting.push(answer);
    this.#waitingCharacters += answer.body.length;
    if (this.#waiting.length >= FLUSH_ANSWERS || this.#waitingCharacters >= FLUSH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const answers = this.#waiting;
    this.#waiting = [];
    this.#waitingCharacters = 0;
    if (answers.length > 0) await this.#next(() => this.#write(answers));
  }

  async #write(answers: readonly NewAnswer[]): Promise<void> {
    const hashes = await keepSmallPayloads(
      this.#session,
      answers.map(({ body }) => Buffer.from(body, 'utf8')),
    );
    await this.#session.execute(
      `INSERT INTO pull_answer (pull, name, observed_at, payload_hash)
       SELECT $1::integer, * FROM unnest($2::text[], $3::timestamptz[], $4::bytea[]) ON CONFLICT DO NOTHING`,
      [this.#pull, answers.map(({ name }) => name), answers.map(({ observedAt }) => observedAt), hashes],
    );
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }
}
