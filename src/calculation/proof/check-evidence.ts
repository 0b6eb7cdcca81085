import type { CampaignTerms } from '../../campaigns/index.js';
import { dayOf, microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';
import { runFactsOf } from '../facts/run-facts.js';
import { unsupportedByLines } from './check-billing.js';
import { differs, wrongWhere } from './differences.js';
import { hashOf } from './make-proof.js';
import type { Proof } from './proof-schema.js';

type RegisterRow = Proof['evidence']['register'][number];
type PartnerOfCase = Proof['facts']['partners'][number];

/** What the evidence of a proof does not bear out of its facts; each in words. */
export function unsupportedFacts(proof: Proof, terms: CampaignTerms): string[] {
  return [
    ...runFacts(proof, terms),
    ...customerFacts(proof, terms),
    ...reading(proof, terms),
    ...unsupportedByLines(proof, terms),
    ...proof.facts.partners.flatMap((partner) => partnerFacts(proof, partner)),
  ];
}

const HOUR_MICROS = 3_600_000_000n;

function rowsIn(proof: Proof, file: string, partnerId?: string): RegisterRow[] {
  return proof.evidence.register.filter(
    (row) => row.file === file && (partnerId === undefined || row.values['partner_id'] === partnerId),
  );
}

function runFacts({ facts, run, evidence }: Proof, terms: CampaignTerms): string[] {
  const isProvisional = run.kind === 'provisional';
  const snapshotAt = run.snapshotAt as Instant;
  const covered = evidence.register
    .filter(({ file }) => file === 'coverage.csv')
    .map(({ values }) => ({
      resource: values['resource'] ?? '',
      from: values['known_from'] as CalendarDate,
      to: values['known_to'] as CalendarDate,
    }));
  const expected = runFactsOf(covered, {
    terms,
    lastDay: isProvisional ? dayOf(snapshotAt, terms.timeZone.value) : terms.window.value.to,
    isProvisional,
    knownAt: run.knownAt as Instant,
  });
  return wrongWhere(differs(expected, facts.run), 'the days of the run are not those of its pin and of the coverage');
}

function customerFacts(proof: Proof, terms: CampaignTerms): string[] {
  const { customer } = proof.facts;
  const [profile] = rowsIn(proof, 'customers.csv');
  const [prior] = rowsIn(proof, 'prior_purchases.csv');
  const declared = prior?.values['first_purchased_on'] ?? null;
  const first = customer.firstPurchasedOn;
  const isBorneOut =
    first === null ||
    first === declared ||
    rowsIn(proof, 'subscriptions.csv').length > 0 ||
    proof.evidence.lines.some(({ uses, chargeStart }) => uses.includes('first sale') && chargeStart === first);
  return [
    ...wrongWhere((profile?.values['segment'] ?? null) !== customer.segment, 'the segment is not the one declared'),
    ...wrongWhere(
      // Without a declaration it is the one that Partner Center lists.
      terms.territories?.value.of === 'customer'
        ? (profile?.values['country'] ?? customer.country) !== customer.country
        : customer.country !== null,
      'the country is not the one declared',
    ),
    ...wrongWhere(
      (prior !== undefined && declared === null) !== customer.declaredNeverPurchased,
      'what is declared of purchases before is not what the facts say',
    ),
    ...wrongWhere(
      !isBorneOut || (declared !== null && (first === null || first > declared)),
      'no line, subscription or declaration says when the customer first bought',
    ),
  ];
}

function reading({ facts, evidence, run }: Proof, terms: CampaignTerms): string[] {
  const { readAt, noReading } = facts.customer;
  const zone = terms.timeZone.value;
  const [refusal] = evidence.refusals;
  const refusedOn = refusal === undefined ? null : dayOf(refusal.observedAt as Instant, zone);
  const seen = evidence.readings.map(({ seatsAssigned }) => seatsAssigned);
  for (const { seats } of facts.seats.assigned ?? []) {
    const index = seen.indexOf(seats);
    if (index === -1) return [`no reading shows ${String(seats)} seats`];
    seen.splice(index, 1);
  }
  const isLate = readAt !== null && readAt > run.snapshotAt;
  return [
    ...wrongWhere(refusedOn !== facts.refusedOn, 'the last refusal is not the one that is listed'),
    ...wrongWhere(isLate, 'the reading was taken after the snapshot'),
    ...wrongWhere(
      noReading !== (whyNone({ facts, evidence, run }, terms) ?? (facts.seats.assigned === null ? 'unreadable' : null)),
      'readings and refusals do not say what the facts say of the seats',
    ),
    ...wrongWhere(noReading !== null && facts.seats.assigned !== null, 'seats are counted that are not known'),
  ];
}

function whyNone(
  { facts, evidence, run }: Pick<Proof, 'facts' | 'evidence' | 'run'>,
  terms: CampaignTerms,
): string | null {
  const { readAt } = facts.customer;
  if (evidence.refusals.some(({ cause }) => cause !== 'failed')) return 'refused';
  if (readAt === null) return 'never-read';
  const limit = BigInt(terms.oldestSeatReading.value.hours) * HOUR_MICROS;
  return microsBetween(readAt as Instant, run.snapshotAt as Instant) > limit ? 'stale' : null;
}

function partnerFacts(proof: Proof, { facts, claim, firstStart }: PartnerOfCase): string[] {
  const { partnerId } = facts;
  const [profile] = rowsIn(proof, 'partners.csv', partnerId);
  const standings = rowsIn(proof, 'partner_standings.csv', partnerId).map(({ values }) => values);
  const stated = facts.standings.map(({ kind, name, level, validFrom, validTo }) => ({
    partner_id: partnerId,
    kind,
    name,
    level,
    valid_from: validFrom,
    valid_to: validTo,
  }));
  const inOrder = (rows: readonly unknown[]) => rows.map(hashOf).sort();
  const [received] = rowsIn(proof, 'proofs.csv', partnerId)
    .map(({ values }) => values['received_on'] ?? null)
    .sort();
  const isClaimed =
    claim === null || rowsIn(proof, 'claims.csv', partnerId).some(({ values }) => values['claim_id'] === claim.claimId);
  const isSold =
    firstStart === null ||
    rowsIn(proof, 'subscriptions.csv').length > 0 ||
    proof.evidence.lines.some(
      (line) => line.uses.includes('first sale') && line.chargeStart === firstStart && line.partnerId === partnerId,
    );
  return [
    ...wrongWhere(
      (profile !== undefined) !== facts.isRegistered,
      `the register does not say whether ${partnerId} is in it`,
    ),
    ...wrongWhere(
      (profile?.values['country'] ?? null) !== facts.country ||
        (profile?.values['global_partner_id'] ?? null) !== facts.globalPartnerId,
      `the register says something else of partner ${partnerId}`,
    ),
    ...wrongWhere(
      facts.isRegistered && differs(inOrder(standings), inOrder(stated)),
      `the standing of partner ${partnerId} is not the one recorded`,
    ),
    ...wrongWhere(
      (received ?? null) !== facts.proofReceivedOn,
      `the proofs of partner ${partnerId} were received on other days`,
    ),
    ...wrongWhere(!isClaimed, `the claim of partner ${partnerId} is not among those received`),
    ...wrongWhere(!isSold, `no line or subscription begins the sales of partner ${partnerId}`),
  ];
}
