import { isMap, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { z } from 'zod';
import type { Campaign } from '../../src/campaigns/terms.js';
import { nearestWord, SeatbackError, wordedIssue } from '../../src/kernel/index.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { scenarioSchema, type Facts, type ScenarioWords } from './scenario-words.js';

export interface Scenario extends Omit<ScenarioWords, 'facts'> {
  readonly file: string;
  readonly line: number;
  readonly facts: Facts;
  readonly parsed: Campaign;
}

type Path = readonly PropertyKey[];

/** Terms that say whom a campaign is for; one that is open to anybody has none of them. */
const RESTRICTIONS: SpokenTerms = Object.fromEntries(
  [
    'segments',
    'new customer',
    'own records since',
    'minimum seats',
    'membership',
    'agreement',
    'competencies',
    'eligibility days',
    'enrolment',
    'proof of performance',
    'rewards for one customer',
  ].map((term) => [term, undefined]),
);

/**
 * All scenarios of a file; a line of three dashes stands between two of them.
 *
 * @throws Error that names file and line of each word or value that cannot be read
 */
export function readScenarios(source: string, file: string): Scenario[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines, schema: 'core', uniqueKeys: true });
  if (!Array.isArray(documents)) throw new Error(`${file}: expected a scenario, found nothing`);
  const scenarios: Scenario[] = [];
  for (const document of documents)
    scenarios.push(readScenario(document, scenarios.at(-1), file, (path) => lineOf(document, path, lines)));
  return scenarios;
}

function readScenario(
  document: Document.Parsed,
  before: Scenario | undefined,
  file: string,
  line: (path: Path) => number,
): Scenario {
  const at = (path: Path, problem: string) => `${file}:${String(line(path))}: ${problem}`;
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw new Error(`${file}:${String(syntax.linePos?.[0].line ?? 1)}: ${syntax.message.split('\n')[0] ?? ''}`);
  const { data, error } = scenarioSchema.safeParse(document.toJS());
  if (error !== undefined) throw new Error(error.issues.flatMap((issue) => problemsOf(issue, document, at)).join('\n'));
  if (data.facts === 'as above' && before === undefined)
    throw new Error(at(['facts'], '"as above" needs a scenario above in the same file'));
  const facts = data.facts === 'as above' ? (before?.facts ?? {}) : data.facts;
  const strangers = strangersIn(data, facts).map(({ path, name }) =>
    at(path, `"${name}" is in no partners or customers above`),
  );
  if (strangers.length > 0) throw new Error(strangers.join('\n'));
  return {
    ...data,
    file,
    line: line([]),
    facts,
    parsed: campaignOf(data, at),
  };
}

function campaignOf({ campaign, terms = {} }: ScenarioWords, at: (path: Path, problem: string) => string): Campaign {
  const stated = Object.fromEntries(
    Object.entries(terms).map(([term, value]) => [term, value === 'left out' ? undefined : value]),
  );
  const hasReward = Object.keys(stated).some((term) => /^reward (for each|of|by)/.test(term));
  try {
    return aCampaign({
      ...(campaign === 'open to anybody' ? RESTRICTIONS : {}),
      ...(hasReward ? { 'reward for each customer': undefined } : {}),
      ...stated,
    });
  } catch (error) {
    if (!(error instanceof SeatbackError)) throw error;
    // Its lines are those of the whole campaign, which nobody sees; here the term is named where the scenario says it.
    const {
      expected: wanted,
      found: seen,
      findings = [{ place: wanted, expected: wanted, found: seen }],
    } = error.report;
    const problems = findings.map(({ place, expected, found }) => {
      const term = Object.keys(terms).find((each) => `${place} ${found}`.includes(each));
      const said = (text: string) => text.replace(/^[^(]* \(line \d+\): /, '');
      return at(
        term === undefined ? ['terms'] : ['terms', term],
        `${term ?? 'terms'}: expected ${said(expected)}, found ${said(found)}`,
      );
    });
    throw new Error(problems.join('\n'), { cause: error });
  }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  document: Document,
  at: (path: Path, problem: string) => string,
): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const nearest = nearestWord(key, wordsAt(issue.path));
      return at([...issue.path, key], `"${key}" is not known${nearest === undefined ? '' : `; "${nearest}" is`}`);
    });
  // Of several ways of saying it, the one that was begun.
  if (issue.code === 'invalid_union') {
    const begun = issue.errors.flat().find(({ code }) => code === 'unrecognized_keys');
    if (begun !== undefined) return problemsOf({ ...begun, path: [...issue.path, ...begun.path] }, document, at);
    const deeper = issue.errors.flat().find(({ path }) => path.length > 0);
    if (deeper !== undefined) return problemsOf({ ...deeper, path: [...issue.path, ...deeper.path] }, document, at);
  }
  const found: unknown = document.getIn(issue.path);
  const said = found === undefined ? 'nothing' : isMap(found) ? 'a value with its parts' : JSON.stringify(found);
  return [at(issue.path, `${issue.path.join(' / ')}: expected ${wordedIssue(issue)}, found ${said}`)];
}

