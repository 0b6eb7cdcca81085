import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { compareCodePoints, nearestWord, SeatbackError, wordedIssue, type FailureReport } from '../kernel/index.js';
import { campaignSource, draftSource } from './campaign-source.js';
import { campaignSchema, spokenName, termName, termsSchema, type Campaign } from './terms.js';

/**
 * Reads a campaign file.
 *
 * @throws SeatbackError CAMPAIGN_UNREADABLE, naming the line and the term of each problem
 */
export function readCampaignFile(path: string): Campaign {
  return parseCampaign(campaignSource(path), basename(path));
}

/** Reads a file that proposes other terms for a campaign; it may have any name. */
export function readDraft(path: string, campaignId: string): Campaign {
  return parseCampaign(draftSource(path), basename(path), campaignId);
}

/** A campaign file, read or not: one that cannot be read does not hide the others. */
export type ListedCampaign = { readonly campaignId: string } & (
  | { readonly campaign: Campaign; readonly failure: null }
  | { readonly campaign: null; readonly failure: FailureReport }
);

/** All campaigns of a folder, by id. @throws SeatbackError FOLDER_MISSING */
export function readCampaignsFolder(folder: string): ListedCampaign[] {
  return campaignFiles(folder).map((path) => {
    const campaignId = basename(path).replace(/\.ya?ml$/, '');
    try {
      return { campaignId, campaign: readCampaignFile(path), failure: null };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      return { campaignId, campaign: null, failure: error.report };
    }
  });
}

/** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
export function findCampaign(folder: string, campaignId: string): Campaign {
  const path = campaignFiles(folder).find((file) => basename(file).replace(/\.ya?ml$/, '') === campaignId);
  if (path !== undefined) return readCampaignFile(path);
  throw new SeatbackError({
    code: 'CAMPAIGN_UNKNOWN',
    expected: `one of the campaigns: ${
      campaignFiles(folder)
        .map((file) => basename(file).replace(/\.ya?ml$/, ''))
        .join(', ') || 'none'
    }`,
    found: `"${campaignId}"`,
    where: folder,
    next: 'See npx seatback campaigns list.',
  });
}

function campaignFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort(compareCodePoints)
      .map((name) => join(folder, name));
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'FOLDER_MISSING',
        expected: 'a folder with campaign files',
        found: cause instanceof Error ? cause.message : 'no such folder',
        where: folder,
        next: 'Set SEATBACK_CAMPAIGNS to the folder that holds them.',
      },
      { cause },
    );
  }
}

/** @param campaignId that the file must state; the stem of its name, where it is left out */
export function parseCampaign(
  source: string,
  fileName: string,
  campaignId = fileName.replace(/\.ya?ml$/, ''),
): Campaign {
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
  return parsed.data;
}

interface Problem {
  readonly line: number;
  readonly term: string;
  readonly expected: string;
  readonly found: string;
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

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): Problem[] {
  const path = issue.path.map(String);
  const term =
    path
      .map((name, depth) => (path[0] === 'pages' && depth > 0 ? name : spokenName(name)))
      .filter((name) => name !== 'terms' && name !== 'value')
      .join(' / ') || 'the file';
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
  return [{ line: lineOf(offset), term, expected: wordedIssue(issue), found }];
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

/** YAML refuses a name twice; here are names that only spell one term in two ways, of which the last would win. */
function termsInTwoSpellings(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const spoken = String(key.value);
        if (seen.has(termName(spoken))) {
          const { line } = lines.linePos(key.range?.[0] ?? 0);
          problems.push({
            line,
            term: spokenName(termName(spoken)),
            expected: 'each term once',
            found: `"${spoken}" again`,
          });
        }
        seen.add(termName(spoken));
      }
    },
  });
  return problems;
}

/** To YAML a word behind a star stands for something above it; to finance it is a footnote. */
function namesWithoutAnchor(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const { line } = lines.linePos(alias.range?.[0] ?? 0);
      problems.push({ line, term: 'the file', expected: 'text in quotes', found: `*${alias.source}` });
    },
  });
  return problems;
}

/** The place of a path in the source; where the path ends early, the place of what was reached. */
function locate(document: Document, path: readonly string[]): { offset: number; value: unknown } {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && termName(String(item.key.value)) === name);
      if (pair === undefined) return { offset, value: undefined };
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const items = (node as { items?: readonly unknown[] } | null)?.items;
      const item = items?.[Number(name)];
      if (item === undefined) return { offset, value: undefined };
      node = item;
      offset = (item as { range?: readonly number[] | null }).range?.[0] ?? offset;
    }
  }
  return { offset, value: (node as { toJSON?: () => unknown } | null)?.toJSON?.() };
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

function unreadable(fileName: string, problems: readonly Problem[]): SeatbackError {
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
