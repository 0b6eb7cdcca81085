import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { keepSmallPayloads, readSmallPayload } from '../raw/payload-store.js';

export interface StoredAnswer {
  readonly body: string;
  readonly observedAt: Instant;
}

interface NewAnswer extends StoredAnswer {
  readonly name: string;
}

/**
 * Answers are written together: a call of its own to the database for each would cost more than the call it keeps. But
 * none waits longer than this, and few at once, however slow the database is: what a kill loses is what was answered in
 * its last moment. The next ones gather while these are written.
 */
const WRITE_WITHIN_MS = 50;
const WRITTEN_TOGETHER = 16;
const UNWRITTEN_AT_MOST = 32;
/** A page of an invoice has as many characters as hundreds of small answers: such ones do not gather in memory. */
const CHARACTERS_TOGETHER = 512 * 1024;

/** What one pull was answered. A pull that was cut off finds here what it need not ask again. */
export class AnswerStore {
  readonly #session: Session;
  readonly #pull: number;
  /** Without any answer of an earlier attempt there is nothing to look for. */
  readonly #isResumed: boolean;
  /** Not written yet; those that are being written among them. */
  #waiting: NewAnswer[] = [];
  #waitingCharacters = 0;
  #nextWrite: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #replayed = 0;
  /** One connection does one thing at a time. */
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(session: Session, pull: number, isResumed: boolean) {
    this.#session = session;
    this.#pull = pull;
    this.#isResumed = isResumed;
  }

  /** @param session of its own, for it writes while others read; it holds the lock on answers */
  static async open(session: Session, pull: number): Promise<AnswerStore> {
    const { isResumed } = await session.one<{ isResumed: boolean }>(
      'SELECT EXISTS (SELECT FROM pull_answer WHERE pull = $1) AS "isResumed"',
      [pull],
    );
    return new AnswerStore(session, pull, isResumed);
  }

  /** How many questions were answered from here, of an earlier attempt. */
  get replayed(): number {
    return this.#replayed;
  }

  async find(name: string): Promise<StoredAnswer | undefined> {
    if (!this.#isResumed) return undefined;
    return this.#next(async () => {
      const [known] = await this.#session.query<{ hash: Buffer; observedAt: Instant }>(
        'SELECT payload_hash AS hash, observed_at AS "observedAt" FROM pull_answer WHERE pull = $1 AND name = $2',
        [this.#pull, name],
      );
      if (known === undefined) return undefined;
      const body = await readSmallPayload(this.#session, known.hash);
      this.#replayed += 1;
      return { body: body.toString('utf8'), observedAt: known.observedAt };
    });
  }

  /** Holds up whoever asks while many are still to be written. */
  async keep(answer: NewAnswer): Promise<void> {
    this.#waiting.push(answer);
    this.#waitingCharacters += answer.body.length;
    const isMuch = this.#waitingCharacters >= CHARACTERS_TOGETHER;
    if (
      this.#waiting.length >= UNWRITTEN_AT_MOST ||
      this.#waitingCharacters >= 2 * CHARACTERS_TOGETHER + answer.body.length
    )
      return this.flush();
    if (this.#waiting.length >= WRITTEN_TOGETHER || isMuch) this.#flushBeside();
    else this.#timer ??= setTimeout(() => this.#flushBeside(), WRITE_WITHIN_MS);
  }

  #flushBeside(): void {
    // What fails here is told by the next flush.
    this.flush().catch(() => undefined);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#nextWrite ??= this.#next(async () => {
      this.#nextWrite = undefined;
      const answers = [...this.#waiting];
      if (answers.length === 0) return;
      await this.#write(answers);
      this.#waiting = this.#waiting.slice(answers.length);
      for (const { body } of answers) this.#waitingCharacters -= body.length;
    });
    return this.#nextWrite;
  }

  /** What was answered is of no use any more: it is asked for again. */
  async forget(name: string): Promise<void> {
    await this.#next(() =>
      this.#session.execute('DELETE FROM pull_answer WHERE pull = $1 AND name = $2', [this.#pull, name]),
    );
  }

  /** All or nothing: bytes of which no answer tells would stay for ever. */
  async #write(answers: readonly NewAnswer[]): Promise<void> {
    await this.#session.transaction(async (session) => {
      const hashes = await keepSmallPayloads(
        session,
        answers.map(({ body }) => Buffer.from(body, 'utf8')),
      );
      await session.execute(
        `INSERT INTO pull_answer (pull, name, observed_at, payload_hash)
         SELECT $1::integer, * FROM unnest($2::text[], $3::timestamptz[], $4::bytea[]) ON CONFLICT DO NOTHING`,
        [this.#pull, answers.map(({ name }) => name), answers.map(({ observedAt }) => observedAt), hashes],
      );
    });
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }
}
