import type { JSX } from 'preact';
import { parseInstant, spokenDeadline, spokenMoment, withCents } from '../../../kernel/index.js';
import type {
  ExplainedDeterminationAnswer,
  ExplanationAnswer,
  FindingAnswer,
} from '../../answers/explanation-answer.js';
import type { CustomersSeats } from '../../reading/partner-report.js';
import { ruleWords } from '../../statements/words/rule-words.js';
import type { ListedQuestion } from '../../../questions/index.js';
import { renderPage } from '../layout.js';
import { Badge, Section, Table } from '../parts.js';
import { FINDINGS, OUTCOMES } from '../words.js';
import { Questions, type Asking } from './questions.js';
import { wordReason } from './reasons/word-reason.js';
import { SeatsOverTime } from './seats-over-time.js';
import { FinalityNote } from './standing.js';
import { partnerPath, reportPath, type View } from './view.js';

interface CustomerProps {
  readonly seats: CustomersSeats;
  readonly explanation: ExplanationAnswer;
  readonly determination: ExplainedDeterminationAnswer;
  readonly view: View;
  readonly questions: readonly ListedQuestion[];
  /** Undefined where the reader is none who asks. */
  readonly asking: Asking | undefined;
}

/** Why a customer has its outcome for the partner, as the partner may see it: nothing of what other sellers billed. */
export function partnersCustomerPage(props: CustomerProps): string {
  const { seats, explanation, view } = props;
  const { partner, campaign, run, timeline } = seats;
  const { customerId, customerName } = explanation;
  const name = customerName ?? customerId;
  const report = reportPath(partner.partnerId, campaign.campaignId);
  const home = partnerPath(partner.partnerId);
  return renderPage({
    title: name,
    frame: view.frame(`${report}/customers/${customerId}`, home),
    crumbs: [
      { label: view.words.frame.home, href: view.href(home) },
      { label: campaign.title ?? campaign.campaignId, href: view.href(report) },
    ],
    children: (
      <>
        <div class="head">
          <h1>{name}</h1>
          <p class="under">
            {view.words.labels.tenant} <code>{customerId}</code>
          </p>
          <FinalityNote run={run} campaign={campaign} view={view} />
          <p class="note">
            {view.words.labels.asOf} {spokenMoment(run.knownAt, campaign.timeZone, view.language)}.{' '}
            {view.words.zone(campaign.timeZone)}
          </p>
        </div>
        <Outcome {...props} />
        <Questions {...props} />
        <SeatsOverTime timeline={timeline} customer={name} view={view} />
        <Readings {...props} />
        <Lines {...props} />
      </>
    ),
  });
}

