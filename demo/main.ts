import 'reflect-metadata';
import { EXIT, Terminal } from '../src/commands/index.js';
import { SeatbackError } from '../src/kernel/index.js';
import { readOptions } from './options.js';
import { tellPayoutStory } from './payout/tell-payout-story.js';
import { tellStory } from './story.js';

const HELP = `npm run demo: a whole campaign on real software, in less than a minute.

  npm run demo                      pulls weekly, and nightly in the last fortnight
  npm run demo -- --every-night     pulls every night of the half-year
  npm run demo -- --seed 7          another world, in a data folder of its own (SEATBACK_DATA)
  npm run demo -- --customers 48    a world of another size, likewise
  npm run demo -- --story payout    one partner's payout: notices, a wrong name, a batch, a return, new details, paid;
                                    with the ledger after each step
  npm run demo -- --pages           and afterwards the pages, where people of finance and of a partner sign in

A second run keeps the database and finds everything released already.
`;

const terminal = new Terminal();
try {
  const { help, story, pages, ...options } = readOptions(process.argv.slice(2));
  if (help) process.stdout.write(HELP);
  else if (story === 'payout') await tellPayoutStory(terminal, options.seed);
  else await tellStory(terminal, options);
  // Loaded when asked for: a provider and a server take their time.
  if (pages && !help)
    await (await import('./sign-in/show-pages.js')).showPages(terminal, process.env, { endsOnSignal: true });
  process.exitCode = EXIT.done;
} catch (error) {
  if (!(error instanceof SeatbackError)) throw error;
  terminal.fail(error.report);
  process.exitCode = EXIT.failed;
}
