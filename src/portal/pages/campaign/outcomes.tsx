import type { JSX } from 'preact';
import type { CampaignAnswer, RunAnswer, TotalsAnswer } from '../../answers/campaign-answers.js';
import type { DeterminationAnswer } from '../../answers/result-answers.js';
import { counted, grouped, money, shares } from '../format.js';
import { Bar, Section, Table } from '../parts.js';
import { OUTCOMES, openQuestions, ruleName, STAGES } from '../words.js';
import { Funnel } from './funnel.js';

/** The way from customers to payments: as a picture, and as figures beside it. */
export function WayThrough({ run, totals }: { readonly run: RunAnswer; readonly totals: TotalsAnswer }): JSX.Element {
  const { counts } = run;
  const percents = shares([counts.qualified, counts.undecided, counts.notQualified]);
  const outcomes = [
    { ...OUTCOMES.qualified, count: counts.qualified, percent: percents[0] },
    { ...OUTCOMES.undecided, count: counts.undecided, percent: percents[1] },
    { ...OUTCOMES['not-qualified'], count: counts.notQualified, percent: percents[2] },
  ];
  return (
    <Section id="overview" title="From customers to payments">
      <div class="beside">
        <figure>
          <Funnel run={run} totals={totals} />
          <figcaption class="note">
            Each bar is as wide as the part above that leads to it. The first counts customers, the second outcomes, the
            others partners.
          </figcaption>
        </figure>
        <div>
          <h3>Outcomes</h3>
          <Table
            caption="Outcomes of customers"
            isSmall
            keyOf={({ says }) => says}
            rows={outcomes}
            columns={[
              { head: 'Outcome', isName: true, cell: ({ says }) => says },
              { head: 'Count', isNumber: true, cell: ({ count }) => grouped(count) },
              { head: 'Share', isNumber: true, cell: ({ percent }) => percent },
            ]}
          />
          {counts.determinations !== counts.customers && (
            <p class="note">
              {counted(counts.customers, 'customer')} with {counted(counts.determinations, 'outcome')}: a customer of
              two partners has an outcome for each.
            </p>
          )}
          {counts.pending > 0 && (
            <p class="note">
              {counted(counts.pending, 'outcome')} undecided only because of what lies ahead: every rule that can be
              decided is met.
            </p>
          )}
          <h3>{totals.isPreview ? 'What the minimum payout will make of it' : 'Where the money stands'}</h3>
          {totals.stages.length === 0 ? (
            <p class="note">Nothing is earned yet.</p>
          ) : (
            <Table
              caption="What was earned, by how far it has come"
              isSmall
              keyOf={({ stage }) => stage}
              rows={totals.stages}
              columns={[
                { head: 'Stage', isName: true, cell: ({ stage }) => STAGES[stage].says },
                { head: 'Partners', isNumber: true, cell: ({ partners }) => grouped(partners) },
                { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
              ]}
            />
          )}
          {totals.partnersWithoutEarning > 0 && (
            <p class="note">
              {counted(totals.partnersWithoutEarning, 'partner')} sold to these customers and earned nothing.
            </p>
          )}
        </div>
      </div>
    </Section>
  );
}

/** Which rules were not met, and how often. */
export function Reasons({ run }: { readonly run: RunAnswer }): JSX.Element {
  const reasons = Object.entries(run.counts.reasons)
    .map(([rule, { notMet }]) => ({ rule, notMet }))
    .filter(({ notMet }) => notMet > 0)
    .toSorted((a, b) => b.notMet - a.notMet);
  return (
    <Section
      id="reasons"
      title="Not qualified, by reason"
      lead={
        reasons.length === 0
          ? 'No customer fell short of a rule.'
          : `${counted(run.counts.notQualified, 'outcome')} not qualified. All rules are always looked at, so one may count under several reasons.`
      }
    >
      {reasons.length > 0 && (
        <Table
          caption="Rules that were not met"
          kind="bars"
          isSmall
          keyOf={({ rule }) => rule}
          rows={reasons}
          columns={[
            { head: 'Rule', isName: true, cell: ({ rule }) => ruleName(rule) },
            { head: 'Not met', isNumber: true, cell: ({ notMet }) => grouped(notMet) },
            {
              head: 'Share of what did not qualify',
              cell: ({ notMet }) => <Bar of={notMet} most={run.counts.notQualified} tone="closed" />,
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What is still open, and what would close it. */
export function Undecided({
  campaign,
  run,
  undecided,
}: {
  readonly campaign: Pick<CampaignAnswer, 'campaignId'>;
  readonly run: RunAnswer;
  readonly undecided: readonly DeterminationAnswer[];
}): JSX.Element {
  const { campaignId } = campaign;
  const all = run.counts.undecided;
  return (
    <Section
      id="undecided"
      title="Undecided, and what would decide it"
      lead={
        all === 0
          ? 'Every customer is decided.'
          : 'A fact is missing, so nobody counted these as zero: what they could still earn is kept open.'
      }
    >
      {all > 0 && (
        <Table
          caption="Undecided customers"
          keyOf={({ partnerId, customerId }) => `${partnerId} ${customerId}`}
          rows={undecided}
          columns={[
            {
              head: 'Customer',
              isName: true,
              cell: ({ customerId, customerName }) => (
                <a href={`/campaigns/${campaignId}/customers/${customerId}`}>{customerName ?? customerId}</a>
              ),
            },
            {
              head: 'Partner',
              cell: ({ partnerId }) => <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>,
            },
            { head: 'Assigned', isNumber: true, cell: ({ seatsAssigned }) => seats(seatsAssigned) },
            { head: 'Billed', isNumber: true, cell: ({ seatsBilled }) => seats(seatsBilled) },
            { head: 'What would decide it', cell: (row) => <OpenQuestions determination={row} /> },
          ]}
        />
      )}
      {undecided.length < all && (
        <p class="note">
          The first {grouped(undecided.length)} of {grouped(all)}; all of them:{' '}
          <a href={`/api/v1/campaigns/${campaignId}/determinations?outcome=undecided`}>
            /api/v1/campaigns/{campaignId}/determinations?outcome=undecided
          </a>
        </p>
      )}
    </Section>
  );
}

function OpenQuestions({ determination }: { readonly determination: DeterminationAnswer }): JSX.Element {
  const ahead = determination.pending.map(ruleName);
  return (
    <ul class="plain">
      {openQuestions(determination.unknown).map(({ rules, decidedBy }) => (
        <li key={decidedBy}>
          {decidedBy}
          {rules.some((rule) => ahead.includes(rule)) && ' Its day lies ahead.'}{' '}
          <span class="note">({rules.join(', ')})</span>
        </li>
      ))}
    </ul>
  );
}

export function partnerHref(campaignId: string, partnerId: string): string {
  return `/campaigns/${campaignId}/partners/${encodeURIComponent(partnerId)}`;
}

/** An unknown count is no zero. */
export function seats(count: number | null): string {
  return count === null ? 'unknown' : grouped(count);
}
