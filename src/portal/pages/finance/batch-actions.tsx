import type { JSX } from 'preact';
import type { BatchRecordAnswer } from '../../answers/payout-answers.js';
import { Section } from '../parts.js';
import { ActForm, OnTheCommandLine, ReasonField } from './act-form.js';
import { batchActHref, batchOffers, type BatchAct } from './batch-offers.js';
import { Resumption } from './lost-file.js';
import { OfferedActs } from './offered-acts.js';
import { typedIn, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

const HEADS: Readonly<Record<BatchAct, string>> = {
  batchApproval: 'Approve',
  release: 'Release',
  resumption: 'Go on with the release that broke off',
  voiding: 'Take it back',
};

/** What can be done with the batch now, by this person or by another. */
export function BatchActions({
  record,
  viewer,
  typed,
}: {
  readonly record: BatchRecordAnswer;
  readonly viewer: Viewer;
  readonly typed?: TypedForm | undefined;
}): JSX.Element {
  return (
    <Section id="actions" title="What can be done now">
      {viewer === undefined ? (
        <ByCommand record={record} />
      ) : (
        <OfferedActs
          offers={batchOffers(record, viewer)}
          heads={HEADS}
          whyNothing={whyNothing(record)}
          formOf={(act) => <OfferedForm act={act} record={record} formToken={viewer.formToken} typed={typed} />}
        />
      )}
    </Section>
  );
}

function OfferedForm({
  act,
  record,
  formToken,
  typed,
}: {
  readonly act: BatchAct;
  readonly record: BatchRecordAnswer;
  readonly formToken: string;
  readonly typed: TypedForm | undefined;
}): JSX.Element {
  const { batch, vendor } = record;
  const form = { action: batchActHref(record, act), formToken };
  const name = `batch ${String(batch.batch)}`;
  switch (act) {
    case 'batchApproval':
      return (
        <ActForm {...form} button={`Approve ${name}`}>
          <p>Approves exactly the file with the hash on this page, its count and its totals; another is refused.</p>
          <input type="hidden" name="fileHash" value={batch.fileHash} />
        </ActForm>
      );
    case 'release':
      return (
        <ActForm {...form} button={`Release ${name}`}>
          <p>
            {vendor === null
              ? 'Hands the approved file to the outbox, from where it goes to the bank. It is not taken back.'
              : `Opens the batch to ${vendor}, which fetches it and pays. It is not taken back.`}
            {batch.state === 'releasing' && ' A release before this one was interrupted; this goes on from there.'}
          </p>
        </ActForm>
      );
    case 'resumption':
      return <Resumption record={record} form={form} typed={typed} />;
    case 'voiding':
      return (
        <ActForm {...form} button={`Void ${name}`} isGrave>
          <ReasonField
            id="voiding-reason"
            name="reason"
            label="Why it is not to be paid like this"
            isRequired
            value={typedIn(typed, form.action, 'reason')}
          />
        </ActForm>
      );
  }
}

function ByCommand({ record }: { readonly record: BatchRecordAnswer }): JSX.Element {
  const { batch, state } = record.batch;
  const step = (name: string, more = '') => `npx seatback payout ${name} ${String(batch)}${more} --actor NAME`;
  const taken = step('void', ' --reason "…"');
  const commands =
    state === 'prepared'
      ? [step('approve'), taken]
      : state === 'approved'
        ? [step('release'), taken]
        : record.lostFile !== null
          ? [step('release', ' --file-was-taken --reason "…"'), step('release', ' --write-again --reason "…"')]
          : state === 'releasing'
            ? [step('release'), taken]
            : [];
  return commands.length === 0 ? <p>{whyNothing(record)}</p> : <OnTheCommandLine commands={commands} />;
}

function whyNothing({ batch: { state } }: BatchRecordAnswer): string {
  return state === 'released'
    ? 'Nothing: it has been released, and is never released again. What becomes of its payments is reported by the bank.'
    : 'Nothing: it was taken back. Its payments may go into another batch.';
}
