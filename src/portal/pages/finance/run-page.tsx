import type { JSX } from 'preact';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { DeterminationAnswer } from '../../answers/result-answers.js';
import type { RunRecordAnswer } from '../../answers/run-answers.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { Undecided, WayThrough } from '../campaign/outcomes.js';
import { KeyFigures } from '../campaign/summary.js';
import { spokenSnapshot } from '../format.js';
import { renderPage } from '../layout.js';
import { Badge } from '../parts.js';
import { RUN_STATES } from '../words.js';
import { payoutHref, runHref, runsHref } from './finance-paths.js';
import { Refused } from './refused.js';
import { RunActions } from './run-actions.js';
import { offeredRunForms } from './run-offers.js';
import { Comparison, ControlTotals, Course } from './run-record.js';
import { writtenInVain, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

interface RunPage {
  readonly heading: CampaignHeading;
  readonly record: RunRecordAnswer;
  /** The first ones. */
  readonly undecided: readonly DeterminationAnswer[];
  readonly viewer: Viewer;
  /** Of the step that was just asked for, where it was refused. */
  readonly problem?: ProblemAnswer | undefined;
  /** What had been typed into its form. */
  readonly typed?: TypedForm | undefined;
}

/** A run, as somebody looks at it who takes it further or refuses to. */
export function runPage({ heading, record, undecided, viewer, problem, typed }: RunPage): string {
  const { campaignId, run, totals } = record;
  const name = `Run ${String(run.run)}`;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}${name} of ${heading.title ?? campaignId}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: heading.title ?? campaignId, href: `/campaigns/${campaignId}` },
      { label: 'Runs', href: runsHref(campaignId) },
    ],
    api: `/api/v1${runHref(campaignId, run.run)}`,
    children: (
      <>
        {problem !== undefined && (
          <Refused problem={problem} written={writtenInVain(typed, offeredRunForms(record, viewer))} />
        )}
        <Head heading={heading} record={record} />
        <KeyFigures run={run} totals={totals} />
        <RunActions record={record} viewer={viewer} typed={typed} />
        <Course record={record} zone={heading.timeZone} />
        <Comparison record={record} />
        <WayThrough run={run} totals={totals} />
        <Undecided campaign={heading} run={run} undecided={undecided} />
        <ControlTotals record={record} zone={heading.timeZone} />
      </>
    ),
  });
}

function Head({
  heading,
  record,
}: {
  readonly heading: CampaignHeading;
  readonly record: RunRecordAnswer;
}): JSX.Element {
  const { campaignId, run, restates, supersededBy } = record;
  const isOfficial = run.kind === 'official';
  return (
    <div class="head">
      <h1>Run {run.run}</h1>
      <p class="under">
        {heading.title ?? campaignId} · seats at the {spokenSnapshot(run.snapshotAt, heading.timeZone)} (
        {heading.timeZone}) · terms version {run.version}
      </p>
      <p class="state">
        <Badge says={isOfficial ? 'Official' : 'Provisional'} tone={isOfficial ? 'good' : 'open'} />{' '}
        <Badge {...RUN_STATES[run.state]} />
        {!isOfficial && ' An estimate; nothing of it is owed.'}
        {isOfficial &&
          run.state !== 'posted' &&
          run.state !== 'superseded' &&
          ' Not posted: nothing of it is owed yet.'}
        {run.state === 'posted' && (
          <>
            {' '}
            <a href={payoutHref(campaignId)}>Its payout</a>
          </>
        )}
      </p>
      {restates !== null && (
        <p class="under">
          Restates <a href={runHref(campaignId, restates)}>run {restates}</a>.
        </p>
      )}
      {supersededBy !== null && (
        <p class="under">
          Superseded by <a href={runHref(campaignId, supersededBy)}>run {supersededBy}</a>.
        </p>
      )}
    </div>
  );
}
