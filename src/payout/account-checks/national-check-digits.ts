/**
 * Check digits inside the national account number. An IBAN made from a mistyped account number passes MOD 97, since
 * its own check digits were computed afterwards; these do not. Only countries whose banks have issued no number
 * without them: Belgium (remainder of 97 in the last two digits) and Spain (two "dígitos de control" of MOD 11).
 */
export function nationalCheckFails(country: string, bban: string): boolean {
  if (country === 'BE') return Number(bban.slice(10)) !== (Number(bban.slice(0, 10)) % 97 || 97);
  if (country === 'ES') {
    const [bankAndBranch, digits, account] = [bban.slice(0, 8), bban.slice(8, 10), bban.slice(10)];
    return digits !== spanishControlDigit(`00${bankAndBranch}`) + spanishControlDigit(account);
  }
  return false;
}

const SPANISH_WEIGHTS = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];

function spanishControlDigit(tenDigits: string): string {
  const sum = SPANISH_WEIGHTS.reduce((added, weight, place) => added + weight * Number(tenDigits[place]), 0);
  const digit = 11 - (sum % 11);
  if (digit === 11) return '0';
  return digit === 10 ? '1' : String(digit);
}
