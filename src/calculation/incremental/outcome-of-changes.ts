import { groupsTogether, type Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { countLines } from '../runs/count-lines.js';
import { digestOfPartner, RunDigest } from '../runs/digests.js';
import type { Run } from '../runs/run.entity.js';
import type { RunOutcome } from '../runs/run-outcome.js';
import { PartnerSettlement, type SettledPartner, type StagedDetermination } from '../runs/settle-partner.js';
import { settledPartners } from '../runs/settle-partners.js';
import { stageDeterminations } from '../runs/stage-determinations.js';
import { PACKED_COLUMNS, unpacked, type PackedDetermination } from '../runs/stored-determination.js';
import { digestedEarning, stageEarnings, type DigestedPartnerEarning } from '../runs/stored-earnings.js';
import { Tally } from '../runs/tally.js';
import { changedCustomers, mostCustomersOf } from './changed-customers.js';
import { newlyTold } from './customers-told.js';
import { pinsOf } from './pins.js';
import * as staged from './staged-changes.js';

interface Connections {
  readonly facts: Session;
  readonly staging: Session;
}

/**
 * The outcome of a run of all customers, by evaluating those that changed since the run before: the same bytes. Their
 * partners are settled anew, of which stored rows are read; of all others the digest and what they earned are known.
 *
 * @param base whose determinations are those that hold
 * @returns undefined where too much changed, or something that concerns everybody: then all customers have to be evaluated
 */
export async function outcomeOfChanges(
  { facts, staging }: Connections,
  snapshot: Snapshot,
  base: Run,
  onProgress?: (customers: number) => void,
): Promise<RunOutcome | undefined> {
  const { campaignId, terms } = snapshot;
  const pins = pinsOf(base, snapshot);
  const mostCustomers = mostCustomersOf(base.counts.customersSeen);
  const changed = await changedCustomers(facts, { pins, mostCustomers });
  if ('everybodyFor' in changed) return undefined;
  for (const session of [facts, staging]) await staged.readByKeys(session);
  await staged.gatherChanged(staging, pins, [...changed.customers]);
  // Where customers are rewarded by themselves, what is stored of the others is all that their partners need.
  const isByItself = new PartnerSettlement(terms).rewardByItself !== null;
  const theirPartners = 'SELECT DISTINCT partner_key FROM changed_sale';
  const evaluated = new Set(changed.customers);
  if (!isByItself)
    for (const customer of await customersOf(staging, campaignId, theirPartners)) evaluated.add(customer);
  if (evaluated.size > mostCustomers) return undefined;

  const sellers = isByItself
    ? await staged.keysOf(staging, theirPartners)
    : await staged.partnersOf(facts, pins, [...evaluated]);
  const partners = await loadPartnerFacts(facts, snapshot, sellers);
  await stageDeterminations({ facts, staging }, snapshot, partners, { onProgress, only: [...evaluated] });
  await (isByItself
    ? staged.gatherPartnersWithDifferences(staging, campaignId)
    : staged.gatherPartnersOfChanged(staging, campaignId));
  const earnings: DigestedPartnerEarning[] = [];
  let earned = Money.zero(base.currency);
  for await (const { rows, earning } of isByItself
    ? settledFromStored(staging, snapshot)
    : settledPartners(staging, terms)) {
    earnings.push({ ...earning, digest: digestOfPartner(campaignId, rows, digestedEarning(earning)) });
    earned = earned.plus(earning.now.earned);
  }
  // What is compared with a company's minimum concerns everybody, so it is not asked for here.
  await stageEarnings(staging, earnings, new Map(), terms);

  const before = await staged.earnedBefore(staging, campaignId, base.currency);
  const withRow = await staged.changedWithRow(staging);
  const tally = Tally.from(base.counts);
  tally.addAll(await staged.talliedRows(staging, 'stored_determination'), -1);
  tally.addAll(await staged.talliedRows(staging, 'staged_determination'), 1);
  return {
    counts: {
      partners: base.counts.partners - before.partners + earnings.length,
      customersSeen: base.counts.customersSeen + (await newlyTold(facts, pins)),
      customers: base.counts.customers - withRow.before + withRow.after,
      ...tally.counts(),
      ...(await countLines(facts, snapshot)),
    },
    digest: await digestOfAll(staging, campaignId),
    total: Money.of(base.earnedTotal, base.currency).minus(before.total).plus(earned),
    basedOn: { run: base.run, customersEvaluated: evaluated.size },
    scope: staged.STORED_SCOPE,
  };
}

/** What a partner earns depends on what all its customers count, which is not stored. */
async function customersOf(session: Session, campaignId: string, partners: string): Promise<number[]> {
  return staged.keysOf(
    session,
    `SELECT DISTINCT customer_key FROM determination AS stored
     WHERE ${staged.holding('stored', campaignId)} AND partner_key IN (${partners})`,
  );
}

/** Partners of a campaign that rewards customers by themselves. */
async function* settledFromStored(
  session: Session,
  { campaignId, terms }: Snapshot,
): AsyncGenerator<SettledPartner, void> {
  const settlement = new PartnerSettlement(terms);
  const rows = session.streamTogether<PackedDetermination>(
    `SELECT ${PACKED_COLUMNS} FROM ${staged.rowsOfSettledPartners(campaignId)} ORDER BY partner_id, customer_id`,
  );
  for await (const partners of groupsTogether(inFull(rows), (row) => row.partnerKey))
    for (const ofPartner of partners) yield settlement.settle(ofPartner);
}

async function* inFull(
  together: AsyncIterable<readonly PackedDetermination[]>,
): AsyncGenerator<readonly StagedDetermination[], void> {
  const nothingMore = { customerKey: 0, firstStart: null, countedMost: null, countedParts: null };
  for await (const rows of together) yield rows.map((row) => Object.assign(unpacked(row), nothingMore));
}

async function digestOfAll(session: Session, campaignId: string): Promise<string> {
  const { partnerIds, digests } = await staged.digestsOfAll(session, campaignId);
  const digest = new RunDigest();
  for (const [place, partnerId] of partnerIds.entries()) digest.add(partnerId, digests[place] ?? '');
  return digest.value();
}
