import { Injectable } from '@nestjs/common';
import type { PartnerScope } from '../../access/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { Money, parseGuid, type Guid } from '../../kernel/index.js';
import { readOnly } from './read-only.js';
import {
  BATCH_SEARCHES,
  CUSTOMER_SEARCHES,
  OWN_CUSTOMERS,
  PARTNER_SEARCHES,
  PAYMENT_SEARCHES,
  SOLD_BY_ANYBODY,
  SOLD_BY_THOSE_IN_SIGHT,
  standingsSql,
} from './search-queries.js';

/** Of each kind; of more there is always a longer word. */
const HITS_OF_A_KIND = 20;
const SHORTEST = 2;
/** A subscription is looked for by as much of its id as no two have by chance. */
const SHORTEST_SUBSCRIPTION = 8;
/** Of a word that stands in very many names as many as these are looked at, and not all of them. */
const MOST_OF_A_WORD = 2_000;
/** The most frequent ones; one that is not among them is a word like others. */
const LEGAL_FORMS = new Set(
  'ab ag aps as bv co corp gmbh inc kg limited llc ltd nv oy oyj plc pty sa sarl sas sl spa srl'.split(' '),
);
const LARGEST_KEY = 2 ** 31 - 1;

/** Where something stands in a campaign. */
export interface Standing {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly outcome: 'qualified' | 'not-qualified' | 'undecided';
}

export interface FoundCustomer {
  readonly customerId: Guid;
  readonly name: string | null;
  readonly domain: string | null;
  /** Campaigns that determined it, and for whom; none where it bought nothing eligible. */
  readonly standings: readonly Standing[];
}

export interface FoundPartner {
  readonly partnerId: string;
  readonly legalName: string | null;
  readonly campaigns: readonly string[];
}

export interface FoundPayment {
  readonly endToEndId: string;
  readonly uetr: string;
  readonly batch: number;
  readonly campaignId: string;
  readonly partnerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly voided: boolean;
}

export interface FoundBatch {
  readonly batch: number;
  readonly messageId: string;
  readonly campaignId: string;
  readonly state: string;
  readonly paymentCount: number;
}

/** Hits of one kind; where there are more, not all of them. */
export interface Hits<Hit> {
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
}

export interface SearchAnswer {
  readonly customers: Hits<FoundCustomer>;
  readonly partners: Hits<FoundPartner>;
  readonly payments: Hits<FoundPayment>;
  readonly batches: Hits<FoundBatch>;
}

type Keys = ReadonlySet<number>;
const NOTHING = { hits: [], hasMore: false } as const;

/** Finds partners, customers, payments and batches by what a person has at hand, over all campaigns. */
@Injectable()
export class SearchReading {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /**
   * @param sought an id, the beginning of one or of a domain, or words of a name; undefined where it is too short to find anything by
   * @param sight undefined: everything is looked through; else what is of these partners, to which the database holds it
   */
  async find(sought: string, sight: PartnerScope): Promise<SearchAnswer | undefined> {
    const text = sought.trim();
    if ([...text].length < SHORTEST) return undefined;
    return readOnly(this.#unitOfWork, async (session) => {
      await boundSearch(session, wordsOf(text));
      const customerKeys = sight === undefined ? await customersByIndex(session, text) : await own(session, text);
      const partnerKeys = await partners(session, text);
      return {
        customers: limited(customerKeys, await customersOf(session, customerKeys, sight)),
        partners: limited(partnerKeys, await partnersOf(session, partnerKeys)),
        payments: await payments(session, text),
        batches: await batches(session, text),
      };
    });
  }
}

/**
 * By indexes alone, and at once: neither workers nor compiled plans, which take longer to begin than a search to end. A
 * word alone may stand in a million names; of several words each is needed whole, or what has both could be missed.
 */
async function boundSearch(session: Session, words: string): Promise<void> {
  const mostOfAWord = words.includes(' ') ? [] : [`gin_fuzzy_search_limit = ${String(MOST_OF_A_WORD)}`];
  // A word may stand in many rows, far apart: unlike other pages it is planned for by what the server takes a row to cost.
  const costs = ['enable_seqscan = off', 'random_page_cost TO DEFAULT'];
  const settings = [...costs, 'max_parallel_workers_per_gather = 0', 'jit = off', ...mostOfAWord];
  await session.execute(settings.map((setting) => `SET LOCAL ${setting}`).join('; '));
}

/** Without legal forms where there is more: they stand in every other name, and tell nothing apart. */
function wordsOf(text: string): string {
  const words = text.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
  const telling = words.filter((word) => !LEGAL_FORMS.has(word.toLowerCase()));
  return (telling.length === 0 ? words : telling).join(' ');
}

