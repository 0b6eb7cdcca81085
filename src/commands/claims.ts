import { Option, type Command } from 'commander';
import { findCampaign } from '../campaigns/index.js';
import { answerDueAt, AnswerClaims, appealDueAt, REJECTION_REASONS, standingOf } from '../claims/index.js';
import { actedBy } from './acting.js';
import { acceptProofCommand, claimDocumentCommands } from './claim-documents.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface SignedOptions extends CommonOptions {
  readonly actor: string;
  readonly reason: string;
}

interface AnswerOptions extends SignedOptions {
  readonly as: 'valid' | 'rejected';
  readonly because: readonly string[];
}

const minute = (instant: string | null) => instant?.slice(0, 16) ?? '';

export function claimsCommands(program: Command): void {
  const claims = program.command('claims').description('claims for offers that answer them');
  claimDocumentCommands(claims);
  acceptProofCommand(claims);

  claims
    .command('review <campaign>')
    .description('give each new claim its receipt, and answer those of which the checks are certain')
    .option(...JSON_OPTION)
    .action((campaignId: string, options: CommonOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const reviewed = await app.get(AnswerClaims).review(findCampaign(environment.campaignsFolder, campaignId));
        terminal.answer({
          claims: reviewed.map(({ claim, answered, rejected, open }) => ({
            claimId: claim.claimId,
            answered,
            rejected,
            open,
          })),
        });
        terminal.table(
          ['claim', 'partner', 'answer', 'because', 'for a person'],
          reviewed.map(({ claim, answered, rejected, open }) => [
            claim.claimId,
            claim.partnerId,
            answered ?? 'in the queue',
            rejected.join(', '),
            answered === null ? open.join(', ') : '',
          ]),
        );
        if (reviewed.length === 0) terminal.say('No claim waits.');
        return reviewed.some(({ answered }) => answered === null) ? EXIT.heldBack : EXIT.done;
      }),
    );

  claims
    .command('list <campaign>')
    .description('all claims, those first whose answer is due first')
    .option('--open', 'only those that wait for an answer')
    .option(...JSON_OPTION)
    .action((campaignId: string, options: CommonOptions & { readonly open?: boolean }) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        const listed = (await app.get(AnswerClaims).list(campaign))
          .map((claim) => ({
            claimId: claim.claimId,
            partnerId: claim.partnerId,
            standing: standingOf(claim),
            receivedAt: claim.receivedAt,
            answerDueAt: answerDueAt(claim, campaign.terms),
            appealDueAt: appealDueAt(claim, campaign.terms),
            reasons: claim.answer?.reasons ?? [],
            answeredBy: claim.answer === null ? null : (claim.answer.answeredBy ?? 'checks'),
          }))
          .filter(({ answerDueAt: due }) => options.open !== true || due !== null)
          .toSorted((a, b) => ((a.answerDueAt ?? '9') < (b.answerDueAt ?? '9') ? -1 : 1));
        terminal.answer({ claims: listed });
        terminal.table(
          ['claim', 'partner', 'stands', 'received', 'answer due', 'appeal before', 'because', 'answered by'],
          listed.map((each) => [
            each.claimId,
            each.partnerId,
            each.standing,
            minute(each.receivedAt),
            minute(each.answerDueAt),
            minute(each.appealDueAt),
            each.reasons.join(', '),
            each.answeredBy ?? '',
          ]),
        );
        if (listed.length === 0) terminal.say('No claims.');
        return EXIT.done;
      }),
    );

  claims
    .command('answer <campaign> <claim>')
    .description('a person’s answer to a claim in the queue, or to an appeal')
    .addOption(new Option('--as <outcome>', 'how it is answered').choices(['valid', 'rejected']).makeOptionMandatory())
    .addOption(
      new Option('--because <code...>', 'why it is rejected; the partner is told')
        .choices(Object.keys(REJECTION_REASONS))
        .default([]),
    )
    .requiredOption('--reason <text>', 'what was looked at')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .action((campaignId: string, claimId: string, options: AnswerOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        const claimAnswer = await app.get(AnswerClaims).answer(campaign, claimId, options.as, options.because, options);
        terminal.answer({ claimAnswer, claimId, outcome: options.as, reasons: options.because });
        terminal.say(
          `Claim ${claimId} is ${options.as}; the partner is told. Calculate again to see what it comes to.`,
        );
        return EXIT.done;
      }),
    );

  claims
    .command('appeal <campaign> <claim>')
    .description('take the appeal of a partner against a rejection: once, in its days')
    .requiredOption('--reason <text>', 'what the partner says')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .action((campaignId: string, claimId: string, options: SignedOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await app.get(AnswerClaims).appeal(findCampaign(environment.campaignsFolder, campaignId), claimId, options);
        terminal.answer({ claimId, appealed: true });
        terminal.say(
          `The appeal is taken: claim ${claimId} is in the queue again, for somebody else than who rejected it.`,
        );
        return EXIT.done;
      }),
    );
}
