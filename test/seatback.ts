import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, type AppOptions } from '../src/app.module.js';
import { instant, MovableClock } from '../src/kernel/index.js';
import { TestServer, type TestDatabase } from './test-database.js';

/** The whole program on a database of its own, with a clock that stands still until it is moved. */
export interface TestSeatback {
  readonly app: INestApplicationContext;
  readonly clock: MovableClock;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

const LATER_THAN_ANYTHING = instant('2026-01-01T00:00:00Z');

type StartOptions = Partial<Pick<AppOptions, 'partnerCenter'>>;

async function open(
  database: TestDatabase,
  { partnerCenter }: StartOptions,
  now = LATER_THAN_ANYTHING,
): Promise<TestSeatback> {
  const clock = new MovableClock(now);
  const { environment } = database;
  const app = await NestFactory.createApplicationContext(
    AppModule.register({ environment, clock, ...(partnerCenter === undefined ? {} : { partnerCenter }) }),
    { logger: ['error'], abortOnError: false },
  );
  return { app, clock, database, close: () => app.close() };
}

/** The server is joined with the first program and left with the last: nothing of a test outlives it. */
export class Seatbacks {
  #server: TestServer | undefined;
  readonly #open = new Set<TestSeatback>();
  readonly #folders: string[] = [];

  async start(
    options: StartOptions & {
      readonly variables?: NodeJS.ProcessEnv;
      /** Whose database this one begins with; its program must have been closed. */
      readonly from?: TestSeatback;
    } = {},
  ): Promise<TestSeatback> {
    this.#server ??= await TestServer.join();
    const database = await this.#server.newDatabase(options.variables, options.from?.database);
    const program = await open(database, options);
    const seatback: TestSeatback = {
      ...program,
      close: async () => {
        this.#open.delete(seatback);
        await program.close();
        await database.drop();
      },
    };
    this.#open.add(seatback);
    return seatback;
  }

  /** The program a second time on the same database, at the same time of its clock. Whoever opens it closes it. */
  async sameDatabase({ database, clock }: TestSeatback, options: StartOptions = {}): Promise<TestSeatback> {
    return open(database, options, clock.now());
  }

  /** A folder that goes with the tests. */
  newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'seatback-test-folder-'));
    this.#folders.push(folder);
    return folder;
  }

  /** To be called when the file's tests are over. */
  async end(): Promise<void> {
    for (const seatback of this.#open) await seatback.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    await this.#server?.leave();
  }
}
