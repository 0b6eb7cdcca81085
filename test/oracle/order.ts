/**
 * "order is by code point" (contract, section 1): the built-in comparison of text goes by UTF-16 units instead,
 * which puts a character outside the basic plane before some inside it.
 */
export function byCodePoint(one: string, other: string): number {
  const left = Array.from(one, (character) => character.codePointAt(0)!);
  const right = Array.from(other, (character) => character.codePointAt(0)!);
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    if (left[place] !== right[place]) return left[place]! - right[place]!;
  }
  return left.length - right.length;
}
