import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import type { PersonReply } from '../access/person-http.js';
import { FORM_TOKEN } from '../own-page.js';
import { problemOf } from '../problem-of.js';
import type { Taker } from './run-acts.js';

/** Longer than any reason may be: the use case says how long. */
const MOST_LETTERS = 4_000;
const LARGEST = 2 ** 31 - 1;
const written = z.string().max(MOST_LETTERS);
/** A field that was left empty says nothing. */
const ifWritten = written.transform((text) => (text.trim() === '' ? undefined : text)).optional();

const form = z.strictObject({ [FORM_TOKEN]: z.string() });
export const plainForm = form;
export const stepForm = form.extend({ asKnown: ifWritten });
export const reasonForm = form.extend({ reason: written });
export const fileForm = form.extend({ fileHash: z.string().max(100) });
export const lookedAtForm = form.extend({ lastFour: z.string().max(10).optional() });
export const nameForm = reasonForm.extend({ as: z.enum(['accepted', 'refused']) });
export const releaseForm = reasonForm.extend({
  hold: z.coerce.number().int().min(1).max(LARGEST),
});
/** An instant as somebody types it, or nothing. */
const typedInstant = z.string().max(100).default('');
export const restatementForm = form.extend({ knownAt: typedInstant });
export const calculationForm = restatementForm.extend({ snapshotAt: typedInstant });
export const resumptionForm = reasonForm.extend({
  whereabouts: z.enum(['taken', 'not-taken']),
  attempt: z.coerce.number().int().min(1).max(LARGEST),
});
export const invitationForm = form.extend({ campaign: z.string().max(100) });
const line = z.string().max(300);
export const proposalForm = reasonForm.extend({
  form: z.uuid(),
  partner: line,
  customer: line,
  amount: line,
  currency: line,
});
export const confirmationForm = reasonForm.extend({
  term: z.union([z.string(), z.array(z.string())]).optional(),
});

/** What a person wrote into a form, to stand there again where it is refused; what makes it known as ours is none of it. */
export function fieldsOf(said: Readonly<Record<string, string | undefined>>): TypedForm['fields'] {
  return Object.fromEntries(Object.entries(said).filter(([field]) => field !== FORM_TOKEN));
}

/** By its own session, which the guard has seen: a form that is sent twice is one wish. */
export function takerOf({ actor }: SignedIn): Taker {
  return { actor, mayHaveDone: true };
}

/**
 * Does what a form asks for, and leads to the page that shows what came of it. What is refused is answered on the page
 * where the form stood; what is nobody's doing there is answered as any failure is.
 */
export async function actThenLead(
  reply: PersonReply,
  {
    act,
    leadTo,
    refused,
  }: {
    readonly act: () => Promise<unknown>;
    /** Known beforehand, or when it is done. */
    readonly leadTo: string | (() => string);
    readonly refused: (problem: ProblemAnswer) => Promise<string>;
  },
): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SeatbackError)) throw error;
    const { problem } = problemOf(error, addressOf(leadTo));
    if (problem.status >= 500 || problem.status === 404) throw error;
    reply.code(problem.status);
    return refused(problem);
  }
  reply.code(303);
  reply.header('location', addressOf(leadTo));
  return '';
}

function addressOf(leadTo: string | (() => string)): string {
  return typeof leadTo === 'string' ? leadTo : leadTo();
}
