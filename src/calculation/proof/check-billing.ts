import type { CampaignTerms } from '../../campaigns/index.js';
import { Exact, plusDays, type CalendarDate, type Instant } from '../../kernel/index.js';
import { usesOf } from '../explanation/line-uses.js';
import { comparisonDays } from '../rules/seats-added.js';
import { comparedSeats, type BilledStretch } from '../seats-added.js';
import { isEligible, seatsOf, type Line } from './counted-lines.js';
import { differs, wrongWhere } from './differences.js';
import { groundOf } from './proof-facts.js';
import type { Proof } from './proof-schema.js';

type PartnerOfCase = Proof['facts']['partners'][number];

/** Facts that the billing lines do not bear out; each in words. */
export function unsupportedByLines(proof: Proof, terms: CampaignTerms): string[] {
  return [
    ...otherDays(proof, terms),
    ...earlierBilling(proof, terms),
    ...billed(proof, terms),
    ...compared(proof, terms),
    ...bill(proof, terms),
    ...proof.facts.partners.flatMap((partner) => revenue(proof, partner, terms)),
  ];
}

/** Lines listed for what their days do not make them, or left out for what they are not. */
function otherDays({ facts, evidence, campaign, run }: Proof, terms: CampaignTerms): string[] {
  const snapshotAt = run.snapshotAt as Instant;
  const ground = groundOf(facts, { campaignId: campaign.campaignId, terms, snapshotAt });
  const uses = usesOf(ground, facts.run.lastDay as CalendarDate);
  return evidence.lines.flatMap((line) => {
    const { chargeStart, chargeEnd, leftOut, product, productFamily, invoice, fileLine } = line;
    const expected = uses
      .filter(({ test, from, to }) =>
        test === 'covers' ? chargeStart <= to && chargeEnd >= from : from <= chargeStart && chargeStart <= to,
      )
      .map(({ use }) => use);
    const name = `line ${String(fileLine)} of invoice ${invoice}`;
    const isLeftOut =
      product === null
        ? leftOut === 'not mapped'
        : leftOut === 'trial or add-on' || isZero(line) === (leftOut !== null);
    return [
      ...wrongWhere(
        expected.length === 0 || differs(expected, line.uses),
        `${name} is not of the days that it is listed for`,
      ),
      ...wrongWhere(
        !isLeftOut || (product === null) !== (productFamily === null) || (leftOut === 'not mapped' && product !== null),
        `${name} is said to be left out for what it is not`,
      ),
    ];
  });
}

const isZero = ({ subtotal }: Line): boolean => new Exact(subtotal).isZero();

function earlierBilling({ facts, evidence }: Proof, terms: CampaignTerms): string[] {
  const stated = facts.customer.lastBilledBefore;
  const lastDays = evidence.lines
    .filter(
      (line) =>
        line.uses.includes('earlier billing') &&
        seatsOf(line) !== null &&
        line.productFamily === terms.productFamily.value,
    )
    .map(({ chargeEnd }) => (chargeEnd < terms.window.value.from ? chargeEnd : dayBefore(terms)));
  const expected = terms.noBillingBefore === undefined ? null : (lastDays.sort().at(-1) ?? null);
  return wrongWhere(expected !== stated, 'the last day billed before the window is not that of the lines');
}

function dayBefore({ window }: CampaignTerms): string {
  return plusDays(window.value.from, -1);
}

function billed({ facts, evidence }: Proof, terms: CampaignTerms): string[] {
  const { billed: stated } = facts.seats;
  if (stated === null || !facts.run.billingKnown)
    return wrongWhere((stated === null) === facts.run.billingKnown, 'billed seats are known exactly where billing is');
  const sums = new Map<string, number>();
  for (const line of evidence.lines) {
    const seats = seatsOf(line);
    if (seats === null || !line.uses.includes('last day') || !isEligible(line, terms)) continue;
    const key = `${line.partnerId ?? ''} ${String(line.skuKey)}`;
    sums.set(key, (sums.get(key) ?? 0) + seats);
  }
  const expected = [...sums].filter(([, seats]) => seats > 0).map(([key, seats]) => `${key} ${String(seats)}`);
  const said = stated
    .filter(({ seats }) => seats > 0)
    .map(({ skuKey, seller, seats }) => `${seller ?? ''} ${String(skuKey)} ${String(seats)}`);
  return wrongWhere(
    differs(expected.sort(), said.sort()),
    'the billed seats are not the sum of the lines of the last day',
  );
}

