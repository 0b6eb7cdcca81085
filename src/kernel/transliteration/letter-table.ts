/** A table of lower-case letters and their Latin form, written as `letter form, letter form`; a lone letter has no form and is left out. */
export function letterTable(pairs: string): ReadonlyMap<string, string> {
  return new Map(
    pairs.split(', ').map((pair) => {
      const [letter = '', form = ''] = pair.split(' ');
      return [letter, form] as const;
    }),
  );
}

/** A letter among the characters of a text, of one script and in order. */
export interface LetterPlace {
  readonly characters: readonly string[];
  readonly index: number;
}

/** The Latin form in the case of the letter it stands for: `Ä` becomes `AE` in `ÄRZTE` and `Ae` in `Ärzte`. */
export function inCaseOf({ characters, index }: LetterPlace, form: string): string {
  const letter = characters[index] ?? '';
  if (!isUpper(letter)) return form;
  if (form.length < 2) return form.toUpperCase();
  const [before = '', after = ''] = [characters[index - 1], characters[index + 1]];
  const amongUpper = isLetter(after) ? isUpper(after) : isUpper(before);
  return amongUpper ? form.toUpperCase() : form.charAt(0).toUpperCase() + form.slice(1);
}

export function isLetter(character: string | undefined): boolean {
  return character !== undefined && /\p{L}/u.test(character);
}

function isUpper(character: string): boolean {
  return /\p{Lu}/u.test(character);
}
