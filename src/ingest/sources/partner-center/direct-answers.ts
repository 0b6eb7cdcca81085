import type { z } from 'zod';
import type { Clock } from '../../../kernel/index.js';
import type { Answer, AnswerSource, Question } from './answers.js';
import type { PartnerCenterClient } from './client.js';

/** Asks Partner Center each time: what these sources say may be asked again tomorrow. */
export class DirectAnswers implements AnswerSource {
  readonly #client: PartnerCenterClient;
  readonly #clock: Clock;

  constructor(client: PartnerCenterClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async read<T extends z.ZodType>(
    { path, headers }: Question,
    form: T,
    check: (value: z.output<T>) => void = () => undefined,
  ): Promise<Answer<z.output<T>>> {
    const value = await this.#client.read(path, form, headers);
    check(value);
    return { value, observedAt: this.#clock.now() };
  }
}
