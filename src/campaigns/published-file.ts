import type { FailureFinding, Instant, JsonValue } from '../kernel/index.js';
import { termDifferences, valueWords } from './term-differences.js';
import type { Campaign, CampaignTerms } from './terms.js';

/** What a campaign file said when its version was published. */
export interface PublishedFile {
  readonly knownFrom: Instant;
  readonly reason: string;
  readonly reference: string | null;
  /** Null in versions that were published before it was kept, and then held against nothing; so are the pages. */
  readonly title: string | null;
  readonly pages: Readonly<Record<string, string>> | null;
  readonly terms: JsonValue;
}

/** Where a file says otherwise than what was published under its version: the head first, then term by term. */
export function editsOf(published: PublishedFile, campaign: Campaign): FailureFinding[] {
  return [
    ...edit('known from', published.knownFrom, campaign.knownFrom),
    ...(published.title === null ? [] : edit('title', quoted(published.title), quoted(campaign.title))),
    ...edit('reason', quoted(published.reason), quoted(campaign.reason)),
    ...edit('reference', quoted(published.reference), quoted(campaign.reference)),
    ...editsOfPages(published.pages, campaign.pages),
    ...termDifferences(published.terms as unknown as CampaignTerms, campaign.terms).flatMap(({ term, before, after }) =>
      edit(term, valueWords(before), valueWords(after)),
    ),
  ];
}

function editsOfPages(before: PublishedFile['pages'], after: Campaign['pages']): FailureFinding[] {
  if (before === null) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => edit(`pages / ${name}`, quoted(before[name]), quoted(after[name])));
}

function edit(place: string, before: string, after: string): FailureFinding[] {
  return before === after ? [] : [{ place, expected: before || 'nothing', found: after || 'nothing' }];
}

function quoted(text: string | null | undefined): string {
  return text === null || text === undefined ? '' : `"${text}"`;
}
