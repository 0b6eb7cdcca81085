import type { JSX } from 'preact';
import type { RuleId } from '../../../calculation/index.js';
import { daysBetween } from '../../../kernel/index.js';
import type { DeterminationAnswer } from '../../answers/result-answers.js';
import type { PartnerReport } from '../../reading/partner-report.js';
import { ruleWords } from '../../statements/words/rule-words.js';
import { Badge, Section, Table } from '../parts.js';
import { OUTCOMES } from '../words.js';
import { reportPath, type View } from './view.js';

interface CustomersProps {
  readonly report: PartnerReport;
  readonly view: View;
}

/** Each customer with its seats against the minimum, the outcome, why, how far it is away and how long it can still be. */
export function YourCustomers({ report, view }: CustomersProps): JSX.Element {
  const { customers, nextCursor, partner, campaign } = report;
  const { words, said } = view;
  const path = reportPath(partner.partnerId, campaign.campaignId);
  const lead =
    customers.length === 0
      ? words.labels.noCustomers
      : `${words.labels.customersLead}${campaign.minimumSeats === null ? '' : ` ${said.labels.qualifying}: ${words.minimum(campaign.minimumSeats)}.`}`;
  return (
    <Section id="customers" title={said.labels.customers} lead={lead}>
      {customers.length > 0 && (
        <Table
          caption={said.labels.customers}
          kind="report"
          keyOf={({ customerId }) => customerId}
          rows={report.isWhole ? customers.toSorted(byNearness) : customers}
          columns={[
            {
              head: said.labels.customer,
              isName: true,
              cell: ({ customerId, customerName }) => (
                <a href={view.href(`${path}/customers/${customerId}`)}>{customerName ?? customerId}</a>
              ),
            },
            {
              head: said.labels.outcome,
              cell: ({ outcome }) => <Badge says={said.outcomes[outcome]} tone={OUTCOMES[outcome].tone} />,
            },
            { head: said.labels.assigned, isNumber: true, cell: ({ seatsAssigned }) => view.number(seatsAssigned) },
            { head: said.labels.billed, isNumber: true, cell: ({ seatsBilled }) => view.number(seatsBilled) },
            {
              head: said.labels.qualifying,
              isNumber: true,
              cell: ({ seatsQualifying }) => view.number(seatsQualifying),
            },
            { head: said.labels.reason, cell: (row) => reasonsOf(row, view) },
            { head: words.labels.distance, cell: (row) => distanceOf(row, report, view) },
            { head: words.labels.daysLeft, cell: (row) => daysLeftOf(row, report, view) },
            { head: said.labels.reward, isNumber: true, cell: ({ reward, currency }) => view.money(reward, currency) },
          ]}
        />
      )}
      {nextCursor !== null && (
        <p>
          <a href={view.href(path, { cursor: nextCursor })} rel="next">
            {words.labels.nextPage}
          </a>
        </p>
      )}
    </Section>
  );
}

const ORDER = { undecided: 0, 'not-qualified': 1, qualified: 2 } as const;

/** What can still change before what is earned, and of each what is nearest. */
function byNearness(a: DeterminationAnswer, b: DeterminationAnswer): number {
  return (
    ORDER[a.outcome] - ORDER[b.outcome] ||
    a.notMet.length - b.notMet.length ||
    (b.seatsQualifying ?? 0) - (a.seatsQualifying ?? 0)
  );
}

/** In plain words; what only follows from another reason is not said again. */
function reasonsOf({ notMet, unknown, pending }: DeterminationAnswer, view: View): string {
  const ahead = new Set(pending);
  const open = unknown.filter((rule) => !ahead.has(rule));
  if (notMet.length === 0 && open.length === 0 && pending.length > 0) return view.words.labels.soFarMet;
  return [
    ...withoutConsequence(notMet).map((rule) => ruleWords(view.language, rule).notMet),
    ...withoutConsequence(open).map((rule) => view.said.unknown(ruleWords(view.language, rule).name)),
  ].join(' ');
}

/** What qualifies follows from what is assigned and billed. */
function withoutConsequence(rules: readonly string[]): string[] {
  const hasCause = rules.includes('assigned-seats') || rules.includes('billed-seats');
  return rules.filter((rule) => rule !== 'qualifying-seats' || !hasCause);
}

const SEAT_RULES: readonly string[] = ['assigned-seats', 'billed-seats', 'qualifying-seats'];

/** How many seats are missing to the minimum, where that is what is missing. */
function distanceOf(
  { notMet, seatsQualifying, seatsAssigned, seatsBilled }: DeterminationAnswer,
  { campaign: { minimumSeats } }: PartnerReport,
  view: View,
): string {
  if (minimumSeats === null || !notMet.some((rule) => SEAT_RULES.includes(rule))) return '';
  const known = [seatsQualifying, seatsAssigned, seatsBilled].filter((seats) => seats !== null);
  const least = Math.min(...known);
  return known.length > 0 && least < minimumSeats ? view.words.shortOf(minimumSeats - least) : '';
}

/** Up to the last day on which any of what is open can change; nothing where that is over. */
function daysLeftOf({ notMet, unknown }: DeterminationAnswer, { lastDays, today }: PartnerReport, view: View): string {
  // Where a rule that is not met can never change, the others do not help.
  if (notMet.some((rule) => !lastDays.has(rule as RuleId))) return '';
  const [first] = [...notMet, ...unknown].flatMap((rule) => lastDays.get(rule as RuleId) ?? []).sort();
  return first === undefined ? '' : view.words.daysLeft(daysBetween(today, first));
}
