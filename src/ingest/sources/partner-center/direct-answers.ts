import type { z } from 'zod';
import type { Clock } from '../../../kernel/index.js';
import type { DirectAnswerKeeper } from '../../pulls/direct-answer-keeper.js';
import type { Answer, AnswerSource, Question } from './answers.js';
import { type PartnerCenterClient } from './client.js';

/** Asks Partner Center each time: what these sources say may be asked again tomorrow. */
export class DirectAnswers implements AnswerSource {
  readonly #client: PartnerCenterClient;
  readonly #clock: Clock;
  readonly #keeper: DirectAnswerKeeper | undefined;

  /** @param keeper left out: what is answered is a hint alone, and is not kept */
  constructor(client: PartnerCenterClient, clock: Clock, keeper?: DirectAnswerKeeper) {
    this.#client = client;
    this.#keeper = keeper;
    this.#clock = clock;
  }

  async read<T extends z.ZodType>(
    { name, path, headers }: Question,
    form: T,
    check: (value: z.output<T>) => void = () => undefined,
  ): Promise<Answer<z.output<T>>> {
    const { value, body } = await this.#client.ask(path, form, headers);
    const observedAt = this.#clock.now();
    check(value);
    await this.#keeper?.keep({ name, body, observedAt });
    return { value, observedAt };
  }
}
