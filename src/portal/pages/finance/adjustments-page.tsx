import type { JSX } from 'preact';
import type { AdjustmentAnswer, AdjustmentsAnswer } from '../../answers/adjustment-answers.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { partnerHref } from '../campaign/outcomes.js';
import { money } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Section, Table } from '../parts.js';
import type { Tone } from '../words.js';
import { ActForm, LineField, OnTheCommandLine, ReasonField } from './act-form.js';
import {
  adjustmentActHref,
  adjustmentOffers,
  offeredAdjustmentForms,
  type AdjustmentAct,
} from './adjustment-offers.js';
import { adjustmentsHref } from './finance-paths.js';
import { OfferedActs } from './offered-acts.js';
import { Refused } from './refused.js';
import { typedIn, writtenInVain, type TypedForm } from './typed-form.js';
import { roleMissingFor, type Viewer } from './viewer.js';

interface AdjustmentsPage {
  readonly heading: CampaignHeading;
  readonly adjustments: AdjustmentsAnswer;
  readonly viewer: Viewer;
  /** Of the form that proposes: sent twice, it proposes once. */
  readonly form: string;
  readonly problem?: ProblemAnswer | undefined;
  readonly typed?: TypedForm | undefined;
}

const STATES: Readonly<Record<AdjustmentAnswer['state'], { readonly says: string; readonly tone: Tone }>> = {
  proposed: { says: 'Waits for a second person', tone: 'open' },
  approved: { says: 'Approved', tone: 'good' },
  refused: { says: 'Refused', tone: 'closed' },
};

