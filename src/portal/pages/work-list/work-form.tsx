import type { ComponentChildren, JSX } from 'preact';
import type { TypedForm } from '../finance/typed-form.js';

/** What the forms of a page have in common. */
export interface WorkFormProps {
  readonly campaignId: string;
  readonly formToken: string;
  /** The page of the list on which the form stands. */
  readonly from: { readonly kind: string | undefined; readonly cursor: string | undefined };
  /** What was typed into the one that was refused. */
  readonly typed: TypedForm | undefined;
}

/** A form that opens beside what waits; one that was refused stands open, with what was typed into it. */
export function WorkForm({
  summary,
  lead,
  isOpen,
  action,
  formToken,
  from: { kind, cursor },
  button,
  children,
}: Pick<WorkFormProps, 'formToken' | 'from'> & {
  readonly summary: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly isOpen: boolean;
  readonly action: string;
  readonly button: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <details open={isOpen}>
      <summary>{summary}</summary>
      {lead}
      <form class="written" method="post" action={action}>
        <input type="hidden" name="formToken" value={formToken} />
        {kind !== undefined && <input type="hidden" name="kind" value={kind} />}
        {cursor !== undefined && <input type="hidden" name="cursor" value={cursor} />}
        {children}
        <button type="submit">{button}</button>
      </form>
    </details>
  );
}

/** Why somebody decides so, in words that go on record. */
export function WorkReason({ id, value }: { readonly id: string; readonly value: string | undefined }): JSX.Element {
  return (
    <div>
      <label for={id}>Reason, for whoever reads this in a year</label>
      <textarea id={id} name="reason" required minLength={8} maxLength={2000}>
        {value}
      </textarea>
    </div>
  );
}
