import type { Figure } from '../figures.ts';
import { benchFile } from './bench-file.ts';
import { benchPull } from './bench-pull.ts';
import type { IngestBench } from './ingest-bench.ts';

export async function benchIngest(bench: IngestBench): Promise<Figure[]> {
  return [
    ...(bench.only === 'pull' ? [] : await benchFile(bench)),
    ...(bench.only === 'file' ? [] : await benchPull(bench)),
  ];
}
