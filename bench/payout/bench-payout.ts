import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import { writeStatusReport } from './status-report.ts';

const SECONDS_AT_MOST = 1;
/** Time for each payment, in a file of ten times as many. */
const GROWTH_AT_MOST = 1.25;
/** What ten times as many payments may take more. */
const FURTHER_MB_AT_MOST = 16;
/** With what the collector has not taken away yet. */
const PEAK_MB_AT_MOST = 256;
const STATUSES = 100_000;
const MB = 1024 * 1024;

export interface PayoutBench {
  /** Payments of the files, the fewest first; the goal of time holds for the first of them. */
  readonly paymentCounts: readonly number[];
  readonly repetitions: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
  /** Without garbage; of our own writer only. */
  readonly heldBytes?: number;
}

/** Payment files written with all checks, against what libraries write of the same payments; and a report of a bank read. */
export async function benchPayout({ paymentCounts, repetitions, seed, say }: PayoutBench): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatback-bench-'));
  // An operator's official schemas are a further check: measured where the setting names them.
  const own = process.env['SEATBACK_SCHEMA_FOLDER'] === undefined ? ['ours'] : ['ours', 'ours-with-schema'];
  const measured = new Map<string, Measured[]>();
  try {
    for (let repetition = 1; repetition <= repetitions; repetition += 1)
      for (const count of paymentCounts)
        for (const writer of [...own, 'iso20022.js', 'sepa']) {
          const args = [writer, String(count), String(seed), join(folder, 'order.xml')];
          const one = await runChild<Measured>('payout/write-child.ts', args);
          say(
            `  repetition ${String(repetition)}, ${count.toLocaleString('en')} payments, ${writer}: ${one.seconds.toFixed(2)} s, peak ${(one.peakBytes / MB).toFixed(0)} MB`,
          );
          const name = `${writer} ${String(count)}`;
          measured.set(name, [...(measured.get(name) ?? []), one]);
        }
    const of = (writer: string, count: number) => measured.get(`${writer} ${String(count)}`) ?? [];
    return [
      ...paymentCounts.flatMap((count, index) => figuresOf(count, index === 0, own, of)),
      ...growthOf(paymentCounts, of),
      ...(await readingOf(folder, repetitions, say)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Repetitions = (writer: string, count: number) => readonly Measured[];

function figuresOf(count: number, isGoal: boolean, own: readonly string[], of: Repetitions): Figure[] {
  const name = `${count.toLocaleString('en')} payments`;
  const seconds = (writer: string) => of(writer, count).map((each) => each.seconds);
  const words = (writer: string) =>
    writer === 'ours' ? 'checked and written' : writer === 'ours-with-schema' ? 'and held against the schema' : writer;
  return [
    figure(`${name}: checked and written`, 's', seconds('ours'), isGoal ? { atMost: SECONDS_AT_MOST } : undefined),
    figure(
      `${name}: checked and written, a second`,
      'payments/s',
      seconds('ours').map((each) => count / each),
    ),
    ...[...own.slice(1), 'iso20022.js', 'sepa'].map((writer) =>
      figure(`${name}: ${words(writer)}`, 's', seconds(writer)),
    ),
    ...[...own, 'iso20022.js', 'sepa'].map((writer) =>
      figure(
        `${name}: peak memory, ${words(writer)}`,
        'MB',
        of(writer, count).map(({ peakBytes }) => peakBytes / MB),
        writer === 'ours' ? { atMost: PEAK_MB_AT_MOST } : undefined,
      ),
    ),
  ];
}

/** From the fewest to the most payments: time for each of them, and memory. */
function growthOf(paymentCounts: readonly number[], of: Repetitions): Figure[] {
  const [fewest, most] = [paymentCounts[0], paymentCounts.at(-1)];
  if (fewest === undefined || most === undefined || fewest === most) return [];
  const pairs = of('ours', fewest).flatMap((few, index) => {
    const many = of('ours', most)[index];
    return many === undefined ? [] : [{ few, many }];
  });
  return [
    figure(
      'time for each payment, the most over the fewest',
      'times',
      pairs.map(({ few, many }) => many.seconds / most / (few.seconds / fewest)),
      { atMost: GROWTH_AT_MOST },
    ),
    figure(
      'held when all payments have gone by, the most less the fewest',
      'MB',
      pairs.map(({ few, many }) => ((many.heldBytes ?? Number.NaN) - (few.heldBytes ?? Number.NaN)) / MB),
      { atMost: FURTHER_MB_AT_MOST },
    ),
  ];
}

async function readingOf(folder: string, repetitions: number, say: (line: string) => void): Promise<Figure[]> {
  const file = join(folder, 'report.xml');
  writeStatusReport(file, STATUSES);
  const reads: Measured[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    const read = await runChild<Measured & { readonly statuses: number }>('payout/read-child.ts', [file]);
    if (read.statuses !== STATUSES) throw new Error(`Only ${String(read.statuses)} statuses were read.`);
    say(`  repetition ${String(repetition)}, report read: ${read.seconds.toFixed(2)} s`);
    reads.push(read);
  }
  const name = `${STATUSES.toLocaleString('en')} statuses`;
  return [
    figure(
      `${name}: read`,
      's',
      reads.map(({ seconds }) => seconds),
    ),
    figure(
      `${name}: read, a second`,
      'statuses/s',
      reads.map(({ seconds }) => STATUSES / seconds),
    ),
    figure(
      `${name}: peak memory`,
      'MB',
      reads.map(({ peakBytes }) => peakBytes / MB),
    ),
  ];
}
