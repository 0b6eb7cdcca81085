import { isSameActor } from '../../../kernel/index.js';
import type { RunRecordAnswer } from '../../answers/run-answers.js';
import { runHref } from './finance-paths.js';
import { roleMissingFor, type Offer, type Viewer } from './viewer.js';

export type RunAct = 'confirmation' | 'submission' | 'approval' | 'rejection' | 'posting';

/** The steps that the run can take now, each offered to this person or with the reason why not; none where it ends. */
export function runOffers(record: RunRecordAnswer, viewer: NonNullable<Viewer>): Offer<RunAct>[] {
  const offer = (act: RunAct, hindrance: string | undefined): Offer<RunAct> => ({
    act,
    notBecause: hindrance ?? roleMissingFor(act, viewer),
  });
  const { run, openTerms } = record;
  if (run.kind === 'provisional') return [];
  switch (run.state) {
    case 'calculated':
      return [
        ...(openTerms.length > 0 ? [offer('confirmation', undefined)] : []),
        offer('submission', hindranceOfSubmission(record)),
      ];
    case 'submitted':
      return [offer('approval', hindranceOfApproval(record, viewer.actor)), offer('rejection', undefined)];
    case 'approved':
      return [offer('posting', undefined), offer('rejection', undefined)];
    case 'posted':
    case 'rejected':
    case 'superseded':
      return [];
  }
}

/** Where a step of the run is sent to. */
export function runActHref({ campaignId, run }: RunRecordAnswer, act: RunAct): string {
  return `${runHref(campaignId, run.run)}/${act}`;
}

/** Addresses of the forms that stand on the page. */
export function offeredRunForms(record: RunRecordAnswer, viewer: Viewer): string[] {
  if (viewer === undefined) return [];
  return runOffers(record, viewer)
    .filter(({ notBecause }) => notBecause === undefined)
    .map(({ act }) => runActHref(record, act));
}

function hindranceOfSubmission({ run, rival, openTerms }: RunRecordAnswer): string | undefined {
  if (run.knownAt < run.snapshotAt)
    return 'It was calculated before its window was over. When it is over, calculate anew.';
  if (rival !== null)
    return rival.state === 'posted'
      ? `Run ${String(rival.run)} is posted, and this run does not restate it.`
      : `Run ${String(rival.run)} is ${rival.state}: approve or reject that one first.`;
  if (openTerms.length > 0) return 'First somebody confirms the assumed terms.';
  return undefined;
}

function hindranceOfApproval({ run, deciders }: RunRecordAnswer, actor: string): string | undefined {
  if (run.submittedBy !== null && isSameActor(run.submittedBy, actor))
    return 'You submitted this run; another person approves.';
  if (deciders.some((decider) => isSameActor(decider, actor)))
    return 'You decided by hand of customers that this run counts; somebody who decided of none approves.';
  return undefined;
}
