import { canonicalJson, type JsonValue } from '../kernel/index.js';
import { spokenName, spokenPath, type CampaignTerms, type TermName } from './terms.js';

/** What differs between two versions in one place; null where a side says nothing there. */
export interface TermDifference {
  /** As finance writes it, down to the part: `minimum payout / amount`. */
  readonly term: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/**
 * Term by term in the order of the terms: what changed, what came, what went. Of a list only the entries are told that
 * one side has and the other has not; where they only changed places, the list.
 */
export function termDifferences(before: CampaignTerms, after: CampaignTerms): TermDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as TermName[];
  return names.flatMap((name) =>
    differences([name], (before[name] ?? null) as JsonValue, (after[name] ?? null) as JsonValue),
  );
}

function differences(path: readonly string[], before: JsonValue, after: JsonValue): TermDifference[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (isParts(before) && isParts(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences([...path, name], before[name] ?? null, after[name] ?? null));
  }
  const term = spokenPath(path);
  if (!Array.isArray(before) || !Array.isArray(after)) return [{ term, before, after }];
  const [gone, come] = [without(before, after), without(after, before)];
  return gone.length + come.length === 0 ? [{ term, before, after }] : [{ term, before: gone, after: come }];
}

function without(list: readonly JsonValue[], other: readonly JsonValue[]): JsonValue[] {
  const known = new Set(other.map(canonicalJson));
  return list.filter((each) => !known.has(canonicalJson(each)));
}

function isParts(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value on one line, with the words of finance: `{ at least: 3, those before: rewarded }`. */
export function valueWords(value: JsonValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (!isParts(value)) return value.map(valueWords).join(', ');
  const parts = Object.entries(value).map(([name, each]) => `${spokenName(name)}: ${valueWords(each)}`);
  return `{ ${parts.join(', ')} }`;
}
