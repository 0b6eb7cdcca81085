import type { Explanation } from '../../calculation/index.js';
import type { BookedEarning } from './booked-earnings.js';
import type { Evidence, LocateEvidence } from '../../ingest/index.js';

/** Where what an explanation rests on stands in what was received, in its order; undefined: nothing kept holds it. */
export interface FoundEvidence {
  readonly readings: readonly (Evidence | undefined)[];
  readonly lines: readonly (Evidence | undefined)[];
  readonly register: readonly (Evidence | undefined)[];
}

export async function evidenceOf(
  locate: LocateEvidence,
  { customerId, readAt, delivery, readings, lines, register }: Explanation,
): Promise<FoundEvidence> {
  return {
    readings: readAt === null ? [] : await locate.ofReading({ customerId, readAt, knownDelivery: delivery }, readings),
    lines: await locate.ofLines(lines.map((line) => ({ ...line, customerId }))),
    register: await locate.ofRows(register),
  };
}

type Located<Fact> = Fact & { readonly evidence: Evidence | null };

type BookedDetermination = Explanation['determinations'][number] & {
  readonly earning: Explanation['determinations'][number]['earning'] & { readonly booked: BookedEarning | null };
};

/** An explanation as it is answered: each fact with where it was received, or null. */
export interface EvidencedExplanation extends Omit<Explanation, 'readings' | 'lines' | 'register' | 'determinations'> {
  readonly determinations: readonly BookedDetermination[];
  readonly readings: readonly Located<Explanation['readings'][number]>[];
  readonly lines: readonly Located<Explanation['lines'][number]>[];
  readonly register: readonly Located<Explanation['register'][number]>[];
}

/** Where nobody looks for it: finding it reads files. */
export const NO_EVIDENCE: FoundEvidence = { readings: [], lines: [], register: [] };

export function withEvidence(
  explanation: Explanation,
  evidence: FoundEvidence,
  booked: ReadonlyMap<string, BookedEarning> = new Map(),
): EvidencedExplanation {
  const located = <Fact>(facts: readonly Fact[], found: readonly (Evidence | undefined)[]) =>
    facts.map((fact, index) => ({ ...fact, evidence: found[index] ?? null }));
  return {
    ...explanation,
    determinations: explanation.determinations.map((each) => ({
      ...each,
      earning: { ...each.earning, booked: booked.get(each.partnerId) ?? null },
    })),
    readings: located(explanation.readings, evidence.readings),
    lines: located(explanation.lines, evidence.lines),
    register: located(explanation.register, evidence.register),
  };
}
