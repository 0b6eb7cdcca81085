/**
 * Remainder by ISO 7064 MOD 97-10 of a text of `0-9 A-Z`, letters standing for 10 to 35. IBAN, LEI and RF creditor
 * references are right when it is 1. Read digit by digit, because the number itself is far beyond a safe integer.
 */
export function mod97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
