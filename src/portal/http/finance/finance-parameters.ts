import { z } from 'zod';
import { campaignId } from '../../answers/values.js';

const LARGEST = 2 ** 31 - 1;
/** As an address has it: in digits alone. */
const number = (what: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/, { error: `the number of a ${what}` })
    .transform(Number)
    .pipe(z.int().max(LARGEST, { error: `the number of a ${what}` }));

export const runParameters = z.strictObject({ campaignId, run: number('run').describe('Number of the run') });
export const batchParameters = z.strictObject({ batch: number('batch').describe('Number of the batch') });
export const placeQuery = z.strictObject({ cursor: z.string().max(1000).optional() });
export const payoutQuery = placeQuery.extend({ waiting: placeQuery.shape.cursor });
