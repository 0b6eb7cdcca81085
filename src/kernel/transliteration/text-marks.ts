import type { TextCharacters } from './characters.js';

/** Marks that only look otherwise: quotes, dashes, dots. */
const TYPOGRAPHIC: ReadonlyMap<string, string> = new Map([
  ...pairs('‘’‚‛′´ʼʻʹʾʿ‹›', "'"),
  ...pairs('“”„‟«»″', '"'),
  ...pairs('‐‑‒–—―−', '-'),
  ...pairs('·•∙‧', '.'),
  ...pairs('⁄∕', '/'),
  ['…', '...'],
  ['¡', ''],
  ['¿', ''],
]);

/** Symbols that are written in other words, which a person should see. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['©', '(c)'],
  ['®', '(R)'],
  ['°', 'o'],
  ['×', 'x'],
  ['÷', '/'],
  ['±', '+/-'],
]);

/** ASCII marks outside FIN-X; what is not listed becomes a dot, as in a bank that converts to MT. */
const IN_FIN_X: ReadonlyMap<string, string> = new Map([
  ['"', "'"],
  ['`', "'"],
  ['&', '+'],
  ['_', '-'],
  ['~', '-'],
  ['=', '-'],
  [';', ','],
  ['|', '/'],
  ['\\', '/'],
  ['@', '(at)'],
  ['<', '('],
  ['[', '('],
  ['{', '('],
  ['>', ')'],
  [']', ')'],
  ['}', ')'],
]);

export interface WrittenMark {
  readonly text: string;
  /** Whether a person should see the change. */
  readonly beyondAccents: boolean;
}

/** How a mark that is not in the set is written; `undefined` for what is no known mark. */
export function markForm(mark: string, characters: TextCharacters): WrittenMark | undefined {
  const typographic = TYPOGRAPHIC.get(mark);
  if (typographic !== undefined) {
    return { text: characters === 'fin-x' ? typographic.replace('"', "'") : typographic, beyondAccents: false };
  }
  const symbol = SYMBOLS.get(mark);
  if (symbol !== undefined) return { text: symbol, beyondAccents: true };
  if (!/^[!-~]$/.test(mark)) return undefined;
  return { text: IN_FIN_X.get(mark) ?? '.', beyondAccents: !['"', '`'].includes(mark) };
}

function pairs(marks: string, form: string): (readonly [string, string])[] {
  return [...marks].map((mark) => [mark, form] as const);
}
