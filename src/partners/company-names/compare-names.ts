import { comparedName, type ComparedName } from './name-words.js';

/** As payee checks of banks say it: whether the name of an account is the name of the company. */
export type NameOutcome = 'match' | 'close-match' | 'no-match' | 'not-possible';

/** In what two names differ that are still compared as one. Plain words, for whoever decides. */
export type NameDifference =
  | 'legal form missing'
  | 'other legal form'
  | 'word order'
  | 'letters of another script'
  | 'spelling'
  | 'blanks between words'
  | 'words missing'
  | 'abbreviated'
  | 'no Latin form';

export interface NameComparison {
  readonly outcome: NameOutcome;
  /** Both as they were compared, legal form last in brackets. */
  readonly registered: string;
  readonly account: string;
  readonly differences: readonly NameDifference[];
}

/**
 * Compares the name of an account with the registered name of the company. `close-match` and `not-possible` are for a
 * person to decide. A legal form that only one of the two has is left aside, as banks do; two different ones are not.
 *
 * @param country of the company, by whose custom letters are written in Latin
 */
export function compareNames(registeredName: string, accountName: string, country?: string): NameComparison {
  const registered = comparedName(registeredName, country);
  const account = comparedName(accountName, country);
  const said = (outcome: NameOutcome, differences: readonly NameDifference[]): NameComparison => ({
    outcome,
    registered: shown(registered),
    account: shown(account),
    differences,
  });
  const formDifference = formsDiffer(registered.forms, account.forms);
  const forms: NameDifference[] = formDifference === undefined ? [] : [formDifference];
  const ifFormsAgree: NameOutcome = formDifference === 'other legal form' ? 'close-match' : 'match';

  if (registered.own !== '' && registered.own === account.own) return said(ifFormsAgree, forms);
  if (registered.lost || account.lost) return said('not-possible', [...forms, 'no Latin form']);
  const script: NameDifference[] =
    registered.transliterated === account.transliterated ? [] : ['letters of another script'];
  const difference = wordsDiffer(registered.spellings, account.spellings);
  if (difference === undefined) return said('no-match', []);
  const differences = [...difference.differences, ...script, ...forms];
  return said(difference.close ? 'close-match' : ifFormsAgree, differences);
}

function formsDiffer(registered: readonly string[], account: readonly string[]): NameDifference | undefined {
  if (registered.join() === account.join()) return undefined;
  return registered.length === 0 || account.length === 0 ? 'legal form missing' : 'other legal form';
}

interface WordDifference {
  readonly close: boolean;
  readonly differences: readonly NameDifference[];
}

/** @returns the smallest difference between any two spellings; undefined where they are two names */
function wordsDiffer(
  registered: ComparedName['spellings'],
  account: ComparedName['spellings'],
): WordDifference | undefined {
  const found = registered.flatMap((a) => account.map((b) => differenceOf(a, b))).filter((one) => one !== undefined);
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

function rank({ close, differences }: WordDifference): number {
  return Number(close) * 10 + differences.length;
}

function differenceOf(a: readonly string[], b: readonly string[]): WordDifference | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.join(' ') === b.join(' ')) return { close: false, differences: [] };
  if (sorted(a) === sorted(b)) return { close: false, differences: ['word order'] };
  if (a.join('') === b.join('')) return { close: false, differences: ['blanks between words'] };
  if (isAbbreviated(a, b) || isAbbreviated(b, a)) return { close: true, differences: ['abbreviated'] };
  if (isSlip(a.join(''), b.join('')) || isSlip(sorted(a), sorted(b))) return { close: true, differences: ['spelling'] };
  if (isPart(a, b) || isPart(b, a)) return { close: true, differences: ['words missing'] };
  return undefined;
}

const sorted = (words: readonly string[]): string => [...words].sort().join(' ');

/** Each word of the short name stands for the one in its place, by its beginning; or the name for all of them, by their initials. */
function isAbbreviated(short: readonly string[], long: readonly string[]): boolean {
  const initials = long.filter((word) => word !== '&').map((word) => word.charAt(0));
  if (short.length === 1 && initials.length > 2 && short[0] === initials.join('')) return true;
  return (
    short.length === long.length &&
    short.every((word, place) => {
      const whole = long[place] ?? '';
      return word === whole || (word.length >= FEWEST_LETTERS && whole.startsWith(word));
    })
  );
}

const FEWEST_LETTERS = 3;

/** One slip of the pen for each eight letters, three at most: a letter more, less, other, or two exchanged. */
function isSlip(a: string, b: string): boolean {
  const allowed = Math.min(
    3,
    Math.floor(Math.min(a.length, b.length) / 8) + (Math.min(a.length, b.length) >= 5 ? 1 : 0),
  );
  return Math.abs(a.length - b.length) <= allowed && allowed > 0 && distance(a, b) <= allowed;
}

/** All words of one stand in the other, which has a few more: the first among them, and at least half of its letters. */
function isPart(part: readonly string[], whole: readonly string[]): boolean {
  const missing = part.filter((word) => !whole.includes(word));
  const letters = (words: readonly string[]) => words.join('').length;
  return (
    missing.length === 0 &&
    part[0] === whole[0] &&
    letters(part) >= FEWEST_LETTERS &&
    2 * letters(part) >= letters(whole)
  );
}

/** Edits between two texts, two letters that changed places counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

function shown({ spellings, forms, own, lost }: ComparedName): string {
  const name = lost ? own : (spellings[0] ?? []).join(' ');
  return forms.length === 0 ? name : `${name} (${forms.join(', ')})`;
}
