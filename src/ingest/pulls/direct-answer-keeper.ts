import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { keepPayload, keepSmallPayloads, type ByteSource } from '../raw/payload-store.js';

interface GivenAnswer {
  readonly name: string;
  readonly body: string;
  readonly observedAt: Instant;
}

/** So many characters of answers wait to be written together. */
const WRITTEN_TOGETHER_CHARACTERS = 4 * 1024 * 1024;

/**
 * Keeps what a source beside the nightly pull was answered, once: an answer that is equal to the last one of its name
 * is not kept again.
 */
export class DirectAnswerKeeper {
  readonly #session: Session;
  #waiting: GivenAnswer[] = [];
  #waitingCharacters = 0;
  readonly #kept: { readonly name: string; readonly hash: Buffer; readonly observedAt: Instant }[] = [];
  /** One connection does one thing at a time, and several are asked at once. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  async keep(answer: GivenAnswer): Promise<void> {
    this.#waiting.push(answer);
    this.#waitingCharacters += answer.body.length;
    if (this.#waitingCharacters >= WRITTEN_TOGETHER_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const answers = this.#waiting;
    this.#waiting = [];
    this.#waitingCharacters = 0;
    this.#busy = this.#busy.then(async () => {
      if (answers.length === 0) return;
      const bodies = answers.map(({ body }) => Buffer.from(body, 'utf8'));
      const hashes = await keepSmallPayloads(this.#session, bodies);
      for (const [index, { name, observedAt }] of answers.entries())
        this.#kept.push({ name, observedAt, hash: hashes[index] ?? Buffer.alloc(0) });
    });
    await this.#busy;
  }

  /** An answer that does not fit into memory. */
  async keepFile({
    name,
    observedAt,
    bytes,
  }: Omit<GivenAnswer, 'body'> & { readonly bytes: ByteSource }): Promise<void> {
    this.#busy = this.#busy.then(async () => {
      this.#kept.push({ name, observedAt, hash: await keepPayload(this.#session, bytes, undefined) });
    });
    await this.#busy;
  }

  /** Inside the transaction that closes the delivery. */
  async record(session: Session, delivery: number): Promise<void> {
    await session.execute(
      `INSERT INTO delivery_payload (delivery, name, payload_hash, observed_at)
       SELECT $1::integer, name, hash, observed_at
       FROM unnest($2::text[], $3::bytea[], $4::timestamptz[]) AS answer (name, hash, observed_at)
       WHERE hash IS DISTINCT FROM (
         SELECT known.payload_hash FROM delivery_payload AS known
         WHERE known.name = answer.name AND known.observed_at IS NOT NULL ORDER BY known.delivery DESC LIMIT 1)
       ORDER BY name COLLATE "C"`,
      [
        delivery,
        this.#kept.map(({ name }) => name),
        this.#kept.map(({ hash }) => hash),
        this.#kept.map(({ observedAt }) => observedAt),
      ],
    );
  }
}
