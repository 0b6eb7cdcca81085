import type { JSX } from 'preact';
import type { BankDetailsAnswer, PayeeAnswer } from '../../answers/payee-answers.js';
import { Section } from '../parts.js';
import { ActForm, LineField, OnTheCommandLine, ReasonField } from './act-form.js';
import { payeeHref } from './finance-paths.js';
import { OfferedActs } from './offered-acts.js';
import { detailsOffers, holdOffer, invitationOffer, nameOffer, type DetailsAct } from './payee-offers.js';
import { typedIn, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

export interface PayeeForms {
  readonly payee: PayeeAnswer;
  readonly viewer: Viewer;
  /** For which a partner can be asked. */
  readonly campaigns: readonly string[];
  readonly typed: TypedForm | undefined;
}

/** What can be done now: with each of the details that wait, with the name of the account, and by asking the partner. */
export function PayeeActions(props: PayeeForms): JSX.Element {
  const { payee, viewer } = props;
  const waiting = payee.details.filter(({ state }) => state === 'waits for approval');
  return (
    <Section id="actions" title="What can be done now">
      {viewer === undefined ? (
        <OnTheCommandLine commands={commandsOf(payee, waiting)} />
      ) : (
        <>
          {waiting.map((details) => (
            <OfDetails key={details.details} {...props} viewer={viewer} details={details} />
          ))}
          <OfName {...props} viewer={viewer} />
          <Invitation {...props} viewer={viewer} />
          <Hold {...props} viewer={viewer} />
        </>
      )}
    </Section>
  );
}

type SignedIn = PayeeForms & { readonly viewer: NonNullable<Viewer> };

function OfDetails({ payee, viewer, details, typed }: SignedIn & { readonly details: BankDetailsAnswer }): JSX.Element {
  const name = `details ${String(details.details)}`;
  const base = `${payeeHref(payee.partnerId)}/details/${String(details.details)}`;
  const { formToken } = viewer;
  const heads: Readonly<Record<DetailsAct, string>> = {
    detailsApproval: `Approve ${name}`,
    detailsRefusal: `Refuse ${name}`,
  };
  const action = { detailsApproval: `${base}/approval`, detailsRefusal: `${base}/refusal` };
  const formOf = (act: DetailsAct) =>
    act === 'detailsApproval' ? (
      <ActForm action={action[act]} formToken={formToken} button={heads[act]}>
        <p>
          Approves exactly the account {details.account} in the name of {details.accountName}; another is refused. It is
          paid to when the waiting time is over.
        </p>
        {details.account.startsWith('****') && (
          <input type="hidden" name="lastFour" value={details.account.slice('****'.length)} />
        )}
      </ActForm>
    ) : (
      <ActForm action={action[act]} formToken={formToken} button={heads[act]} isGrave>
        <ReasonField
          id={`refusal-reason-${String(details.details)}`}
          name="reason"
          label="Why they are not to be paid to"
          isRequired
          value={typedIn(typed, action[act], 'reason')}
        />
      </ActForm>
    );
  return <OfferedActs offers={detailsOffers(payee, details, viewer)} heads={heads} whyNothing="" formOf={formOf} />;
}

function OfName({ payee, viewer, typed }: SignedIn): JSX.Element | null {
  const offer = nameOffer(payee, viewer);
  if (offer === null || payee.name === null) return null;
  const { account, registered, decision } = payee.name;
  const action = `${payeeHref(payee.partnerId)}/name-decision`;
  return (
    <div class="offer">
      <h3>Decide of the name</h3>
      {offer.notBecause !== undefined ? (
        <p>{offer.notBecause}</p>
      ) : (
        <ActForm action={action} formToken={viewer.formToken} button="Record decision">
          <p>
            Is “{account}” the company that is registered as “{registered}”?
            {decision !== null && ` It was ${decision}; decide anew only where that was wrong.`}
          </p>
          <LineField
            id="name-as"
            name="as"
            label="The name is"
            value={typedIn(typed, action, 'as')}
            choices={[
              ['accepted', 'Accepted: the same company'],
              ['refused', 'Refused: nothing is paid to it'],
            ]}
          />
          <ReasonField
            id="name-reason"
            name="reason"
            label="What says so"
            isRequired
            value={typedIn(typed, action, 'reason')}
          />
        </ActForm>
      )}
    </div>
  );
}

function Invitation({ payee, viewer, campaigns, typed }: SignedIn): JSX.Element {
  const { notBecause } = invitationOffer(payee, viewer);
  const action = `${payeeHref(payee.partnerId)}/invitation`;
  const [last] = payee.requests;
  return (
    <div class="offer">
      <h3>Ask the partner</h3>
      {notBecause !== undefined ? (
        <p>{notBecause}</p>
      ) : campaigns.length === 0 ? (
        <p>No campaign has been calculated yet, for which it could be asked.</p>
      ) : (
        <ActForm action={action} formToken={viewer.formToken} button="Issue a link">
          <p>
            A link by which the partner gives its details once, by the terms of the campaign. One that was lost is
            replaced. Whoever issues it does not approve what comes by it.
          </p>
          <LineField
            id="invitation-campaign"
            name="campaign"
            label="For what it earns in"
            value={
              typedIn(typed, action, 'campaign') ?? last?.campaignId ?? (campaigns.length === 1 ? campaigns[0] : '')
            }
            choices={campaigns.map((each) => [each, each])}
          />
        </ActForm>
      )}
    </div>
  );
}

function Hold({ payee, viewer, typed }: SignedIn): JSX.Element {
  const { act, notBecause } = holdOffer(payee, viewer);
  const inForce = payee.personHolds.find(({ releasedAt }) => releasedAt === null);
  const action = `${payeeHref(payee.partnerId)}/hold/${act === 'holdPlacing' ? 'placing' : 'release'}`;
  const button = inForce === undefined ? 'Hold back' : `Release hold ${String(inForce.hold)}`;
  return (
    <div class="offer">
      <h3>{inForce === undefined ? 'Hold back what would be paid' : 'Let go what is held back'}</h3>
      {notBecause !== undefined ? (
        <p>{notBecause}</p>
      ) : (
        <ActForm action={action} formToken={viewer.formToken} button={button} isGrave={inForce === undefined}>
          <p>
            {inForce === undefined
              ? 'Nothing is prepared for the partner then, and a batch that pays it is neither approved nor released, until another person lets it go. What has left is not called back. The partner is told that it is looked at, and not why.'
              : 'What is payable goes into the next batch then.'}
          </p>
          {inForce !== undefined && <input type="hidden" name="hold" value={String(inForce.hold)} />}
          <ReasonField
            id="hold-reason"
            name="reason"
            label={inForce === undefined ? 'Why it is held back' : 'Why it is let go'}
            isRequired
            value={typedIn(typed, action, 'reason')}
          />
        </ActForm>
      )}
    </div>
  );
}

function commandsOf({ partnerId, name }: PayeeAnswer, waiting: readonly BankDetailsAnswer[]): string[] {
  const decided = waiting.map(
    ({ details, account }) =>
      `npx seatback payee approve ${String(details)} --last-four ${account.slice(-4)} --actor NAME`,
  );
  const isOpen = name !== null && (name.outcome === 'close-match' || name.outcome === 'not-possible');
  return [
    ...decided,
    ...(isOpen
      ? [`npx seatback payee decide-name '${shellText(partnerId)}' --as accepted --reason "…" --actor NAME`]
      : []),
    `npx seatback payee hold '${shellText(partnerId)}' --reason "…" --actor NAME`,
    `npx seatback payee invite '${shellText(partnerId)}' --campaign CAMPAIGN --actor NAME`,
  ];
}

function shellText(text: string): string {
  return text.replaceAll("'", `'\\''`);
}