/** The words that may stand where one was not known, by what the schema says of a scenario without anything. */
function wordsAt(path: Path): string[] {
  let schema: unknown = scenarioSchema;
  for (const name of path) schema = below(schema, name);
  return Object.keys((unwrapped(schema) as { shape?: object } | undefined)?.shape ?? {});
}

interface Wrapping {
  readonly def?: { readonly innerType?: unknown; readonly options?: readonly unknown[] };
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly element?: unknown;
}

function unwrapped(schema: unknown): unknown {
  const { def, shape } = (schema ?? {}) as Wrapping;
  if (shape !== undefined) return schema;
  if (def?.innerType !== undefined) return unwrapped(def.innerType);
  return def?.options?.map(unwrapped).find((each) => (each as Wrapping | undefined)?.shape !== undefined) ?? schema;
}

function below(schema: unknown, name: PropertyKey): unknown {
  const { shape, valueType, element } = (unwrapped(schema) ?? {}) as Wrapping;
  return shape?.[String(name)] ?? valueType ?? element;
}

/** Whoever is spoken of, and was never said to be there. */
function strangersIn(
  { expect, boundaries = {} }: ScenarioWords,
  facts: Facts,
): { readonly path: Path; readonly name: string }[] {
  const partners = new Set(['nobody', ...Object.keys(facts.partners ?? {})]);
  const customers = new Set(Object.keys(facts.customers ?? {}));
  const spoken: { path: Path; name: string | undefined; known: ReadonlySet<string> }[] = [];
  for (const [name, customer] of Object.entries(facts.customers ?? {}))
    spoken.push({
      path: ['facts', 'customers', name, 'bought from'],
      name: customer?.['bought from'],
      known: partners,
    });
  for (const list of ['billing', 'subscriptions', 'readings'] as const)
    for (const [index, each] of (facts[list] ?? []).entries()) {
      spoken.push({ path: ['facts', list, index, 'customer'], name: each.customer, known: customers });
      if ('sold by' in each)
        spoken.push({ path: ['facts', list, index, 'sold by'], name: each['sold by'], known: partners });
    }
  for (const [index, each] of (facts.claims ?? []).entries())
    for (const word of ['made by', 'mpn id'] as const)
      spoken.push({ path: ['facts', 'claims', index, word], name: each[word], known: partners });
  for (const key of Object.keys(expect.customers)) {
    const [customer, partner] = key.split(' from ');
    spoken.push({ path: ['expect', 'customers', key], name: customer, known: customers });
    spoken.push({ path: ['expect', 'customers', key], name: partner, known: partners });
  }
  for (const key of Object.keys(expect.earnings ?? {}))
    spoken.push({ path: ['expect', 'earnings', key], name: key, known: partners });
  const expected = new Set([...Object.keys(expect.customers), ...Object.keys(expect.earnings ?? {})]);
  for (const [boundary, sides] of Object.entries(boundaries))
    for (const [side, names] of Object.entries(sides))
      for (const name of [names].flat()) spoken.push({ path: ['boundaries', boundary, side], name, known: expected });
  return spoken.flatMap(({ path, name, known }) => (name === undefined || known.has(name) ? [] : [{ path, name }]));
}

/** The line of a part; where the path ends early, that of what was reached. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? document.range[0];
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = (node as { items?: readonly unknown[] } | null)?.items?.[Number(name)];
      if (node === undefined) break;
      offset = (node as { range?: readonly number[] | null }).range?.[0] ?? offset;
    }
  }
  return lines.linePos(offset).line;
}
