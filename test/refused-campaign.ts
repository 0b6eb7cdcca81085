import { parseCampaign } from '../src/campaigns/parse-campaign.js';
import { SeatbackError } from '../src/kernel/index.js';
import { campaignText, type SpokenTerms } from './campaign-builder.js';

/** A problem of a campaign file, and the text of the line that it names. */
export interface Refusal {
  readonly term: string;
  readonly lineText: string;
  readonly expected: string;
  readonly found: string;
}

/** What is said of a campaign file that cannot be read; nothing where it can. */
export function refusalsOf(changes: SpokenTerms, head: Readonly<Record<string, unknown>> = {}): Refusal[] {
  const source = campaignText(changes, head);
  try {
    parseCampaign(source, 'a-campaign.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof SeatbackError)) throw error;
    const { expected, found } = error.report;
    const first = / \(line \d+\): /.exec(expected)?.[0] ?? '';
    const findings = error.report.findings ?? [
      {
        place: expected.slice(0, expected.indexOf(first) + first.length - 2),
        expected: expected.slice(expected.indexOf(first) + first.length),
        found: found.slice(found.indexOf(first) + first.length),
      },
    ];
    return findings.map((each) => {
      const [, term = '', line = ''] = /^(.*) \(line (\d+)\)$/.exec(each.place) ?? [];
      return {
        term,
        lineText: source.split('\n')[Number(line) - 1]?.trim() ?? '',
        expected: each.expected,
        found: each.found,
      };
    });
  }
}
