import type { Command } from 'commander';
import { listRuns, RunApproval, type Run } from '../calculation/index.js';
import { UnitOfWork } from '../database/index.js';
import { Money } from '../kernel/index.js';
import { ACTOR, JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

export function runCommands(program: Command): void {
  const run = program.command('run').description('take an official run through approval to posting');
  run
    .command('list [campaign]')
    .description('runs, the latest first')
    .option(...JSON_OPTION)
    .action((campaignId: string | undefined, options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const runs = await app.get(UnitOfWork).inSession((session) => listRuns(session, campaignId));
        terminal.answer(runs);
        terminal.table(
          ['run', 'campaign', 'kind', 'state', 'snapshot', 'known at', 'qualified', 'undecided', 'earned', ''],
          runs.map((each) => [
            each.run,
            each.campaignId,
            each.kind,
            each.state,
            each.snapshotAt.slice(0, 19),
            each.knownAt.slice(0, 19),
            each.counts.qualified,
            each.counts.undecided,
            Money.of(each.earnedTotal, each.currency).toString(),
            each.currency,
          ]),
        );
        if (runs.length === 0) terminal.say('No runs yet. Calculate one: seatback calculate <campaign> --out ./out');
        return EXIT.done;
      }),
    );
  step(run, 'submit', 'hand a calculated official run in for approval', (approval, number, actor) =>
    approval.submit(number, actor),
  );
  step(run, 'approve', 'approve a submitted run; not by the one who submitted it', (approval, number, actor) =>
    approval.approve(number, actor),
  );
  step(run, 'post', 'accrue in the ledger what an approved run earned', (approval, number, actor) =>
    approval.post(number, actor),
  );
  run
    .command('reject')
    .description('send a submitted run back')
    .argument('<run>', 'the number of the run', numberOption)
    .requiredOption('--reason <text>', 'why')
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .action((number: number, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayStep(terminal, await app.get(RunApproval).reject(number, options.actor, options.reason), options.actor),
      ),
    );
}

function step(
  parent: Command,
  name: string,
  description: string,
  act: (approval: RunApproval, number: number, actor: string) => Promise<Run>,
): void {
  parent
    .command(name)
    .argument('<run>', 'the number of the run', numberOption)
    .description(description)
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .addHelpText('after', `\nExample:\n  seatback run ${name} 1 --actor ${name === 'approve' ? 'robin' : 'dana'}`)
    .action((number: number, options: ActorOptions) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayStep(terminal, await act(app.get(RunApproval), number, options.actor), options.actor),
      ),
    );
}

function sayStep(terminal: Terminal, run: Run, actor: string): number {
  terminal.answer(run);
  terminal.say(`Run ${run.run} of ${run.campaignId} is ${run.state}, by ${actor}.`);
  return EXIT.done;
}
