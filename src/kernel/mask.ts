/** Always four stars, so that a mask does not tell how long the number is. */
const HIDDEN = '****';
const SHOWN_CHARACTERS = 4;
/** Four of fewer than seven would give the number away. */
const SHORTEST_SHOWN_IN_PART = 7;
/** The shortest account numbers in use have about this many digits. */
const FEWEST_DIGITS_OF_AN_ACCOUNT = 6;

/**
 * An account number or IBAN as it may stand on a screen, in a log or in an error: `****3000`. Blanks and dashes do not
 * count, and numbers of fewer than seven characters are hidden whole.
 */
export function maskAccount(account: string): string {
  const characters = account.match(/[\p{L}\p{Nd}]/gu) ?? [];
  if (characters.length < SHORTEST_SHOWN_IN_PART) return HIDDEN;
  return HIDDEN + characters.slice(-SHOWN_CHARACTERS).join('');
}

/** Digits that are plainly something else: a UUID, a day or an instant, an amount with its decimals. */
const NOT_AN_ACCOUNT = [
  String.raw`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`,
  String.raw`[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+\-][0-9]{2}:?[0-9]{2})?)?`,
  String.raw`(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,4})\.[0-9]{2,3}`,
].join('|');

const TOKEN = new RegExp(
  String.raw`(?<![\p{L}\p{Nd}\-.,])(?<other>${NOT_AN_ACCOUNT})(?![\-.,]?[\p{L}\p{Nd}])|(?<word>[\p{L}\p{M}\p{Nd}]+)`,
  'gu',
);

/** What may stand between the groups of one printed number. */
const BETWEEN_GROUPS = /^[\s\p{Cf}\p{Pd}./_]{1,2}$/u;

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Hides what looks like an account number or IBAN inside free text (a bank's answer, a refused line of a file):
 * neighbouring groups that hold at least six digits together become `****` and the last four. It would rather hide a
 * long reference than show an account; dates, UUIDs and amounts with decimals stay readable.
 */
export function maskAccountsInText(text: string): string {
  let masked = '';
  let copied = 0;
  for (const { start, end } of runsOfGroups(text)) {
    const run = text.slice(start, end);
    if ((run.match(/\p{Nd}/gu) ?? []).length < FEWEST_DIGITS_OF_AN_ACCOUNT) continue;
    masked += text.slice(copied, start) + maskAccount(run);
    copied = end;
  }
  return masked + text.slice(copied);
}

/** Stretches of neighbouring words that hold digits. */
function* runsOfGroups(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let run: Word | undefined;
  let end = 0;
  let last = 0;
  for (const word of wordsOf(text)) {
    const near = word !== undefined && BETWEEN_GROUPS.test(text.slice(last, word.start));
    if (run !== undefined && word !== undefined && near && (hasDigit(word) || isLetterGroupOfIban(run, word))) {
      if (hasDigit(word)) end = word.end;
    } else {
      if (run !== undefined) yield { start: run.start, end };
      run = word !== undefined && hasDigit(word) ? word : undefined;
      end = word?.end ?? 0;
    }
    last = word?.end ?? 0;
  }
  if (run !== undefined) yield { start: run.start, end };
}

/** The words of `text`; `undefined` stands where digits that are no account cut a run in two. */
function* wordsOf(text: string): Generator<Word | undefined> {
  for (const match of text.matchAll(TOKEN)) {
    const word = match.groups?.['word'];
    yield word === undefined ? undefined : { text: word, start: match.index, end: match.index + word.length };
  }
}

function hasDigit({ text }: Word): boolean {
  return /\p{Nd}/u.test(text);
}

/** An IBAN in print form has groups without a digit: the bank in `GB29 NWBK 6016 1331 9268 19`. */
function isLetterGroupOfIban(run: Word, { text }: Word): boolean {
  return text.length <= 4 && /^\p{L}{2}\p{Nd}{2}/u.test(run.text);
}
