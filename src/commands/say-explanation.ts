import type { ExplainedDetermination, ExplainedEarning, Explanation, RewardArithmetic } from '../calculation/index.js';
import { withCents } from '../kernel/index.js';
import type { BookedEarning, FoundEvidence } from '../portal/index.js';
import type { Terminal } from './terminal.js';

const MARK = { met: '✓', 'not-met': '✗', unknown: '?' } as const;

export function sayExplanation(
  terminal: Terminal,
  explanation: Explanation,
  evidence: FoundEvidence,
  booked: ReadonlyMap<string, BookedEarning> = new Map(),
): void {
  terminal.say(`${explanation.customerName ?? 'Customer'} (${explanation.customerId})`);
  terminal.say(
    `Run ${explanation.run} (${explanation.runKind}, ${explanation.runState}), terms version ${explanation.version}, snapshot ${explanation.snapshotAt}, as known at ${explanation.knownAt} (delivery ${explanation.delivery})`,
  );
  for (const determination of explanation.determinations) {
    sayDetermination(terminal, determination);
    const earning = booked.get(determination.partnerId);
    if (earning !== undefined) sayBooked(terminal, earning, determination.currency, explanation.run);
  }
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
  if (explanation.lines.length > 0) terminal.say('\n  Billing lines:');
  terminal.table(
    [
      '  looked at for',
      'invoice',
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
      `  ${line.uses.join(', ')}`,
      line.invoice,
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
  if (explanation.register.length > 0) terminal.say('\n  Rows of other files:');
  terminal.table(
    ['  file', 'says', 'delivery', 'recorded', 'received as'],
    explanation.register.map(({ file, values, delivery, recordedAt }, index) => [
      `  ${file}`,
      Object.entries(values)
        .flatMap(([column, value]) => (value === null ? [] : [`${column} ${value}`]))
        .join(', '),
      delivery,
      recordedAt.slice(0, 16),
      evidence.register[index]?.reference ?? '',
    ]),
  );
  const first = [...evidence.lines, ...evidence.readings].find((each) => each !== undefined);
  if (first !== undefined)
    terminal.say(`\n  The very lines, as they were received: npx seatback ingest show ${first.reference}`);
}

function sayDetermination(terminal: Terminal, determination: ExplainedDetermination): void {
  const { partnerId, partnerName, outcome, reward, currency, arithmetic, earning } = determination;
  terminal.say(
    `\n  ${partnerName ?? 'Not in the register'} (${partnerId}): ${outcome}${outcome === 'qualified' ? `, ${reward} ${currency}` : ''}`,
  );
  for (const { rule, outcome: finding, sentence, daysLeft, deadline, terms } of determination.findings) {
    const sources = terms.map(({ source, assumed }) => source ?? `assumed: ${assumed ?? ''}`);
    const left =
      daysLeft === null ? '' : ` ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left, until ${deadline ?? ''}.`;
    terminal.say(
      `    ${MARK[finding]} ${rule.padEnd(24)} ${sentence}${left}${finding === 'met' ? '' : ` [${sources.join('; ')}]`}`,
    );
  }
  for (const { decision, rule, decidedBy, decidedAt, isAskedAnew } of determination.decisionsWithoutEffect)
    terminal.say(
      `    · decision ${String(decision)} of ${decidedBy} on ${decidedAt.slice(0, 10)} on ${rule ?? 'every unknown rule'} has no effect: ${isAskedAnew ? 'it answered another question than is open now' : 'what it decided is known'}.`,
    );
  if (arithmetic !== null) sayArithmetic(terminal, arithmetic, currency);
  sayEarning(terminal, earning);
}

/** What was posted and paid goes before what the minimum payout by itself would say. */
function sayBooked(terminal: Terminal, booked: BookedEarning, currency: string, run: number): void {
  const { outcome, amount, settled, reason, adjustments, standing } = booked;
  if (outcome !== null)
    terminal.say(
      outcome === 'settled'
        ? `      On record: ${settled ?? ''} ${currency} were paid or set off before, and nothing is left to decide on.`
        : `      On record: ${amount ?? ''} ${currency} ${outcome}${reason === null ? '' : `, ${reason}`}; ${settled ?? ''} ${currency} were paid or set off before.`,
    );
  for (const each of adjustments)
    terminal.say(
      `      Adjusted by hand: ${each.amount} ${each.currency} for customer ${each.customerId}, proposed by ${each.proposedBy}, approved by ${each.decidedBy ?? ''}: ${each.reason}`,
    );
  if (standing.length > 0)
    terminal.say(
      `      In the ledger, over all runs: ${standing.map((each) => `${each.account.replaceAll('-', ' ')} ${each.amount} ${each.currency}`).join(', ')}.`,
    );
  const owed = standing.find(({ account }) => account === 'recoverable');
  if (owed !== undefined)
    terminal.say(
      `      The partner was paid ${owed.amount} ${currency} more than it has earned by what is known now. Why: npx seatback run changes ${String(run)}`,
    );
}

function sayArithmetic(terminal: Terminal, arithmetic: RewardArithmetic, currency: string): void {
  const { position, ofCustomers, isRewarded, lines, reductions, exact, rounding, reward } = arithmetic;
  terminal.say(`    Customer ${position} of ${ofCustomers} that qualify, by first sale.`);
  if (!isRewarded) terminal.say('    It comes before the number of customers that are needed, and is not rewarded.');
  for (const { units, rate, per, band, volume, amount } of lines) {
    const inBand = band === null ? '' : `, band ${band} at a volume of ${volume ?? ''}`;
    terminal.say(`      ${units} × ${rate}${per === 'hundred' ? ' %' : ''} = ${amount} ${currency}${inBand}`);
  }
  for (const reduction of reductions) {
    const of = reduction.cap === 'product' ? ` ${reduction.product}` : '';
    terminal.say(`      cap for the ${reduction.cap}${of}: ${reduction.before} becomes ${reduction.after} ${currency}`);
  }
  if (isRewarded)
    terminal.say(`      ${exact} ${currency}, rounded ${rounding.direction} at ${rounding.at}: ${reward} ${currency}`);
}

function sayEarning(terminal: Terminal, earning: ExplainedEarning): void {
  const { customers, qualified, undecided, earned, potential, currency, compared, company, campaignCap, payout } =
    earning;
  terminal.say(
    `    The partner earned ${earned} ${currency} with ${qualified} of ${customers} customers, ${undecided} undecided; at most ${potential ?? 'an amount without a known bound'}${potential === null ? '' : ` ${currency}`} if these qualified.`,
  );
  if (campaignCap !== null)
    terminal.say(
      `      the campaign’s cap of ${campaignCap.cap}: ${campaignCap.before} becomes ${campaignCap.after} ${currency}`,
    );
  const together =
    company.length === 0 ? '' : `, with ${company.map(({ partnerId }) => partnerId).join(', ')} of its company`;
  terminal.say(
    `      ${compared} ${currency} is held against the minimum payout${together}: by itself ${payout === null ? 'nothing was earned' : `${payout.outcome}${payout.reason === null ? '' : `, ${payout.reason}`}`}.`,
  );
}
