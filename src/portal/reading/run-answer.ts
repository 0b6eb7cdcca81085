import type { Run, RunCounts } from '../../calculation/index.js';
import { Money } from '../../kernel/index.js';
import type { RunAnswer, RunHeadAnswer } from '../answers/campaign-answers.js';

/** Whether it may still come to be posted. */
export function isOpen({ state }: Run): boolean {
  return ['calculated', 'submitted', 'approved'].includes(state);
}

export function runHeadOf(run: Run): RunHeadAnswer {
  return {
    run: run.run,
    kind: run.kind,
    state: run.state,
    version: run.version,
    snapshotAt: run.snapshotAt,
    knownAt: run.knownAt,
    delivery: run.delivery,
    earned: Money.of(run.earnedTotal, run.currency).toString(),
    currency: run.currency,
    calculatedAt: run.calculatedAt,
  };
}

/** @param outdatedBy what has become known since it was calculated */
export function runOf(run: Run, outdatedBy: readonly string[]): RunAnswer {
  const counts: RunCounts = run.counts;
  return {
    ...runHeadOf(run),
    engineVersion: run.engineVersion,
    basedOn: run.basedOn,
    customersEvaluated: run.customersEvaluated,
    digest: run.digest,
    submittedBy: run.submittedBy,
    approvedBy: run.approvedBy,
    postedBy: run.postedBy,
    outdatedBy: [...outdatedBy],
    counts: { ...counts, reasons: { ...counts.reasons } },
  };
}
