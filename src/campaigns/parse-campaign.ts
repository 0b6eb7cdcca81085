import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { nearestWord, SeatbackError, wordedIssue } from '../kernel/index.js';
import { locate, namesWithoutAnchor, termsInTwoSpellings, type FileProblem } from './campaign-document.js';
import { TERM_DESCRIPTIONS } from './term-descriptions.js';
import {
  campaignSchema,
  spokenName,
  spokenPath,
  termName,
  termsSchema,
  type Campaign,
  type TermName,
} from './terms.js';

/**
 * @param campaignId that the file must state; the stem of its name, where it is left out
 * @throws SeatbackError CAMPAIGN_UNREADABLE, naming the line and the term of each problem
 */
export function parseCampaign(source: string, fileName: string, campaignId?: string): Campaign {
  return parseCampaignFile(source, fileName, campaignId).campaign;
}

/** A campaign and where it says what. */
export interface CampaignFile {
  readonly campaign: Campaign;
  /** The line of a part, by the names of the code: `terms`, `payBy`. Where the path ends early, that of what was reached. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/** As `parseCampaign`, with the lines. */
export function parseCampaignFile(
  source: string,
  fileName: string,
  campaignId = fileName.replace(/\.ya?ml$/, ''),
): CampaignFile {
  const lines = new LineCounter();
  const document = readYaml(fileName, () =>
    parseDocument(source, { lineCounter: lines, schema: 'core', uniqueKeys: true }),
  );
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw unreadable(fileName, [
      {
        line: syntax.linePos?.[0].line ?? 1,
        term: 'the file',
        expected: 'YAML',
        found: syntax.message.split('\n')[0] ?? '',
      },
    ]);
  }
  // What is no campaign at all is not shown: it may be anything, a key too.
  if (!isMap(document.contents)) {
    const found = document.contents === null ? 'nothing' : isScalar(document.contents) ? 'a bare text' : 'a list';
    throw unreadable(fileName, [{ line: 1, term: 'the file', expected: 'a value with its parts', found }]);
  }
  const slips = [...termsInTwoSpellings(document, lines), ...namesWithoutAnchor(document, lines)];
  if (slips.length > 0) throw unreadable(fileName, slips);
  const parsed = campaignSchema.safeParse(withCodeNames(readYaml(fileName, () => document.toJS() as unknown)));
  if (!parsed.success) {
    throw unreadable(
      fileName,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines)),
    );
  }
  if (parsed.data.campaign !== campaignId) {
    throw unreadable(fileName, [{ line: 1, term: 'campaign', expected: campaignId, found: parsed.data.campaign }]);
  }
  return {
    campaign: parsed.data,
    lineOf: (path) => lines.linePos(locate(document, path.map(String)).offset).line,
  };
}

/** Aliases that stand for aliases unfold without end, and brackets in brackets exhaust the reader: neither is our fault. */
function readYaml<T>(fileName: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ReferenceError || cause instanceof RangeError)) throw cause;
    const found = cause instanceof RangeError ? 'values within values without end' : 'names that unfold without end';
    throw unreadable(fileName, [{ line: 1, term: 'the file', expected: 'terms that stand for themselves', found }]);
  }
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): FileProblem[] {
  const path = issue.path.map(String);
  const term = spokenPath(path) || 'the file';
  const lineOf = (offset: number) => lines.linePos(offset).line;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => ({
      line: lineOf(locate(document, [...path, unknown]).offset),
      term,
      expected: 'only terms that are known',
      found: `"${shortened(spokenName(unknown))}"${meantBy(path, unknown)}`,
    }));
  }
  const { offset, value } = locate(document, path);
  const found = value === undefined ? 'nothing' : shortened(JSON.stringify(value));
  const expected = missingTerm(issue, value) ?? wordedIssue(issue);
  return [{ line: lineOf(offset), term, expected, found }];
}

/** Of a term that must be there and is not, what it says. */
function missingTerm({ code, path }: z.core.$ZodIssue, value: unknown): string | undefined {
  const [top, name] = path;
  if (code !== 'invalid_type' || value !== undefined || path.length !== 2 || top !== 'terms') return undefined;
  return `the term, which says: ${(TERM_DESCRIPTIONS[name as TermName].split('.')[0] ?? '').trim()}`;
}

/** Names of terms are long and easily mistyped: the one that was probably meant. */
function meantBy(path: readonly string[], unknown: string): string {
  const known = path.length === 0 ? campaignSchema.shape : path.join() === 'terms' ? termsSchema.shape : undefined;
  const nearest = nearestWord(spokenName(unknown), Object.keys(known ?? {}).map(spokenName));
  return nearest === undefined ? '' : `; "${nearest}" is known`;
}

const SHOWN_CHARACTERS = 80;

function shortened(found: string): string {
  return found.length > SHOWN_CHARACTERS ? `${found.slice(0, SHOWN_CHARACTERS)}…` : found;
}

/** Finance writes `minimum seats`, the code says `minimumSeats`. Names of pages stay as they are. */
function withCodeNames(value: unknown, isNames = true): unknown {
  if (Array.isArray(value)) return value.map((item) => withCodeNames(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      isNames ? termName(name) : name,
      withCodeNames(item, name !== 'pages'),
    ]),
  );
}

function unreadable(fileName: string, problems: readonly FileProblem[]): SeatbackError {
  const findings = problems.map(({ term, line, expected, found }) => ({
    place: `${term} (line ${String(line)})`,
    expected,
    found,
  }));
  const say = (part: 'expected' | 'found') => findings.map((each) => `${each.place}: ${each[part]}`).join('; ');
  return new SeatbackError({
    code: 'CAMPAIGN_UNREADABLE',
    expected: say('expected'),
    found: say('found'),
    where: fileName,
    next: 'Correct the file; docs/write-a-campaign.md explains each term.',
    ...(findings.length > 1 ? { findings } : {}),
  });
}
