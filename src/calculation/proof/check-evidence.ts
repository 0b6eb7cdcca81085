import type { CampaignTerms } from '../../campaigns/index.js';
import { dayOf, microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';
import { rulesOfFile } from '../explanation/register-evidence.js';
import { runFactsOf } from '../facts/run-facts.js';
import { unsupportedByLines } from './check-billing.js';
import { isEligible, seatsOf } from './counted-lines.js';
import { differs, wrongWhere } from './differences.js';
import { firstSales } from './first-sales.js';
import { unsupportedRegistration } from './check-registrations.js';
import { unsupportedClaim } from './check-claims.js';
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
    ...proof.facts.partners.flatMap((partner) => partnerFacts(proof, partner, terms)),
    ...strayRows(proof, terms),
  ];
}

/** Rows of others, or a second one where there is one of each. */
function strayRows({ evidence, facts, campaign }: Proof, terms: CampaignTerms): string[] {
  const partners = new Set(facts.partners.map(({ facts: { partnerId } }) => partnerId));
  const known = new Set<string>();
  return evidence.register.flatMap(({ file, rules, values }) => {
    const { customer_id: customer, partner_id: partner, campaign_id: campaignId, product_family: family } = values;
    const isStray =
      (customer !== undefined && customer !== facts.customer.customerId) ||
      (file !== 'subscriptions.csv' && partner !== undefined && (partner === null || !partners.has(partner))) ||
      (campaignId !== undefined && campaignId !== campaign.campaignId) ||
      (family !== undefined && family !== terms.productFamily.value);
    const key = ONE_EACH.has(file) ? `${file} ${partner ?? ''}` : undefined;
    const isSecond = key !== undefined && known.has(key);
    if (key !== undefined) known.add(key);
    return [
      ...wrongWhere(isStray, `a row of ${file} is of somebody or something else`),
      ...wrongWhere(isSecond, `${file} says two things of one`),
      ...wrongWhere(differs([...rulesOfFile(file, terms)], rules), `a row of ${file} is said to be for other rules`),
    ];
  });
}

const ONE_EACH: ReadonlySet<string> = new Set(['partners.csv', 'customers.csv', 'prior_purchases.csv']);

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
  const sold = firstSales(proof, terms).ofFamily;
  const earliest = [declared, sold].filter((day) => day !== null).sort()[0] ?? null;
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
      first !== earliest,
      `by its lines, subscriptions and declaration the customer first bought ${spoken(earliest)}, not ${spoken(first)}`,
    ),
  ];
}

const spoken = (day: string | null): string => (day === null ? 'never' : `on ${day}`);

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
  const refused = evidence.refusals.map(({ observedAt }) => observedAt);
  return [
    ...wrongWhere(
      refused.some((at, index) => at > run.snapshotAt || at <= (readAt ?? '') || at > (refused[index - 1] ?? at)),
      'refusals are listed that do not lie, the last first, between the reading and the snapshot',
    ),
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

/** By the lines of the window: those of Open agreements tell themselves by their header. What is sealed tells nothing. */
function isOfOtherTypes({ evidence }: Proof, terms: CampaignTerms, { facts, licenceTypes }: PartnerOfCase): boolean {
  if (terms.licenceTypes === undefined) return differs(licenceTypes, ['csp']);
  const lines = evidence.lines.filter(
    (line) =>
      line.uses.includes('licence type') &&
      line.partnerId === facts.partnerId &&
      seatsOf(line) !== null &&
      isEligible(line, terms),
  );
  if (lines.some(({ source }) => source?.isSealed === true)) return false;
  const isOpen = ({ source }: (typeof lines)[number]) => /\bagreementnumber\b/i.test(source?.header ?? '');
  const sold = lines.length === 0 ? ['csp'] : lines.map((line) => (isOpen(line) ? 'open' : 'csp'));
  return differs([...new Set(sold)].sort(), [...licenceTypes].sort());
}

function partnerFacts(proof: Proof, partner: PartnerOfCase, terms: CampaignTerms): string[] {
  const { facts, firstStart } = partner;
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
  const sold = firstSales(proof, terms).ofPartner(partnerId);
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
    ...unsupportedRegistration(proof, partner, terms),
    ...unsupportedClaim(proof, partner, terms),
    ...wrongWhere(
      firstStart !== sold,
      `by its lines and subscriptions the sales of partner ${partnerId} began ${spoken(sold)}, not ${spoken(firstStart)}`,
    ),
    ...wrongWhere(
      isOfOtherTypes(proof, terms, partner),
      `partner ${partnerId} is said to have sold licences of another type`,
    ),
  ];
}
