import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { SeatbackError } from '../../kernel/index.js';

/** Lets through what a schema takes, with its defaults. */
export class CheckedInput<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  readonly #schema: Schema;
  readonly #place: 'path' | 'query' | 'body';

  constructor(place: 'path' | 'query' | 'body', schema: Schema) {
    this.#place = place;
    this.#schema = schema;
  }

  /** @throws SeatbackError INPUT_INVALID, naming each parameter that cannot be used */
  transform(value: unknown): z.output<Schema> {
    // A request without a body says what an empty one says.
    const given = this.#place === 'body' ? (value ?? {}) : value;
    const parsed = this.#schema.safeParse(given, { reportInput: true });
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
      return {
        name: unknown ?? issue.path.join('.'),
        expected: unknown === undefined ? issue.message : 'a parameter that is known',
        found: unknown === undefined ? said(issue.input) : 'an unknown one',
      };
    });
    throw new SeatbackError({
      code: 'INPUT_INVALID',
      expected: problems.map(({ name, expected }) => `${name}: ${expected}`).join('; '),
      found: problems.map(({ name, found }) => `${name}: ${found}`).join('; '),
      where: this.#place === 'body' ? 'the body of the request' : `${this.#place} parameters`,
      next:
        this.#place === 'body'
          ? 'Correct it; /api/v1/openapi.json describes every field, and /api/v1/vendor/openapi.json those of vendors.'
          : 'Correct the address; /api/v1/openapi.json describes every parameter.',
    });
  }
}

const LONGEST_ECHO = 200;

function said(input: unknown): string {
  return input === undefined ? 'nothing' : JSON.stringify(input).slice(0, LONGEST_ECHO);
}