/** What people added to what partners are owed, or took from it: proposed by one, decided by another. */
export function adjustmentsPage(props: AdjustmentsPage): string {
  const { heading, adjustments, problem, typed, viewer } = props;
  const { campaignId, nextCursor } = adjustments;
  const campaign = heading.title ?? campaignId;
  const waiting = adjustments.adjustments.filter(({ state }) => state === 'proposed');
  const decided = adjustments.adjustments.filter(({ state }) => state !== 'proposed');
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}Adjustments of ${campaign}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: campaign, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1${adjustmentsHref(campaignId)}`,
    children: (
      <>
        {problem !== undefined && (
          <Refused problem={problem} written={writtenInVain(typed, offeredAdjustmentForms(adjustments, viewer))} />
        )}
        <div class="head">
          <h1>Adjustments of {campaign}</h1>
          <p class="under">
            An amount for a partner and a customer of the posted run, added or taken away by hand. Nothing is owed by a
            proposal; what another person approved goes into the next payout.
          </p>
        </div>
        <Section
          id="waiting"
          title="Proposed"
          lead={waiting.length === 0 ? 'None waits for a decision.' : 'The oldest first.'}
        >
          {waiting.map((adjustment) => (
            <Waiting key={adjustment.adjustment} {...props} adjustment={adjustment} />
          ))}
        </Section>
        <Proposal {...props} />
        <Section id="decided" title="Decided" lead={decided.length === 0 ? 'None yet.' : 'The latest first.'}>
          {decided.length > 0 && <Decided adjustments={decided} heading={heading} />}
          {nextCursor !== null && (
            <p>
              <a href={`${adjustmentsHref(campaignId)}?cursor=${encodeURIComponent(nextCursor)}`}>
                Further adjustments
              </a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}

function customerHref({ campaignId, customerId }: AdjustmentAnswer): string {
  return `/campaigns/${campaignId}/customers/${customerId}`;
}

function Waiting({
  adjustment,
  heading,
  viewer,
  typed,
}: AdjustmentsPage & { readonly adjustment: AdjustmentAnswer }): JSX.Element {
  const { campaignId, partnerId, customerId, amount, currency, reason, proposedBy, proposedAt } = adjustment;
  const number = String(adjustment.adjustment);
  const heads: Readonly<Record<AdjustmentAct, string>> = {
    adjustmentApproval: `Approve adjustment ${number}`,
    adjustmentRefusal: `Refuse adjustment ${number}`,
  };
  const formOf = (act: AdjustmentAct) => {
    const action = adjustmentActHref(adjustment, act);
    const form = { action, formToken: viewer?.formToken ?? '', button: heads[act] };
    return act === 'adjustmentApproval' ? (
      <ActForm {...form}>
        <p>Posts {money(amount, currency)} in the ledger. It is not taken back, but by another adjustment.</p>
      </ActForm>
    ) : (
      <ActForm {...form} isGrave>
        <ReasonField
          id={`refusal-reason-${number}`}
          name="reason"
          label="Why it is not to be"
          isRequired
          value={typedIn(typed, action, 'reason')}
        />
      </ActForm>
    );
  };
  return (
    <div class="proposal">
      <p>
        <strong>
          Adjustment {number}: {money(amount, currency)}
        </strong>{' '}
        for partner <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>, customer{' '}
        <a href={customerHref(adjustment)}>
          <code class="whole">{customerId}</code>
        </a>
        . Proposed by {proposedBy}, <At instant={proposedAt} zone={heading.timeZone} />: {reason}
      </p>
      {viewer === undefined ? (
        <OnTheCommandLine
          commands={[
            `npx seatback adjust approve ${number} --actor NAME`,
            `npx seatback adjust refuse ${number} --reason "…" --actor NAME`,
          ]}
        />
      ) : (
        <OfferedActs offers={adjustmentOffers(adjustment, viewer)} heads={heads} whyNothing="" formOf={formOf} />
      )}
    </div>
  );
}

function Proposal({ adjustments: { campaignId }, viewer, form, typed }: AdjustmentsPage): JSX.Element {
  const missing = viewer === undefined ? undefined : roleMissingFor('adjustmentProposal', viewer);
  const action = `${adjustmentsHref(campaignId)}/proposal`;
  const was = (field: string) => typedIn(typed, action, field);
  return (
    <Section id="actions" title="Propose one">
      {viewer === undefined ? (
        <OnTheCommandLine
          commands={[
            `npx seatback adjust propose PARTNER --campaign ${campaignId} --customer TENANT --amount 12.30 --currency USD --reason "…" --actor NAME`,
          ]}
        />
      ) : missing === undefined ? (
        <ActForm action={action} formToken={viewer.formToken} button="Propose">
          <input type="hidden" name="form" value={form} />
          <LineField id="proposal-partner" name="partner" label="Partner" value={was('partner')} />
          <LineField
            id="proposal-customer"
            name="customer"
            label="Customer"
            value={was('customer')}
            note="Its tenant id, as the partner’s page has it"
          />
          <LineField
            id="proposal-amount"
            name="amount"
            label="Amount"
            value={was('amount')}
            note="For example 12.30; below zero it takes away"
          />
          <LineField id="proposal-currency" name="currency" label="Currency" value={was('currency')} />
          <ReasonField id="proposal-reason" name="reason" label="Why" isRequired value={was('reason')} />
        </ActForm>
      ) : (
        <p>{missing}</p>
      )}
    </Section>
  );
}

function Decided({
  adjustments,
  heading,
}: {
  readonly adjustments: readonly AdjustmentAnswer[];
  readonly heading: CampaignHeading;
}): JSX.Element {
  return (
    <Table
      caption="Adjustments that were decided, the latest first"
      keyOf={({ adjustment }) => adjustment}
      isFaint={({ state }) => state === 'refused'}
      rows={adjustments}
      columns={[
        { head: 'No.', isName: true, cell: ({ adjustment }) => adjustment },
        { head: 'State', cell: ({ state }) => <Badge {...STATES[state]} /> },
        {
          head: 'Partner',
          cell: ({ campaignId, partnerId }) => <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>,
        },
        {
          head: 'Customer',
          cell: (each) => (
            <a href={customerHref(each)}>
              <code class="whole">{each.customerId}</code>
            </a>
          ),
        },
        { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
        {
          head: 'Why',
          cell: ({ reason, refusedBecause }) =>
            refusedBecause === null ? reason : `${reason} (refused: ${refusedBecause})`,
        },
        { head: 'Proposed by', cell: ({ proposedBy }) => proposedBy },
        {
          head: 'Decided',
          cell: ({ decidedBy, decidedAt, journal }) => (
            <>
              {decidedBy}
              {decidedAt !== null && (
                <>
                  , <At instant={decidedAt} zone={heading.timeZone} />
                </>
              )}
              {journal !== null && (
                <>
                  , <a href={`/ledger/journals/${String(journal)}`}>journal {journal}</a>
                </>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
