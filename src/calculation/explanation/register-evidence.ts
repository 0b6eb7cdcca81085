import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { quoted, visible, type Snapshot } from '../facts/snapshot.js';
import { rulesFor, type RuleId } from '../rules/index.js';
import type { CaseGround } from './case-ground.js';

/** A row of a file of the register, or of one declared by finance, as it was recorded. */
export interface RegisterEvidence {
  /** The import file that such rows come in. */
  readonly file: string;
  /** The rules of the campaign whose findings may rest on it. */
  readonly rules: readonly RuleId[];
  /** By column of the file; null where it says nothing. */
  readonly values: Readonly<Record<string, string | null>>;
  /** What the catalogue makes of the offer of a subscription on the day on which it starts; null of all other rows. */
  readonly mapped: { readonly product: string; readonly productFamily: string } | null;
  readonly delivery: number;
  readonly recordedAt: Instant;
}

interface Asked {
  readonly customerKey: number;
  readonly partnerKeys: readonly number[];
  readonly claims: readonly string[];
  readonly snapshot: Snapshot;
}

interface Source {
  readonly file: string;
  readonly rules: readonly RuleId[];
  /** Columns of the file by what they are read from. */
  readonly columns: Readonly<Record<string, string>>;
  readonly from: string | ((snapshot: Snapshot) => string);
  /** Alias of the table that was recorded. */
  readonly alias: string;
  readonly where: string;
  /** What `where` compares with, as $1 and $2. */
  readonly parameters: (asked: Asked) => readonly unknown[];
  readonly isAsked: (terms: CampaignTerms) => boolean;
  /** Whether `mapping` and `product` are joined, so that the row names what was sold. */
  readonly isMapped?: true;
}

const always = () => true;

/** As the kernel writes an instant. */
const instantText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const SOURCES: readonly Source[] = [
  {
    file: 'partners.csv',
    rules: [
      'territory',
      'membership',
      'agreement',
      'competency',
      'eligibility-day',
      'enrolment',
      'exclusion',
      'registration',
      'proof-of-performance',
    ],
    columns: { partner_id: 'partner_id', country: 'profile.country', global_partner_id: 'profile.global_partner_id' },
    from: 'partner_profile AS profile JOIN partner USING (partner_key)',
    alias: 'profile',
    where: 'partner_key = ANY ($1)',
    parameters: ({ partnerKeys }) => [partnerKeys],
    isAsked: always,
  },
  {
    file: 'partner_standings.csv',
    rules: ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment', 'exclusion'],
    columns: {
      partner_id: 'partner_id',
      kind: 'kind',
      name: 'standing.name',
      valid_from: 'valid_from::text',
      level: 'level',
      valid_to: 'valid_to::text',
    },
    from: 'partner_standing AS standing JOIN partner USING (partner_key)',
    alias: 'standing',
    where: `partner_key = ANY ($1) AND kind <> 'onboarding'`,
    parameters: ({ partnerKeys }) => [partnerKeys],
    isAsked: always,
  },
  {
    file: 'proofs.csv',
    rules: ['proof-of-performance'],
    columns: { partner_id: 'partner_id', campaign_id: 'campaign_id', kind: 'kind', received_on: 'received_on::text' },
    from: 'proof JOIN partner USING (partner_key)',
    alias: 'proof',
    where: 'partner_key = ANY ($1) AND campaign_id = $2',
    parameters: ({ partnerKeys, snapshot }) => [partnerKeys, snapshot.campaignId],
    isAsked: always,
  },
  {
    // Names and addresses are no part of it: what came of them was found out by the facts.
    file: 'registrations.csv',
    rules: ['registration'],
    columns: {
      partner_id: 'partner_id',
      campaign_id: 'campaign_id',
      registered_at: instantText('registered_at'),
      terms_version: 'terms_version',
      terms_accepted_at: instantText('terms_accepted_at'),
      agreement_number: 'agreement_number',
    },
    from: 'registration JOIN partner USING (partner_key)',
    alias: 'registration',
    where: 'partner_key = ANY ($1) AND campaign_id = $2',
    parameters: ({ partnerKeys, snapshot }) => [partnerKeys, snapshot.campaignId],
    isAsked: (terms) => terms.registration !== undefined,
  },
  {
    file: 'customers.csv',
    rules: ['segment', 'territory'],
    columns: { customer_id: 'customer_id::text', segment: 'segment', country: 'country' },
    from: 'customer_profile AS profile JOIN customer USING (customer_key)',
    alias: 'profile',
    where: 'customer_key = $1',
    parameters: ({ customerKey }) => [customerKey],
    isAsked: always,
  },
  {
    file: 'prior_purchases.csv',
    rules: ['new-customer'],
    columns: {
      customer_id: 'customer_id::text',
      product_family: 'product_family',
      first_purchased_on: 'first_purchased_on::text',
    },
    from: 'prior_purchase AS prior JOIN customer USING (customer_key)',
    alias: 'prior',
    where: 'customer_key = $1 AND product_family = $2',
    parameters: ({ customerKey, snapshot }) => [customerKey, snapshot.terms.productFamily.value],
    isAsked: always,
  },
  {
    file: 'subscriptions.csv',
    rules: ['new-customer', 'one-reward-per-customer', 'claim'],
    columns: {
      customer_id: 'customer_id::text',
      subscription_id: 'subscription_id',
      partner_id: 'partner_id',
      offer_id: 'offer_id',
      is_trial: 'is_trial::text',
      effective_start: `COALESCE(effective_start_on::text, ${instantText('effective_start_at')})`,
      commitment_end: `COALESCE(commitment_end_on::text, ${instantText('commitment_end_at')})`,
      observed_at: instantText('reading.observed_from'),
    },
    from: ({ delivery, terms }) =>
      `subscription_history AS reading JOIN customer USING (customer_key) JOIN offer USING (offer_key) LEFT JOIN partner USING (partner_key)
       LEFT JOIN offer_mapping AS mapping ON mapping.offer_key = reading.offer_key
         AND COALESCE(effective_start_on, (effective_start_at AT TIME ZONE ${quoted(terms.timeZone.value)})::date) BETWEEN mapping.valid_from AND mapping.valid_to
         AND ${visible('mapping', delivery)}
       LEFT JOIN product USING (product_key)`,
    alias: 'reading',
    isMapped: true,
    where: 'customer_key = $1',
    parameters: ({ customerKey }) => [customerKey],
    isAsked: always,
  },
  {
    file: 'coverage.csv',
    rules: [
      'new-customer',
      'no-recent-billing',
      'baseline-bill',
      'billed-seats',
      'qualifying-seats',
      'seats-added',
      'reward-measure',
    ],
    columns: { resource: 'resource', known_from: 'known_from::text', known_to: 'known_to::text' },
    from: 'record_coverage AS covered',
    alias: 'covered',
    where: `resource <> 'seats'`,
    parameters: () => [],
    isAsked: always,
  },
  {
    // It may name the customer by a subscription: which one counts was found out by the facts.
    file: 'claims.csv',
    rules: ['claim'],
    columns: {
      claim_id: 'claim_id',
      partner_id: 'partner_id',
      campaign_id: 'campaign_id',
      received_at: instantText('received_at'),
      mpn_id: 'mpn_id',
      subscription_id: 'subscription_id',
      agreement_number: 'agreement_number',
      invoice_file: 'invoice_file',
    },
    from: 'claim JOIN partner USING (partner_key)',
    alias: 'claim',
    where: 'claim_id = ANY ($1)',
    parameters: ({ claims }) => [claims],
    isAsked: (terms) => terms.claim !== undefined,
  },
];

