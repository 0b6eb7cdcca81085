import { once } from 'node:events';
import type { FailureReport } from '../kernel/index.js';
import { shownInCell, shownOnTerminal } from './terminal-text.js';

/** 0 done, 1 failed, 2 done with something held back or quarantined. */
export const EXIT = { done: 0, failed: 1, heldBack: 2 } as const;

/** Where a command writes: people get tables and sentences, programs get JSON. */
export class Terminal {
  readonly #isJson: boolean;

  constructor(isJson = false) {
    this.#isJson = isJson;
  }

  /** For people; silent where a program reads. */
  say(line = ''): void {
    if (!this.#isJson) process.stdout.write(`${shownOnTerminal(line)}\n`);
  }

  /** For a file or another program, as it is; unless it is a terminal after all. */
  pass(text: string): void {
    process.stdout.write(process.stdout.isTTY ? shownOnTerminal(text) : text);
  }

  /** As `pass`, of any length: it keeps step with whoever reads. */
  async passAll(parts: AsyncIterable<string>): Promise<void> {
    for await (const part of parts) {
      this.pass(part);
      if (process.stdout.writableNeedDrain && !process.stdout.destroyed)
        await Promise.race(['drain', 'close'].map((event) => once(process.stdout, event)));
    }
  }

  /** For people, beside what goes to standard output; silent where a program reads. */
  remark(line: string): void {
    if (!this.#isJson) process.stderr.write(`${shownOnTerminal(line)}\n`);
  }

  /** For programs; silent where a person reads. */
  answer(value: unknown): void {
    if (this.#isJson) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    if (rows.length === 0) return;
    for (const line of tableLines(columns, rows)) this.say(line);
  }

  fail(report: FailureReport): void {
    if (this.#isJson) {
      process.stdout.write(`${JSON.stringify({ error: report }, null, 2)}\n`);
      return;
    }
    this.complain(report);
  }

  /** One failure of several that do not end the command; silent where a program reads, whose answer holds it. */
  complain(report: FailureReport): void {
    if (!this.#isJson) process.stderr.write(shownOnTerminal(failureLines(report).join('\n')));
  }

  /** Progress of long work: a bar on a terminal, a plain line now and then where the output goes elsewhere. */
  progress(label: string): Progress {
    return new Progress(label, this.#isJson ? 'silent' : process.stderr.isTTY ? 'bar' : 'lines');
  }
}

/** One finding a line: of several things that are wrong each is mended by itself. */
function failureLines({ code, expected, found, where, next, findings }: FailureReport): string[] {
  const problems =
    findings === undefined
      ? [`  expected  ${expected}`, `  found     ${found}`]
      : findings.map((each) => `  ${each.place}: expected ${each.expected}, found ${each.found}`);
  return ['', code, ...problems, `  where     ${where}`, `  next      ${next}`, ''];
}

/** Numbers are aligned to the right, words to the left. */
export function tableLines(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => shownInCell(String(cell))));
  const widths = columns.map((name, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const isNumber = columns.map((_, index) => cells.every((row) => /^-?[\d,. ]*$/.test(row[index] ?? '')));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        isNumber[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)];
}

const BAR_WIDTH = 30;
const LINE_EVERY_MS = 3_000;

export class Progress {
  readonly #label: string;
  readonly #form: 'bar' | 'lines' | 'silent';
  #shownAtMs = Date.now();

  constructor(label: string, form: 'bar' | 'lines' | 'silent') {
    this.#label = label;
    this.#form = form;
  }

  /** @param all unknown where it is left out */
  at(done: number, all?: number): void {
    if (this.#form === 'bar') {
      const filled = all === undefined || all === 0 ? 0 : Math.round((BAR_WIDTH * done) / all);
      const bar = all === undefined ? '' : ` ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      process.stderr.write(
        `\r${this.#label}${bar} ${String(done)}${all === undefined ? '' : `/${String(all)}`}\u001B[K`,
      );
      return;
    }
    if (this.#form === 'lines' && Date.now() - this.#shownAtMs > LINE_EVERY_MS) {
      this.#shownAtMs = Date.now();
      process.stderr.write(`${this.#label} ${String(done)}${all === undefined ? '' : ` of ${String(all)}`}\n`);
    }
  }

  end(): void {
    if (this.#form === 'bar') process.stderr.write('\r\u001B[K');
  }
}
