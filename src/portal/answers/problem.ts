import { z } from 'zod';
import { named } from './values.js';

/** RFC 9457 problem details. The members after `instance` are there where the failure is one that was foreseen. */
export const problemAnswer = named(
  'Problem',
  z.strictObject({
    type: z.string().describe('urn:seatback:problem: and the code; stable'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    instance: z.string().describe('The path that was asked for'),
    code: z.string().describe('Stable and never reused'),
    expected: z.string().optional(),
    found: z.string().optional(),
    where: z.string().optional(),
    next: z.string().optional().describe('What to do'),
  }),
);
export type ProblemAnswer = z.output<typeof problemAnswer>;

/** Why a campaign file cannot be read. */
export const failureAnswer = named(
  'Failure',
  z.strictObject({
    code: z.string(),
    expected: z.string(),
    found: z.string(),
    where: z.string(),
    next: z.string(),
    findings: z
      .array(z.strictObject({ place: z.string(), expected: z.string(), found: z.string() }))
      .readonly()
      .optional()
      .describe('Where several things are wrong: each by itself'),
  }),
);
export type FailureAnswer = z.output<typeof failureAnswer>;