function compared({ facts, evidence }: Proof, terms: CampaignTerms): string[] {
  if (terms.seatsAdded === undefined || facts.comparedSeats === null) return [];
  const sellers = new Map<string, number>();
  const keyOf = (seller: string | null) => {
    if (seller === null) return 0;
    sellers.set(seller, sellers.get(seller) ?? sellers.size + 1);
    return sellers.get(seller) ?? 0;
  };
  const stretches = evidence.lines.flatMap((line): BilledStretch[] => {
    const seats = seatsOf(line);
    if (seats === null || !line.uses.includes('comparison') || !isEligible(line, terms)) return [];
    const { chargeStart, chargeEnd, partnerId, skuKey } = line;
    return [
      {
        skuKey: skuKey ?? 0,
        partnerKey: keyOf(partnerId),
        seats,
        from: chargeStart as CalendarDate,
        to: chargeEnd as CalendarDate,
      },
    ];
  });
  const expected = comparedSeats(stretches, comparisonDays(terms));
  const said = (seats: Iterable<readonly [number, number]>) =>
    [...seats].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const stated = facts.comparedSeats.bySeller.map(({ seller, seats }) => [keyOf(seller), seats] as const);
  return wrongWhere(
    expected.together !== facts.comparedSeats.together || differs(said(expected.bySeller), said(stated)),
    'the seats of comparison are not those of its lines',
  );
}

function sumOf(lines: readonly Line[], currency: string): string {
  return lines
    .filter((line) => line.currency === currency)
    .reduce((sum, { subtotal }) => sum.plus(subtotal), new Exact(0))
    .toFixed();
}

function bill({ facts, evidence }: Proof, terms: CampaignTerms): string[] {
  const stated = facts.customer.baselineBill;
  if (terms.baselineBill === undefined || stated === null)
    return wrongWhere(
      (terms.baselineBill === undefined) !== (stated === null),
      'the bill of comparison is stated where the terms ask for it',
    );
  const lines = evidence.lines.filter(
    (line) =>
      line.uses.includes('baseline bill') && seatsOf(line) !== null && line.productFamily === terms.productFamily.value,
  );
  const { currency } = terms.baselineBill.value;
  return wrongWhere(
    stated.currency !== currency ||
      !new Exact(sumOf(lines, currency)).eq(stated.amount) ||
      lines.some((line) => line.currency !== currency) !== stated.hasOtherCurrency,
    'the bill of comparison is not the sum of its lines',
  );
}

function revenue({ evidence }: Proof, { facts, revenue: stated }: PartnerOfCase, terms: CampaignTerms): string[] {
  if (stated === null) return [];
  const { partnerId } = facts;
  const lines = evidence.lines.filter(
    (line) =>
      line.uses.includes('revenue') &&
      line.partnerId === partnerId &&
      seatsOf(line) !== null &&
      isEligible(line, terms),
  );
  const products = new Set([...lines.map(({ product }) => product), ...stated.byProduct.map(({ product }) => product)]);
  const isOther = [...products].some((product) => {
    const said = stated.byProduct.find((each) => each.product === product)?.amount ?? '0';
    return !new Exact(
      sumOf(
        lines.filter((line) => line.product === product),
        stated.currency,
      ),
    ).eq(said);
  });
  return wrongWhere(
    isOther || lines.some((line) => line.currency !== stated.currency) !== stated.hasOtherCurrency,
    `what partner ${partnerId} billed is not the sum of its lines`,
  );
}
