import { createReadStream } from 'node:fs';
import { productMessages } from '../product.ts';

/** Reads the report named, in a process of its own, and says how many statuses of payments stood in it. */
const [file = ''] = process.argv.slice(2);
const { readReport } = await productMessages();
const startedMs = performance.now();
let statuses = 0;
for await (const part of readReport(createReadStream(file)))
  if (part.part === 'fact' && part.fact.level === 'payment') statuses += 1;
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, statuses, peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
