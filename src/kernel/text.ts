/**
 * Order by Unicode code point, as PostgreSQL's "C" collation has it. JavaScript's `<` compares UTF-16 units and puts
 * characters beyond the basic plane before some that lie inside it.
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    // Two equal high surrogates cannot lead here with different low ones compared wrongly: low surrogates keep order.
    return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
  }
  return a.length - b.length;
}

/** Lifts surrogates above the rest of the basic plane, which gives UTF-16 units the order of code points. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  if (unit >= 0xd800) return unit + 0x2000;
  return unit;
}

/**
 * A CSV record for people, who open it in a spreadsheet: there a cell that begins with one of these would be computed,
 * and a name comes from outside. An apostrophe makes it text; numbers stay numbers.
 */
export function spreadsheetRecord(values: readonly (string | number)[]): string {
  return csvRecord(
    values.map((value) =>
      typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value)
        ? `'${value}`
        : String(value),
    ),
  );
}

/** One CSV record by RFC 4180, ended by LF. Values that hold a comma, a quote or a line break are quoted. */
export function csvRecord(values: readonly string[]): string {
  return `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\n`;
}

/** `750` is `750.00`; decimals that are there are never touched. */
export function withCents(plain: string): string {
  const [whole = '', decimals = ''] = plain.split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}
