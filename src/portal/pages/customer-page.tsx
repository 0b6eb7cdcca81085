import type { JSX } from 'preact';
import type { ExplainedDeterminationAnswer, ExplanationAnswer, FindingAnswer } from '../answers/explanation-answer.js';
import type { CampaignHeading } from '../reading/campaign-reading.js';
import { partnerHref, seats } from './campaign/outcomes.js';
import { Provenance } from './campaign/terms.js';
import { Evidence } from './customer-evidence.js';
import { Reward } from './customer-reward.js';
import { counted, money, spokenDays } from './format.js';
import { renderPage } from './layout.js';
import { At, Badge, Day, Section, Snapshot, Table } from './parts.js';
import { FINDINGS, OUTCOMES, ruleName, spokenValue } from './words.js';

/** Why a customer has the outcome it has, in plain words and down to the line. */
export function customerPage(campaign: CampaignHeading, explanation: ExplanationAnswer): string {
  const { campaignId, title, timeZone } = campaign;
  const { customerId, customerName, run, runKind, version, snapshotAt, knownAt, delivery } = explanation;
  return renderPage({
    title: customerName ?? customerId,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1/campaigns/${campaignId}/customers/${customerId}/explanation`,
    children: (
      <>
        <div class="head">
          <h1>{customerName ?? 'Customer without a name'}</h1>
          <p class="under">
            Tenant <code>{customerId}</code>
          </p>
          <p class="under">
            {runKind === 'official' ? 'Official' : 'Provisional'} run {run}, terms version {version}, seats at the{' '}
            <Snapshot at={snapshotAt} zone={timeZone} />, as known at <At instant={knownAt} zone={timeZone} /> (delivery{' '}
            {delivery}). Times are those of {timeZone}.
          </p>
        </div>
        {explanation.determinations.map((determination) => (
          <Determined key={determination.partnerId} campaignId={campaignId} determination={determination} />
        ))}
        <Evidence explanation={explanation} timeZone={timeZone} />
        <p class="note">
          <a href={`/api/v1/campaigns/${campaignId}/customers/${customerId}/proof`}>
            All that it follows from, as a proof
          </a>{' '}
          that anybody can check with npx seatback verify --proof.
        </p>
      </>
    ),
  });
}

function Determined({
  campaignId,
  determination,
}: {
  readonly campaignId: string;
  readonly determination: ExplainedDeterminationAnswer;
}): JSX.Element {
  const { partnerId, partnerName, outcome, reward, currency, findings } = determination;
  const deciding = findings.filter((finding) => finding.outcome !== 'met');
  const holding = findings.filter((finding) => finding.outcome === 'met');
  return (
    <Section id={`partner-${partnerId}`} title={`For ${partnerName ?? `partner ${partnerId}`}`}>
      <p class="state">
        <Badge {...OUTCOMES[outcome]} />{' '}
        {outcome === 'qualified' && <strong class="figure">{money(reward, currency)}</strong>}{' '}
        <a href={partnerHref(campaignId, partnerId)}>Partner {partnerId}</a>
      </p>
      <dl class="figures small">
        <Seats label="Assigned in the tenant" count={determination.seatsAssigned} />
        <Seats label="Billed through the partner" count={determination.seatsBilled} />
        <Seats label="Qualifying" count={determination.seatsQualifying} />
      </dl>
      {deciding.length > 0 && (
        <>
          <h3>{outcome === 'undecided' ? 'What leaves it open' : 'What decided it'}</h3>
          <Findings caption="Rules that are not met or unknown" findings={deciding} />
        </>
      )}
      {holding.length > 0 && (
        <>
          <h3>{deciding.length > 0 ? 'What holds' : 'Every rule is met'}</h3>
          <Findings caption="Rules that are met" findings={holding} />
        </>
      )}
      {determination.decisionsWithoutEffect.map(({ decision, rule, decidedBy, decidedAt, reason, isAskedAnew }) => (
        <p key={decision} class="note">
          Decision {decision} of {decidedBy} on {spokenDays(decidedAt.slice(0, 10))} on{' '}
          {rule === null ? 'every unknown rule' : ruleName(rule)} has no effect:{' '}
          {isAskedAnew ? 'it answered another question than is open now' : 'what it decided is known'}. Its reason was “
          {reason}”.
        </p>
      ))}
      <Reward determination={determination} />
    </Section>
  );
}

function Seats({ label, count }: { readonly label: string; readonly count: number | null }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span class="amount">{seats(count)}</span>
      </dd>
    </div>
  );
}

function Findings({
  caption,
  findings,
}: {
  readonly caption: string;
  readonly findings: readonly FindingAnswer[];
}): JSX.Element {
  return (
    <Table
      caption={caption}
      kind="findings"
      keyOf={({ rule }) => rule}
      rows={findings}
      columns={[
        { head: 'Rule', isName: true, cell: ({ rule }) => ruleName(rule) },
        {
          head: 'Finding',
          cell: ({ outcome, pending }) => (
            <Badge {...(pending ? { says: 'Its day lies ahead', tone: 'open' } : FINDINGS[outcome])} />
          ),
        },
        {
          head: 'Why',
          cell: ({ sentence, daysLeft, deadline }) => (
            <>
              {spokenDays(sentence)}
              {deadline !== null && daysLeft !== null && (
                <div class="note">
                  {counted(daysLeft, 'day')} left, until <Day on={deadline} />
                </div>
              )}
            </>
          ),
        },
        { head: 'Terms in force', cell: ({ terms }) => <TermsInForce terms={terms} /> },
      ]}
    />
  );
}

function TermsInForce({ terms }: { readonly terms: FindingAnswer['terms'] }): JSX.Element {
  return (
    <ul class="plain">
      {terms.map((term) => (
        <li key={term.term}>
          <strong>{term.term}:</strong> {spokenValue(term.value)}
          <div class="note">
            <Provenance term={term} />
          </div>
        </li>
      ))}
    </ul>
  );
}
