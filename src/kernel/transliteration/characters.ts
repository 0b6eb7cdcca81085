/**
 * Character sets of payment messages (payment-file contract section 5). FIN-X is what every bank keeps; the extended
 * set adds the rest of printable ASCII, which banks that convert to MT turn into dots.
 */
export type TextCharacters = 'fin-x' | 'extended';

const FIN_X = /^[a-zA-Z0-9/\-?:().,'+ ]$/;
const EXTENDED = /^[ -~]$/;
const ALL_FIN_X = /^[a-zA-Z0-9/\-?:().,'+ ]*$/;
const ALL_EXTENDED = /^[ -~]*$/;

/** Whether one character belongs to the set. */
export function isIn(characters: TextCharacters, character: string): boolean {
  return (characters === 'fin-x' ? FIN_X : EXTENDED).test(character);
}

/** The first character of `text` that does not belong to the set, described without quoting what stands around it. */
export function firstOutside(characters: TextCharacters, text: string): string | undefined {
  // Nearly every text is one that has none.
  if ((characters === 'fin-x' ? ALL_FIN_X : ALL_EXTENDED).test(text)) return undefined;
  let place = 0;
  for (const character of text) {
    place += 1;
    if (isIn(characters, character)) continue;
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `U+${point}${/[\p{L}\p{P}\p{S}]/u.test(character) ? ` "${character}"` : ''} at character ${String(place)}`;
  }
  return undefined;
}
