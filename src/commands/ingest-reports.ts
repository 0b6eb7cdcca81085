import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { listUnmapped } from '../ingest/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

/** What was brought in and needs a person's eye. */
export function ingestReportCommands(ingest: Command): void {
  ingest
    .command('unmapped')
    .description(
      'products that look like the family and that the catalogue does not map; exit code 2 where there are any',
    )
    .option(...JSON_OPTION)
    .addHelpText('after', '\nName each in products.csv, with its product and family, and import it.')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const unmapped = await app.get(UnitOfWork).inSession((session) => listUnmapped(session));
        terminal.answer(unmapped);
        terminal.table(
          ['kind', 'id', 'name', 'customers', 'lines', 'subscriptions', 'readings', 'first day', 'last day'],
          unmapped.map((product) => [
            product.namedBy,
            product.id,
            product.name,
            product.customers,
            product.billingLines,
            product.subscriptions,
            product.readings,
            product.firstOn,
            product.lastOn,
          ]),
        );
        terminal.say(
          unmapped.length === 0
            ? 'Every product that looks like the family is mapped.'
            : '\nTheir seats count for nobody. Name each in products.csv, with its product and family, and import it.',
        );
        return unmapped.length === 0 ? EXIT.done : EXIT.heldBack;
      }),
    );
}

/** One line after an ingest, where there is something to look at. */
export async function hintAtUnmapped(app: INestApplicationContext, terminal: Terminal): Promise<void> {
  const unmapped = await app.get(UnitOfWork).inSession((session) => listUnmapped(session));
  if (unmapped.length > 0)
    terminal.say(
      `Products that look like the family and are not mapped: ${unmapped.length}. See them: seatback ingest unmapped`,
    );
}
