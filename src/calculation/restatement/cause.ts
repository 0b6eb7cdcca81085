/** Everything that can change a reward after it was stated. There is no cause called other. */
export const CAUSES = [
  'late invoice',
  'corrected invoice',
  'register',
  'standing',
  'seat reading',
  'subscription',
  'proof',
  'registration',
  'claim',
  'product mapping',
  'coverage',
  'decision',
  'deadline passed',
  'terms version',
  'engine version',
] as const;

export type Cause = (typeof CAUSES)[number];

/** Each once, in their one order. */
export function inOrder(causes: Iterable<Cause>): Cause[] {
  const named = new Set(causes);
  return CAUSES.filter((cause) => named.has(cause));
}

/** Where a delivery changed several kinds of facts for a customer, they are one cause, named by its parts. */
export function causeName(causes: readonly string[]): string {
  return causes.join(' + ');
}
