import type { JSX } from 'preact';
import type { PartnerAction, Step } from '../../chances/partner-action.js';
import type { PartnerReport } from '../../reading/partner-report.js';
import { Section, Table } from '../parts.js';
import { reportPath, type View } from './view.js';

interface ToDoProps {
  readonly report: PartnerReport;
  readonly view: View;
}

/** What is about to be lost, and what to do so that it is not. */
export function ToDo({ report, view }: ToDoProps): JSX.Element {
  const { actions, campaign, partner } = report;
  const { labels } = view.words;
  return (
    <Section id="to-do" title={labels.toDo} lead={actions.length === 0 ? labels.nothingToDo : labels.toDoLead}>
      {actions.length > 0 && (
        <Table
          caption={labels.toDo}
          kind="actions"
          keyOf={({ customer, steps }) =>
            `${customer?.customerId ?? ''} ${steps.map((step) => `${step.do} ${step.hold ?? ''}`).join()}`
          }
          rows={actions}
          columns={[
            {
              head: labels.whatToDo,
              isName: true,
              cell: (action) => (
                <WhatToDo
                  action={action}
                  href={reportPath(partner.partnerId, campaign.campaignId)}
                  report={report}
                  view={view}
                />
              ),
            },
            { head: labels.atStake, isNumber: true, cell: ({ stake }) => <AtStake stake={stake} view={view} /> },
            {
              head: labels.deadline,
              cell: ({ deadline }) =>
                deadline === null ? labels.noDeadline : view.deadline(deadline.until, campaign.timeZone),
            },
            {
              head: labels.daysLeft,
              cell: ({ deadline }) => (deadline === null ? null : view.words.daysLeft(deadline.daysLeft)),
            },
          ]}
        />
      )}
    </Section>
  );
}

function WhatToDo({
  action: { steps, customer },
  href,
  report,
  view,
}: ToDoProps & { readonly action: PartnerAction; readonly href: string }): JSX.Element {
  const { words } = view;
  const says = (step: Step) => stepWords(step, report, view);
  const [only] = steps;
  return (
    <>
      {steps.length === 1 && only !== undefined ? (
        says(only)
      ) : (
        <ul class="plain">
          {steps.map((step) => (
            <li key={`${step.do} ${step.hold ?? ''}`}>{says(step)}</li>
          ))}
        </ul>
      )}
      {customer !== null && (
        <div class="note">
          <a href={view.href(`${href}/customers/${customer.customerId}`)}>
            {words.atCustomer(customer.customerName ?? customer.customerId)}
          </a>
        </div>
      )}
    </>
  );
}

function stepWords({ do: kind, count, amount, hold }: Step, { earning }: PartnerReport, view: View): string {
  const spoken =
    hold === undefined
      ? amount === undefined || earning === undefined
        ? ''
        : view.money(amount, earning.currency)
      : view.words.holds[hold];
  return view.words.steps[kind](count, spoken);
}

function AtStake({ stake, view }: { readonly stake: PartnerAction['stake']; readonly view: View }): JSX.Element {
  const { words } = view;
  if (stake === null) return <>{words.labels.notKnown}</>;
  return <strong class="figure">{words.bound[stake.bound](view.money(stake.amount, stake.currency))}</strong>;
}
