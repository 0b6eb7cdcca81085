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

/** The server is joined with the first program and left with the last: nothing of a test outlives it. */
export class Seatbacks {
  #server: TestServer | undefined;
  readonly #open = new Set<TestSeatback>();
  readonly #folders: string[] = [];

  async start(
    options: Partial<Pick<AppOptions, 'partnerCenter'>> & {
      readonly variables?: NodeJS.ProcessEnv;
      /** Whose database this one begins with; its program must have been closed. */
      readonly from?: TestSeatback;
    } = {},
  ): Promise<TestSeatback> {
    this.#server ??= await TestServer.join();
    const database = await this.#server.newDatabase(options.variables, options.from?.database);
    const clock = new MovableClock(LATER_THAN_ANYTHING);
    const app = await NestFactory.createApplicationContext(
      AppModule.register({
        environment: database.environment,
        clock,
        ...(options.partnerCenter === undefined ? {} : { partnerCenter: options.partnerCenter }),
      }),
      { logger: ['error'], abortOnError: false },
    );
    const seatback: TestSeatback = {
      app,
      clock,
      database,
      close: async () => {
        this.#open.delete(seatback);
        await app.close();
        await database.drop();
      },
    };
    this.#open.add(seatback);
    return seatback;
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
