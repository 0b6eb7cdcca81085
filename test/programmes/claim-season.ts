import type { CsvRow, ImportFiles } from '../builders/import-folder.js';
import { SeededRandom } from '../oracle/seeded-random.js';

/** What becomes of a claim, and who is certain of it. */
export interface ClaimFate {
  readonly name: string;
  /** A hasty person answers before checks have looked. */
  readonly by: 'checks' | 'person' | 'hasty person';
  /** Codes; none where it is valid. */
  readonly reasons: readonly string[];
  /** How an appeal ends, where there is one. */
  readonly appealed?: 'valid' | 'rejected';
}

/** A claim that was dealt: whose, for what, and what becomes of it. */
export interface DealtClaim {
  readonly claimId: string;
  readonly partner: string;
  readonly customer: number;
  readonly seats: number;
  readonly receivedAt: string;
  readonly fate: ClaimFate;
}

/** What claims of a programme look like. */
export interface ClaimProgramme {
  readonly campaignId: string;
  readonly language: 'en' | 'de';
  /** As the register has it, with which partners are written to. */
  readonly locale: string;
  readonly country: string;
  readonly currency: string;
  /** Decimal text, for each seat that counts. */
  readonly rate: number;
  readonly terms: string;
  readonly mostSeats: number;
  /** Days on which claims are taken, as instants: each the first at which it is otherwise. */
  readonly claiming: { readonly from: string; readonly until: string };
  /** Some instants inside the claiming days. */
  readonly receivedAt: readonly string[];
  readonly registeredAt: string;
  /** Days on which a sale lies outside the window, each by one day. */
  readonly salesOutside: readonly string[];
  readonly saleInside: string;
  /** Whether a person reads the copy of an invoice before any claim is valid. */
  readonly readsInvoices: boolean;
  /** The files that everything else rests on. */
  ground(): ImportFiles;
  /** Puts a sale on record. */
  sale(
    files: ImportFiles,
    of: { customer: number; seats: number; partner: string; on: string; isEligible: boolean },
  ): void;
  /** A row of `claims.csv`, whole. */
  claim(customer: number): CsvRow;
  /** What a row of `claims.csv` is without. */
  readonly withoutSomething: CsvRow;
}

const VALID: ClaimFate = { name: 'valid', by: 'checks', reasons: [] };

/** Of the claim itself; those of the registration are dealt to partners. */
const FATES: readonly ClaimFate[] = [
  { name: 'too early', by: 'checks', reasons: ['outside-claiming-period'] },
  { name: 'too late', by: 'checks', reasons: ['outside-claiming-period'] },
  { name: 'incomplete', by: 'checks', reasons: ['incomplete'] },
  { name: 'by the id of another', by: 'checks', reasons: ['other-partner-id'] },
  { name: 'of no sale', by: 'person', reasons: ['sale-not-found'] },
  { name: 'of another’s sale', by: 'checks', reasons: ['sold-by-another'] },
  { name: 'of another product', by: 'checks', reasons: ['product-not-eligible'] },
  { name: 'of a sale outside', by: 'checks', reasons: ['sold-outside-the-window'] },
  { name: 'appealed, and right', by: 'hasty person', reasons: ['sale-not-found'], appealed: 'valid' },
  { name: 'appealed, and wrong', by: 'hasty person', reasons: ['sale-not-found'], appealed: 'rejected' },
];

const OF_INVOICE: ClaimFate = { name: 'of another invoice', by: 'person', reasons: ['invoice-does-not-match'] };

/** What keeps all claims of a partner from counting. */
const OF_PARTNERS: readonly { readonly fate: ClaimFate; readonly registration: CsvRow | undefined }[] = [
  { fate: { name: 'never registered', by: 'person', reasons: ['not-registered'] }, registration: undefined },
  { fate: { name: 'registered late', by: 'checks', reasons: ['not-registered'] }, registration: { late: 'true' } },
  {
    fate: { name: 'of a consumer address', by: 'checks', reasons: ['consumer-domain'] },
    registration: { contact_email: 'pat@gmail.com' },
  },
  {
    fate: { name: 'by other terms', by: 'checks', reasons: ['terms-not-accepted'] },
    registration: { terms_version: 'of-another-offer' },
  },
  {
    fate: { name: 'of another company', by: 'person', reasons: ['other-company'] },
    registration: { company_name: 'Quite Another Trading House' },
  },
];

