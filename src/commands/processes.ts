import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { reporting } from './with-seatback.js';

/** Commands that run until they are told to stop, and the demo, which is a program of its own. */
export function processCommands(program: Command): void {
  program
    .command('serve')
    .description('answer HTTP on this machine: health, API and a page for each campaign (HOST, PORT)')
    // Loaded when asked for: no other command waits for an HTTP server to load.
    .action(() =>
      reporting({}, async () => {
        await (await import('../server.js')).startServer();
        return EXIT.done;
      }),
    );
  program
    .command('work')
    .description(
      'do the scheduled work: the nightly pull (SEATBACK_PULL_CRON), campaigns on their last days, notices to payees, mails',
    )
    .action(() =>
      reporting({}, async () => {
        await (await import('../worker.js')).startWorker();
        return EXIT.done;
      }),
    );
  program
    .command('demo')
    .description('see a whole campaign happen: simulated Partner Center, pulls, run, ledger, payout, wire file')
    .option('--story <name>', 'campaign, or payout: notices, a wrong name, a return, paid (default: campaign)')
    .option('--pages', 'and afterwards the pages, where people of finance and of a partner sign in')
    .option('--every-night', 'pull every night of the half-year instead of weekly')
    .option('--seed <number>', 'another world', numberOption)
    .option('--customers <number>', 'a world of another size', numberOption)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback demo\n  npx seatback demo --every-night\n  npx seatback demo --customers 48\n  npx seatback demo --story payout',
    )
    .action((options: DemoOptions) => {
      // Product code never imports the demo: it is started, as a person would start it.
      const demo = join(import.meta.dirname, '..', '..', 'demo', 'main.js');
      const args = [
        ...(options.story === undefined ? [] : ['--story', options.story]),
        ...(options.pages === true ? ['--pages'] : []),
        ...(options.everyNight === true ? ['--every-night'] : []),
        ...(options.seed === undefined ? [] : ['--seed', String(options.seed)]),
        ...(options.customers === undefined ? [] : ['--customers', String(options.customers)]),
      ];
      const child = spawn(process.execPath, [demo, ...args], { stdio: 'inherit' });
      child.once('exit', (code) => {
        process.exitCode = code ?? 1;
      });
    });
}

interface DemoOptions {
  readonly story?: string;
  readonly pages?: boolean;
  readonly everyNight?: boolean;
  readonly seed?: number;
  readonly customers?: number;
}
