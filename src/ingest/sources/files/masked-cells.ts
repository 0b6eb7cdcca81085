import { FORMATS } from './formats.js';

/**
 * The values of a row without account numbers, as many as the header has: a row of another shape shows what it has, and
 * what is missing is empty.
 *
 * @param file as the folder has it, without its packing
 * @param mayHoldAccounts also where the file is none that is known to
 */
export function maskedCells(
  fields: readonly string[],
  header: readonly string[],
  file: string,
  mayHoldAccounts = false,
): string[] {
  const cells = FORMATS.get(file)?.cells ?? {};
  const holdsAccounts = mayHoldAccounts || Object.values(cells).some(({ secret }) => secret);
  const values = header.map((_, index) => fields[index] ?? '');
  if (!holdsAccounts) return values;
  return values.map((value, index) => {
    const name = (header[index] ?? '').trim().toLowerCase();
    return cells[name]?.secret === true || mayBeAccount(value) ? masked(value) : value;
  });
}

const FEWEST_DIGITS_OF_AN_ACCOUNT = 8;

/** Columns are exchanged or shifted by hand, so that a number may stand in any of them. */
function mayBeAccount(value: string): boolean {
  return (value.match(/\p{Nd}/gu) ?? []).length >= FEWEST_DIGITS_OF_AN_ACCOUNT;
}

function masked(value: string): string {
  const characters = value.match(/[\p{L}\p{Nd}]/gu) ?? [];
  if (characters.length === 0) return '';
  return characters.length > 6 ? `****${characters.slice(-4).join('')}` : '****';
}
