import type { z } from 'zod';
import type { Clock, Instant } from '../../../kernel/index.js';
import type { PartnerCenterClient } from './client.js';

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
  /** @throws PartnerCenterError as the client does */
  read<T extends z.ZodType>(question: Question, form: T): Promise<Answer<z.output<T>>>;
}

/** Asks Partner Center itself. */
export class LiveAnswers implements AnswerSource {
  readonly #client: PartnerCenterClient;
  readonly #clock: Clock;

  constructor(client: PartnerCenterClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async read<T extends z.ZodType>({ path, headers }: Question, form: T): Promise<Answer<z.output<T>>> {
    const value = await this.#client.read(path, form, headers);
    return { value, observedAt: this.#clock.now() };
  }
}
