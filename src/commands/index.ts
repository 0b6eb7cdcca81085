import { Command } from 'commander';
import { calculateCommand } from './calculate.js';
import { campaignsCommands } from './campaigns.js';
import { explainCommand } from './explain.js';
import { identityCommands } from './identity.js';
import { ingestCommands } from './ingest.js';
import { ledgerCommands } from './ledger.js';
import { migrateCommand } from './migrate.js';
import { payoutCommands } from './payout.js';
import { processCommands } from './processes.js';
import { reportCommand } from './report.js';
import { runCommands } from './run.js';
import { verifyCommand } from './verify.js';

export { sayExplanation } from './explain.js';
export { EXIT, Terminal } from './terminal.js';

export function seatbackProgram(): Command {
  const program = new Command('seatback')
    .description(
      'Tracks the seats of cloud (CSP) customers and turns them into rebates that can be proved to the cent and paid by wire.',
    )
    .showHelpAfterError('(seatback --help lists the commands)')
    .addHelpText(
      'after',
      '\nA campaign from files, step by step:\n' +
        '  seatback ingest files ./facts\n' +
        '  seatback calculate dynamics-365-smb-csp-2019h1 --out ./out\n' +
        '  seatback campaigns confirm dynamics-365-smb-csp-2019h1 --all --reason "…" --actor dana\n' +
        '  seatback run submit 1 --actor dana\n' +
        '  seatback run approve 1 --actor robin\n' +
        '  seatback run post 1 --actor robin\n' +
        '  seatback payout prepare dynamics-365-smb-csp-2019h1 --actor dana\n' +
        '  seatback payout approve 1 --actor robin && seatback payout release 1 --actor robin\n' +
        '\nExit codes: 0 done, 1 failed, 2 done with something held back or quarantined.',
    );
  ingestCommands(program);
  identityCommands(program);
  campaignsCommands(program);
  calculateCommand(program);
  runCommands(program);
  payoutCommands(program);
  ledgerCommands(program);
  explainCommand(program);
  reportCommand(program);
  verifyCommand(program);
  migrateCommand(program);
  processCommands(program);
  return program;
}
