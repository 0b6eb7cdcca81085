/**
 * "order is by code point" (contract, section 1): the built-in comparison of text goes by UTF-16 units instead,
 * which puts a character outside the basic plane before some inside it.
 */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let place = 0;
  while (place < length && one.charCodeAt(place) === other.charCodeAt(place)) place += 1;
  // Where the second halves of two pairs differ, they stand in the order of the characters.
  return place < length ? one.codePointAt(place)! - other.codePointAt(place)! : one.length - other.length;
}