const GOOD_PARTNERS = ['1001', '1002', '1003'];

/** Registrations, sales and claims of some partners, drawn by a seed, with what is to become of each claim. */
export function dealtSeason(
  programme: ClaimProgramme,
  seed: number,
): { readonly files: ImportFiles; readonly claims: readonly DealtClaim[]; readonly partners: readonly string[] } {
  const random = new SeededRandom(seed);
  const files = programme.ground();
  const claims: DealtClaim[] = [];
  let customers = 0;
  const { claiming } = programme;

  const deal = (partner: string, fate: ClaimFate): DealtClaim => {
    customers += 1;
    const customer = customers;
    // Some beyond the maximum that counts, none below the minimum.
    const seats = random.integer(5, 40) + (random.chance(0.2) ? 250 : 0);
    const isOutside = fate.name === 'of a sale outside';
    if (fate.name !== 'of no sale')
      programme.sale(files, {
        customer,
        seats,
        partner: fate.name === 'of another’s sale' ? '1009' : partner,
        on: isOutside ? random.pick(programme.salesOutside) : programme.saleInside,
        isEligible: fate.name !== 'of another product',
      });
    const receivedAt =
      fate.name === 'too early'
        ? minuteBefore(claiming.from)
        : fate.name === 'too late'
          ? claiming.until
          : random.pick(programme.receivedAt);
    const dealt = {
      claimId: `C-${String(claims.length + 1).padStart(3, '0')}`,
      partner,
      customer,
      seats,
      receivedAt,
      fate,
    };
    claims.push(dealt);
    files.rows('claims.csv', {
      ...programme.claim(customer),
      claim_id: dealt.claimId,
      partner_id: partner,
      campaign_id: programme.campaignId,
      received_at: receivedAt,
      mpn_id: fate.reasons[0] === 'other-partner-id' ? '1009' : partner,
      ...(fate.name === 'incomplete' ? programme.withoutSomething : {}),
    });
    return dealt;
  };

  const register = (partner: string, changes: CsvRow | undefined) => {
    files.partner(partner, {
      profile: { country: programme.country, locale: programme.locale, contact_email: `pat@partner${partner}.example` },
      account: { currency: programme.currency },
    });
    if (changes === undefined) return;
    const { late, ...others } = changes;
    const at = late === 'true' ? programme.claiming.until : programme.registeredAt;
    files.rows('registrations.csv', {
      partner_id: partner,
      campaign_id: programme.campaignId,
      registered_at: at,
      contact_email: `pat@partner${partner}.example`,
      company_name: `Partner ${partner} Ltd`,
      terms_version: programme.terms,
      terms_accepted_at: at,
      ...others,
    });
  };

  for (const partner of GOOD_PARTNERS) {
    register(partner, {});
    for (let count = random.integer(1, 3); count > 0; count -= 1) deal(partner, VALID);
  }
  const others = programme.readsInvoices ? [...FATES, OF_INVOICE] : FATES;
  for (const fate of random.shuffled(others)) deal(random.pick(GOOD_PARTNERS), fate);
  // A second claim for a sale that was claimed already, under a number that sorts after the first.
  const first = random.pick(claims.filter(({ fate }) => fate === VALID));
  const again: DealtClaim = {
    ...first,
    claimId: 'C-900',
    fate: { name: 'claimed twice', by: 'checks', reasons: ['claimed-before'] },
  };
  claims.push(again);
  files.rows('claims.csv', {
    ...programme.claim(first.customer),
    claim_id: again.claimId,
    partner_id: first.partner,
    campaign_id: programme.campaignId,
    received_at: first.receivedAt,
    mpn_id: first.partner,
  });
  for (const [place, { fate, registration }] of random.shuffled(OF_PARTNERS).entries()) {
    const partner = String(1101 + place);
    register(partner, registration);
    deal(partner, fate);
  }
  return { files, claims, partners: [...GOOD_PARTNERS, ...OF_PARTNERS.map((_, place) => String(1101 + place))] };
}

/** All codes that the fates of a programme come to. */
export function codesOf(claims: readonly DealtClaim[]): string[] {
  return [...new Set(claims.flatMap(({ fate }) => fate.reasons))].toSorted();
}

function minuteBefore(instant: string): string {
  return new Date(Date.parse(instant) - 60_000).toISOString();
}
