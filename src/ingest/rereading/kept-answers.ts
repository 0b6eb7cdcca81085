import type { z } from 'zod';
import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { Answer, AnswerSource, Question } from '../sources/partner-center/answers.js';
import { parseAnswer } from '../sources/partner-center/parse-answer.js';
import { PartnerCenterError } from '../sources/partner-center/partner-center-error.js';
import {
  answerInEffect,
  laterReading,
  answerTexts,
  lost,
  PayloadLost,
  type KeptPayload,
  type PayloadProblem,
} from './kept-payloads.js';

interface KeptAnswersOptions {
  readonly session: Session;
  readonly delivery: number;
  readonly openedAt: Instant;
  /** Told of each answer that is on record and cannot be read. */
  readonly onLost: (problem: PayloadProblem) => void;
}

/** What a pull was told: the answers that were in effect when it was made. */
export class KeptAnswers implements AnswerSource {
  readonly #options: KeptAnswersOptions;
  /** Documents that could not be taken then: what the pull had of them may be a part, or older than the rest. */
  readonly #notTaken: ReadonlySet<string>;

  private constructor(options: KeptAnswersOptions, notTaken: ReadonlySet<string>) {
    this.#options = options;
    this.#notTaken = notTaken;
  }

  static async open(options: KeptAnswersOptions): Promise<KeptAnswers> {
    const rows = await options.session.query<{ file: string }>(
      `SELECT file FROM public.quarantined_row WHERE delivery = $1 AND line = 0 AND file LIKE 'invoices/%'`,
      [options.delivery],
    );
    return new KeptAnswers(options, new Set(rows.map(({ file }) => documentOf(file))));
  }

  async read<T extends z.ZodType>({ name, path }: Question, form: T): Promise<Answer<z.output<T>>> {
    const { session, delivery, openedAt, onLost } = this.#options;
    const answer = await this.#find(name);
    if (answer === undefined) throw notKept(name, delivery);
    const text = (await answerTexts(session, [answer])).values().next().value;
    try {
      if (text instanceof PayloadLost) throw text;
      return { value: parse(answer, path, text ?? '', form), observedAt: openedAt };
    } catch (error) {
      if (!(error instanceof PayloadLost)) throw error;
      onLost(error.problem);
      throw notKept(name, delivery);
    }
  }

  /**
   * Lines may have been read once where another sum asks for a second reading: a document that was taken was read
   * whole, so the first reading stands for the second.
   */
  async #find(name: string): Promise<KeptPayload | undefined> {
    const { session, delivery } = this.#options;
    const answer = await answerInEffect(session, name, delivery);
    const again = /^(.*) again (\d+)$/.exec(name);
    if (answer !== undefined || this.#notTaken.has(documentOf(name))) return answer;
    // Where the first reading got no answer that night, a later one did.
    if (again === null) return laterReading(session, name, delivery);
    const [, first = '', reading] = again;
    return this.#find(Number(reading) === 2 ? first : `${first} again ${String(Number(reading) - 1)}`);
  }
}

/** The address of the document that a question, or a row of quarantine, is about; empty where it is about none. */
function documentOf(name: string): string {
  return /^invoices\/[^/?]+/.exec(name)?.[0] ?? '';
}

/** @throws PayloadLost where an answer that could be read then has no form that is known today */
export function parse<T extends z.ZodType>(answer: KeptPayload, path: string, text: string, form: T): z.output<T> {
  try {
    return parseAnswer(path, text, form);
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    throw lost(answer, 'PAYLOAD_UNREADABLE', error.report);
  }
}

/** As where a pull gets no answer. */
function notKept(name: string, delivery: number): PartnerCenterError {
  return new PartnerCenterError(
    {
      code: 'ANSWER_NOT_KEPT',
      expected: 'an answer that was kept',
      found: `none up to delivery ${String(delivery)}`,
      where: name,
      next: 'The pull was not told; the next one asks again.',
    },
    undefined,
  );
}
