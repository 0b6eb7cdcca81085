import { debuglog } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { readEnvironment, type Environment } from '../config/index.js';
import { SeatbackError, type FailureReport } from '../kernel/index.js';
import { StartLogger } from '../start-logger.js';
import { fillInActor, type ActingOptions } from './acting.js';
import { stopSignal } from './stop-signal.js';
import { EXIT, Terminal } from './terminal.js';

export interface CommandContext {
  readonly app: INestApplicationContext;
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C or SIGTERM where the command can be gone on with; never, where it is ended at once. */
  readonly stop: AbortSignal;
}

export interface HowItEnds {
  /** Ctrl-C is passed on as `stop` instead of ending the command at once: what it has done is of use. */
  readonly inOrder?: boolean;
}

const NEVER = new AbortController().signal;

export interface CommonOptions extends ActingOptions {
  readonly json?: boolean;
}

/** Runs a command on the whole program and always leaves the database in order. The exit code is what `work` returns. */
export async function withSeatback(
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
  { inOrder = false }: HowItEnds = {},
): Promise<void> {
  await reporting(options, async (terminal) => {
    const environment = readEnvironment(process.env);
    const app = await NestFactory.createApplicationContext(AppModule.register({ environment }), {
      logger: new StartLogger('error'),
      abortOnError: false,
    });
    using ending = inOrder ? stopSignal(process) : undefined;
    if (ending === undefined) app.enableShutdownHooks();
    try {
      await fillInActor(app, environment, options);
      return await work({ app, environment, terminal, stop: ending?.stop ?? NEVER });
    } finally {
      await app.close();
    }
  });
}

/** For commands that need no database. */
export async function reporting(options: CommonOptions, work: (terminal: Terminal) => Promise<number>): Promise<void> {
  const terminal = new Terminal(options.json);
  try {
    process.exitCode = await work(terminal);
  } catch (error) {
    terminal.fail(error instanceof SeatbackError ? error.report : ourFault(error));
    process.exitCode = EXIT.failed;
  }
}

const trace = debuglog('seatback');

/** What nobody foresaw is a fault of ours: said in the form of the others, without the lines of our code. */
function ourFault(error: unknown): FailureReport {
  trace('%o', error);
  return {
    code: 'INTERNAL',
    expected: 'a failure that was foreseen',
    found: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '',
    where: `seatback ${process.argv.slice(2, 4).join(' ')}`,
    next: 'This is a fault of ours: please report it. NODE_DEBUG=seatback before the command shows where it arose.',
  };
}