/** The rules of a campaign whose findings may rest on rows of a file. */
export function rulesOfFile(file: string, terms: CampaignTerms): readonly RuleId[] {
  const applied = new Set(rulesFor(terms).map(({ id }) => id));
  return SOURCES.find((source) => source.file === file)?.rules.filter((rule) => applied.has(rule)) ?? [];
}

/** Rows that the findings of a customer rest on, beside its readings and billing lines, as the snapshot sees them. */
export async function registerEvidence(
  session: Session,
  snapshot: Snapshot,
  customerKey: number,
  { customerCase, terms }: CaseGround,
): Promise<RegisterEvidence[]> {
  const partnerKeys = customerCase.partners.map(({ partnerKey }) => partnerKey);
  const claims = customerCase.partners.flatMap(({ claim }) => (claim === null ? [] : [claim.claimId]));
  const asked = { customerKey, partnerKeys, claims, snapshot };
  const sources = SOURCES.filter(({ isAsked }) => isAsked(terms));
  // One statement for all of them: what is asked about each is little.
  const parameters: unknown[] = [];
  const parts = sources.map((source, place) => {
    const part = statementOf(source, place, asked).replaceAll(
      /\$(\d+)/g,
      (_, number: string) => `$${String(parameters.length + Number(number))}`,
    );
    parameters.push(...source.parameters(asked));
    return `(${part})`;
  });
  const rows = await session.query<Omit<RegisterEvidence, 'file' | 'rules'> & { readonly source: number }>(
    `SELECT source, "values", mapped, delivery, "recordedAt" FROM (${parts.join(' UNION ALL ')}) AS found ORDER BY source, place`,
    parameters,
  );
  const named = sources.map(({ file }) => ({ file, rules: rulesOfFile(file, terms) }));
  return rows.flatMap(({ source, ...row }) => {
    const from = named[source];
    return from === undefined ? [] : [{ ...from, ...row }];
  });
}

function statementOf({ columns, from, alias, where, isMapped }: Source, place: number, asked: Asked): string {
  const values = Object.entries(columns).map(([column, expression]) => `'${column}', ${expression}`);
  // As a person would look them up: by whom they are about, then by what and from when.
  const inOrder = Object.values(columns).map((expression) => `(${expression}) COLLATE "C"`);
  const mapped =
    isMapped === true
      ? `CASE WHEN product IS NOT NULL THEN json_build_object('product', product.product, 'productFamily', product_family) END`
      : 'NULL::json';
  return `SELECT ${String(place)} AS source, row_number() OVER (ORDER BY ${inOrder.join(', ')}, ${alias}.recorded_from) AS place,
      json_build_object(${values.join(', ')}) AS "values", ${mapped} AS mapped, ${alias}.recorded_from AS delivery, recorded_at AS "recordedAt"
    FROM ${typeof from === 'string' ? from : from(asked.snapshot)} JOIN delivery ON delivery.delivery = ${alias}.recorded_from
    WHERE ${where} AND ${visible(alias, asked.snapshot.delivery)}`;
}
