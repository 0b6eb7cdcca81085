import 'reflect-metadata';
import { pathToFileURL } from 'node:url';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AppModule } from './app.module.js';
import { readEnvironment, type Environment } from './config/index.js';
import { nightlyPull } from './jobs/index.js';
import { StartLogger } from './start-logger.js';
import { describeFailure, SeatbackError } from './kernel/index.js';

@Module({})
class WorkerModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: WorkerModule,
      imports: [AppModule.register({ environment }), ScheduleModule.forRoot()],
      providers: [nightlyPull(environment.pullCron)],
    };
  }
}

/** Does the scheduled work until it is told to stop. */
export async function startWorker(): Promise<void> {
  const environment = readEnvironment(process.env);
  const worker = await NestFactory.createApplicationContext(WorkerModule.register(environment), {
    logger: new StartLogger('error', 'warn'),
    abortOnError: false,
  });
  // From here on each night's result; how the program is put together interests nobody.
  worker.useLogger(['error', 'warn', 'log']);
  worker.enableShutdownHooks();
  process.stdout.write(`Seatback works: nightly pull at "${environment.pullCron}" (UTC). Ctrl-C ends it.\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  startWorker().catch((error: unknown) => {
    process.stderr.write(`${error instanceof SeatbackError ? describeFailure(error.report) : String(error)}\n`);
    process.exitCode = 1;
  });
}
