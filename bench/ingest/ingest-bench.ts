export interface IngestBench {
  /** Of the reconciliation files; the goal of time holds for the last. */
  readonly lineCounts: readonly number[];
  readonly customers: number;
  readonly repetitions: number;
  readonly seed: number;
  readonly only: 'file' | 'pull' | undefined;
  readonly say: (line: string) => void;
}
