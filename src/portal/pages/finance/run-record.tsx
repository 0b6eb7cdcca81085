import type { JSX } from 'preact';
import type { RunRecordAnswer } from '../../answers/run-answers.js';
import { counted, grouped, money } from '../format.js';
import { At, Section, Snapshot, Table } from '../parts.js';
import { Fact } from './fact.js';
import { runHref } from './finance-paths.js';

type Step = RunRecordAnswer['steps'][number];
type Compared = NonNullable<RunRecordAnswer['comparedWith']>;

const STEPS: Readonly<Record<Step['step'], string>> = {
  calculated: 'Calculated',
  submitted: 'Submitted',
  approved: 'Approved',
  rejected: 'Rejected',
  posted: 'Posted',
};

/** Who did what, and when. */
export function Course({ record, zone }: { readonly record: RunRecordAnswer; readonly zone: string }): JSX.Element {
  return (
    <Section id="course" title="Who did what, and when">
      <Table
        caption="Steps of the run"
        keyOf={({ step }) => step}
        rows={record.steps}
        columns={[
          { head: 'Step', isName: true, cell: ({ step }) => STEPS[step] },
          { head: 'By', cell: ({ by }) => by ?? 'the program' },
          { head: 'When', cell: ({ at }) => <At instant={at} zone={zone} /> },
          { head: 'Reason given', cell: ({ reason }) => reason },
        ]}
      />
    </Section>
  );
}

/** What is another than in the run before, and by what. */
export function Comparison({ record }: { readonly record: RunRecordAnswer }): JSX.Element {
  const { campaignId, comparedWith, run } = record;
  if (comparedWith === null)
    return (
      <Section id="comparison" title="Compared with the run before">
        <p>This is the first run of the campaign.</p>
      </Section>
    );
  const { causes } = comparedWith;
  return (
    <Section
      id="comparison"
      title="Compared with the run before"
      lead={
        <>
          <a href={runHref(campaignId, comparedWith.run)}>Run {comparedWith.run}</a>
          {causes === null
            ? ', the one calculated before. Causes are sought where a posted run is restated.'
            : ', which this one restates, cause by cause.'}
        </>
      }
    >
      <Differences run={run} comparedWith={comparedWith} />
      {causes !== null && <Causes causes={causes} campaignId={campaignId} run={run.run} />}
    </Section>
  );
}

function Differences({
  run,
  comparedWith,
}: {
  readonly run: RunRecordAnswer['run'];
  readonly comparedWith: Compared;
}): JSX.Element {
  const { earned, currency, difference } = comparedWith;
  const { counts } = run;
  const rows: readonly { readonly what: string; readonly cells: readonly [string, string, string] }[] = [
    {
      what: 'Earned',
      cells: [
        money(earned, currency),
        money(run.earned, run.currency),
        difference === null ? 'another currency' : signed(money(difference, currency), difference),
      ],
    },
    ...(['partners', 'qualified', 'notQualified', 'undecided'] as const).map((count) => ({
      what: COUNTS[count],
      cells: [
        grouped(counts[count] - comparedWith[count]),
        grouped(counts[count]),
        signed(grouped(comparedWith[count]), String(comparedWith[count])),
      ] as const,
    })),
  ];
  return (
    <Table
      caption={`Run ${String(run.run)} compared with run ${String(comparedWith.run)}`}
      keyOf={({ what }) => what}
      rows={rows}
      columns={[
        { head: 'What', isName: true, cell: ({ what }) => what },
        { head: `Run ${String(comparedWith.run)}`, isNumber: true, cell: ({ cells }) => cells[0] },
        { head: `Run ${String(run.run)}`, isNumber: true, cell: ({ cells }) => cells[1] },
        { head: 'Difference', isNumber: true, cell: ({ cells }) => cells[2] },
      ]}
    />
  );
}

const COUNTS = {
  partners: 'Partners',
  qualified: 'Qualified',
  notQualified: 'Not qualified',
  undecided: 'Undecided',
} as const;

function Causes({
  causes,
  campaignId,
  run,
}: {
  readonly causes: NonNullable<Compared['causes']>;
  readonly campaignId: string;
  readonly run: number;
}): JSX.Element {
  if (causes.length === 0) return <p class="note">No reward is another than before.</p>;
  return (
    <>
      <h3>By cause</h3>
      <Table
        caption="Differences by cause"
        keyOf={(each) => `${each.causes.join(' + ')} ${each.currency}`}
        rows={causes}
        columns={[
          { head: 'Cause', isName: true, cell: (each) => each.causes.join(' + ') },
          { head: 'Customers', isNumber: true, cell: ({ customers }) => grouped(customers) },
          {
            head: 'Difference',
            isNumber: true,
            cell: ({ amount, currency }) => signed(money(amount, currency), amount),
          },
        ]}
      />
      <p class="note">
        Customer by customer: <code>npx seatback run changes {run}</code>, of {campaignId}.
      </p>
    </>
  );
}

function signed(words: string, plain: string): string {
  return plain.startsWith('-') || /^0(\.0*)?$/.test(plain) ? words : `+${words}`;
}

/** What the run was made from and by what it is told from any other. */
export function ControlTotals({
  record: { run, leftOut },
  zone,
}: {
  readonly record: RunRecordAnswer;
  readonly zone: string;
}): JSX.Element {
  const { counts } = run;
  return (
    <Section
      id="control-totals"
      title="Control totals and digest"
      lead="The same terms, snapshot, delivery and engine give the same digest, today and in a year."
    >
      <dl class="facts">
        <Fact name="Earned">{money(run.earned, run.currency)}</Fact>
        <Fact name="Seats">
          {grouped(counts.seatsQualifying)} qualifying, {grouped(counts.seatsBilled)} billed
        </Fact>
        <Fact name="Partners and customers">
          {counted(counts.partners, 'partner')}, {counted(counts.customers, 'customer')} of{' '}
          {grouped(counts.customersSeen)} known
        </Fact>
        <Fact name="Outcomes">
          {grouped(counts.qualified)} qualified, {grouped(counts.notQualified)} not, {grouped(counts.undecided)}{' '}
          undecided of {grouped(counts.determinations)}
        </Fact>
        <Fact name="Left out of its payout">
          {leftOut.customers === 0
            ? 'nobody'
            : `${counted(leftOut.customers, 'customer')} of ${counted(leftOut.partners, 'partner')}; ${
                leftOut.reward === null
                  ? 'how much more they could bring is not known'
                  : `at most ${money(leftOut.reward, leftOut.currency)} more`
              }`}
        </Fact>
        <Fact name="Billing lines">
          {counted(counts.linesKnown, 'line')}; {grouped(counts.linesWithoutPartner)} without a partner,{' '}
          {grouped(counts.linesUnmapped)} not mapped
        </Fact>
        <Fact name="Snapshot">
          <Snapshot at={run.snapshotAt} zone={zone} />
        </Fact>
        <Fact name="Known at">
          <At instant={run.knownAt} zone={zone} />, up to delivery {run.delivery}
        </Fact>
        <Fact name="Terms and engine">
          version {run.version}, engine {run.engineVersion}
        </Fact>
        <Fact name="Digest" isLong>
          <code>{run.digest}</code>
        </Fact>
      </dl>
    </Section>
  );
}
