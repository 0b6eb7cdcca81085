import 'reflect-metadata';
import { EXIT, Terminal } from '../src/commands/index.js';
import { SeatbackError } from '../src/kernel/index.js';
import { readOptions } from './options.js';
import { tellStory } from './story.js';

const HELP = `npm run demo: a whole campaign on real software, in less than a minute.

  npm run demo                      pulls weekly, and nightly in the last fortnight
  npm run demo -- --every-night     pulls every night of the half-year
  npm run demo -- --seed 7          another world, in a data folder of its own (SEATBACK_DATA)
  npm run demo -- --customers 48    a world of another size, likewise

A second run keeps the database and finds everything released already.
`;

const terminal = new Terminal();
try {
  const { help, ...options } = readOptions(process.argv.slice(2));
  if (help) process.stdout.write(HELP);
  else await tellStory(terminal, options);
  process.exitCode = EXIT.done;
} catch (error) {
  if (!(error instanceof SeatbackError)) throw error;
  terminal.fail(error.report);
  process.exitCode = EXIT.failed;
}
