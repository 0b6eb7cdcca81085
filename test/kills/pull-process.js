// A pull as a process of its own, so that it can be killed: the program as it was built, at an instant that stands still.
import { NestFactory } from '@nestjs/core';
import { LoopbackCredential } from '../../dist/demo/partner-center/index.js';
import { AppModule } from '../../dist/src/app.module.js';
import { readEnvironment } from '../../dist/src/config/index.js';
import { PullPartnerCenter } from '../../dist/src/ingest/index.js';
import { instant, MovableClock } from '../../dist/src/kernel/index.js';

const { dueAt, ingest, signIn } = JSON.parse(process.env.PULL);
const app = await NestFactory.createApplicationContext(
  AppModule.register({
    environment: readEnvironment(process.env),
    clock: new MovableClock(instant(dueAt)),
    partnerCenter: { ...ingest, credential: new LoopbackCredential(signIn), sleep: async () => undefined },
  }),
  { logger: ['error'], abortOnError: false },
);
await app.get(PullPartnerCenter).execute({ dueAt: instant(dueAt) });
await app.close();
