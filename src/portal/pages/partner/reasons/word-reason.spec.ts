import { describe, expect, it } from '@jest/globals';
import { REASONS } from '../../../../calculation/explanation/wording.js';
import { LANGUAGES } from '../../../../kernel/index.js';
import { DE } from './de.js';
import { EN } from './en.js';
import { SV } from './sv.js';
import { wordReason, type WordedFinding } from './word-reason.js';

const SHORT: WordedFinding = {
  rule: 'qualifying-seats',
  outcome: 'not-met',
  observed: 14,
  required: 15,
  distance: 1,
  because: 'too-few-seats',
};

/** Figures as the rules give them: numbers where seats or customers are counted, else words, amounts and days. */
const figuresOf = (because: string): Omit<WordedFinding, 'because'> => ({
  rule: 'qualifying-seats',
  outcome: 'unknown',
  distance: 3,
  ...(/seats|customers/.test(because)
    ? { observed: 12, required: 15 }
    : { observed: ['Gold', '2019-05-30'], required: ['Gold', '450.00 GBP', '2018-07-01', '2018-12-31'] }),
});

describe('what a finding says to the partner', () => {
  it('is a sentence in each language for every reason that a rule can give', () => {
    for (const words of [EN, DE, SV]) expect(Object.keys(words).sort()).toEqual([...REASONS, 'decided'].sort());
    for (const language of LANGUAGES)
      for (const because of REASONS) {
        const sentence = wordReason(language, { ...figuresOf(because), because });
        expect(sentence).toMatch(/^[\p{Lu}\d].*\.$/u);
        expect(sentence).not.toMatch(/undefined|null|NaN|\b\d{4}-\d{2}-\d{2}\b/);
      }
  });

  it('writes numbers, days and amounts as the language does', () => {
    expect(LANGUAGES.map((language) => wordReason(language, SHORT))).toEqual([
      '14 seats: 1 seat short of 15.',
      '14 Plätze: 1 Platz zu wenig für 15.',
      '14 platser: 1 plats för lite för 15.',
    ]);
    const limit: WordedFinding = {
      outcome: 'not-met',
      distance: null,
      rule: 'baseline-bill',
      observed: '1250.50 GBP',
      required: ['below', '450.00 GBP', '2018-07-01', '2018-12-31'],
      because: 'bill-above-limit',
    };
    expect(wordReason('de', limit).replaceAll('\u00A0', ' ')).toBe(
      'Dem Kunden wurden für die Produktfamilie vom 1. Juli 2018 bis 31. Dezember 2018 1.250,50 GBP berechnet; verlangt ist unter 450,00 GBP.',
    );
  });

  it('says that a number is only a bound', () => {
    expect(wordReason('en', SHORT, true)).toBe('At most 14 seats: at least 1 seat short of 15.');
  });

  it('names no other partner', () => {
    for (const language of LANGUAGES)
      for (const because of ['an-earlier-partner-qualifies', 'an-earlier-partner-is-undecided'])
        expect(wordReason(language, { ...SHORT, observed: '5100199', because })).not.toContain('5100199');
  });

  it('says of a decision what the facts alone say, and neither who decided nor why', () => {
    const decided: WordedFinding = {
      rule: 'segment',
      outcome: 'met',
      observed: null,
      required: ['SMB'],
      distance: null,
      because: 'decided-by-a-person',
      decision: {
        decision: 1,
        reason: 'The account manager says so',
        decidedBy: 'dana',
        decidedAt: '2019-07-01T10:00:00.000000Z',
        insteadOf: 'segment-not-declared',
      },
    };
    expect(wordReason('en', decided)).toBe(
      'Counted as met by our decision. By the facts alone it is unknown: The segment of the customer is not known.',
    );
    for (const language of LANGUAGES) expect(wordReason(language, decided)).not.toMatch(/dana|account manager/);
  });

  it('shows a word that it does not know as it stands', () => {
    expect(wordReason('en', { ...SHORT, because: 'a-reason-to-come' })).toBe('a-reason-to-come');
  });
});
