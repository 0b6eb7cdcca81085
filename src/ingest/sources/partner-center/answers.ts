import type { z } from 'zod';
import type { Clock, Instant } from '../../../kernel/index.js';
import type { AnswerStore } from '../../pulls/answer-store.js';
import type { PartnerCenterClient } from './client.js';
import { parseAnswer } from './parse-answer.js';

/** What a pull asks for. */
export interface Question {
  /** The same in every pull: the path, and the number of the page where there are several. */
  readonly name: string;
  /** Below `/v1` */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly value: T;
  /** When it was given. */
  readonly observedAt: Instant;
}

/** Where the answers of a pull come from. */
export interface AnswerSource {
  /**
   * @param check throws where the answer cannot be the right one, though its form is: such a one is not kept as given
   * @throws PartnerCenterError as the client does, and what `check` throws
   */
  read<T extends z.ZodType>(
    question: Question,
    form: T,
    check?: (value: z.output<T>) => void,
  ): Promise<Answer<z.output<T>>>;
}

/** Asks Partner Center, unless this pull was told before it was cut off. */
export class PullAnswers implements AnswerSource {
  readonly #client: PartnerCenterClient;
  readonly #store: AnswerStore;
  readonly #clock: Clock;

  constructor(client: PartnerCenterClient, store: AnswerStore, clock: Clock) {
    this.#client = client;
    this.#store = store;
    this.#clock = clock;
  }

  async read<T extends z.ZodType>(
    { name, path, headers }: Question,
    form: T,
    check: (value: z.output<T>) => void = () => undefined,
  ): Promise<Answer<z.output<T>>> {
    const known = await this.#store.find(name);
    if (known !== undefined) return { value: parseAnswer(path, known.body, form), observedAt: known.observedAt };
    const { value, body } = await this.#client.ask(path, form, headers);
    const observedAt = this.#clock.now();
    // What cannot be the right answer is not kept as answered: the next attempt asks again.
    check(value);
    await this.#store.keep({ name, body, observedAt });
    return { value, observedAt };
  }
}
