import { describe, expect, it } from '@jest/globals';
import { shownInCell, shownOnTerminal } from './terminal-text.js';
import { tableLines } from './terminal.js';

describe('a name from outside', () => {
  it.each([
    ['paints the screen', '\u001B[31mred', '\\u001b[31mred'],
    ['sets the title of the window', '\u001B]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['goes back to the start of the line', 'Paid\rHeld', 'Paid\\u000dHeld'],
    ['speaks in eight bits', '\u009B2J', '\\u009b2J'],
    ['turns the amount around', '\u202E000.2', '\\u202e000.2'],
  ])('that %s is shown instead of obeyed', (_what, name, shown) => {
    expect(shownOnTerminal(name)).toBe(shown);
  });

  it('keeps its letters, whatever their script', () => {
    for (const name of ['Ærø Skæring', 'Ελλάς', 'مثال', '例え', '👩‍💻']) expect(shownOnTerminal(name)).toBe(name);
  });

  it('begins no line of its own in a table', () => {
    expect(shownInCell('A\nB')).toBe('A\\u000aB');
    expect(tableLines(['name'], [['A\nTotal 0']])).toHaveLength(3);
  });
});
