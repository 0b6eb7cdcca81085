import type { Command } from 'commander';
import { ExplainCustomer, type ExplainedDetermination, type Explanation } from '../calculation/index.js';
import { readCampaignsFolder } from '../campaigns/index.js';
import { LocateEvidence, type Evidence } from '../ingest/index.js';
import { withCents } from '../kernel/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function explainCommand(program: Command): void {
  program
    .command('explain <campaign> <customer>')
    .description('say why a customer has the outcome it has: every rule, the terms in force, the facts')
    .option('--run <number>', 'of this run; the posted one, else the last, where it is left out', numberOption)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback explain dynamics-365-smb-csp-2019h1 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    )
    .action((campaignId: string, customer: string, options: CommonOptions & { readonly run?: number }) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const explanation = await app.get(ExplainCustomer).execute(campaignId, customer, options.run);
        const evidence = await evidenceOf(app.get(LocateEvidence), explanation);
        terminal.answer({ ...explanation, ...withEvidence(explanation, evidence) });
        sayExplanation(terminal, explanation, evidence);
        sayPages(terminal, environment.campaignsFolder, explanation);
        return EXIT.done;
      }),
    );
}

/** The letters in brackets are names of pages: what they stand for is in the campaign's file. */
function sayPages(terminal: Terminal, folder: string, { campaignId, determinations }: Explanation): void {
  const listed = readCampaignsFolder(folder).find((each) => each.campaignId === campaignId);
  const sources = determinations.flatMap(({ findings }) =>
    findings.filter(({ outcome }) => outcome !== 'met').flatMap(({ terms }) => terms.map(({ source }) => source ?? '')),
  );
  const named = Object.entries(listed?.campaign?.pages ?? {}).filter(([name]) =>
    sources.some((source) => source === name || source.startsWith(`${name},`) || source.startsWith(`${name} `)),
  );
  if (named.length > 0) terminal.say('\n  Pages:');
  for (const [name, page] of named) terminal.say(`  ${name}: ${page}`);
}

/** Where readings and lines stand in what was received, in their order. */
export interface FoundEvidence {
  readonly readings: readonly (Evidence | undefined)[];
  readonly lines: readonly (Evidence | undefined)[];
}

/** Looks up where what an explanation rests on stands in what was received. */
export async function evidenceOf(
  locate: LocateEvidence,
  { customerId, readAt, delivery, readings, lines }: Explanation,
): Promise<FoundEvidence> {
  return {
    readings: readAt === null ? [] : await locate.ofReading({ customerId, readAt, knownDelivery: delivery }, readings),
    lines: await locate.ofLines(lines.map((line) => ({ ...line, customerId }))),
  };
}

function withEvidence({ readings, lines }: Explanation, evidence: FoundEvidence): Record<string, unknown> {
  return {
    readings: readings.map((reading, index) => ({ ...reading, evidence: evidence.readings[index] ?? null })),
    lines: lines.map((line, index) => ({ ...line, evidence: evidence.lines[index] ?? null })),
  };
}

const MARK = { met: '✓', 'not-met': '✗', unknown: '?' } as const;

export function sayExplanation(terminal: Terminal, explanation: Explanation, evidence: FoundEvidence): void {
  terminal.say(`${explanation.customerName ?? 'Customer'} (${explanation.customerId})`);
  terminal.say(
    `Run ${explanation.run} (${explanation.runKind}, ${explanation.runState}), terms version ${explanation.version}, snapshot ${explanation.snapshotAt}, as known at ${explanation.knownAt} (delivery ${explanation.delivery})`,
  );
  for (const determination of explanation.determinations) sayDetermination(terminal, determination);
  terminal.say(`\n  Seat reading: ${explanation.readAt ?? 'none before the snapshot'}`);
  terminal.table(
    ['  SKU', 'part number', 'assigned', 'since', 'delivery', 'received as'],
    explanation.readings.map(({ sku, partNumber, seatsAssigned, since, delivery }, index) => [
      `  ${sku}`,
      partNumber ?? '',
      seatsAssigned,
      since.slice(0, 16),
      delivery,
      evidence.readings[index]?.reference ?? '',
    ]),
  );
  if (explanation.lines.length > 0) terminal.say('\n  Billing lines that cover the last day:');
  terminal.table(
    [
      '  invoice',
      'line',
      'partner',
      'product',
      'charge',
      'from',
      'to',
      'quantity',
      'subtotal',
      'counts',
      'received as',
    ],
    explanation.lines.map((line, index) => [
      `  ${line.invoice}`,
      line.fileLine,
      line.partnerId ?? 'none',
      line.product ?? '',
      line.chargeType ?? '',
      line.chargeStart,
      line.chargeEnd,
      line.quantity,
      `${withCents(line.subtotal)} ${line.currency ?? ''}`.trimEnd(),
      line.leftOut === null ? 'yes' : `no: ${line.leftOut}`,
      evidence.lines[index]?.reference ?? '',
    ]),
  );
  const first = [...evidence.lines, ...evidence.readings].find((each) => each !== undefined);
  if (first !== undefined)
    terminal.say(`\n  The very lines, as they were received: npx seatback ingest show ${first.reference}`);
}

function sayDetermination(terminal: Terminal, determination: ExplainedDetermination): void {
  const { partnerId, partnerName, outcome, reward, currency } = determination;
  terminal.say(
    `\n  ${partnerName ?? 'Not in the register'} (${partnerId}): ${outcome}${outcome === 'qualified' ? `, ${reward} ${currency}` : ''}`,
  );
  for (const { rule, outcome: finding, sentence, terms } of determination.findings) {
    const sources = terms.map(({ source, assumed }) => source ?? `assumed: ${assumed ?? ''}`);
    terminal.say(
      `    ${MARK[finding]} ${rule.padEnd(24)} ${sentence}${finding === 'met' ? '' : ` [${sources.join('; ')}]`}`,
    );
  }
  for (const { decision, rule, decidedBy, decidedAt } of determination.decisionsWithoutEffect)
    terminal.say(
      `    · decision ${String(decision)} of ${decidedBy} on ${decidedAt.slice(0, 10)} on ${rule ?? 'every unknown rule'} has no effect: what it decided is known.`,
    );
}
