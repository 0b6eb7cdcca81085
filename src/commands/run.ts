import type { Command } from 'commander';
import type { Role } from '../access/index.js';
import { leftOutOfRun, listRuns, RunApproval, type Run } from '../calculation/index.js';
import { UnitOfWork } from '../database/index.js';
import { actorOf, Money } from '../kernel/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { changesCommand } from './restate.js';
import { EXIT } from './terminal.js';
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
        if (runs.length === 0)
          terminal.say('No runs yet. Calculate one: npx seatback calculate <campaign> --out ./out');
        return EXIT.done;
      }),
    );
  changesCommand(run);
  stepCommand(run, 'submit', 'hand a calculated official run in for approval')
    .option('--as-known <reason>', 'submit it although more has become known since it was calculated, and say why')
    .action((number: number, options: ActorOptions & { readonly asKnown?: string }) =>
      takeStep(options, (approval) => approval.submit(number, options.actor, { asKnownBecause: options.asKnown })),
    );
  stepCommand(run, 'approve', 'approve a submitted run; not by the one who submitted it')
    .option('--as-known <reason>', 'approve it although more has become known since it was submitted, and say why')
    .action((number: number, options: ActorOptions & { readonly asKnown?: string }) =>
      takeStep(options, (approval) => approval.approve(number, options.actor, { asKnownBecause: options.asKnown })),
    );
  stepCommand(run, 'post', 'accrue in the ledger what an approved run earned')
    .option('--as-known <reason>', 'post it although more has become known since it was approved, and say why')
    .action((number: number, options: ActorOptions & { readonly asKnown?: string }) =>
      takeStep(options, (approval) => approval.post(number, options.actor, { asKnownBecause: options.asKnown })),
    );
  stepCommand(run, 'reject', 'end a submitted or approved run, so that it is calculated anew', ' --reason "…"')
    .requiredOption('--reason <text>', 'why')
    .action((number: number, options: ActorOptions & { readonly reason: string }) =>
      takeStep(options, (approval) => approval.reject(number, options.actor, options.reason)),
    );
}

/** Who hands in does not approve; the use case holds them to two people, whatever roles each has. */
const ROLES_OF_STEP = {
  submit: ['finance-maker'],
  approve: ['finance-checker'],
  post: ['finance-checker'],
  reject: ['finance-checker'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

function stepCommand(parent: Command, name: keyof typeof ROLES_OF_STEP, description: string, more = ''): Command {
  const actor = name === 'approve' || name === 'reject' ? 'robin' : 'dana';
  return parent
    .command(name)
    .argument('<run>', 'the number of the run', numberOption)
    .description(description)
    .addOption(actedBy(...ROLES_OF_STEP[name]))
    .option(...JSON_OPTION)
    .addHelpText('after', `\nExample:\n  npx seatback run ${name} 1${more} --actor ${actor}`);
}

async function takeStep(options: ActorOptions, act: (approval: RunApproval) => Promise<Run>): Promise<void> {
  return withSeatback(options, async ({ app, terminal }) => {
    const run = await act(app.get(RunApproval));
    const leftOut = await app.get(UnitOfWork).inSession((session) => leftOutOfRun(session, run));
    terminal.answer(Object.assign({}, run, { leftOut }));
    terminal.say(`Run ${run.run} of ${run.campaignId} is ${run.state}, by ${actorOf(options.actor)}.`);
    // A rejected run pays nobody: who would have been left out is no matter then.
    if (run.state === 'rejected' || leftOut.customers === 0) return EXIT.done;
    terminal.say(
      `${leftOut.customers} undecided ${leftOut.customers === 1 ? 'customer' : 'customers'} of ${leftOut.partners} ${leftOut.partners === 1 ? 'partner' : 'partners'} left out of this payout; ${leftOut.reward === null ? 'how much more they could bring is not known' : `at most ${leftOut.reward} ${leftOut.currency} more, if all of them qualified`}.`,
    );
    return EXIT.heldBack;
  });
}
