import { parseArgs } from 'node:util';
import { benchIngest } from './ingest/bench-ingest.ts';
import { shown, type Figure } from './figures.ts';

const HELP = `npm run bench -- ingest [options]: measures Seatback against bare peers, in one run on this machine.

  --lines 250000,1000000   lines of the reconciliation files; the goals hold for the last of them
  --customers 2000         customers of the simulated Partner Center
  --repetitions 3          of each comparison; the median of the ratios counts
  --only file|pull         one of the two comparisons
  --seed 20190630          of the generated inputs
  --json                   answer in JSON, for a program
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '250000,1000000' },
    customers: { type: 'string', default: '2000' },
    repetitions: { type: 'string', default: '3' },
    only: { type: 'string' },
    seed: { type: 'string', default: '20190630' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals[0] !== 'ingest' || ![undefined, 'file', 'pull'].includes(values.only)) {
  process.stdout.write(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const figures: readonly Figure[] = await benchIngest({
    lineCounts: values.lines.split(',').map(Number),
    customers: Number(values.customers),
    repetitions: Number(values.repetitions),
    seed: Number(values.seed),
    only: values.only as 'file' | 'pull' | undefined,
    say,
  });
  process.stdout.write(values.json ? `${JSON.stringify({ figures }, null, 2)}\n` : shown(figures));
}
