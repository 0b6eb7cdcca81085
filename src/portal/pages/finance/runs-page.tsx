import type { AskedWorksAnswer } from '../../answers/asked-work-answers.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { RunsAnswer } from '../../answers/run-answers.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { grouped, money } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Section, Snapshot, Table } from '../parts.js';
import { RUN_STATES } from '../words.js';
import { AskedWorkSection } from './asked-work.js';
import { runHref, runsHref } from './finance-paths.js';
import { Refused } from './refused.js';
import type { TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

interface RunsPage {
  readonly heading: CampaignHeading;
  readonly runs: RunsAnswer;
  readonly asked: AskedWorksAnswer;
  readonly viewer: Viewer;
  /** Of the work that was just asked for, where it was refused. */
  readonly problem?: ProblemAnswer | undefined;
  readonly typed?: TypedForm | undefined;
}

/** All runs of a campaign, the latest first. */
export function runsPage({ heading, runs: list, asked, viewer, problem, typed }: RunsPage): string {
  const { campaignId, runs, nextCursor } = list;
  const { title, window, timeZone } = heading;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}Runs of ${title ?? campaignId}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1${runsHref(campaignId)}`,
    children: (
      <>
        {problem !== undefined && <Refused problem={problem} />}
        <h1>Runs of {title ?? campaignId}</h1>
        <AskedWorkSection
          asked={asked}
          viewer={viewer}
          window={window}
          zone={timeZone}
          postedKnownAt={runs.find(({ run }) => run === asked.posted)?.knownAt}
          typed={typed}
        />
        <Section
          id="runs"
          title="The latest first"
          lead="Provisional runs say what it would be if the campaign had ended then; the official one is submitted, approved and posted."
        >
          {runs.length === 0 ? (
            <p>Nothing has been calculated yet.</p>
          ) : (
            <Table
              caption="Runs of this campaign, the latest first"
              keyOf={({ run }) => run}
              isFaint={({ state }) => state === 'superseded' || state === 'rejected'}
              rows={runs}
              columns={[
                {
                  head: 'Run',
                  isName: true,
                  cell: ({ run }) => <a href={runHref(campaignId, run)}>Run {run}</a>,
                },
                { head: 'Kind', cell: ({ kind }) => kind },
                { head: 'State', cell: ({ state }) => <Badge {...RUN_STATES[state]} /> },
                { head: 'Snapshot', cell: ({ snapshotAt }) => <Snapshot at={snapshotAt} zone={timeZone} /> },
                {
                  head: 'Known at',
                  cell: ({ knownAt, delivery }) => (
                    <>
                      <At instant={knownAt} zone={timeZone} />, delivery {grouped(delivery)}
                    </>
                  ),
                },
                { head: 'Earned', isNumber: true, cell: ({ earned, currency }) => money(earned, currency) },
              ]}
            />
          )}
          {nextCursor !== null && (
            <p>
              <a href={`${runsHref(campaignId)}?cursor=${encodeURIComponent(nextCursor)}`}>Earlier runs</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}
