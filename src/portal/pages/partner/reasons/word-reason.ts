import { parseCalendarDate, spokenAmount, spokenDate, spokenNumber, type Language } from '../../../../kernel/index.js';
import type { FindingAnswer } from '../../../answers/explanation-answer.js';
import { DE } from './de.js';
import { EN } from './en.js';
import type { Reason, ReasonWords, SaidFinding } from './reason-words.js';
import { SV } from './sv.js';

const WORDS: Readonly<Record<Language, ReasonWords>> = { en: EN, de: DE, sv: SV };

export type WordedFinding = Pick<
  FindingAnswer,
  'rule' | 'outcome' | 'observed' | 'required' | 'distance' | 'because' | 'decision'
>;

/**
 * What a finding says to the partner, in its language; the word itself where a later version of the program knew it.
 *
 * @param isAtMost what was seen is only a bound
 */
export function wordReason(language: Language, finding: WordedFinding, isAtMost = false): string {
  const { because, decision, outcome } = finding;
  const words = WORDS[language];
  if (because === 'decided-by-a-person' && decision !== undefined)
    return words.decided(
      outcome === 'met' ? 'met' : 'not-met',
      wordReason(
        language,
        { ...finding, outcome: 'unknown', because: decision.insteadOf, decision: undefined },
        isAtMost,
      ),
    );
  return Object.hasOwn(words, because) ? words[because as Reason](said(language, finding, isAtMost)) : because;
}

function said(
  language: Language,
  { rule, observed, required, distance }: WordedFinding,
  isAtMost: boolean,
): SaidFinding {
  const seen = listOf(language, observed);
  const asked = listOf(language, required);
  const days = (Array.isArray(required) ? required : [String(required)]).filter(
    (each) => parseCalendarDate(each) !== undefined,
  );
  const latest = days.toSorted().at(-1);
  return {
    rule,
    observed: seen.join(', '),
    required: asked.join(', '),
    seen,
    asked,
    count: typeof observed === 'number' ? observed : null,
    distance: distance ?? 0,
    isAtMost,
    latest: latest === undefined ? '' : spoken(language, latest),
    from: asked.at(-2) ?? asked.at(-1) ?? '',
    to: asked.at(-1) ?? '',
  };
}

function listOf(language: Language, value: WordedFinding['observed']): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((each) => spoken(language, each));
  return [typeof value === 'number' ? spokenNumber(language, value) : spoken(language, value)];
}

/** `450.00 GBP` */
const AMOUNT = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/;

function spoken(language: Language, text: string): string {
  const day = parseCalendarDate(text);
  if (day !== undefined) return spokenDate(language, day);
  const [, amount, currency] = AMOUNT.exec(text) ?? [];
  return amount === undefined || currency === undefined ? text : spokenAmount(language, amount, currency);
}
