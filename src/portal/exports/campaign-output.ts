import { Injectable } from '@nestjs/common';
import {
  DETERMINATIONS_HEADER,
  determinationLine,
  determinationsOfRun,
  DRAFT_RUN,
  earningsOfRun,
  type Run,
  type StoredEarning,
} from '../../calculation/index.js';
import {
  assumedTerms,
  CampaignVersions,
  spokenName,
  type CampaignTerms,
  type TermName,
} from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { csvRecord, Money } from '../../kernel/index.js';
import { earnedAmounts } from '../../ledger/index.js';
import { applyMinimumPayout, payByDay } from '../../payout/index.js';
import { writeTogether } from './output-files.js';

const EARNINGS_HEADER = csvRecord([
  'campaign_id',
  'partner_id',
  'outcome',
  'customers_qualified',
  'customers_undecided',
  'earned',
  'payable',
  'forfeited',
  'carried',
  'converted',
  'held',
  'currency',
  'reasons',
  'pay_by',
]);

/** The three files that a calculation writes (import contract, section 4). */
@Injectable()
export class CampaignOutput {
  readonly #versions: CampaignVersions;

  constructor(versions: CampaignVersions) {
    this.#versions = versions;
  }

  /**
   * The three files are of one run, or `run.json` is absent. Only inside a transaction.
   *
   * @throws SeatbackError OUTPUT_UNWRITABLE
   */
  async write(session: Session, run: Run, folder: string): Promise<void> {
    const version = await this.#versions.published(session, run.campaignId, run.version);
    const unconfirmed = await this.#versions.unconfirmed(session, version);
    const summary = `${JSON.stringify(runSummary(run, version.terms, unconfirmed), null, 2)}\n`;
    await writeTogether(folder, [
      { name: 'determinations.csv', parts: determinationsCsv(session, run) },
      { name: 'earnings.csv', parts: earningsCsv(session, run, version.terms) },
      { name: 'run.json', parts: [summary] },
    ]);
  }
}

async function* determinationsCsv(session: Session, run: Run): AsyncGenerator<string, void> {
  yield DETERMINATIONS_HEADER;
  for await (const row of determinationsOfRun(session, run.campaignId, run.run))
    yield determinationLine(run.campaignId, row);
}

async function* earningsCsv(session: Session, run: Run, terms: CampaignTerms): AsyncGenerator<string, void> {
  yield EARNINGS_HEADER;
  for (const earning of await earningsOfRun(session, run.campaignId, run.run))
    yield earningLine(run.campaignId, earning, terms);
}

function earningLine(campaignId: string, earning: StoredEarning, terms: CampaignTerms): string {
  const earned = Money.of(earning.earned, earning.currency);
  const decision = applyMinimumPayout(earnedAmounts(earning), terms);
  const column = (outcome: string) => (decision?.outcome === outcome ? decision.amount.toString() : '');
  return csvRecord([
    campaignId,
    earning.partnerId,
    decision?.outcome ?? 'none',
    String(earning.customersQualified),
    String(earning.customersUndecided),
    earned.toString(),
    column('payable'),
    column('forfeited'),
    column('carried'),
    column('converted'),
    column('held'),
    earning.currency,
    decision?.reason ?? '',
    decision?.outcome === 'payable' || decision?.outcome === 'held' ? payByDay(terms) : '',
  ]);
}

/** What `run.json` holds; also what the command line and the API answer. */
export function runSummary(
  run: Run,
  terms: CampaignTerms,
  unconfirmed: readonly TermName[],
): Readonly<Record<string, unknown>> {
  return {
    campaign: run.campaignId,
    version: run.version,
    run: run.run === DRAFT_RUN ? null : run.run,
    kind: run.kind,
    state: run.run === DRAFT_RUN ? 'draft' : run.state,
    snapshot: run.snapshotAt,
    knownAt: run.knownAt,
    delivery: run.delivery,
    engineVersion: run.engineVersion,
    // A night's run goes on from the one before, which changes nothing in what it says; null: all customers were evaluated.
    basedOn: run.basedOn,
    customersEvaluated: run.customersEvaluated,
    counts: run.counts,
    controlTotals: {
      earned: Money.of(run.earnedTotal, run.currency).toString(),
      currency: run.currency,
      seatsQualifying: run.counts.seatsQualifying,
      seatsBilled: run.counts.seatsBilled,
    },
    assumedTerms: assumedTerms(terms).map((name) => ({
      term: spokenName(name),
      value: terms[name]?.value,
      assumed: terms[name]?.assumed,
      confirmed: !unconfirmed.includes(name),
    })),
    digest: run.digest,
  };
}
