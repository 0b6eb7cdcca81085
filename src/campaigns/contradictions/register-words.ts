import { nearestWord } from '../../kernel/index.js';
import type { CampaignTerms } from '../terms.js';
import type { Say, TermPath } from './remark.js';

/** Kinds of standing that terms name. */
export type NamedStanding = 'membership' | 'agreement' | 'competency' | 'enrolment' | 'exclusion';

/** The words that the registers of partners and customers bear. */
export interface RegisterWords {
  /** Names by kind, of all standings on record; undefined where there are none yet. */
  readonly standings: Readonly<Partial<Record<NamedStanding, readonly string[]>>> | undefined;
  /** Levels of competencies. */
  readonly levels: readonly string[];
  /** Segments of customers; undefined where no customer has one yet. */
  readonly segments: readonly string[] | undefined;
}

/** So many words of the register are told where none is near; more help nobody. */
const TOLD_AT_MOST = 5;

/** A word that nobody bears is met by nobody, and an exclusion by such a name keeps nobody out. */
export function checkRegisterWords(
  terms: CampaignTerms,
  { standings, levels, segments }: RegisterWords,
  say: Say,
): void {
  const hold = (path: TermPath, word: string, known: readonly string[], what: string) => {
    if (!known.includes(word)) say.warning(path, `${what}${meant(word, known)}`);
  };
  if (standings !== undefined) {
    const of = (kind: NamedStanding) => standings[kind] ?? [];
    for (const kind of ['membership', 'agreement', 'enrolment'] as const) {
      const word = terms[kind]?.value;
      if (word !== undefined) hold([kind], word, of(kind), `no partner on record has the ${kind} "${word}"`);
    }
    const excluded = terms.exclusion?.value.name;
    if (excluded !== undefined)
      hold(
        ['exclusion', 'value', 'name'],
        excluded,
        of('exclusion'),
        `NOBODY IS EXCLUDED: no partner on record was ever in "${excluded}"`,
      );
    const { names = [], levels: eligible = [] } = terms.competencies?.value ?? {};
    for (const [index, { name }] of names.entries())
      hold(
        ['competencies', 'value', 'names', index],
        name,
        of('competency'),
        `no partner on record has the competency "${name}"`,
      );
    for (const [index, level] of eligible.entries())
      hold(
        ['competencies', 'value', 'levels', index],
        level,
        levels,
        `no partner on record has a competency of level "${level}"`,
      );
  }
  if (segments === undefined) return;
  for (const [index, segment] of (terms.segments?.value ?? []).entries())
    hold(['segments', 'value', index], segment, segments, `no customer on record is in the segment "${segment}"`);
}

/** What of a campaign's terms could not be held against the registers, in words; nothing where all was. */
export function notHeldAgainstRegister(terms: CampaignTerms, known: RegisterWords): string[] {
  const { membership, agreement, enrolment, exclusion, competencies, segments } = terms;
  const namesStandings = [membership, agreement, enrolment, exclusion, competencies].some((term) => term !== undefined);
  return [
    ...(namesStandings && known.standings === undefined
      ? ['names of standings: no partner_standings.csv was imported yet']
      : []),
    ...(segments !== undefined && known.segments === undefined
      ? ['segments: no customers.csv with segments was imported yet']
      : []),
  ];
}

function meant(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  if (nearest !== undefined) return `; "${nearest}" is known`;
  if (known.length === 0) return '; there is none of this kind at all';
  const told = known.slice(0, TOLD_AT_MOST).map((each) => `"${each}"`);
  return `; known ${told.length === 1 ? 'is' : 'are'} ${told.join(', ')}${known.length > told.length ? ' and others' : ''}`;
}
