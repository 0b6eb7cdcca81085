import type { CampaignAnswer, RunAnswer } from '../../answers/campaign-answers.js';
import { batchHref, payoutHref, runHref } from '../finance/finance-paths.js';
import { counted } from '../format.js';

export interface NextStep {
  readonly says: string;
  readonly commands: readonly string[];
  /** The page that has a form for it, where people sign in; what has none is done by the commands. */
  readonly page?: { readonly href: string; readonly label: string } | undefined;
}

/** What brings the campaign forward now, with where it is done, or what to type; undefined where nothing is to be done. */
export function nextStep(campaign: CampaignAnswer): NextStep | undefined {
  const { campaignId, run } = campaign;
  if (run === null)
    return {
      says: 'Nothing has been calculated yet. Bring the facts in, from Partner Center or from files, then calculate:',
      commands: ['npx seatback ingest files ./facts', calculate(campaignId)],
    };
  if (run.kind === 'provisional')
    return {
      says: 'This is an estimate: nothing of it is owed. When the window is over and its invoices are in, calculate the official run:',
      commands: [calculate(campaignId)],
    };
  switch (run.state) {
    case 'calculated':
      return toSubmit(campaign, run);
    case 'submitted':
      return {
        says: `Submitted by ${run.submittedBy ?? 'somebody'}. ${moreIsKnown(run)}Somebody else looks at it and approves:`,
        commands: [`npx seatback run approve ${String(run.run)} --actor NAME`],
        page: pageOfRun(campaignId, run),
      };
    case 'approved':
      return {
        says: `Approved by ${run.approvedBy ?? 'somebody'}. ${moreIsKnown(run)}Posting accrues in the ledger what was earned:`,
        commands: [`npx seatback run post ${String(run.run)} --actor NAME`],
        page: pageOfRun(campaignId, run),
      };
    case 'posted':
      return toPay(campaign);
    case 'rejected':
    case 'superseded':
      return { says: 'This run goes no further. Calculate another:', commands: [calculate(campaignId)] };
  }
}

function moreIsKnown({ outdatedBy }: RunAnswer): string {
  return outdatedBy.length === 0 ? '' : `More is known by now than this run shows (${outdatedBy.join('; ')}). `;
}

function toSubmit({ campaignId, terms }: CampaignAnswer, run: RunAnswer): NextStep {
  if (run.knownAt < run.snapshotAt)
    return {
      says: 'This run was calculated before its window was over, and cannot be submitted. When it is over, calculate anew:',
      commands: [calculate(campaignId)],
    };
  if (run.outdatedBy.length > 0)
    return {
      says: `More is known by now than this run shows (${run.outdatedBy.join('; ')}). Calculate anew:`,
      commands: [calculate(campaignId)],
    };
  const open = terms.filter(({ assumed, confirmation }) => assumed !== null && confirmation === null);
  if (open.length > 0)
    return {
      says: `${counted(open.length, 'assumed term')} to be confirmed by a person before the run can be submitted:`,
      commands: [`npx seatback campaigns confirm ${campaignId} --all --reason "…" --actor NAME`],
      page: pageOfRun(campaignId, run),
    };
  return {
    says: 'Every assumed term is confirmed. Submit the run for approval:',
    commands: [`npx seatback run submit ${String(run.run)} --actor NAME`],
    page: pageOfRun(campaignId, run),
  };
}

function toPay({ campaignId, batches, totals }: CampaignAnswer): NextStep | undefined {
  const waiting = batches.find(({ state }) => state === 'prepared' || state === 'approved' || state === 'releasing');
  if (waiting?.state === 'prepared')
    return {
      says: `Batch ${String(waiting.batch)} was prepared by ${waiting.preparedBy}. Somebody else looks at the file and approves:`,
      commands: [`npx seatback payout approve ${String(waiting.batch)} --actor NAME`],
      page: pageOfBatch(waiting.batch),
    };
  if (waiting !== undefined)
    return {
      says:
        waiting.state === 'approved'
          ? `Batch ${String(waiting.batch)} is approved by ${waiting.approvedBy ?? 'somebody'}. Release it:`
          : `The release of batch ${String(waiting.batch)} was interrupted; releasing again goes on from there:`,
      commands: [`npx seatback payout release ${String(waiting.batch)} --actor NAME`],
      page: pageOfBatch(waiting.batch),
    };
  const partnersAt = (stage: string) =>
    (totals?.stages ?? []).filter((each) => each.stage === stage).reduce((sum, { partners }) => sum + partners, 0);
  const prepare = `npx seatback payout prepare ${campaignId} --actor NAME`;
  if (partnersAt('payable') > 0 || (totals?.isPreview === true && totals.partnersEarning > 0))
    return {
      says: 'What was earned is posted. Apply the minimum payout and prepare a batch:',
      commands: [prepare],
      page: { href: payoutHref(campaignId), label: 'The payout of this campaign' },
    };
  const incomplete = partnersAt('waiting-for-payee');
  if (incomplete > 0)
    return {
      says: `${counted(incomplete, 'partner')} can be paid as soon as what is missing below under Partners is brought in; then prepare again:`,
      commands: ['npx seatback ingest files ./facts', prepare],
      page: { href: `${payoutHref(campaignId)}#waiting`, label: 'Who waits, and for what' },
    };
  return undefined;
}

function pageOfRun(campaignId: string, { run }: RunAnswer): NextStep['page'] {
  return { href: runHref(campaignId, run), label: `Run ${String(run)}, with what can be done` };
}

function pageOfBatch(batch: number): NextStep['page'] {
  return { href: batchHref(batch), label: `Batch ${String(batch)}, with what can be done` };
}

function calculate(campaignId: string): string {
  return `npx seatback calculate ${campaignId} --out ./out`;
}
