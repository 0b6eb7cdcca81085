import type { ComponentChildren, JSX } from 'preact';
import { Command } from '../parts.js';

/** A form that changes something: one button, sent once, with the token of the session that shows it. */
export function ActForm({
  action,
  formToken,
  button,
  isGrave,
  children,
}: {
  readonly action: string;
  readonly formToken: string;
  readonly button: string;
  /** Takes something back instead of bringing it on. */
  readonly isGrave?: boolean;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <form method="post" action={action} class="act">
      <input type="hidden" name="formToken" value={formToken} />
      {children}
      <button type="submit" class={isGrave === true ? 'grave' : undefined}>
        {button}
      </button>
    </form>
  );
}

/** Why somebody does something, in words that go on record. */
export function ReasonField({
  id,
  name,
  label,
  isRequired,
}: {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly isRequired: boolean;
}): JSX.Element {
  return (
    <div class="reason">
      <label for={id}>{label}</label>
      <textarea id={id} name={name} rows={2} maxLength={2000} required={isRequired} />
    </div>
  );
}

/** Where nobody signs in a page says how the same is done. */
export function OnTheCommandLine({ commands }: { readonly commands: readonly string[] }): JSX.Element {
  return (
    <>
      <p>
        Nobody signs in on this machine (no provider is set), so pages change nothing here. The command line does, with
        the name of who acts:
      </p>
      {commands.map((command) => (
        <Command key={command}>{command}</Command>
      ))}
    </>
  );
}
