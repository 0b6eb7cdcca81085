import { parseArgs } from 'node:util';
import { shown, type Figure } from './figures.ts';

const HELP = `npm run bench -- ingest|calculation|payout|api [options]: measures Seatback against peers, in one run on this machine.

ingest: an import against a bare COPY, a pull against a bare loop of axios
  --lines 250000,1000000   lines of the reconciliation files; the goals hold for the last of them
  --customers 2000         customers of the simulated Partner Center
  --only file|pull         one of the two comparisons

calculation: an official run with all that it writes, against the totals alone by SQL and by DuckDB
  --customers 1000000      customers; several sizes with commas between, the goals hold for the last of them
  SEATBACK_DATA            where the generated worlds are kept, else .seatback/bench; a million customers need some 20 GB

payout: payment files written with all checks, beside what iso20022.js and sepa write; a report of 100,000 statuses read
  --payments 10000,100000  payments of the files; the goal of time holds for the first of them
  SEATBACK_SCHEMA_FOLDER   official schemas, to be applied too

api: the accrual report, overview, search and customer page one by one, and by 50 at once beside a bare Fastify route
  --customers 1000000      customers of the world, as calculation generates and keeps it
  --seconds 10             of each measurement

all
  --repetitions 3          of each comparison; the median of the ratios counts
  --seed 20190630          of the generated inputs
  --json                   answer in JSON, for a program
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '250000,1000000' },
    customers: { type: 'string' },
    payments: { type: 'string', default: '10000,100000' },
    repetitions: { type: 'string', default: '3' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '20190630' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const repetitions = Number(values.repetitions);
const seed = Number(values.seed);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function measured(): Promise<readonly Figure[] | undefined> {
  if (values.help || ![undefined, 'file', 'pull'].includes(values.only)) return undefined;
  const [what] = positionals;
  if (what === 'calculation') {
    const { benchCalculation } = await import('./calculation/bench-calculation.ts');
    const customerCounts = (values.customers ?? '1000000').split(',').map(Number);
    return benchCalculation({ customerCounts, repetitions, seed, say });
  }
  if (what === 'payout') {
    const { benchPayout } = await import('./payout/bench-payout.ts');
    return benchPayout({ paymentCounts: values.payments.split(',').map(Number), repetitions, seed, say });
  }
  if (what === 'api') {
    const { benchApi } = await import('./api/bench-api.ts');
    const customers = Number(values.customers ?? '1000000');
    return benchApi({ customers, seconds: Number(values.seconds), repetitions, seed, say });
  }
  if (what !== 'ingest') return undefined;
  const { benchIngest } = await import('./ingest/bench-ingest.ts');
  return benchIngest({
    lineCounts: values.lines.split(',').map(Number),
    customers: Number(values.customers ?? '2000'),
    repetitions,
    seed,
    only: values.only as 'file' | 'pull' | undefined,
    say,
  });
}

const figures = await measured();
if (figures === undefined) {
  process.stdout.write(HELP);
  process.exitCode = values.help ? 0 : 1;
} else process.stdout.write(values.json ? `${JSON.stringify({ figures }, null, 2)}\n` : shown(figures));
