// A worker as a process of its own, so that it can be killed: the program as it was built, at an instant that stands still.
import { NestFactory } from '@nestjs/core';
import { readEnvironment } from '../../dist/src/config/index.js';
import { instant, MovableClock } from '../../dist/src/kernel/index.js';
import { WorkerModule } from '../../dist/src/worker.js';

const environment = readEnvironment(process.env);
const credential = { getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
const worker = await NestFactory.createApplicationContext(
  WorkerModule.register(
    {
      environment,
      clock: new MovableClock(instant(process.env.NOW)),
      partnerCenter: { partnerCenter: environment.partnerCenter, credential },
    },
    { isWoken: false },
  ),
  { logger: ['error', 'warn'], abortOnError: false },
);
worker.enableShutdownHooks();
