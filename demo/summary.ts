import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import {
  CalculateCampaign,
  determinationsOfRun,
  earningsOfRun,
  ExplainCustomer,
  type Run,
} from '../src/calculation/index.js';
import { CampaignVersions, type Campaign, type CampaignTerms } from '../src/campaigns/index.js';
import { sayExplanation, type Terminal } from '../src/commands/index.js';
import { LocateEvidence } from '../src/ingest/index.js';
import { evidenceOf } from '../src/portal/index.js';
import { UnitOfWork, type Session } from '../src/database/index.js';
import { Money } from '../src/kernel/index.js';
import { earnedAmounts } from '../src/ledger/index.js';
import { applyMinimumPayout, type PayoutBatch } from '../src/payout/index.js';
import { RULE_IDS, type World } from './world/index.js';

/** What finance wants to know at the end, in words. */
export async function sayCampaign(app: INestApplicationContext, terminal: Terminal, run: Run): Promise<void> {
  const { terms } = await app
    .get(UnitOfWork)
    .inSession((session) => app.get(CampaignVersions).published(session, run.campaignId, run.version));
  const { counts } = run;
  terminal.say(
    `\n${run.campaignId}, run ${String(run.run)} (${run.kind}, ${run.state}), digest ${run.digest.slice(0, 16)}…`,
  );
  terminal.say(
    `Customers seen: ${String(counts.customersSeen)}. Sold an eligible product in the window: ${String(counts.customers)}, to ${String(counts.determinations)} pairs of customer and partner.\n`,
  );
  terminal.table(
    ['outcome', 'pairs'],
    [
      ['qualified', counts.qualified],
      ['not qualified', counts.notQualified],
      ['undecided', counts.undecided],
    ],
  );
  terminal.say('\nNot met or unknown, by rule (a pair may have several):');
  terminal.table(
    ['rule', 'not met', 'unknown'],
    RULE_IDS.flatMap((rule) => {
      const reason = counts.reasons[rule];
      return reason === undefined ? [] : [[rule, reason.notMet, reason.unknown]];
    }),
  );
  await sayUndecided(app, terminal, run);
  await sayPartners(app, terminal, run, terms);
}

/** Each undecided pair with what would decide it. */
async function sayUndecided(app: INestApplicationContext, terminal: Terminal, run: Run): Promise<void> {
  const undecided = await app.get(UnitOfWork).inTransaction(async (session) => {
    const pairs: { partnerId: string; customerId: string }[] = [];
    for await (const row of determinationsOfRun(session, run.campaignId, run.run))
      if (row.outcome === 'undecided') pairs.push(row);
    return pairs;
  });
  if (undecided.length === 0) return;
  terminal.say('\nUndecided, and what would decide it:');
  for (const { partnerId, customerId } of undecided) {
    const explanation = await app.get(ExplainCustomer).execute(run.campaignId, customerId, run.run);
    const findings = explanation.determinations.find((each) => each.partnerId === partnerId)?.findings ?? [];
    const sentences = findings.filter(({ outcome }) => outcome === 'unknown').map(({ sentence }) => sentence);
    terminal.say(
      `  ${explanation.customerName ?? customerId}, partner ${partnerId}: ${[...new Set(sentences)].join(' ')}`,
    );
  }
}

async function sayPartners(
  app: INestApplicationContext,
  terminal: Terminal,
  run: Run,
  terms: CampaignTerms,
): Promise<void> {
  const { outcomes, holds } = await app.get(UnitOfWork).inSession(async (session) => ({
    outcomes: await minimumOutcomes(session, run, terms),
    holds: await openHolds(session, run),
  }));
  const sum = (chosen: readonly { readonly amount: Money }[]) =>
    chosen.reduce((total, { amount }) => total.plus(amount), Money.zero(run.currency)).toString();
  const payable = outcomes.filter(({ outcome }) => outcome === 'payable');
  const heldPartners = new Set(holds.map(({ partnerId }) => partnerId));
  const paid = payable.filter(({ partnerId }) => !heldPartners.has(partnerId));
  const line = (what: string, chosen: readonly { readonly amount: Money }[]) =>
    [what, chosen.length, sum(chosen)] as const;
  terminal.say(`\nPartners that earned, in ${run.currency}:`);
  terminal.table(
    ['', 'partners', run.currency],
    [
      line('sent to the bank', paid),
      line(
        'payable, waits for payee',
        payable.filter(({ partnerId }) => heldPartners.has(partnerId)),
      ),
      line(
        'kept for undecided customers',
        outcomes.filter(({ outcome }) => outcome === 'held'),
      ),
      line(
        'below the minimum',
        outcomes.filter(({ reason }) => reason === 'below-minimum'),
      ),
      line('earned in all', outcomes),
    ],
  );
  if (holds.length > 0) terminal.say('\nHeld, and why:');
  for (const { partnerId, name, found } of holds) terminal.say(`  ${name ?? partnerId} (${partnerId}): ${found}`);
}

