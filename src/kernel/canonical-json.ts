import { hash } from 'node:crypto';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON with sorted keys and no blanks, so that equal values have equal bytes and equal hashes.
 * Money and other decimals travel as strings; a number here must be a safe integer, because the text of a float is
 * not a thing to hash.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(',')}}`;
  }
  // A cast can bring it here; JSON has no word for it, and the text "undefined" is not to be hashed.
  if ((value as unknown) === undefined) throw new Error('Canonical JSON takes no undefined: leave the part out.');
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new Error(`Canonical JSON takes safe integers only, found ${String(value)}: write decimals as strings.`);
  }
  return JSON.stringify(value);
}

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content);
}
