import type { Command } from 'commander';
import { RotateKeys } from '../keys/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const STATE_WORDS = { newest: 'seals and opens', opens: 'opens', unknown: 'not known here: its values stay shut' };

export function keysCommands(program: Command): void {
  const keys = program.command('keys').description('keys that seal account numbers, wire files and tokens');
  keys
    .command('show')
    .description('which keys are known, and how much is sealed with each; exit code 2 where one is not known')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback keys show')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const inUse = await app.get(RotateKeys).inUse();
        terminal.answer(inUse);
        terminal.table(
          ['key', 'values', ''],
          inUse.map(({ keyId, values, state }) => [keyId, values, STATE_WORDS[state]]),
        );
        return inUse.some(({ state, values }) => state === 'unknown' && values > 0) ? EXIT.heldBack : EXIT.done;
      }),
    );
  keys
    .command('new')
    .description('put a new key into the key file, before those that are there; then rotate')
    .addOption(actedBy('administrator'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback keys new --actor dana && npx seatback keys rotate --actor dana')
    .action((options: CommonOptions & { readonly actor: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const keyId = await app.get(RotateKeys).newKey(options.actor);
        terminal.answer({ keyId });
        terminal.say(`Key ${keyId} seals from the next start on. Start servers and workers anew, then rotate.`);
        return EXIT.done;
      }),
    );
  keys
    .command('rotate')
    .description('seal everything with the newest key; safe to break off and to repeat')
    .addOption(actedBy('administrator'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback keys rotate --actor dana')
    .action((options: CommonOptions & { readonly actor: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { keyId, columns } = await app.get(RotateKeys).execute(options.actor);
        const unreadable = columns.reduce((sum, column) => sum + column.unreadable, 0);
        terminal.answer({ keyId, columns, unreadable });
        terminal.table(
          ['of', 'sealed anew', 'unreadable'],
          columns.map(({ table, column, resealed, unreadable: shut }) => [`${table} ${column}`, resealed, shut]),
        );
        terminal.say(
          unreadable === 0
            ? `Everything is sealed with key ${keyId}: the older keys can be put away, when all backups that need them are gone.`
            : `${String(unreadable)} values cannot be opened with the keys that are known: keep all older keys, and name theirs.`,
        );
        return unreadable === 0 ? EXIT.done : EXIT.heldBack;
      }),
    );
}
