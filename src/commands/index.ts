import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { PROJECT_FOLDER } from '../config/index.js';
import { adjustCommands } from './adjust.js';
import { accessCommands } from './access.js';
import { tellActing } from './acting.js';
import { answersCommands } from './answers.js';
import { calculateCommand } from './calculate.js';
import { campaignsCommands } from './campaigns.js';
import { claimsCommands } from './claims.js';
import { decideCommands } from './decide.js';
import { dueCommand } from './due.js';
import { explainCommand } from './explain.js';
import { identityCommands } from './identity.js';
import { ingestCommands } from './ingest.js';
import { keysCommands } from './keys.js';
import { ledgerCommands } from './ledger.js';
import { migrateCommand } from './migrate.js';
import { notificationsCommands } from './notifications.js';
import { payeeCommands } from './payee.js';
import { payoutCommands } from './payout.js';
import { processCommands } from './processes.js';
import { questionsCommands } from './questions.js';
import { ratesCommands } from './rates.js';
import { reportCommand } from './report.js';
import { restateCommand } from './restate.js';
import { runCommands } from './run.js';
import { simulateCommand } from './simulate.js';
import { statementCommands } from './statement.js';
import { vendorCommands } from './vendor.js';
import { verifyCommand } from './verify.js';
import { webhooksCommands } from './webhooks.js';

export { sayExplanation } from './say-explanation.js';
export { runProgram } from './usage.js';
export { EXIT, Terminal } from './terminal.js';

/** As package.json has it: it is what was installed. */
function programVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')) as { version: string };
  return version;
}

export function seatbackProgram(): Command {
  const program = new Command('seatback')
    .description(
      'Tracks the seats of cloud (CSP) customers and turns them into rebates that can be proved to the cent and paid by wire.',
    )
    .version(programVersion(), '--version', 'say which version this is')
    .showHelpAfterError('(npx seatback --help lists the commands)')
    .addHelpText(
      'after',
      '\nA campaign from files, step by step:\n' +
        '  npx seatback ingest files ./facts\n' +
        '  npx seatback calculate my-campaign --out ./out\n' +
        '  npx seatback campaigns confirm my-campaign --all --reason "…" --actor dana\n' +
        '  npx seatback run submit 1 --actor dana\n' +
        '  npx seatback run approve 1 --actor robin\n' +
        '  npx seatback run post 1 --actor robin\n' +
        '  npx seatback payout prepare my-campaign --actor dana\n' +
        '  npx seatback payout approve 1 --actor robin && npx seatback payout release 1 --actor robin\n' +
        '  npx seatback answers read ./from-the-bank/*.xml\n' +
        '\nExit codes: 0 done, 1 failed, 2 done with something held back or quarantined.',
    );
  ingestCommands(program);
  identityCommands(program);
  campaignsCommands(program);
  calculateCommand(program);
  simulateCommand(program);
  runCommands(program);
  restateCommand(program);
  adjustCommands(program);
  ratesCommands(program);
  payoutCommands(program);
  answersCommands(program);
  payeeCommands(program);
  vendorCommands(program);
  webhooksCommands(program);
  notificationsCommands(program);
  accessCommands(program);
  keysCommands(program);
  ledgerCommands(program);
  claimsCommands(program);
  questionsCommands(program);
  dueCommand(program);
  decideCommands(program);
  explainCommand(program);
  reportCommand(program);
  statementCommands(program);
  verifyCommand(program);
  migrateCommand(program);
  processCommands(program);
  tellActing(program);
  return program;
}
