import type { Command } from 'commander';
import { findCampaign } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { listPulls, missingReadings, type ReadingsWanted } from '../ingest/index.js';
import type { DuePull } from '../jobs/index.js';
import { CLOCK, microsBetween, plusMillis, type Clock, type Instant } from '../kernel/index.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

/** What the ingest has done, and what it could not do. */
export function ingestRecordCommands(ingest: Command): void {
  ingest
    .command('status')
    .description('pulls from Partner Center, and due ones that were not made; the latest first')
    .option('--last <number>', 'how many of each', numberOption, 20)
    .option(...JSON_OPTION)
    .action((options: CommonOptions & { readonly last: number }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { missedPulls, pullsBeside } = await import('../jobs/index.js');
        const { pulls, missed, beside } = await app.get(UnitOfWork).inSession(async (session) => ({
          pulls: await listPulls(session, options.last),
          missed: await missedPulls(session, options.last),
          beside: await pullsBeside(session, options.last),
        }));
        terminal.answer({ pulls, missed, beside });
        terminal.say(pulls.length === 0 ? 'No pull has been made.' : 'Pulls');
        terminal.table(
          [
            'due',
            'started',
            'finished',
            'state',
            'attempts',
            'interrupted',
            'customers',
            'refused',
            'failed',
            'calls',
            'replayed',
            'waits',
            'quarantined',
            'delivery',
          ],
          pulls.map(({ dueAt, startedAt, finishedAt, state, attempts, interruptions, outcome }) => [
            minuteOf(dueAt),
            minuteOf(startedAt),
            finishedAt === null ? '' : minuteOf(finishedAt),
            state,
            attempts,
            interruptions,
            outcome?.customersSeen ?? '',
            outcome?.customersRefused ?? '',
            outcome?.customersFailed ?? '',
            outcome?.calls.calls ?? '',
            outcome?.answersReplayed ?? '',
            outcome?.calls.throttled ?? '',
            outcome?.quarantined ?? '',
            outcome?.delivery ?? '',
          ]),
        );
        for (const { dueAt, state, failure } of pulls) {
          if (state === 'interrupted')
            terminal.say(
              `Due ${minuteOf(dueAt)}: cut off; a worker that takes it up, or npx seatback ingest partner-center --due ${dueAt}, goes on with what it was answered.`,
            );
          if (state === 'settled')
            terminal.say(
              `Due ${minuteOf(dueAt)}: ${failure ?? 'cut off'}; nobody goes on with it, and whom it had read is recorded.`,
            );
          if (state === 'failed') terminal.say(`Due ${minuteOf(dueAt)}: ${failure ?? ''}`);
        }
        sayDue(terminal, 'Due and not made', missed);
        sayDue(terminal, 'Directory and witnesses', beside);
        return EXIT.done;
      }),
    );
  ingest
    .command('missing <campaign>')
    .description("customers without a seat reading that counts at the campaign's snapshot; before, if it were now")
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExit code 2 where any is missing.\n\nExample:\n  npx seatback ingest missing my-campaign')
    .action((campaignId: string, options: CommonOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const { lastAlarm, readingsWanted, watchedNight } = await import('../jobs/index.js');
        const night = watchedNight(findCampaign(environment.campaignsFolder, campaignId));
        const wanted = wantedBy(app.get<Clock>(CLOCK).now(), readingsWanted(night));
        const { missing, alarm } = await app.get(UnitOfWork).inSession(async (session) => ({
          missing: await missingReadings(session, wanted),
          alarm: await lastAlarm(session, campaignId),
        }));
        terminal.answer({
          campaignId,
          snapshotAt: night.snapshotAt,
          lookedAtFor: wanted.at,
          readingsFrom: wanted.from,
          missing,
          lastAlarm: alarm ?? null,
        });
        terminal.say(
          `${campaignId}: ${customers(missing.length)} without a seat reading from ${minuteOf(wanted.from)} to ${minuteOf(wanted.at)}.`,
        );
        terminal.table(
          ['customer', 'name', 'reason', 'since', 'last read'],
          missing.map(({ customerId, companyName, reason, since, lastReadAt }) => [
            customerId,
            companyName ?? '',
            reason,
            since === null ? 'never' : minuteOf(since),
            lastReadAt === null ? 'never' : minuteOf(lastReadAt),
          ]),
        );
        if (alarm !== undefined) {
          terminal.say(`Last alarm: ${minuteOf(alarm.checkedAt)}, ${customers(alarm.customersMissing)}.`);
        }
        return missing.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

function sayDue(terminal: Terminal, title: string, due: readonly DuePull[]): void {
  if (due.length === 0) return;
  terminal.say(`\n${title}`);
  terminal.table(
    ['due', 'schedule', 'outcome', 'reason'],
    due.map(({ dueAt, schedule, outcome, reason }) => [minuteOf(dueAt), schedule, outcome, reason]),
  );
}

/** Before readings begin to count everybody would be missing: then it is asked as if the snapshot were now. */
function wantedBy(now: Instant, atSnapshot: ReadingsWanted): ReadingsWanted {
  if (now >= atSnapshot.from) return atSnapshot;
  const limitMs = Number(microsBetween(atSnapshot.from, atSnapshot.at) / 1_000n);
  return { ...atSnapshot, at: now, from: plusMillis(now, -limitMs) };
}

function minuteOf(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;
}

function customers(count: number): string {
  return `${String(count)} ${count === 1 ? 'customer' : 'customers'}`;
}
