import 'reflect-metadata';
import { pathToFileURL } from 'node:url';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AppModule, type AppOptions } from './app.module.js';
import { readEnvironment } from './config/index.js';
import { jobProviders } from './jobs/index.js';
import { JsonLogger, openLog } from './logging/index.js';
import { StartLogger } from './start-logger.js';
import { describeFailure, SeatbackError } from './kernel/index.js';

/** The program and one worker. Without a clock to wake it, it looks only when it is told to. */
@Module({})
export class WorkerModule {
  static register(options: AppOptions, { isWoken }: { readonly isWoken: boolean }): DynamicModule {
    const { pullCron, campaignsFolder } = options.environment;
    return {
      module: WorkerModule,
      imports: [AppModule.register(options), ...(isWoken ? [ScheduleModule.forRoot()] : [])],
      providers: jobProviders({ cron: pullCron, campaignsFolder }),
    };
  }
}

/** Does the scheduled work until it is told to stop. */
export async function startWorker(): Promise<void> {
  const environment = readEnvironment(process.env);
  const json = environment.operations.isLogJson ? new JsonLogger(openLog('worker')) : undefined;
  const worker = await NestFactory.createApplicationContext(WorkerModule.register({ environment }, { isWoken: true }), {
    logger: json ?? new StartLogger('error', 'warn'),
    abortOnError: false,
  });
  worker.enableShutdownHooks();
  if (json !== undefined) return;
  // From here on each night's result; how the program is put together interests nobody.
  worker.useLogger(['error', 'warn', 'log']);
  process.stdout.write(
    `Seatback works: nightly pull at "${environment.pullCron}" (UTC), and campaigns on their last days. Ctrl-C ends it.\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  startWorker().catch((error: unknown) => {
    process.stderr.write(`${error instanceof SeatbackError ? describeFailure(error.report) : String(error)}\n`);
    process.exitCode = 1;
  });
}
