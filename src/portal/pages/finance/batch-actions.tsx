import type { JSX } from 'preact';
import type { BatchRecordAnswer } from '../../answers/payout-answers.js';
import { Section } from '../parts.js';
import { ActForm, OnTheCommandLine, ReasonField } from './act-form.js';
import { batchOffers, type BatchAct } from './batch-offers.js';
import { batchHref } from './finance-paths.js';
import { OfferedActs } from './offered-acts.js';
import type { Viewer } from './viewer.js';

const HEADS: Readonly<Record<BatchAct, string>> = {
  batchApproval: 'Approve',
  release: 'Release',
  voiding: 'Take it back',
};

/** What can be done with the batch now, by this person or by another. */
export function BatchActions({
  record,
  viewer,
}: {
  readonly record: BatchRecordAnswer;
  readonly viewer: Viewer;
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
          formOf={(act) => <OfferedForm act={act} record={record} formToken={viewer.formToken} />}
        />
      )}
    </Section>
  );
}

function OfferedForm({
  act,
  record: { batch, vendor },
  formToken,
}: {
  readonly act: BatchAct;
  readonly record: BatchRecordAnswer;
  readonly formToken: string;
}): JSX.Element {
  const href = batchHref(batch.batch);
  const name = `batch ${String(batch.batch)}`;
  switch (act) {
    case 'batchApproval':
      return (
        <ActForm action={`${href}/approval`} formToken={formToken} button={`Approve ${name}`}>
          <p>Approves exactly the file with the hash on this page, its count and its totals; another is refused.</p>
          <input type="hidden" name="fileHash" value={batch.fileHash} />
        </ActForm>
      );
    case 'release':
      return (
        <ActForm action={`${href}/release`} formToken={formToken} button={`Release ${name}`}>
          <p>
            {vendor === null
              ? 'Hands the approved file to the outbox, from where it goes to the bank. It is not taken back.'
              : `Opens the batch to ${vendor}, which fetches it and pays. It is not taken back.`}
            {batch.state === 'releasing' && ' A release before this one was interrupted; this goes on from there.'}
          </p>
        </ActForm>
      );
    case 'voiding':
      return (
        <ActForm action={`${href}/voiding`} formToken={formToken} button={`Void ${name}`} isGrave>
          <ReasonField id="voiding-reason" name="reason" label="Why it is not to be paid like this" isRequired />
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
