import type { Session } from '../../database/index.js';
import { rewardPolicy } from '../../campaigns/index.js';
import { compareCodePoints, Money, type CalendarDate } from '../../kernel/index.js';
import { partnerNames } from '../../partners/index.js';
import { determine, type CustomerCase } from '../determine.js';
import { customerCases, type CaseBatch } from '../facts/customer-cases.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import { loadSharedFacts, type SharedFacts } from '../facts/shared-facts.js';
import { visible, type Snapshot } from '../facts/snapshot.js';
import { rulesFor, type PartnerFacts, type RunFacts } from '../rules/index.js';
import { EARNING_COLUMNS, type StoredEarning } from '../runs/earnings.js';
import type { StagedDetermination } from '../runs/settle-partner.js';
import type { Run } from '../runs/run.entity.js';
import type { CaseGround, CompanyLocation, PartnerGround } from './case-ground.js';
import { reasonCase, stagedOf } from './reason-case.js';
import { othersCountAsStored, storedOthers } from './stored-others.js';

export interface LoadedGround {
  readonly ground: CaseGround;
  /** What the run stored for each partner of the case, by its key. */
  readonly stored: ReadonlyMap<number, StoredEarning>;
}

/** Which customer is looked at, and how its partners' other customers come into its partners' earnings. */
export interface GroundRequest {
  readonly customerKey: number;
  /**
   * `evaluated`: from their facts. `stored`: as the run stored them, where nothing else of them counts; the partner's
   * digest, which is of all of its rows, tells whether they are what the run determined.
   */
  readonly others: 'evaluated' | 'stored';
  /** What the customers of the run share; read here, where it is left out. */
  readonly ofRun?: FactsOfRun | undefined;
}

/** It follows from what the run is pinned to, and stays as long as the run does. */
export interface FactsOfRun {
  readonly runFacts: RunFacts;
  readonly shared: SharedFacts;
}

export async function loadFactsOfRun(session: Session, snapshot: Snapshot): Promise<FactsOfRun> {
  return { runFacts: await loadRunFacts(session, snapshot), shared: await loadSharedFacts(session, snapshot) };
}

/**
 * Reads what a customer's outcome follows from, as the run saw it: its own facts, and those of all other customers of
 * its partners.
 *
 * @returns undefined where the customer has no row
 */
export async function loadGround(
  session: Session,
  run: Run,
  snapshot: Snapshot,
  request: GroundRequest,
  refusedOn: (customerCase: CustomerCase) => Promise<CalendarDate | null>,
): Promise<LoadedGround | undefined> {
  const { customerKey } = request;
  const own = await ownPartners(session, run, customerKey);
  if (own.length === 0) return undefined;
  const isNarrow = request.others === 'stored' && othersCountAsStored(snapshot.terms);
  const customerKeys = isNarrow ? [customerKey] : await customersOf(session, run, own);
  const partners = await loadPartnerFacts(session, snapshot, await sellersTo(session, customerKeys));
  const { runFacts, shared } = request.ofRun ?? (await loadFactsOfRun(session, snapshot));
  const { own: customerCase, rows: evaluated } = await ownAndOthers(
    customerCases(session, snapshot, partners, runFacts.billingKnown, customerKeys, shared),
    customerKey,
    snapshot,
    runFacts,
  );
  if (customerCase === undefined) return undefined;
  const partnerKeys = customerCase.partners.map(({ partnerKey }) => partnerKey);
  const rows = isNarrow
    ? await storedOthers(session, run, { customerKey, partnerKeys }, { snapshot, products: shared.products })
    : evaluated;
  const stored = await storedEarnings(session, run, partnerKeys);
  const names = await partnerNames(session, partnerKeys);
  const grounds: PartnerGround[] = [];
  for (const partnerKey of partnerKeys) {
    grounds.push({
      partnerKey,
      partnerName: names.get(partnerKey) ?? null,
      others: rows.filter((row) => row.partnerKey === partnerKey),
      allotted: null,
      ...(await companyOf(session, run, snapshot, partners.get(partnerKey), stored.get(partnerKey))),
    });
  }
  const withoutCap: CaseGround = {
    campaignId: snapshot.campaignId,
    terms: snapshot.terms,
    snapshotAt: snapshot.snapshotAt,
    run: runFacts,
    customerCase,
    refusedOn: await refusedOn(customerCase),
    partners: grounds,
  };
  return { ground: withAllotted(withoutCap, stored), stored };
}

/** Partners for which the run has a row of the customer. */
async function ownPartners(session: Session, run: Run, customerKey: number): Promise<number[]> {
  // One after the other, each by a key: joined, the planner goes through all determinations of the campaign.
  const sellers = await sellersTo(session, [customerKey]);
  const own = await session.query<{ partnerKey: number }>(
    `SELECT partner_key AS "partnerKey" FROM determination
     WHERE campaign_id = $1 AND partner_key = ANY ($4) AND customer_key = $3 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)`,
    [run.campaignId, run.run, customerKey, sellers],
  );
  return own.map(({ partnerKey }) => partnerKey);
}

