export type RoutingNumberFault = 'format' | 'reserved-prefix' | 'check-digit';

export type RoutingNumberCheck =
  | { readonly valid: true }
  | { readonly valid: false; readonly fault: RoutingNumberFault; readonly expected: string };

/**
 * Checks a routing number of the American Bankers Association (clearing system USABA): nine digits, the first two in a
 * range that is given out, and weights 3-7-1 adding up to a multiple of ten. Source: clearing-system table of the
 * payment-file contract; ranges from the ABA numbering policy.
 */
export function checkRoutingNumber(text: string): RoutingNumberCheck {
  if (!/^[0-9]{9}$/.test(text)) return { valid: false, fault: 'format', expected: '9 digits' };
  const prefix = Number(text.slice(0, 2));
  const givenOut = prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;
  // Nine zeros satisfy the weights and the range of the government, and are no bank.
  if (!givenOut || text === '000000000') {
    return { valid: false, fault: 'reserved-prefix', expected: 'first two digits 00-12, 21-32, 61-72 or 80' };
  }
  const sum = [...text].reduce((added, digit, place) => added + Number(digit) * ([3, 7, 1][place % 3] ?? 0), 0);
  if (sum % 10 !== 0)
    return { valid: false, fault: 'check-digit', expected: 'a last digit that agrees with the others' };
  return { valid: true };
}
