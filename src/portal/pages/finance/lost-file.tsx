import type { JSX } from 'preact';
import type { BatchRecordAnswer } from '../../answers/payout-answers.js';
import { counted, money } from '../format.js';
import { At, Day, Table } from '../parts.js';
import { ActForm, ReasonField } from './act-form.js';
import { totalsWords } from './batch-record.js';
import { typedIn, type TypedForm } from './typed-form.js';

/** What has to be looked up at the bank, before anybody goes on. */
export function LostFileNote({
  record: { batch, blocks },
  lostFile: { fileName, begunBy, begunAt },
  zone,
}: {
  readonly record: BatchRecordAnswer;
  readonly lostFile: NonNullable<BatchRecordAnswer['lostFile']>;
  readonly zone: string;
}): JSX.Element {
  return (
    <div class="next warning">
      <p>
        <strong>Nobody knows yet whether the bank has this file.</strong> The release that {begunBy} began, or went on
        with, <At instant={begunAt} zone={zone} />, broke off in the moment in which it handed{' '}
        <code class="whole">{fileName}</code> over: it lies neither in the outbox nor beside it, nor is it recorded as
        written.
      </p>
      <p>
        Look at the bank, and in the log of the connector that fetches from the outbox, for message{' '}
        <code class="whole">{batch.messageId}</code>: {counted(batch.paymentCount, 'payment')},{' '}
        {totalsWords(batch.totals)}. That nothing is seen there yet does not say that it was not taken.
      </p>
      {blocks.length > 0 && (
        <Table
          caption="What the bank would have of it, by account and day"
          keyOf={({ block }) => block}
          rows={blocks}
          columns={[
            { head: 'From account', isName: true, cell: ({ debtorAccount }) => debtorAccount },
            { head: 'Execution', cell: ({ executionDate }) => <Day on={executionDate} /> },
            { head: 'Payments', isNumber: true, cell: ({ payments }) => payments },
            { head: 'Total', isNumber: true, cell: ({ total, currency }) => money(total, currency) },
          ]}
        />
      )}
    </div>
  );
}

const CHOICES = [
  ['taken', 'The bank has it, or its connector took it: post it, and hand nothing over'],
  ['not-taken', 'Neither has it: hand the file over once more'],
] as const;

/** The choice of the command line, with what was found out. */
export function Resumption({
  record: { batch, lostFile },
  form,
  typed,
}: {
  readonly record: BatchRecordAnswer;
  readonly form: { readonly action: string; readonly formToken: string };
  readonly typed: TypedForm | undefined;
}): JSX.Element {
  // What was found out before it was handed over once more is chosen anew.
  const isOfLast = typedIn(typed, form.action, 'attempt') === String(lostFile?.attempt);
  const chosen = isOfLast ? typedIn(typed, form.action, 'whereabouts') : undefined;
  return (
    <ActForm {...form} button={`Go on with batch ${String(batch.batch)}`} isGrave>
      <p>
        Where the bank has it and it is handed over again, it may pay everybody twice: choose the second only if you
        know. What is handed over again is held against today first.
      </p>
      {lostFile !== null && <input type="hidden" name="attempt" value={lostFile.attempt} />}
      <fieldset>
        <legend>Where the file is</legend>
        {CHOICES.map(([whereabouts, says]) => (
          <div key={whereabouts} class="choice">
            <input
              type="radio"
              id={`whereabouts-${whereabouts}`}
              name="whereabouts"
              value={whereabouts}
              required
              checked={whereabouts === chosen}
            />
            <label for={`whereabouts-${whereabouts}`}>{says}</label>
          </div>
        ))}
      </fieldset>
      <ReasonField
        id="resumption-reason"
        name="reason"
        label="How you found out"
        isRequired
        value={typedIn(typed, form.action, 'reason')}
      />
    </ActForm>
  );
}
