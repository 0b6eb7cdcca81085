import type { RunsAnswer } from '../../answers/run-answers.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { grouped, money } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Command, Section, Snapshot, Table } from '../parts.js';
import { RUN_STATES } from '../words.js';
import { runHref, runsHref } from './finance-paths.js';

/** All runs of a campaign, the latest first. */
export function runsPage(heading: CampaignHeading, { campaignId, runs, nextCursor }: RunsAnswer): string {
  const { title, timeZone } = heading;
  return renderPage({
    title: `Runs of ${title ?? campaignId}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1${runsHref(campaignId)}`,
    children: (
      <>
        <h1>Runs of {title ?? campaignId}</h1>
        <Section
          id="runs"
          title="The latest first"
          lead="Provisional runs say what it would be if the campaign had ended then; the official one is submitted, approved and posted."
        >
          {runs.length === 0 ? (
            <>
              <p>Nothing has been calculated yet.</p>
              <Command>{`npx seatback calculate ${campaignId} --out ./out`}</Command>
            </>
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
