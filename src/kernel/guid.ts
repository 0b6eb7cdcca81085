declare const guidBrand: unique symbol;

/** A GUID in lower case with dashes: the one form in which two of them are compared. */
export type Guid = string & { readonly [guidBrand]: true };

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a GUID in any case, with or without the `org:` prefix that some billing lines carry. */
export function parseGuid(text: string): Guid | undefined {
  // Nearly all are of this form already, and there are millions of them.
  if (GUID.test(text)) return text as Guid;
  const lower = text.toLowerCase();
  const bare = lower.startsWith('org:') ? lower.slice(4).trim() : lower;
  return GUID.test(bare) ? (bare as Guid) : undefined;
}
