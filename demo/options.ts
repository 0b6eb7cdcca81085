import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SeatbackError } from '../src/kernel/index.js';

export interface DemoOptions {
  readonly help: boolean;
  /** Which of the demos. */
  readonly story: 'campaign' | 'payout';
  readonly everyNight: boolean;
  readonly seed: number;
  /** Afterwards: the pages, where the demo's people sign in. */
  readonly pages: boolean;
  /** Size of the world; its usual one, where it is left out. */
  readonly customers?: number;
}

const wholeNumber = (least: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((number) => number >= least);

const schema = z.object({
  help: z.boolean().default(false),
  story: z.enum(['campaign', 'payout']).default('campaign'),
  'every-night': z.boolean().default(false),
  pages: z.boolean().default(false),
  seed: wholeNumber(0).default(20_190_630),
  customers: wholeNumber(1).optional(),
});

const EXPECTED =
  '--story campaign or payout, --pages, --every-night, --seed <whole number>, --customers <whole number, 1 or more> or --help';

/** @throws SeatbackError OPTION_INVALID */
export function readOptions(args: readonly string[]): DemoOptions {
  const parsed = schema.safeParse(valuesOf(args));
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw optionInvalid(`a value of --${name} that is none of these`);
  }
  const { help, story, pages, 'every-night': everyNight, seed, customers } = parsed.data;
  return { help, story, pages, everyNight, seed, ...(customers === undefined ? {} : { customers }) };
}

function valuesOf(args: readonly string[]): unknown {
  try {
    return parseArgs({
      args: [...args],
      options: {
        story: { type: 'string' },
        'every-night': { type: 'boolean' },
        pages: { type: 'boolean' },
        seed: { type: 'string' },
        customers: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw optionInvalid(error instanceof Error ? error.message : String(error));
  }
}

function optionInvalid(found: string): SeatbackError {
  return new SeatbackError({
    code: 'OPTION_INVALID',
    expected: EXPECTED,
    found,
    where: 'npm run demo',
    next: 'npm run demo -- --help explains each.',
  });
}
