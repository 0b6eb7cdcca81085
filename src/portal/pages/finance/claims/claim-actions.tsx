import type { JSX } from 'preact';
import { REJECTION_REASONS } from '../../../../claims/index.js';
import type { ClaimCase } from '../../../reading/claim-reading.js';
import { Command, Section } from '../../parts.js';
import type { View } from '../../partner/view.js';
import { ActForm, ReasonField } from '../act-form.js';
import { chosenIn, typedIn } from '../typed-form.js';
import type { Viewer } from '../viewer.js';
import { claimActHref, claimOffers } from './claim-offers.js';
import type { ClaimPage } from './shown-claim.js';
import { rejectionText } from './claim-standing.js';
import { claimWords } from './claim-words-of-language.js';
import type { ClaimAct } from './claim-words.js';

/** What can be done with the claim now, by this person or by another. */
export function ClaimActions(props: ClaimPage): JSX.Element {
  const { found, viewer, view } = props;
  const words = claimWords(view.language);
  const offers = viewer === undefined ? [] : claimOffers(found, viewer);
  return (
    <Section id="actions" title={words.actions}>
      {viewer === undefined && <ByCommand {...props} />}
      {viewer !== undefined && offers.length === 0 && <p>{whyNothing(found, view)}</p>}
      {viewer !== undefined &&
        offers.map(({ act, hindrance }) => (
          <div key={act} class="offer">
            <h3>{words.heads[act]}</h3>
            {hindrance === undefined ? (
              <ClaimForm {...props} act={act} viewer={viewer} />
            ) : (
              <p>{hindrance === 'role' ? words.roleMissing : words.youRejected}</p>
            )}
          </div>
        ))}
    </Section>
  );
}

function ClaimForm({
  act,
  found,
  view,
  viewer,
  typed,
}: ClaimPage & { readonly act: ClaimAct; readonly viewer: NonNullable<Viewer> }): JSX.Element {
  const words = claimWords(view.language);
  const action = claimActHref(found, act);
  const chosen = chosenIn(typed, action, 'because');
  return (
    <ActForm
      action={view.href(action)}
      formToken={viewer.formToken}
      button={words.buttons[act]}
      isGrave={act === 'claimRejection'}
    >
      <p>{words.explained[act]}</p>
      {act !== 'appealTaking' && <input type="hidden" name="seen" value={lastDelivery(found)} />}
      {act === 'claimRejection' && (
        <fieldset>
          <legend>{words.why}</legend>
          {Object.keys(REJECTION_REASONS).map((code) => (
            <div key={code} class="choice">
              <input
                type="checkbox"
                id={`because-${code}`}
                name="because"
                value={code}
                checked={chosen.includes(code)}
              />
              <label for={`because-${code}`}>{rejectionText(code, view.language)}</label>
            </div>
          ))}
        </fieldset>
      )}
      <ReasonField
        id={`${act}-reason`}
        name="reason"
        label={words.reasonOf[act]}
        isRequired
        value={typedIn(typed, action, 'reason')}
      />
    </ActForm>
  );
}

/** That brought something of the claim: what is answered is what this page shows. */
function lastDelivery({ history }: ClaimCase): number {
  return Math.max(...history.flatMap((event) => ('delivery' in event ? [event.delivery] : [])));
}

/** Where nobody signs in a page says how the same is done. */
function ByCommand({ heading: { campaignId }, found, view }: ClaimPage): JSX.Element {
  const words = claimWords(view.language);
  const { claim, standing, answerDueAt: due, appealBefore } = found;
  const of = `${campaignId} ${shellWord(claim.claimId)}`;
  const isOpen = (standing === 'waiting' || standing === 'appealed') && due !== null;
  if (!isOpen && appealBefore === null) return <p>{whyNothing(found, view)}</p>;
  const commands = isOpen
    ? [
        `npx seatback claims answer ${of} --as valid --reason "…" --actor NAME`,
        `npx seatback claims answer ${of} --as rejected --because CODE --reason "…" --actor NAME`,
      ]
    : [`npx seatback claims appeal ${of} --reason "…" --actor NAME`];
  return (
    <>
      <p>{words.nobodySignsIn}</p>
      {commands.map((command) => (
        <Command key={command}>{command}</Command>
      ))}
    </>
  );
}

/** Nothing is due of an offer that answers no claims: each counts as it came. */
function whyNothing({ standing }: ClaimCase, view: View): string {
  const words = claimWords(view.language);
  return standing === 'waiting' || standing === 'appealed' ? words.asReceived : words.nothing;
}

/** As it may stand in a shell, whatever it is. */
function shellWord(text: string): string {
  return /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
