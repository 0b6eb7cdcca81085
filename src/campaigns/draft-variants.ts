import { basename } from 'node:path';
import { parse, stringify } from 'yaml';
import {
  daysBetween,
  invariant,
  parseCalendarDate,
  plusDays,
  SeatbackError,
  type CalendarDate,
} from '../kernel/index.js';
import { draftSource } from './campaign-source.js';
import { parseCampaign } from './parse-campaign.js';
import { termName, type Campaign } from './terms.js';

/** One term, or a part of it, with the values that it is to take in turn: `minimum seats=13,15,20`. */
export interface Variation {
  /** As it is spoken: `minimum seats`, or `minimum payout / amount` for a part. */
  readonly term: string;
  readonly values: readonly string[];
}

export interface DaysFromTo {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** A draft with one choice of values. */
export interface DraftVariant {
  readonly name: string;
  readonly campaign: Campaign;
}

/** As finance writes a number; not what a programming language reads as one. */
const PLAIN_NUMBER = /^\d+(\.\d+)?$/;

/** More would be read by nobody, and each is calculated in full. */
const VARIANTS_AT_MOST = 24;

/**
 * The draft in a file, once for each choice of values; all of them on other days, where a window is given.
 *
 * @throws SeatbackError CAMPAIGN_UNREADABLE, VARIATION_INVALID
 */
export function draftVariants(
  path: string,
  variations: readonly Variation[],
  window: DaysFromTo | undefined,
): DraftVariant[] {
  const source = draftSource(path);
  const fileName = basename(path);
  const campaignId = /^campaign:\s*["']?([^\s"'#]+)/m.exec(source)?.[1];
  // A file that says its term in a wrong way is to hear of it by its own lines.
  const draft = parseCampaign(source, fileName, campaignId);
  const choices = choicesOf(variations);
  if (choices.length > VARIANTS_AT_MOST) throw tooMany(choices.length);
  return choices.map((choice) => {
    const varied =
      choice.length === 0 ? draft : parseCampaign(withValues(source, fileName, choice), fileName, campaignId);
    const said = choice.map(({ term, value }) => `${term} ${value}`).join(', ');
    return {
      name: [fileName.replace(/\.ya?ml$/, ''), ...(said === '' ? [] : [said])].join(': '),
      campaign: window === undefined ? varied : onOtherDays(varied, window),
    };
  });
}

interface Choice {
  readonly term: string;
  readonly value: string;
}

function choicesOf(variations: readonly Variation[]): Choice[][] {
  let choices: Choice[][] = [[]];
  for (const { term, values } of variations)
    choices = choices.flatMap((before) => values.map((value) => [...before, { term, value }]));
  return choices;
}

function withValues(source: string, fileName: string, choice: readonly Choice[]): string {
  const file = parse(source, { schema: 'core' }) as Record<string, unknown>;
  for (const { term, value } of choice) {
    const [name = '', ...parts] = term.split('/').map((each) => termName(each));
    const stated = memberOf(memberOf(file, 'terms'), name);
    let holder = stated;
    for (const part of parts.length === 0 ? [] : ['value', ...parts.slice(0, -1)]) holder = memberOf(holder, part);
    const last = parts.at(-1) ?? 'value';
    const key = keyOf(holder, last);
    const now = key === undefined ? undefined : (holder as Record<string, unknown>)[key];
    if (key === undefined || !(typeof now === 'string' || typeof now === 'number'))
      throw notVaried(fileName, term, now);
    if (typeof now === 'number' && !PLAIN_NUMBER.test(value)) throw noNumber(fileName, term, value);
    (holder as Record<string, unknown>)[key] = typeof now === 'number' ? Number(value) : value;
  }
  return stringify(file);
}

function memberOf(holder: unknown, name: string): unknown {
  const key = keyOf(holder, name);
  return key === undefined ? undefined : (holder as Record<string, unknown>)[key];
}

/** The key as the file spells it; of a list the place of an entry, from 0, as `campaigns check` names it. */
function keyOf(holder: unknown, name: string): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.keys(holder).find((key) => termName(key) === name);
}

/**
 * The same terms around another window. A day from the end of the window on moves as far as the end does, a day before
 * it as far as the beginning; when a competency began is a matter of the programme, and stays.
 */
export function onOtherDays(campaign: Campaign, window: DaysFromTo): Campaign {
  const { from, to } = campaign.terms.window.value;
  const byStart = daysBetween(from, window.from);
  const byEnd = daysBetween(to, window.to);
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moved(each)]));
    const day = typeof value === 'string' ? parseCalendarDate(value) : undefined;
    return day === undefined ? value : plusDays(day, day >= to ? byEnd : byStart);
  };
  const terms = Object.fromEntries(
    Object.entries(campaign.terms).map(([name, term]) => {
      invariant(term !== undefined, 'a term that is left out has no entry');
      return [name, name === 'competencies' ? term : { ...term, value: moved(term.value) }];
    }),
  );
  return { ...campaign, terms: { ...terms, window: { ...campaign.terms.window, value: window } } as Campaign['terms'] };
}

function noNumber(fileName: string, term: string, value: string): SeatbackError {
  return new SeatbackError({
    code: 'VARIATION_INVALID',
    expected: `numbers for "${term}", in digits, such as 15 or 0.5`,
    found: JSON.stringify(value),
    where: fileName,
    next: 'Name the values behind "=", with commas between them and nothing before the first or behind the last.',
  });
}

function notVaried(fileName: string, term: string, now: unknown): SeatbackError {
  return new SeatbackError({
    code: 'VARIATION_INVALID',
    expected:
      'a term of the draft whose value is a number or words, such as "minimum seats", "minimum payout / amount" or "reward by tiers / bands / 1 / each"',
    found: now === undefined ? `"${term}", which the draft does not state` : `"${term}", which has parts`,
    where: fileName,
    next: 'Name the term as the file spells it, with its part behind a slash, and the values behind "=".',
  });
}

function tooMany(count: number): SeatbackError {
  return new SeatbackError({
    code: 'VARIATION_INVALID',
    expected: `at most ${String(VARIANTS_AT_MOST)} variants of a draft`,
    found: `${String(count)}: every value of one term with every value of the others`,
    where: '--vary',
    next: 'Name fewer values, or vary one term after another.',
  });
}
