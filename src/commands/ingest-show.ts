import type { Command } from 'commander';
import { ShowPayload, type ShownPayload } from '../ingest/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

/** What was received, at the place that an explanation leads to. */
export function ingestShowCommand(ingest: Command): void {
  ingest
    .command('show <reference>')
    .description('what was received, as it was received, at the place that a finding rests on')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
The reference is the hash of a payload, or its beginning, and a place in it: a line, or an item of an answer, from 0.
Account numbers are masked.

Examples:
  npx seatback ingest show 3f2a91c0d4e5b617:17
  npx seatback ingest show 9be0117fa2c3d845:items[2]
  npx seatback ingest show 3f2a91c0d4e5b617`,
    )
    .action((reference: string, options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const shown = await app.get(ShowPayload).execute(reference);
        terminal.answer(shown);
        sayPayload(terminal, shown);
        return EXIT.done;
      }),
    );
}

function sayPayload(terminal: Terminal, shown: ShownPayload): void {
  const { hash, byteCount, isSealed, receivedAs, place, header, text } = shown;
  terminal.say(`SHA-256 ${hash}, ${byteCount} bytes${isSealed ? ', kept sealed' : ''}, whole`);
  terminal.table(
    ['delivery', 'source', 'recorded', 'received as', 'answered'],
    receivedAs.map(({ delivery, source, recordedAt, name, observedAt }) => [
      delivery,
      source,
      recordedAt.slice(0, 16),
      name,
      observedAt?.slice(0, 16) ?? '',
    ]),
  );
  if (place === null) return;
  terminal.say(`\n${place}:`);
  if (header !== null) terminal.say(header);
  terminal.say(text ?? '');
}
