import type { JSX } from 'preact';
import type { CampaignAnswer, RunAnswer } from '../../answers/campaign-answers.js';
import { runHref, runsHref } from '../finance/finance-paths.js';
import { counted, grouped, money } from '../format.js';
import { At, Badge, Section, Snapshot, Table } from '../parts.js';
import { RUN_STATES } from '../words.js';

/** Nightly estimates make many runs; the latest tell how the campaign went. */
const RUNS_SHOWN = 12;

/** What the run was made from, so that it can be made again and compared. */
export function RunRecord({
  campaign,
  run,
}: {
  readonly campaign: CampaignAnswer;
  readonly run: RunAnswer;
}): JSX.Element {
  const { timeZone, runs } = campaign;
  return (
    <Section
      id="record"
      title={`Record of run ${String(run.run)}`}
      lead="The same terms, snapshot, delivery and engine give the same digest, today and in a year."
    >
      <dl class="facts">
        <div>
          <dt>Snapshot</dt>
          <dd>
            <Snapshot at={run.snapshotAt} zone={timeZone} /> ({timeZone})
          </dd>
        </div>
        <div>
          <dt>Known at</dt>
          <dd>
            <At instant={run.knownAt} zone={timeZone} />, up to delivery {run.delivery}
          </dd>
        </div>
        <div>
          <dt>Terms and engine</dt>
          <dd>
            version {run.version}, engine {run.engineVersion}
          </dd>
        </div>
        <div>
          <dt>Calculated</dt>
          <dd>
            <At instant={run.calculatedAt} zone={timeZone} />
            {run.basedOn === null
              ? ''
              : `, on from run ${String(run.basedOn)}: ${counted(run.customersEvaluated ?? 0, 'customer')} evaluated anew`}
          </dd>
        </div>
        <div>
          <dt>Submitted, approved, posted</dt>
          <dd>
            {run.submittedBy ?? 'not yet'}, {run.approvedBy ?? 'not yet'}, {run.postedBy ?? 'not yet'}
          </dd>
        </div>
        <div>
          <dt>Control totals</dt>
          <dd>
            {money(run.earned, run.currency)} earned, {grouped(run.counts.seatsQualifying)} seats qualifying,{' '}
            {grouped(run.counts.seatsBilled)} billed
          </dd>
        </div>
        <div>
          <dt>Billing lines</dt>
          <dd>
            {counted(run.counts.linesKnown, 'line')}; {grouped(run.counts.linesWithoutPartner)} without a partner,{' '}
            {grouped(run.counts.linesUnmapped)} of a product that is not mapped
            {run.counts.familyProductsUnmapped === undefined || run.counts.familyProductsUnmapped === 0
              ? ''
              : `; ${counted(run.counts.familyProductsUnmapped, 'product')} not mapped looks like the family`}
          </dd>
        </div>
        <div class="long">
          <dt>Digest</dt>
          <dd>
            <code>{run.digest}</code>
          </dd>
        </div>
      </dl>
      <h3>Runs of this campaign</h3>
      <Table
        caption="Runs of this campaign, the latest first"
        keyOf={(each) => each.run}
        isFaint={({ state }) => state === 'superseded' || state === 'rejected'}
        rows={runs.slice(0, RUNS_SHOWN)}
        columns={[
          {
            head: 'Run',
            isName: true,
            cell: (each) => <a href={runHref(campaign.campaignId, each.run)}>Run {each.run}</a>,
          },
          {
            head: 'State',
            cell: ({ kind, state }) => (
              <>
                <Badge {...RUN_STATES[state]} /> {kind}
              </>
            ),
          },
          { head: 'Snapshot', cell: ({ snapshotAt }) => <Snapshot at={snapshotAt} zone={timeZone} /> },
          {
            head: 'Known at',
            cell: ({ knownAt, delivery }) => (
              <>
                <At instant={knownAt} zone={timeZone} />, delivery {delivery}
              </>
            ),
          },
          { head: 'Earned', isNumber: true, cell: ({ earned, currency }) => money(earned, currency) },
        ]}
      />
      {runs.length > RUNS_SHOWN && (
        <p class="note">
          The latest {RUNS_SHOWN} of {grouped(runs.length)}; <a href={runsHref(campaign.campaignId)}>all of them</a>
        </p>
      )}
    </Section>
  );
}