function Outcome({ determination, view, seats: { campaign } }: CustomerProps): JSX.Element {
  const { outcome, reward, currency, findings, seatsAssigned, seatsBilled, seatsQualifying } = determination;
  const { labels } = view.words;
  const deciding = findings.filter((finding) => finding.outcome !== 'met');
  const holding = findings.filter((finding) => finding.outcome === 'met');
  const isAtMost = ({ rule }: FindingAnswer) => rule === 'qualifying-seats' && seatsQualifying === null;
  const figures = [
    [labels.assignedInTenant, seatsAssigned],
    [labels.billedByYou, seatsBilled],
    [labels.qualifyingSeats, seatsQualifying],
  ] as const;
  return (
    <Section id="outcome" title={view.said.labels.outcome}>
      <p class="state">
        <Badge says={view.said.outcomes[outcome]} tone={OUTCOMES[outcome].tone} />
        {outcome === 'qualified' && (
          <>
            {' '}
            {labels.arithmetic}: <strong class="figure">{view.money(reward, currency)}</strong>
          </>
        )}
      </p>
      <dl class="figures small">
        {figures.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span class="amount">{view.number(count)}</span>
              {campaign.minimumSeats !== null && <span class="note">{view.words.minimum(campaign.minimumSeats)}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {deciding.length > 0 && (
        <Findings
          title={outcome === 'undecided' ? labels.whatLeavesOpen : labels.whatDecided}
          findings={deciding}
          isAtMost={isAtMost}
          view={view}
        />
      )}
      {holding.length > 0 && <Findings title={labels.whatHolds} findings={holding} isAtMost={isAtMost} view={view} />}
    </Section>
  );
}

function Findings({
  title,
  findings,
  isAtMost,
  view,
}: {
  readonly title: string;
  readonly findings: readonly FindingAnswer[];
  readonly isAtMost: (finding: FindingAnswer) => boolean;
  readonly view: View;
}): JSX.Element {
  const { words, language } = view;
  return (
    <>
      <h3>{title}</h3>
      <Table
        caption={title}
        keyOf={({ rule }) => rule}
        rows={findings}
        columns={[
          { head: words.labels.rule, isName: true, cell: ({ rule }) => ruleWords(language, rule).name },
          {
            head: words.labels.finding,
            cell: ({ outcome, pending }) => (
              <Badge
                says={words.ruleStates[pending ? 'pending' : outcome]}
                tone={pending ? 'open' : FINDINGS[outcome].tone}
              />
            ),
          },
          { head: words.labels.why, cell: (finding) => wordReason(language, finding, isAtMost(finding)) },
        ]}
      />
    </>
  );
}

function Readings({ explanation: { readAt, readings }, seats: { campaign }, view }: CustomerProps): JSX.Element {
  const { words, language } = view;
  const { labels } = words;
  const at = readAt === null ? undefined : parseInstant(readAt);
  const spoken = (instant: string) => {
    const parsed = parseInstant(instant);
    return parsed === undefined ? instant : spokenMoment(parsed, campaign.timeZone, language);
  };
  return (
    <Section
      id="readings"
      title={labels.readings}
      lead={
        at === undefined ? labels.neverRead : `${labels.lastRead} ${spokenDeadline(at, campaign.timeZone, language)}`
      }
    >
      {readings.length > 0 && (
        <Table
          caption={labels.readings}
          keyOf={({ sku }) => sku}
          rows={readings}
          columns={[
            { head: labels.sku, isName: true, cell: ({ sku, partNumber }) => partNumber ?? sku },
            {
              head: view.said.labels.assigned,
              isNumber: true,
              cell: ({ seatsAssigned }) => view.number(seatsAssigned),
            },
            { head: labels.since, cell: ({ since }) => spoken(since) },
          ]}
        />
      )}
    </Section>
  );
}

/** Only the partner's own: what others sell to the customer is nobody's business but theirs. */
function Lines({ explanation, determination: { partnerId }, view }: CustomerProps): JSX.Element {
  const { labels } = view.words;
  const lines = explanation.lines.filter((line) => line.partnerId === partnerId && line.uses.includes('last day'));
  return (
    <Section id="lines" title={labels.lines} lead={lines.length === 0 ? labels.noLines : labels.linesLead}>
      {lines.length > 0 && (
        <Table
          caption={labels.lines}
          keyOf={({ file, fileLine, delivery }) => `${file} ${String(fileLine)} ${String(delivery)}`}
          isFaint={({ leftOut }) => leftOut !== null}
          rows={lines}
          columns={[
            { head: labels.invoice, isName: true, cell: ({ invoice }) => invoice },
            { head: labels.product, cell: ({ product }) => product ?? '' },
            { head: labels.charge, cell: ({ chargeType }) => chargeType },
            {
              head: labels.chargedDays,
              cell: ({ chargeStart, chargeEnd }) => (
                <>
                  {view.dayText(chargeStart)} – {view.dayText(chargeEnd)}
                </>
              ),
            },
            { head: labels.quantity, isNumber: true, cell: ({ quantity }) => view.plain(quantity) },
            {
              head: labels.subtotal,
              isNumber: true,
              cell: ({ subtotal, currency }) =>
                currency === null ? view.plain(withCents(subtotal)) : view.money(withCents(subtotal), currency),
            },
            { head: labels.counts, cell: ({ leftOut }) => (leftOut === null ? labels.countsYes : labels.countsNo) },
          ]}
        />
      )}
    </Section>
  );
}
