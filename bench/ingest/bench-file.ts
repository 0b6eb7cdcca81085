import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import { copyBare } from './copy-bare.ts';
import type { IngestBench } from './ingest-bench.ts';
import { benchFolder, inNewDatabase } from './new-database.ts';
import { writeReconciliation } from './reconciliation-file.ts';

const COPY_TIMES_AT_MOST = 2;
const PEAK_MB_AT_MOST = 300;
const MB = 1024 * 1024;

interface Imported {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly rowsTaken: number;
}

/** A reconciliation file parsed, checked, stored and its history derived, against a bare COPY of the same file. */
export async function benchFile({ lineCounts, repetitions, seed, say }: IngestBench): Promise<Figure[]> {
  const figures: Figure[] = [];
  const goalLines = lineCounts.at(-1);
  for (const lines of lineCounts) {
    const folder = benchFolder('file');
    try {
      say(`Writing a reconciliation file of ${lines.toLocaleString('en')} lines`);
      const file = await writeReconciliation(join(folder, 'import'), lines, seed);
      const ratios: number[] = [];
      const rates: number[] = [];
      const peaks: number[] = [];
      for (let repetition = 1; repetition <= repetitions; repetition += 1) {
        const { copySeconds, imported } = await copyAndImport(
          join(folder, `data-${String(repetition)}`),
          file,
          join(folder, 'import'),
        );
        if (imported.rowsTaken < lines) throw new Error(`Only ${String(imported.rowsTaken)} rows were taken.`);
        say(
          `  repetition ${String(repetition)}: bare COPY ${copySeconds.toFixed(1)} s, import ${imported.seconds.toFixed(1)} s, peak ${(imported.peakBytes / MB).toFixed(0)} MB`,
        );
        ratios.push(imported.seconds / copySeconds);
        rates.push(lines / imported.seconds);
        peaks.push(imported.peakBytes / MB);
      }
      const name = `${lines.toLocaleString('en')} lines`;
      const isGoal = lines === goalLines;
      figures.push(
        figure(`${name}: import, rows a second`, 'rows/s', rates),
        figure(`${name}: import over bare COPY`, 'times', ratios, isGoal ? { atMost: COPY_TIMES_AT_MOST } : undefined),
        figure(`${name}: peak memory of the import`, 'MB', peaks, { atMost: PEAK_MB_AT_MOST }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}

/** Both on one new server; the bare COPY goes first and leaves nothing. */
async function copyAndImport(
  dataFolder: string,
  file: string,
  importFolder: string,
): Promise<{ copySeconds: number; imported: Imported }> {
  return inNewDatabase(dataFolder, async ({ adminUrl }) => {
    const copySeconds = await copyBare(adminUrl, file);
    return { copySeconds, imported: await runChild<Imported>('ingest/import-child.ts', [importFolder]) };
  });
}
