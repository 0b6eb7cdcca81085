import type { LoggerService } from '@nestjs/common';
import { SeatbackError } from '../kernel/index.js';
import type { Log } from './log.js';
import { toldError } from './told-error.js';
import { withoutPersonalData } from './without-personal-data.js';

type Level = 'error' | 'warn' | 'info' | 'debug' | 'fatal';

/** How the program is put together interests nobody. */
const ASSEMBLING: ReadonlySet<string> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** What the framework and our own `Logger`s say, as lines of the log. The last of what is given besides names who says it. */
export class JsonLogger implements LoggerService {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    if (level === 'info' && typeof context === 'string' && ASSEMBLING.has(context)) return;
    const by = typeof context === 'string' && context.length < 60 && !context.includes('\n') ? { by: context } : {};
    const stack = rest.find((each) => typeof each === 'string' && /\n\s+at /.test(each)) as string | undefined;
    const error = message instanceof Error ? message : undefined;
    const told = error === undefined ? {} : { error: toldError(error) };
    const frames = stack === undefined ? {} : { stack: framesOf(stack) };
    const text = typeof message === 'string' ? messageOf(message) : (error?.constructor.name ?? 'something else');
    this.#log[level]({ ...by, ...frames, ...told }, error instanceof SeatbackError ? error.code : text);
  }
}

/** A stack that somebody gave as text begins with what was said. */
function messageOf(text: string): string {
  const [first = '', ...lines] = text.split('\n');
  return lines.some((line) => /^\s+at /.test(line))
    ? (/^[\w.]+/.exec(first)?.[0] ?? 'Error')
    : withoutPersonalData(text);
}

function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
