import { SeatbackError } from '../../kernel/index.js';
import type { Run, RunState } from './run.entity.js';

/** At which somebody has to know what has come since a run was calculated. */
export type OutdatedStep = 'submit' | 'approve' | 'post';

export function hasOther(run: Run, other: Run, next: string): SeatbackError {
  return new SeatbackError({
    code: 'CAMPAIGN_HAS_RUN',
    expected: `no other official run of ${run.campaignId}, or a restatement of the one that is posted`,
    found: `run ${String(other.run)}, ${other.state}`,
    where: `run ${String(run.run)}`,
    next,
  });
}

export function outdated(run: Run, by: readonly string[], step: OutdatedStep): SeatbackError {
  return new SeatbackError({
    code: 'RUN_OUTDATED',
    expected: 'a run of all that is known now',
    found: by.join('; '),
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next:
      step === 'submit'
        ? 'Calculate again and submit that run, or submit this one with --as-known "…", which says why it is to count.'
        : `Reject it and calculate again, or ${step} this one with --as-known "…", which says why it is to count; what came since is restated then.`,
  });
}

export function changedSince(run: Run, problem: string): SeatbackError {
  return new SeatbackError({
    code: 'RUN_CHANGED',
    expected: `the result that was approved, with digest ${run.digest} and ${run.earnedTotal} ${run.currency} in all`,
    found: problem,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'See npx seatback verify and find out who wrote to the database; then reject the run and calculate, or restate, again.',
  });
}

export function wrongState(run: Run, from: readonly RunState[], to: RunState): SeatbackError {
  return new SeatbackError({
    code: 'RUN_STATE',
    expected: `a run that is ${from.join(' or ')}, to be ${to}`,
    found: run.state,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'A run is calculated, submitted, approved and posted, in this order.',
  });
}

export function provisional(run: Run): SeatbackError {
  return new SeatbackError({
    code: 'RUN_PROVISIONAL',
    expected: 'an official run, at the end of the window',
    found: `a provisional one at ${run.snapshotAt}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Calculate without --snapshot and submit that run.',
  });
}

/** Official is a run by its snapshot alone; nobody can know the end of the window before it has come. */
export function windowNotOver(run: Run): SeatbackError {
  return new SeatbackError({
    code: 'WINDOW_NOT_OVER',
    expected: `a run that knows what was known at the end of the window, ${run.snapshotAt}, or later`,
    found: `a run that knows what was known at ${run.knownAt}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Calculate again when the window is over, and submit that run.',
  });
}

export function samePerson(run: Run, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'approval by a second person',
    found: `${actor}; it was submitted by ${run.submittedBy ?? 'nobody'}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Let somebody else look at it and approve.',
  });
}
