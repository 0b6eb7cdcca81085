import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { EXIT, Terminal } from '../src/commands/index.js';
import { SeatbackError } from '../src/kernel/index.js';
import { tellStory } from './story.js';

const HELP = `npm run demo: a whole campaign on real software, in less than a minute.

  npm run demo                      pulls weekly, and nightly in the last fortnight
  npm run demo -- --every-night     pulls every night of the half-year
  npm run demo -- --seed 7          another world, in a data folder of its own (SEATBACK_DATA)
  npm run demo -- --customers 48    a world of another size, likewise

A second run keeps the database and finds everything released already.
`;

const { values } = parseArgs({
  options: {
    'every-night': { type: 'boolean', default: false },
    seed: { type: 'string', default: '20190630' },
    customers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const terminal = new Terminal();
  try {
    await tellStory(terminal, {
      seed: Number(values.seed),
      everyNight: values['every-night'],
      ...(values.customers === undefined ? {} : { customers: Number(values.customers) }),
    });
    process.exitCode = EXIT.done;
  } catch (error) {
    if (!(error instanceof SeatbackError)) throw error;
    terminal.fail(error);
    process.exitCode = EXIT.failed;
  }
}
