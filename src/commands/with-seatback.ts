import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { readEnvironment, type Environment } from '../config/index.js';
import { SeatbackError } from '../kernel/index.js';
import { StartLogger } from '../start-logger.js';
import { EXIT, Terminal } from './terminal.js';

export interface CommandContext {
  readonly app: INestApplicationContext;
  readonly environment: Environment;
  readonly terminal: Terminal;
}

export interface CommonOptions {
  readonly json?: boolean;
}

/** Runs a command on the whole program and always leaves the database in order. The exit code is what `work` returns. */
export async function withSeatback(
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
): Promise<void> {
  await reporting(options, async (terminal) => {
    const environment = readEnvironment(process.env);
    const app = await NestFactory.createApplicationContext(AppModule.register({ environment }), {
      logger: new StartLogger('error'),
      abortOnError: false,
    });
    app.enableShutdownHooks();
    try {
      return await work({ app, environment, terminal });
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
    if (!(error instanceof SeatbackError)) throw error;
    terminal.fail(error);
    process.exitCode = EXIT.failed;
  }
}
