import type { JSX } from 'preact';
import type { RunRecordAnswer } from '../../answers/run-answers.js';
import { Provenance } from '../campaign/terms.js';
import { Section } from '../parts.js';
import { spokenValue } from '../words.js';
import { ActForm, OnTheCommandLine, ReasonField } from './act-form.js';
import { runActHref, runOffers, type RunAct } from './run-offers.js';
import { OfferedActs } from './offered-acts.js';
import { chosenIn, typedIn, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

const HEADS: Readonly<Record<RunAct, string>> = {
  confirmation: 'Confirm assumed terms',
  submission: 'Submit for approval',
  approval: 'Approve',
  rejection: 'Reject',
  posting: 'Post',
};

/** What can be done with the run now, by this person or by another. */
export function RunActions({
  record,
  viewer,
  typed,
}: {
  readonly record: RunRecordAnswer;
  readonly viewer: Viewer;
  readonly typed?: TypedForm | undefined;
}): JSX.Element {
  return (
    <Section id="actions" title="What can be done now">
      {viewer === undefined ? (
        <ByCommand record={record} />
      ) : (
        <OfferedActs
          offers={runOffers(record, viewer)}
          heads={HEADS}
          whyNothing={whyNothing(record)}
          formOf={(act) => <OfferedForm act={act} record={record} formToken={viewer.formToken} typed={typed} />}
        />
      )}
    </Section>
  );
}

interface FormProps {
  readonly act: RunAct;
  readonly record: RunRecordAnswer;
  readonly typed: TypedForm | undefined;
}

function OfferedForm(props: FormProps & { readonly formToken: string }): JSX.Element {
  const { act, record, formToken, typed } = props;
  const { run } = record;
  const form = { action: runActHref(record, act), formToken };
  const reason = typedIn(typed, form.action, 'reason');
  switch (act) {
    case 'confirmation':
      return (
        <ActForm {...form} button="Confirm the chosen terms">
          <OpenTerms {...props} />
          <ReasonField id="confirmation-reason" name="reason" label="Why these are right" isRequired value={reason} />
        </ActForm>
      );
    case 'submission':
      return (
        <ActForm {...form} button={`Submit run ${String(run.run)}`}>
          <AsKnown {...props} />
        </ActForm>
      );
    case 'approval':
      return (
        <ActForm {...form} button={`Approve run ${String(run.run)}`}>
          <AsKnown {...props} />
        </ActForm>
      );
    case 'posting':
      return (
        <ActForm {...form} button={`Post run ${String(run.run)}`}>
          <p>Accrues in the ledger what was earned; of a restatement the differences. It is not taken back.</p>
          <AsKnown {...props} />
        </ActForm>
      );
    case 'rejection':
      return (
        <ActForm {...form} button={`Reject run ${String(run.run)}`} isGrave>
          <ReasonField id="rejection-reason" name="reason" label="Why it goes no further" isRequired value={reason} />
        </ActForm>
      );
  }
}

/** Only where more has become known: whoever takes the step says why the run is to count all the same. */
function AsKnown({ act, record, typed }: FormProps): JSX.Element | null {
  const { outdatedBy } = record.run;
  if (outdatedBy.length === 0) return null;
  return (
    <>
      <p>
        More is known by now than this run shows: {outdatedBy.join('; ')}. Better calculate anew; what came since is
        restated otherwise.
      </p>
      <ReasonField
        id={`${act}-as-known`}
        name="asKnown"
        label="Why it is to count as it is"
        isRequired={act === 'submission'}
        value={typedIn(typed, runActHref(record, act), 'asKnown')}
      />
    </>
  );
}

function OpenTerms({ act, record, typed }: FormProps): JSX.Element {
  const chosen = chosenIn(typed, runActHref(record, act), 'term');
  return (
    <fieldset>
      <legend>Assumed terms, which nobody has confirmed yet</legend>
      {record.openTerms.map((term, index) => (
        <div key={term.term} class="choice">
          <input
            type="checkbox"
            id={`term-${String(index)}`}
            name="term"
            value={term.term}
            checked={chosen.includes(term.term)}
          />
          <label for={`term-${String(index)}`}>
            <strong>{term.term}:</strong> {spokenValue(term.value)}
            <span class="note">
              <Provenance term={term} />
            </span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}

function ByCommand({ record }: { readonly record: RunRecordAnswer }): JSX.Element {
  const { campaignId, run, openTerms } = record;
  const step = (name: string, more = '') => `npx seatback run ${name} ${String(run.run)}${more} --actor NAME`;
  const commands =
    run.kind === 'provisional'
      ? []
      : run.state === 'calculated'
        ? openTerms.length > 0
          ? [`npx seatback campaigns confirm ${campaignId} --all --reason "…" --actor NAME`]
          : [step('submit')]
        : run.state === 'submitted'
          ? [step('approve'), step('reject', ' --reason "…"')]
          : run.state === 'approved'
            ? [step('post'), step('reject', ' --reason "…"')]
            : [];
  return commands.length === 0 ? <p>{whyNothing(record)}</p> : <OnTheCommandLine commands={commands} />;
}

function whyNothing({ run, supersededBy }: RunRecordAnswer): string {
  if (run.kind === 'provisional' && run.state !== 'superseded')
    return 'Nothing: an estimate is neither submitted nor posted.';
  if (run.state === 'posted')
    return 'Nothing: what is posted stays posted. What became known since is restated, and posted as adjustments.';
  if (run.state === 'rejected') return 'Nothing: it was rejected. Calculate another.';
  return supersededBy === null ? 'Nothing.' : `Nothing: run ${String(supersededBy)} has taken its place.`;
}