async function customersByIndex(session: Session, text: string): Promise<Keys> {
  const { id, subscription, billedSubscription, words, listedWords, ...byBeginning } = CUSTOMER_SEARCHES;
  const found = new Set<number>();
  const add = async (sql: string, sought = text) => addKeys(session, found, sql, sought);
  const guid = parseGuid(text);
  // An id is that of one thing; the lines of all bills are looked through only where it is of nothing else.
  if (guid !== undefined) await add(id, guid);
  if (found.size > 0) return found;
  if (text.length >= SHORTEST_SUBSCRIPTION && /^\S*\d\S*$/.test(text)) {
    await add(subscription);
    if (guid === undefined || found.size === 0) await add(billedSubscription);
  }
  if (guid !== undefined) return found;
  for (const sql of Object.values(byBeginning)) await add(sql);
  for (const sql of [words, listedWords]) await add(sql, wordsOf(text));
  return found;
}

async function own(session: Session, text: string): Promise<Keys> {
  const found = new Set<number>();
  if (text.length >= SHORTEST_SUBSCRIPTION) await addKeys(session, found, CUSTOMER_SEARCHES.subscription, text);
  await addKeys(session, found, OWN_CUSTOMERS, text);
  return found;
}

async function partners(session: Session, text: string): Promise<Keys> {
  const found = new Set<number>();
  await addKeys(session, found, PARTNER_SEARCHES.id, text);
  await addKeys(session, found, PARTNER_SEARCHES.name, text);
  await addKeys(session, found, PARTNER_SEARCHES.words, wordsOf(text));
  return found;
}

/** Who begins like it comes before who has it somewhere; enough is enough. */
async function addKeys(session: Session, found: Set<number>, sql: string, text: string): Promise<void> {
  if (found.size > HITS_OF_A_KIND) return;
  const rows = await session.query<{ key: number }>(sql, [text, HITS_OF_A_KIND + 1]);
  for (const { key } of rows) found.add(key);
}

function limited<Hit>(keys: Keys, hits: readonly Hit[]): Hits<Hit> {
  return { hits, hasMore: keys.size > HITS_OF_A_KIND };
}

const shown = (keys: Keys): number[] => [...keys].slice(0, HITS_OF_A_KIND);

async function customersOf(session: Session, keys: Keys, sight: PartnerScope): Promise<FoundCustomer[]> {
  if (keys.size === 0) return [];
  const found = await session.query<Omit<FoundCustomer, 'standings'> & { readonly key: number }>(
    `SELECT customer.customer_key AS key, customer_id AS "customerId", COALESCE(profile.name, listing.company_name) AS name,
       COALESCE(profile.domain, listing.domain) AS domain
     FROM unnest($1::integer[]) WITH ORDINALITY AS found (customer_key, place) JOIN customer USING (customer_key)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL
     ORDER BY place`,
    [shown(keys)],
  );
  const rows = await session.query<Standing & { readonly key: number }>(
    standingsSql(sight === undefined ? SOLD_BY_ANYBODY : SOLD_BY_THOSE_IN_SIGHT),
    [shown(keys)],
  );
  const standings = Map.groupBy(rows, ({ key }) => key);
  return found.map(({ key, ...customer }) => ({
    ...customer,
    standings: (standings.get(key) ?? []).map(({ campaignId, partnerId, outcome }) => ({
      campaignId,
      partnerId,
      outcome,
    })),
  }));
}

async function partnersOf(session: Session, keys: Keys): Promise<FoundPartner[]> {
  if (keys.size === 0) return [];
  return session.query<FoundPartner>(
    `SELECT partner_id AS "partnerId", legal_name AS "legalName",
       ARRAY(SELECT DISTINCT campaign_id FROM campaign_version WHERE EXISTS (SELECT FROM partner_earning AS earning
         WHERE earning.campaign_id = campaign_version.campaign_id AND earning.partner_key = partner.partner_key AND run_to IS NULL) ORDER BY 1) AS campaigns
     FROM unnest($1::integer[]) WITH ORDINALITY AS found (partner_key, place) JOIN partner USING (partner_key)
     LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND profile.recorded_to IS NULL
     ORDER BY place`,
    [shown(keys)],
  );
}

async function payments(session: Session, text: string): Promise<Hits<FoundPayment>> {
  const guid = parseGuid(text);
  const [sql, sought] =
    guid === undefined ? [PAYMENT_SEARCHES.endToEndId, text.toUpperCase()] : [PAYMENT_SEARCHES.uetr, guid];
  const rows = await session.query<FoundPayment>(sql, [sought, HITS_OF_A_KIND + 1]);
  return {
    hits: rows
      .slice(0, HITS_OF_A_KIND)
      .map((row) => ({ ...row, amount: Money.of(row.amount, row.currency).toString() })),
    hasMore: rows.length > HITS_OF_A_KIND,
  };
}

async function batches(session: Session, text: string): Promise<Hits<FoundBatch>> {
  const isNumber = /^\d{1,10}$/.test(text) && Number(text) <= LARGEST_KEY;
  const [sql, sought] = isNumber
    ? [BATCH_SEARCHES.batch, Number(text)]
    : [BATCH_SEARCHES.messageId, text.toUpperCase()];
  const hits = await session.query<FoundBatch>(sql, [sought, HITS_OF_A_KIND]);
  return hits.length === 0 ? NOTHING : { hits, hasMore: false };
}
