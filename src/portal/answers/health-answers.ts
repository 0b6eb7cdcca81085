import { z } from 'zod';
import { named } from './values.js';

export const liveAnswer = named('Live', z.strictObject({ status: z.literal('live') }));
export const readyAnswer = named(
  'Ready',
  z.strictObject({ status: z.literal('ready'), database: z.literal('answers'), schema: z.literal('current') }),
);
