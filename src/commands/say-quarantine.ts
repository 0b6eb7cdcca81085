import type { Quarantined } from '../ingest/index.js';
import type { Terminal } from './terminal.js';

const SHOWN_AT_MOST = 20;

/** @param count where there may be more than are at hand */
export function sayQuarantine(
  terminal: Terminal,
  quarantined: readonly Quarantined[],
  count = quarantined.length,
): void {
  if (count === 0) return;
  terminal.say(`\nQuarantined: ${count}`);
  terminal.table(
    ['file', 'line', 'column', 'expected', 'found'],
    quarantined
      .slice(0, SHOWN_AT_MOST)
      .map(({ file, line, column, expected, found }) => [file, line, column ?? '', expected, found]),
  );
  if (count > SHOWN_AT_MOST) terminal.say(`… and ${count - SHOWN_AT_MOST} more`);
  terminal.say();
}

export function someOf(names: readonly string[]): string {
  const more = names.length - SHOWN_AT_MOST;
  return names.slice(0, SHOWN_AT_MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
