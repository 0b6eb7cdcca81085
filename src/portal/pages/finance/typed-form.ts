/** What somebody typed into a form that was refused: it stands there again, so that nobody types it twice. */
export interface TypedForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What was typed into a field of the form that is sent there; undefined where another form was sent, or none. */
export function typedIn(typed: TypedForm | undefined, action: string, field: string): string | undefined {
  return typed?.action === action ? typed.fields[field] : undefined;
}
