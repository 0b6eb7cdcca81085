import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { findCampaign } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { compareWitnesses, listUnmapped, PullWitnesses } from '../ingest/index.js';
import { endOfDay, parseCalendarDate, plusDays, type CalendarDate } from '../kernel/index.js';
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
  ingest
    .command('witnesses <campaign-or-month>')
    .description(
      'compare assigned seats at the end of a month (2019-06), or of a campaign’s months, with what Microsoft’s reports say; exit code 2 where they differ',
    )
    .option('--pull', 'ask Microsoft for the reports first')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nA report overrides no reading: where they differ, a person decides.\n\nExamples:\n  npx seatback ingest witnesses 2019-06 --pull\n  npx seatback ingest witnesses my-campaign',
    )
    .action((asked: string, options: CommonOptions & { readonly pull?: boolean }) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const { months, zone } = monthsOf(asked, environment.campaignsFolder);
        if (options.pull === true) {
          for (const month of months) {
            const { sources } = await app.get(PullWitnesses).execute(month);
            for (const { source, rows, problem } of sources)
              terminal.say(`${month.slice(0, 7)} ${source}: ${problem ?? `${rows} rows`}`);
          }
        }
        const compared = await app.get(UnitOfWork).inSession(async (session) => {
          const all = [];
          for (const month of months) all.push(...(await compareWitnesses(session, month, endOfMonth(month, zone))));
          return all;
        });
        terminal.answer(compared);
        const differing = compared.filter(({ verdict }) => verdict !== 'agrees');
        terminal.table(
          ['month', 'customer', 'product', 'source', 'witnessed', 'read', 'read at', 'verdict'],
          differing.map((each) => [
            each.month.slice(0, 7),
            each.customerId,
            each.productName ?? each.productId,
            each.source,
            each.seatsWitnessed,
            each.seatsRead ?? '',
            each.readAt?.slice(0, 19) ?? '',
            each.verdict,
          ]),
        );
        terminal.say(`${compared.length} witnesses, ${compared.length - differing.length} agree with our readings.`);
        return differing.some(({ verdict }) => verdict === 'disagrees') ? EXIT.heldBack : EXIT.done;
      }),
    );
}

/** A month by itself ends in UTC, a campaign's months end in the campaign's zone. */
function monthsOf(
  asked: string,
  campaignsFolder: string,
): { readonly months: readonly CalendarDate[]; readonly zone: string } {
  const single = parseCalendarDate(`${asked}-01`);
  if (single !== undefined) return { months: [single], zone: 'UTC' };
  const { window, timeZone } = findCampaign(campaignsFolder, asked).terms;
  const months: CalendarDate[] = [];
  const { from, to } = window.value;
  let month = firstOfMonth(from);
  for (; plusDays(firstOfMonth(plusDays(month, 31)), -1) <= to; month = firstOfMonth(plusDays(month, 31)))
    months.push(month);
  return { months, zone: timeZone.value };
}

function firstOfMonth(day: CalendarDate): CalendarDate {
  return `${day.slice(0, 7)}-01` as CalendarDate;
}

function endOfMonth(month: CalendarDate, zone: string) {
  return endOfDay(plusDays(firstOfMonth(plusDays(month, 31)), -1), zone);
}

/** One line after an ingest, where there is something to look at. */
export async function hintAtUnmapped(app: INestApplicationContext, terminal: Terminal): Promise<void> {
  const unmapped = await app.get(UnitOfWork).inSession((session) => listUnmapped(session));
  if (unmapped.length > 0)
    terminal.say(
      `Products that look like the family and are not mapped: ${unmapped.length}. See them: npx seatback ingest unmapped`,
    );
}
