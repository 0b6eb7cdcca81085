import { z } from 'zod';
import { campaignId, partnerId } from '../../answers/values.js';

const LARGEST = 2 ** 31 - 1;
/** As an address has it: in digits alone. */
const number = (what: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/, { error: `the number of ${what}` })
    .transform(Number)
    .pipe(z.int().max(LARGEST, { error: `the number of ${what}` }));

export const runParameters = z.strictObject({ campaignId, run: number('a run').describe('Number of the run') });
export const batchParameters = z.strictObject({ batch: number('a batch').describe('Number of the batch') });
export const placeQuery = z.strictObject({ cursor: z.string().max(1000).optional() });
export const payoutQuery = placeQuery.extend({ waiting: placeQuery.shape.cursor });
export const payeeParameters = z.strictObject({ partnerId });
export const detailsParameters = payeeParameters.extend({
  details: number('bank details').describe('Number of the bank details'),
});
export const adjustmentParameters = z.strictObject({
  campaignId,
  adjustment: number('an adjustment').describe('Number of the adjustment'),
});
