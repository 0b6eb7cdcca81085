import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { productApp, productConfig, productIngest, productKernel } from '../product.ts';

/**
 * Imports the folder named first, in a process of its own as the command line does, and says how long it took. It
 * counts as recorded at the instant named second, where there is one.
 */
const [folder = '', recordedAt] = process.argv.slice(2);
const { AppModule } = await productApp();
const { readEnvironment } = await productConfig();
const { ImportFolder } = await productIngest();
const { instant } = await productKernel();
const app = await NestFactory.createApplicationContext(
  AppModule.register({ environment: readEnvironment(process.env) }),
  { logger: ['error'] },
);
const startedMs = performance.now();
const imported = await app
  .get(ImportFolder)
  .execute(folder, recordedAt === undefined ? {} : { recordedAt: instant(recordedAt) });
const seconds = (performance.now() - startedMs) / 1000;
await app.close();
process.stdout.write(
  `${JSON.stringify({
    seconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    rowsTaken: imported.files.reduce((sum, file) => sum + file.rowsTaken, 0),
    changed: imported.delivery?.changed,
  })}\n`,
);
