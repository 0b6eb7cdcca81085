import type { Figure } from '../figures.ts';
import { benchFile } from './bench-file.ts';
import { benchPull } from './bench-pull.ts';

export interface IngestBench {
  /** Of the reconciliation files; the goal of time holds for the last. */
  readonly lineCounts: readonly number[];
  readonly customers: number;
  readonly repetitions: number;
  readonly seed: number;
  readonly only: 'file' | 'pull' | undefined;
  readonly say: (line: string) => void;
}

export async function benchIngest(bench: IngestBench): Promise<Figure[]> {
  return [
    ...(bench.only === 'pull' ? [] : await benchFile(bench)),
    ...(bench.only === 'file' ? [] : await benchPull(bench)),
  ];
}
