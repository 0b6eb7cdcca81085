import type { CampaignTerms } from '../../campaigns/index.js';
import { groupsTogether, type Session } from '../../database/index.js';
import type { Money } from '../../kernel/index.js';
import { shareCampaignCap } from '../rewards/index.js';
import { copiedStaged } from './copied-determinations.js';
import { PACKED_COLUMNS, unpacked, type PackedDetermination } from './stored-determination.js';
import { PartnerSettlement, type SettledPartner, type StagedDetermination } from './settle-partner.js';

/** Changed determinations wait in memory for this many, then go to the database in one COPY. */
const FLUSH_ROWS = 5_000;

const SETTLED_COLUMNS = [
  'partner_key',
  'customer_key',
  'outcome',
  'rules_not_met',
  'rules_unknown',
  'rules_pending',
  'reward',
];

/**
 * Every partner with its staged determinations as they are in the end, in the order of partner ids. What its other
 * customers change in a determination is staged too, before the last one is given.
 */
export async function* settledPartners(session: Session, terms: CampaignTerms): AsyncGenerator<SettledPartner, void> {
  const settlement = new PartnerSettlement(terms);
  if (settlement.rewardByItself !== null) {
    // Nothing of a customer changes by the partner's others.
    for await (const groups of groupsTogether(copiedStaged(session), (row) => row.partnerKey))
      for (const staged of groups) yield settlement.settle(staged);
    return;
  }
  const allotted = terms.capForTheCampaign === undefined ? undefined : await allotments(session, settlement);
  await session.execute(`
    CREATE TEMPORARY TABLE settled_determination ON COMMIT DROP AS
    SELECT ${SETTLED_COLUMNS.join(', ')} FROM staged_determination WITH NO DATA`);
  let waiting: (readonly (string | number)[])[] = [];
  let changed = 0;
  const flush = async () => {
    await session.copyRows('settled_determination', SETTLED_COLUMNS, waiting);
    changed += waiting.length;
    waiting = [];
  };
  for await (const groups of stagedByPartner(session))
    for (const staged of groups) {
      const settled = settlement.settle(staged, allotted?.get(staged[0].partnerKey));
      for (const [index, row] of settled.rows.entries()) {
        const before = staged[index];
        if (before !== undefined && isSame(before, row)) continue;
        waiting.push([
          row.partnerKey,
          row.customerKey,
          row.outcome,
          row.rulesNotMet,
          row.rulesUnknown,
          row.rulesPending,
          row.reward,
        ]);
      }
      if (waiting.length >= FLUSH_ROWS) await flush();
      yield settled;
    }
  await flush();
  if (changed > 0)
    await session.execute(`
    UPDATE staged_determination AS staged
    SET outcome = settled.outcome, rules_not_met = settled.rules_not_met, rules_unknown = settled.rules_unknown,
      rules_pending = settled.rules_pending, reward = settled.reward
    FROM settled_determination AS settled
    WHERE settled.partner_key = staged.partner_key AND settled.customer_key = staged.customer_key`);
}

/** What each partner earns of the campaign's cap, by its key. */
async function allotments(session: Session, settlement: PartnerSettlement): Promise<Map<number, Money>> {
  const earnings: { readonly partnerKey: number; readonly partnerId: string; readonly earned: Money }[] = [];
  for await (const groups of stagedByPartner(session))
    for (const staged of groups) {
      const { partnerKey, partnerId, now } = settlement.settle(staged).earning;
      earnings.push({ partnerKey, partnerId, earned: now.earned });
    }
  const parts = shareCampaignCap(earnings, settlement.policy);
  return new Map(earnings.map(({ partnerKey, earned }, index) => [partnerKey, parts[index] ?? earned]));
}

interface PackedStaged
  extends
    PackedDetermination,
    Pick<StagedDetermination, 'customerKey' | 'firstStart' | 'countedMost' | 'countedParts'> {}

/** Partners with their staged rows, many at a time, in the order of partner ids. */
function stagedByPartner(session: Session): ReturnType<typeof groupsTogether<StagedDetermination>> {
  return groupsTogether(staged(session), (row) => row.partnerKey);
}

async function* staged(session: Session): AsyncGenerator<readonly StagedDetermination[], void> {
  const together = session.streamTogether<PackedStaged>(
    `SELECT ${PACKED_COLUMNS}, customer_key AS "customerKey", first_start AS "firstStart", counted_most AS "countedMost",
       counted_parts AS "countedParts"
     FROM (SELECT * FROM staged_determination JOIN partner USING (partner_key) ORDER BY partner_id, customer_id) AS sorted
     ORDER BY partner_id, customer_id`,
  );
  for await (const rows of together)
    yield rows.map((row) => {
      const { customerKey, firstStart, countedMost, countedParts } = row;
      return Object.assign(unpacked(row), { customerKey, firstStart, countedMost, countedParts });
    });
}

function isSame(one: StagedDetermination, other: StagedDetermination): boolean {
  return (
    one === other ||
    (one.outcome === other.outcome &&
      one.rulesNotMet === other.rulesNotMet &&
      one.rulesUnknown === other.rulesUnknown &&
      one.rulesPending === other.rulesPending &&
      one.reward === other.reward)
  );
}
