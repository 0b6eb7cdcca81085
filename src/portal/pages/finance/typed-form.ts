/** What somebody typed into a form that was refused: it stands there again, so that nobody types it twice. */
export interface TypedForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What was typed into a field of the form that is sent there; undefined where another form was sent, or none. */
export function typedIn(typed: TypedForm | undefined, action: string, field: string): string | undefined {
  const value = fieldOf(typed, action, field);
  return typeof value === 'string' ? value : undefined;
}

/** Which of several choices were made in the form that is sent there. */
export function chosenIn(typed: TypedForm | undefined, action: string, field: string): readonly string[] {
  const value = fieldOf(typed, action, field);
  return typeof value === 'string' ? [value] : (value ?? []);
}

/**
 * What was written into a form that the page does not offer any more, because somebody was quicker: undefined where the
 * form stands there still, and has it.
 */
export function writtenInVain(typed: TypedForm | undefined, offered: readonly string[]): string | undefined {
  if (typed === undefined || offered.includes(typed.action)) return undefined;
  const written = [typed.fields['reason'], typed.fields['asKnown']].find((value) => typeof value === 'string');
  return written?.trim() === '' ? undefined : written;
}

function fieldOf(typed: TypedForm | undefined, action: string, field: string): TypedForm['fields'][string] {
  return typed?.action === action ? typed.fields[field] : undefined;
}