/** All customers of these partners. */
async function customersOf(session: Session, run: Run, partnerKeys: readonly number[]): Promise<number[]> {
  const rows = await session.query<{ customerKey: number }>(
    `SELECT DISTINCT customer_key AS "customerKey" FROM determination
     WHERE campaign_id = $1 AND partner_key = ANY ($3) AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)`,
    [run.campaignId, run.run, partnerKeys],
  );
  return rows.map((row) => row.customerKey);
}

/** Everybody that ever billed or subscribed something for one of the customers: all partners that their cases can name. */
async function sellersTo(session: Session, customerKeys: readonly number[]): Promise<number[]> {
  const rows = await session.query<{ partnerKey: number }>(
    `SELECT partner_key AS "partnerKey" FROM billed_seat_history WHERE customer_key = ANY ($1)
     UNION SELECT partner_key FROM first_charge WHERE customer_key = ANY ($1)
     UNION SELECT partner_key FROM subscription_history WHERE customer_key = ANY ($1) AND partner_key IS NOT NULL`,
    [customerKeys],
  );
  return rows.map(({ partnerKey }) => partnerKey);
}

/** The case in question, and all other customers as they stand by themselves, by their ids. */
async function ownAndOthers(
  batches: AsyncIterable<CaseBatch>,
  customerKey: number,
  { terms }: Snapshot,
  runFacts: RunFacts,
): Promise<{ readonly own: CustomerCase | undefined; readonly rows: readonly StagedDetermination[] }> {
  const rules = rulesFor(terms);
  const policy = rewardPolicy(terms);
  const rows: StagedDetermination[] = [];
  let own: CustomerCase | undefined;
  for await (const { cases } of batches)
    for (const customerCase of cases) {
      if (customerCase.customerKey === customerKey) {
        own = customerCase;
        continue;
      }
      const { customerId } = customerCase.customer;
      for (const determination of determine(customerCase, runFacts, terms, rules)) {
        const seller = customerCase.partners.find(({ partnerKey }) => partnerKey === determination.partnerKey);
        rows.push(stagedOf(determination, { customerId, partnerId: seller?.partner.partnerId ?? '' }, policy));
      }
    }
  return { own, rows: rows.sort((a, b) => compareCodePoints(a.customerId, b.customerId)) };
}

async function storedEarnings(
  session: Session,
  run: Run,
  partnerKeys: readonly number[],
): Promise<Map<number, StoredEarning>> {
  const earnings = await session.query<StoredEarning>(
    `SELECT ${EARNING_COLUMNS} FROM partner_earning JOIN partner USING (partner_key)
     WHERE campaign_id = $1 AND partner_key = ANY ($3) AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)`,
    [run.campaignId, run.run, partnerKeys],
  );
  return new Map(earnings.map((earning) => [earning.partnerKey, earning]));
}

/** The other locations of the company, where the minimum payout looks at them together. */
async function companyOf(
  session: Session,
  run: Run,
  { terms, delivery }: Snapshot,
  partner: PartnerFacts | undefined,
  stored: StoredEarning | undefined,
): Promise<Pick<PartnerGround, 'company' | 'companyExact'>> {
  const { scope, compared } = terms.minimumPayout.value;
  if (scope !== 'company' || partner?.globalPartnerId === null || partner === undefined)
    return { company: [], companyExact: null };
  const locations = await session.query<Omit<StoredEarning, 'digest'>>(
    `SELECT ${EARNING_COLUMNS} FROM partner_earning JOIN partner USING (partner_key)
     JOIN partner_profile AS profile USING (partner_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)
       AND ${visible('profile', delivery)} AND profile.global_partner_id = $3 AND partner_id <> $4 ORDER BY partner_id`,
    [run.campaignId, run.run, partner.globalPartnerId, partner.partnerId],
  );
  const isExact = compared === 'before rounding' && locations.length > 0;
  const sum = stored?.compared ?? null;
  return {
    company: locations.map(({ partnerId, earned, potential, currency }): CompanyLocation => ({
      partnerId,
      earned: Money.of(earned, currency).toString(),
      potential: potential === null ? null : Money.of(potential, currency).toString(),
    })),
    companyExact:
      isExact && sum !== null ? { compared: sum, comparedPotential: stored?.comparedPotential ?? null } : null,
  };
}

/** What is left of the campaign's cap is known from the run: it looked at all partners. */
function withAllotted(ground: CaseGround, stored: ReadonlyMap<number, StoredEarning>): CaseGround {
  if (ground.terms.capForTheCampaign === undefined) return ground;
  const reasoned = reasonCase(ground, () => null);
  return {
    ...ground,
    partners: ground.partners.map((partner) => {
      const before = reasoned.find(({ partnerKey }) => partnerKey === partner.partnerKey)?.explained.earning;
      const left = stored.get(partner.partnerKey);
      if (before === undefined || left === undefined) return partner;
      const after = Money.of(left.earned, before.currency);
      return after.compare(Money.of(before.earned, before.currency)) < 0
        ? { ...partner, allotted: after.toString() }
        : partner;
    }),
  };
}
