/** "money with the currency's decimals" (contract, section 4), from its minor units. */
export function writeMoney(minorUnits: bigint, decimals: number): string {
  if (minorUnits < 0n) throw new Error('an amount below zero');
  if (decimals === 0) return minorUnits.toString();
  const digits = minorUnits.toString().padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
