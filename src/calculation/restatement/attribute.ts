import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { dayOf, endOfDay, Money, SeatbackError, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { Run } from '../runs/run.entity.js';
import { inOrder, type Cause } from './cause.js';
import { changedFacts, type ChangedFacts } from './changed-facts.js';
import { evaluateRewards, type PartnerRewards } from './evaluate-rewards.js';
import { customersOfAll, partnersReached, scopeOf, type Scope } from './scope.js';

/** By how much a customer's reward for a partner is another, and why. */
export interface Difference {
  readonly partnerKey: number;
  readonly customerKey: number;
  readonly causes: readonly Cause[];
  /** The delivery that brought it; null for what no delivery brings. */
  readonly delivery: number | null;
  /** The version of the terms that brought it. */
  readonly version: number | null;
  readonly amount: Money;
}

type Step = Pick<Difference, 'delivery' | 'version'> & {
  readonly causesOf: (partner: number, customer: number) => readonly Cause[];
};

/**
 * What lies between two runs of a campaign, step by step, so that the differences of all steps add up to the difference
 * of the runs, for every customer of every partner:
 *
 * 1. the engine: what it makes today of the pin of the run before, less what was stated
 * 2. every delivery between them, in their order, by the old terms; before one after a deadline, the deadline
 * 3. every version of the terms between them, in their order
 *
 * Only partners with a difference are looked at, and at each delivery only those that it can have reached.
 */
export async function attribute(
  session: Session,
  versions: CampaignVersions,
  before: Run,
  after: Run,
): Promise<Difference[]> {
  const old = (await versions.published(session, before.campaignId, before.version)).terms;
  const { terms: newest } = await versions.published(session, after.campaignId, after.version);
  const scope = await scopeOf(session, before, after, isShared(old) || isShared(newest));
  if (scope.partners.size === 0) return [];
  const replay = new Replay(session, before.currency, scope, await storedRewards(session, before, scope));

  const start = snapshotOf(before, old, before.delivery, before.knownAt);
  await replay.step(start, scope.partners, {
    ...always(before.engineVersion === after.engineVersion ? undefined : 'engine version'),
    delivery: null,
    version: null,
  });

  let at = start;
  const changes = await changedFacts(session, {
    campaignId: before.campaignId,
    after: before.delivery,
    upTo: after.delivery,
    snapshotAt: before.snapshotAt > after.snapshotAt ? before.snapshotAt : after.snapshotAt,
  });
  for (const changed of changes) {
    at = await replay.passDeadlines(at, changed.recordedAt);
    at = { ...at, delivery: changed.delivery };
    await replay.step(at, reachedBy(changed, scope, isShared(old)), {
      delivery: changed.delivery,
      version: null,
      causesOf: (partner, customer) => causesOf(changed, scope, partner, customer),
    });
  }
  at = await replay.passDeadlines({ ...at, delivery: after.delivery }, after.knownAt);

  for (const version of await versionsBetween(session, before, after)) {
    const { terms } = await versions.published(session, before.campaignId, version);
    await replay.step(snapshotOf(after, terms, after.delivery, after.knownAt), scope.partners, {
      ...always('terms version'),
      delivery: null,
      version,
    });
  }
  await replay.expectToEndAt(after.campaignId, await storedRewards(session, after, scope));
  return replay.differences;
}

/** Goes from state to state and notes what each step changed. */
class Replay {
  readonly differences: Difference[] = [];
  readonly #session: Session;
  readonly #currency: string;
  readonly #scope: Scope;
  readonly #rewards: Map<number, PartnerRewards>;

  constructor(session: Session, currency: string, scope: Scope, rewards: Map<number, PartnerRewards>) {
    this.#session = session;
    this.#currency = currency;
    this.#scope = scope;
    this.#rewards = rewards;
  }

  async step(
    snapshot: Snapshot,
    partners: ReadonlySet<number>,
    { causesOf: why, delivery, version }: Step,
  ): Promise<void> {
    if (partners.size === 0) return;
    const rewards = await evaluateRewards(
      this.#session,
      snapshot,
      partners,
      isShared(snapshot.terms) ? undefined : customersOfAll(this.#scope, partners),
    );
    for (const [partnerKey, now] of [...rewards].sort(([a], [b]) => a - b)) {
      const then = this.#rewards.get(partnerKey) ?? new Map<number, Money>();
      for (const customerKey of [...new Set([...then.keys(), ...now.keys()])].sort((a, b) => a - b)) {
        const amount = this.#of(now, customerKey).minus(this.#of(then, customerKey));
        if (amount.isZero()) continue;
        const causes = why(partnerKey, customerKey);
        if (causes.length === 0)
          throw await unexplained(
            this.#session,
            { partnerKey, customerKey },
            snapshot.campaignId,
            `comes to another reward at delivery ${String(snapshot.delivery)}, and nothing of theirs was changed`,
          );
        this.differences.push({ partnerKey, customerKey, causes, delivery, version, amount });
      }
      this.#rewards.set(partnerKey, now);
    }
  }

  /** Time goes by until `knownAt`: what could still come before a deadline cannot come any more after it. */
  async passDeadlines(at: Snapshot, knownAt: Instant): Promise<Snapshot> {
    const next = { ...at, knownAt };
    const zone = at.terms.timeZone.value;
    const [from, to] = [dayOf(at.knownAt, zone), dayOf(knownAt, zone)];
    if (deadlines(at.terms).some((day) => from <= day && day < to))
      await this.step(next, this.#scope.partners, { ...always('deadline passed'), delivery: null, version: null });
    return next;
  }

  /** What was replayed is what was calculated, to the cent; or some change was overlooked, and no cause is to be believed. */
  async expectToEndAt(campaignId: string, stated: ReadonlyMap<number, PartnerRewards>): Promise<void> {
    for (const partnerKey of this.#scope.partners) {
      const [ours, theirs] = [this.#rewards.get(partnerKey), stated.get(partnerKey)];
      for (const customerKey of new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])]))
        if (this.#of(ours, customerKey).compare(this.#of(theirs, customerKey)) !== 0)
          throw await unexplained(
            this.#session,
            { partnerKey, customerKey },
            campaignId,
            `comes to ${this.#of(ours, customerKey).toString()} step by step, and to ${this.#of(theirs, customerKey).toString()} as calculated`,
          );
    }
  }

  #of(rewards: PartnerRewards | undefined, customerKey: number): Money {
    return rewards?.get(customerKey) ?? Money.zero(this.#currency);
  }
}

const always = (cause: Cause | undefined): Pick<Step, 'causesOf'> => ({
  causesOf: () => (cause === undefined ? [] : [cause]),
});

/** Days after which what is still open then is decided by nothing having come. */
function deadlines({ proofOfPerformance, claim }: CampaignTerms): CalendarDate[] {
  return [proofOfPerformance?.value.by, claim?.value.days.to].filter((day) => day !== undefined);
}

function isShared({ capForTheCampaign }: CampaignTerms): boolean {
  return capForTheCampaign !== undefined;
}

function snapshotOf({ campaignId }: Run, terms: CampaignTerms, delivery: number, knownAt: Instant): Snapshot {
  return {
    campaignId,
    terms,
    snapshotAt: endOfDay(terms.window.value.to, terms.timeZone.value),
    lastDay: terms.window.value.to,
    isProvisional: false,
    knownAt,
    delivery,
  };
}

function reachedBy(
  { ofAll, ofCustomers, ofPartners }: ChangedFacts,
  scope: Scope,
  shared: boolean,
): ReadonlySet<number> {
  return ofAll.size > 0 || shared ? scope.partners : partnersReached(scope, ofCustomers.keys(), ofPartners.keys());
}

/**
 * What the delivery changed of the customer and the partner themselves; where it changed nothing of theirs, of the other
 * partners of the customer and the other customers of the partner, through which it came to them.
 */
function causesOf(changed: ChangedFacts, scope: Scope, partner: number, customer: number): Cause[] {
  const of = (customers: Iterable<number>, partners: Iterable<number>) =>
    inOrder([
      ...changed.ofAll,
      ...[...customers].flatMap((key) => [...(changed.ofCustomers.get(key) ?? [])]),
      ...[...partners].flatMap((key) => [...(changed.ofPartners.get(key) ?? [])]),
    ]);
  const own = of([customer], [partner]);
  if (own.length > 0) return own;
  const neighbours = of(scope.customersOf.get(partner) ?? [], scope.partnersOf.get(customer) ?? []);
  if (neighbours.length > 0) return neighbours;
  return of(changed.ofCustomers.keys(), changed.ofPartners.keys());
}

async function storedRewards(session: Session, run: Run, scope: Scope): Promise<Map<number, PartnerRewards>> {
  const rewards = new Map<number, Map<number, Money>>();
  for (const { partnerKey, customerKey, reward, currency } of await session.query<{
    partnerKey: number;
    customerKey: number;
    reward: string;
    currency: string;
  }>(
    `SELECT partner_key AS "partnerKey", customer_key AS "customerKey", reward, currency FROM determination
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND partner_key = ANY($3) AND reward <> 0`,
    [run.campaignId, run.run, [...scope.partners]],
  )) {
    const ofPartner = rewards.get(partnerKey) ?? new Map<number, Money>();
    rewards.set(partnerKey, ofPartner.set(customerKey, Money.of(reward, currency)));
  }
  return rewards;
}

async function versionsBetween(session: Session, before: Run, after: Run): Promise<number[]> {
  const rows = await session.query<{ version: number }>(
    'SELECT version FROM campaign_version WHERE campaign_id = $1 AND version > $2 AND version <= $3 ORDER BY version',
    [before.campaignId, before.version, after.version],
  );
  return rows.map(({ version }) => version);
}

/** Either what was posted does not follow any more from what is on record of its delivery, or a cause is overlooked. */
async function unexplained(
  session: Session,
  { partnerKey, customerKey }: Pick<Difference, 'partnerKey' | 'customerKey'>,
  campaignId: string,
  what: string,
): Promise<SeatbackError> {
  const { partnerId, customerId } = await session.one<{ partnerId: string; customerId: string }>(
    `SELECT partner_id AS "partnerId", customer_id AS "customerId" FROM partner CROSS JOIN customer
     WHERE partner_key = $1 AND customer_key = $2`,
    [partnerKey, customerKey],
  );
  return new SeatbackError({
    code: 'RESTATEMENT_UNEXPLAINED',
    expected: 'a cause for every difference: a delivery, a deadline, a version of the terms or of the engine',
    found: `customer ${customerId} of partner ${partnerId} ${what}`,
    where: campaignId,
    next: `Nothing is restated. Run npx seatback verify, and compare npx seatback explain ${campaignId} ${customerId} with the posted run: somebody may have written past the program.`,
  });
}
