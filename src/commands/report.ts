import { Option, type Command } from 'commander';
import { partnerAccrual, type AccruedCampaign, type PartnerAccrual } from '../portal/index.js';
import { UnitOfWork } from '../database/index.js';
import { spreadsheetRecord } from '../kernel/index.js';
import { JSON_OPTION } from './option-values.js';
import { STAGE_WORDS } from './stage-words.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const COLUMNS = [
  'campaign',
  'customer',
  'name',
  'outcome',
  'assigned',
  'billed',
  'qualifying',
  'reward',
  'currency',
  'reasons',
] as const;

export function reportCommand(program: Command): void {
  program
    .command('report <partner>')
    .description('a partner’s accrual: each customer with its seats, outcome and reasons')
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback report 5100101\n  npx seatback report 5100101 --csv > accrual.csv',
    )
    .action((partnerId: string, options: CommonOptions & { readonly csv?: boolean }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const accrual = await app.get(UnitOfWork).inTransaction((session) => partnerAccrual(session, partnerId));
        terminal.answer(accrual);
        if (options.csv === true) {
          terminal.pass(spreadsheetRecord(COLUMNS));
          for (const row of rowsOf(accrual)) terminal.pass(spreadsheetRecord(row));
          return EXIT.done;
        }
        terminal.say(`${accrual.legalName ?? 'Not in the register'} (${accrual.partnerId})`);
        for (const campaign of accrual.campaigns) {
          terminal.say(
            `\n${campaign.campaignId}, run ${campaign.run} (${campaign.kind}, ${campaign.state}): earned ${campaign.earned} ${campaign.currency}, ${campaign.customersQualified} qualified, ${campaign.customersUndecided} undecided`,
          );
          sayPayout(terminal, campaign);
          sayStanding(terminal, campaign);
          terminal.table(
            COLUMNS.slice(1),
            rowsOf({ ...accrual, campaigns: [campaign] }).map((row) => row.slice(1)),
          );
        }
        if (accrual.campaigns.length === 0) terminal.say('No run has a row for this partner yet.');
        return EXIT.done;
      }),
    );
}

/** Whether it was paid, when, and why not. */
function sayPayout(terminal: Terminal, { payout, state, earned, standing }: AccruedCampaign): void {
  if (payout === null) {
    const isPaid = standing.some(({ account }) => account === 'in-transit' || account === 'paid');
    const isOpen = standing.some(({ account }) => account === 'accrued');
    if (/[1-9]/.test(earned) && state !== 'posted') terminal.say('Not posted yet: nothing of it is owed.');
    else if (/[1-9]/.test(earned) && (isOpen || !isPaid))
      terminal.say(isPaid ? 'The rest of it is in no payout yet.' : 'No payout has been prepared yet.');
    return;
  }
  const { stage, amount, currency, batch, endToEndId, executionDate, releasedAt, holds } = payout;
  terminal.say(`${amount} ${currency}: ${STAGE_WORDS[stage]}.`);
  if (batch !== null)
    terminal.say(
      `  payment ${endToEndId ?? ''} in batch ${String(batch)}, execution on ${executionDate ?? ''}, ${releasedAt === null ? 'not sent yet' : `sent on ${releasedAt.slice(0, 10)}`}`,
    );
  for (const { reason, found } of holds) terminal.say(`  ${reason.replaceAll('-', ' ')}: ${found}`);
}

/** Over all runs: what was paid by an earlier one is paid, and what it paid too much comes back. */
function sayStanding(terminal: Terminal, { standing, run }: AccruedCampaign): void {
  if (standing.length > 0)
    terminal.say(
      `  In the ledger, over all runs: ${standing.map(({ account, amount, currency }) => `${account.replaceAll('-', ' ')} ${amount} ${currency}`).join(', ')}.`,
    );
  const owed = standing.find(({ account }) => account === 'recoverable');
  if (owed !== undefined)
    terminal.say(
      `  ${owed.amount} ${owed.currency} were paid too much by what is known now, and come back. Why: npx seatback run changes ${String(run)}`,
    );
}

function rowsOf({ campaigns }: PartnerAccrual): (string | number)[][] {
  return campaigns.flatMap(({ campaignId, customers, adjustments }) => [
    ...customers.map((customer) => [
      campaignId,
      customer.customerId,
      customer.customerName ?? '',
      customer.outcome,
      customer.seatsAssigned ?? '',
      customer.seatsBilled ?? '',
      customer.seatsQualifying ?? '',
      customer.reward,
      customer.currency,
      customer.reasons.join(';'),
    ]),
    ...adjustments.map(({ adjustment, customerId, amount, currency, reason }) => [
      campaignId,
      customerId,
      customers.find((customer) => customer.customerId === customerId)?.customerName ?? '',
      `adjusted by hand (${String(adjustment)})`,
      ...['', '', ''],
      amount,
      currency,
      reason,
    ]),
  ]);
}
