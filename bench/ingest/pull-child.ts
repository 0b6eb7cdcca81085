import 'reflect-metadata';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { productApp, productConfig, productIngest, productKernel, simulatedPartnerCenter } from '../product.ts';
import type { Page, SignIn } from './bench-pull.ts';

/** Pulls once from the address named first, in a process of its own. Notes what it asked for, where a file is named. */
const signIn = JSON.parse(process.argv[2] ?? '{}') as SignIn;
const pagesFile = process.argv[3];
const { AppModule } = await productApp();
const { readEnvironment } = await productConfig();
const { PullPartnerCenter } = await productIngest();
const { instant } = await productKernel();
const { LoopbackCredential } = await simulatedPartnerCenter();

const pages: Page[] = [];
if (pagesFile !== undefined) {
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { readonly request: ClientRequest };
    if (request.method !== 'GET') return;
    const continuation = request.getHeader('ms-continuationtoken');
    pages.push({ path: request.path, ...(continuation === undefined ? {} : { continuation: String(continuation) }) });
  });
}
const environment = readEnvironment(process.env);
const app = await NestFactory.createApplicationContext(
  AppModule.register({
    environment,
    partnerCenter: {
      partnerCenter: {
        ...environment.partnerCenter,
        url: signIn.baseUrl,
        requestsPerMinute: 100_000_000,
        patienceMs: 0,
      },
      credential: new LoopbackCredential(signIn),
      // Three customers of the world fail for good; backing off as asked, or asking again for hours, would measure waits.
      sleep: (ms) => delay(ms / 200),
    },
  }),
  { logger: ['error'] },
);
const startedMs = performance.now();
const pull = await app.get(PullPartnerCenter).execute({ dueAt: instant('2019-06-30T20:00:00Z') });
const seconds = (performance.now() - startedMs) / 1000;
await app.close();
if (pagesFile !== undefined) writeFileSync(pagesFile, JSON.stringify(pages));
process.stdout.write(
  `${JSON.stringify({
    seconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    customers: pull.customersSeen,
    failed: pull.customersFailed,
    calls: pull.calls.calls,
  })}\n`,
);