async function minimumOutcomes(session: Session, run: Run, terms: CampaignTerms) {
  return (await earningsOfRun(session, run.campaignId, run.run)).flatMap((earning) => {
    const decision = applyMinimumPayout(earnedAmounts(earning), terms);
    return decision === null ? [] : [{ partnerId: earning.partnerId, ...decision }];
  });
}

async function openHolds(
  session: Session,
  run: Run,
): Promise<{ partnerId: string; name: string | null; found: string }[]> {
  return session.query(
    `SELECT partner_id AS "partnerId", legal_name AS name, found FROM payout_hold JOIN partner USING (partner_key)
     LEFT JOIN partner_profile AS profile USING (partner_key)
     WHERE run = $1 AND held_to IS NULL AND profile.recorded_to IS NULL ORDER BY partner_id, reason`,
    [run.run],
  );
}

/** The file as it lies on disk, read again: what is printed here is what the bank gets. */
export function sayWireFile(terminal: Terminal, batch: PayoutBatch): void {
  if (batch.releasedAs === null) return;
  const content = readFileSync(batch.releasedAs);
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(content.toString('utf8'))?.[1] ?? '';
  terminal.say(
    `\nWire file (pain.001.001.09), batch ${String(batch.batch)}, released by ${batch.releasedBy ?? ''}, execution on ${batch.executionDate}:`,
  );
  const hash = createHash('sha256').update(content).digest('hex');
  for (const [what, value] of [
    ['file', batch.releasedAs],
    ['SHA-256', `${hash}${hash === batch.fileHash ? ', as approved' : ' IS NOT WHAT WAS APPROVED'}`],
    ['message id', element('MsgId')],
    ['payments', element('NbOfTxs')],
    ['control sum', `${element('CtrlSum')} ${Object.keys(batch.totals).join(', ')}`],
  ] as const) {
    terminal.say(`  ${what.padEnd(12)} ${value}`);
  }
}

const WORKED_STORIES = ['exactly-fifteen-seats', 'falls-on-the-last-day', 'two-partners-share-a-tenant'];

export async function sayWorkedExamples(app: INestApplicationContext, terminal: Terminal, world: World): Promise<void> {
  terminal.say('\nThree customers, explained:');
  for (const id of WORKED_STORIES) {
    const story = world.stories.find((each) => each.id === id);
    const customerId = story?.customerIds[0];
    if (story === undefined || customerId === undefined) continue;
    terminal.say(`\n— ${story.tells}`);
    const explanation = await app.get(ExplainCustomer).execute('dynamics-365-smb-csp-2019h1', customerId);
    sayExplanation(terminal, explanation, await evidenceOf(app.get(LocateEvidence), explanation));
  }
}

const HIGHER_MINIMUM = '4000';

/** 2,000 a customer can never fall below a minimum of 2,000; the same run with a higher one shows what a minimum does. */
export async function sayVariant(
  app: INestApplicationContext,
  terminal: Terminal,
  campaign: Campaign,
  run: Run,
): Promise<void> {
  const terms: CampaignTerms = {
    ...campaign.terms,
    minimumPayout: { value: { amount: HIGHER_MINIMUM, below: 'forfeit' }, assumed: 'a variant, to see what it does' },
  };
  const outcomes = await app
    .get(CalculateCampaign)
    .preview({ ...campaign, terms }, { knownAt: run.knownAt }, (session, preview) =>
      minimumOutcomes(session, preview, terms),
    );
  terminal.say(`\nThe same run, if the minimum payout were ${HIGHER_MINIMUM} ${run.currency} (nothing of it is kept):`);
  terminal.table(
    ['outcome', 'partners', run.currency],
    (['payable', 'held', 'forfeited'] as const).map((outcome) => {
      const chosen = outcomes.filter((each) => each.outcome === outcome);
      return [
        outcome,
        chosen.length,
        chosen.reduce((total, { amount }) => total.plus(amount), Money.zero(run.currency)).toString(),
      ];
    }),
  );
}
