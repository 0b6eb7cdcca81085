import type { Instant } from '../kernel/index.js';

export type DeadlineKind =
  | 'registration'
  | 'claim'
  | 'claim-answer'
  | 'question-answer'
  | 'appeal'
  | 'proof'
  | 'calculation'
  | 'bank-details'
  | 'payment';

/** Something that has to be done before an instant, and by whom. */
export interface Deadline {
  readonly kind: DeadlineKind;
  readonly campaignId: string;
  /** Null where it is for all partners. */
  readonly partnerId: string | null;
  /** What it is about: a claim, a notice; null where the campaign itself says it. */
  readonly subject: string | null;
  /** The first instant at which it is too late. */
  readonly dueAt: Instant;
}

/** What is late when nobody did it; the other deadlines are over then, and nothing is left to do. */
const OURS: ReadonlySet<DeadlineKind> = new Set(['claim-answer', 'question-answer', 'bank-details', 'payment']);

/** Those that still ask for something, the most urgent first. */
export function stillDue(deadlines: readonly Deadline[], now: Instant): Deadline[] {
  return deadlines.filter(({ kind, dueAt }) => now < dueAt || OURS.has(kind)).toSorted((a, b) => order(a, b));
}

function order(a: Deadline, b: Deadline): number {
  const [one, other] = [a, b].map(
    ({ dueAt, campaignId, kind, subject, partnerId }) =>
      `${dueAt} ${campaignId} ${kind} ${subject ?? ''} ${partnerId ?? ''}`,
  ) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}
