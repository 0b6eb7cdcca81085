import { SeatbackError } from './failure.js';

const LONGEST_ACTOR = 200;
const LONGEST_REASON = 2_000;
/** "ok" is no reason, and "ok ok" is none either. */
const FEWEST_WORDS = 2;
const SHORTEST_REASON = 8;

/**
 * The name of who acts, as it goes on record: composed (NFC), without blanks at its ends, and with single ones inside.
 * What cannot be seen is refused, since it would tell two names apart that look the same; so are names that mix scripts
 * whose letters look alike.
 *
 * @throws SeatbackError ACTOR_INVALID
 */
export function actorOf(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (isVisible(name) && !mixesScripts(name) && name.length <= LONGEST_ACTOR) return name;
  throw new SeatbackError({
    code: 'ACTOR_INVALID',
    expected: `the name of a person, 1 to ${String(LONGEST_ACTOR)} visible characters, in letters of one script`,
    found: mixesScripts(name) ? 'letters of several scripts that look alike' : foundInstead(name, LONGEST_ACTOR),
    where: 'the name of who acts',
    next: 'Say who does this, for example: --actor dana',
  });
}

/**
 * Whether two names are one person's: another case, width or spacing does not make a second pair of eyes, nor does a
 * letter of another script that looks the same (Unicode Technical Standard 39, confusables), nor the name of an address
 * without what follows it: who signs in as `dana@harbour.example` was `dana` before anybody signed in. The database says
 * the same of the two who hand in and approve (`is_same_actor`).
 */
export function isSameActor(a: string, b: string): boolean {
  const [one, other] = [actorKey(a), actorKey(b)];
  return one === other || (isAddress(one) !== isAddress(other) && nameOfAddress(one) === nameOfAddress(other));
}

function isAddress(key: string): boolean {
  return key.includes('@');
}

function nameOfAddress(key: string): string {
  return key.split('@')[0] ?? key;
}

/** Equal for two names that look alike; see `isSameActor`. */
export function actorKey(name: string): string {
  // Down and up again: only so do both forms of the sharp s, and both of the small sigma, become one.
  const folded = name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase().toUpperCase();
  return [...folded].map((letter) => LOOKS_LIKE.get(letter) ?? letter).join('');
}

/**
 * Why somebody did something, as it goes on record: at least two different words, eight characters in all; also in
 * languages that write no blanks between words.
 *
 * @throws SeatbackError REASON_INVALID
 */
export function reasonOf(text: string): string {
  const reason = text.normalize('NFC').trim();
  if (saysSomething(reason) && reason.length <= LONGEST_REASON) return reason;
  throw new SeatbackError({
    code: 'REASON_INVALID',
    expected: `a reason of at least ${String(FEWEST_WORDS)} different words, ${String(SHORTEST_REASON)} to ${String(LONGEST_REASON)} characters`,
    found: isWritten(reason) && reason.length <= LONGEST_REASON ? `"${reason}"` : foundInstead(reason, LONGEST_REASON),
    where: 'the reason given',
    next: 'Say why, for whoever reads this in a year: --reason "…"',
  });
}

const SYLLABLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const isWritten = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

function saysSomething(reason: string): boolean {
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(reason);
  const words = new Set([...segments].filter((each) => each.isWordLike).map(({ segment }) => segment.toLowerCase()));
  // A sign that is a syllable or a word says as much as two letters.
  const length = [...reason].reduce((sum, sign) => sum + (SYLLABLE.test(sign) ? 2 : 1), 0);
  return words.size >= FEWEST_WORDS && length >= SHORTEST_REASON;
}

/** Capitals of Cyrillic and Greek, each with the Latin one that it looks like. */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  (
    [
      ['АВСЕНІЈКМОРЅТУХԀԚԜҺӀ', 'ABCEHIJKMOPSTYXDQWHI'],
      ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ] as const
  ).flatMap(([letters, latin]) => Array.from(letters, (letter, index) => [letter, latin[index] ?? letter] as const)),
);

function mixesScripts(name: string): boolean {
  return (
    [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u].filter((script) => script.test(name)).length > 1
  );
}

function isVisible(name: string): boolean {
  return isWritten(name) && !/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.test(name);
}

function foundInstead(text: string, longest: number): string {
  if (text === '') return 'nothing, or only blanks';
  return text.length > longest ? `${String(text.length)} characters` : 'no word that can be seen and told apart';
}
