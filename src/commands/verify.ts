import type { Command } from 'commander';
import { checkAccess } from '../access/index.js';
import { checkAskedWork } from '../asked-work/index.js';
import { checkAuditChain } from '../audit/index.js';
import { checkRestatements, checkRuns } from '../calculation/index.js';
import { checkCampaignVersions, publishedCampaigns } from '../campaigns/index.js';
import { checkClaimDocuments } from '../claims/index.js';
import { UnitOfWork, Vault } from '../database/index.js';
import { checkAcceptedProofs, checkDecisions, checkPartnerEntries, checkReferences } from '../ingest/index.js';
import { Money } from '../kernel/index.js';
import { checkLedger, ledgerBalances } from '../ledger/index.js';
import {
  checkAnswers,
  checkBatches,
  checkDocuments,
  checkNotices,
  checkPayeeRecords,
  checkVendors,
} from '../payout/index.js';
import { checkQuestions } from '../questions/index.js';
import { checkWebhooks } from '../webhooks/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { verifyProofFile, type VerifyCommandOptions } from './verify-proof.js';
import { withSeatback } from './with-seatback.js';

export function verifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'check everything that must add up: ledger, published terms, runs and digests, batches and their files, answers of banks and the payments that they moved, audit chain, decisions, what partners entered, restatements, bank details, notices to partners, documents that were given out or given for claims, what was accepted as a proof of performance, vendors, rights of people, webhooks, questions of partners, work asked for on pages, references of billing',
    )
    .option('--proof <file>', 'check a proof instead, by itself: no database, no network')
    .option('--payloads <folder>', 'with --proof: also the payloads that were written beside it')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Examples:
  npx seatback verify
  npx seatback verify --proof ./nursery.json
  npx seatback verify --proof ./nursery.json --payloads ./received`,
    )
    .action((options: VerifyCommandOptions) =>
      options.proof === undefined ? verifyDatabase(options) : verifyProofFile(options.proof, options),
    );
}

function verifyDatabase(options: VerifyCommandOptions): Promise<void> {
  return withSeatback(options, async ({ app, terminal }) => {
    const vault = app.get(Vault);
    const checks = await app.get(UnitOfWork).inTransaction(async (session) => ({
      ledger: await checkLedger(session),
      campaigns: await checkCampaignVersions(session),
      runs: await checkRuns(session),
      batches: await checkBatches(session, vault),
      answers: await checkAnswers(session, vault),
      audit: await checkAuditChain(session),
      references: await checkReferences(session),
      decisions: await checkDecisions(session),
      entries: await checkPartnerEntries(session),
      restatements: await checkRestatements(session),
      payees: await checkPayeeRecords(session),
      notices: await checkNotices(session),
      documents: await checkDocuments(session),
      proofs: await checkAcceptedProofs(session),
      claimDocuments: await checkClaimDocuments(session, vault),
      vendors: await checkVendors(session),
      access: await checkAccess(session),
      webhooks: await checkWebhooks(session),
      questions: await checkQuestions(session),
      askedWork: await checkAskedWork(session),
    }));
    const balances = await app.get(UnitOfWork).inSession(async (session) => {
      const rows: string[][] = [];
      for (const { campaignId } of await publishedCampaigns(session))
        for (const { kind, balance, currency } of await ledgerBalances(session, campaignId))
          rows.push([campaignId, kind.replaceAll('-', ' '), Money.of(balance, currency).toString(), currency]);
      return rows;
    });
    const { ledger, campaigns, runs, batches, answers, audit, notices } = checks;
    const problems = Object.values(checks).flatMap((each) => each.problems);
    terminal.answer(checks);
    terminal.say(
      `${ledger.journals} journals, ${campaigns.versions} campaign versions, ${runs.runs} runs, ${batches.batches} batches, ${answers.answers} answers of banks, ${audit.entries} audit entries.`,
    );
    terminal.table(['campaign', 'account', 'balance', ''], balances);
    for (const remark of [...batches.remarks, ...notices.remarks]) terminal.say(`Worth a look: ${remark}`);
    for (const problem of problems) terminal.say(`WRONG: ${problem}`);
    terminal.say(problems.length === 0 ? 'Everything adds up.' : `${problems.length} things are wrong.`);
    return problems.length === 0 ? EXIT.done : EXIT.failed;
  });
}
