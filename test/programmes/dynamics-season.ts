import { RULE_IDS } from '../../demo/world/index.js';
import { ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { CUSTOMERS, PLAIN, SHARED, type CustomerFate, type SharedFate } from './dynamics-customers.js';
import { GOOD, HELD, OTHERS, standingsOf, type PartnerFate } from './dynamics-partners.js';
import { FORMER_NAME, SEASON_PRODUCTS, tellSale, type SeasonFiles } from './dynamics-sales.js';

/** The campaign for seats of new small customers; its days are those of London. */
export const DYNAMICS = 'dynamics-365-smb-csp-2019h1';

/** A customer of a partner, with what the campaign is to find of the two. */
export interface DealtCustomer {
  readonly customer: number;
  readonly fate: string;
  /** In July, when proofs can still come; when none can any more; and after people decided what is open. */
  readonly inJuly: string;
  readonly found: string;
  readonly decided: string;
  readonly decision: CustomerFate['decision'];
  /** What the partner reads of it, among other things. */
  readonly says: readonly string[];
  readonly isPlain: boolean;
}

export interface DealtPartner {
  readonly partner: string;
  readonly fate: PartnerFate;
  readonly customers: readonly DealtCustomer[];
}

export interface DynamicsSeason extends SeasonFiles {
  readonly partners: readonly DealtPartner[];
}

/** What holds of one partner and one customer: rules that are not met, and rules that nobody can answer. */
interface Verdict {
  readonly notMet: readonly string[];
  readonly unknown: readonly string[];
}

const REWARD = 2000;

/** Partners, their standing and their sales of half a year, drawn by a seed, with what each is to come to. */
export function dealtDynamics(seed: number): DynamicsSeason {
  const random = new SeededRandom(seed);
  const files: SeasonFiles = {
    spring: new ImportFiles()
      .rows('products.csv', ...SEASON_PRODUCTS)
      .rows('coverage.csv', { resource: 'billing', known_from: '2018-01-01', known_to: '2019-04-15' }),
    summer: new ImportFiles().rows('coverage.csv', {
      resource: 'billing',
      known_from: '2018-01-01',
      known_to: '2019-06-30',
    }),
    proofs: new ImportFiles().rows('products.csv', FORMER_NAME),
  };
  const partners: (DealtPartner & { readonly customers: DealtCustomer[] })[] = [];
  let customers = 0;

  const deal = (dealt: (typeof partners)[number], fate: CustomerFate): void => {
    customers += 1;
    tellSale(files, random, { customer: customers, partner: dealt.partner, soldOn: soldOn(random, 0), ...fate.sale });
    fate.more?.(files.summer, { customer: customers, partner: dealt.partner });
    dealt.customers.push(dealtCustomer(customers, fate, dealt.fate));
  };
  const register = (fate: PartnerFate, partner: string) => {
    tellPartner(files, partner, fate);
    const dealt = { partner, fate, customers: [] as DealtCustomer[] };
    partners.push(dealt);
    return dealt;
  };

  const good = GOOD.map((fate, place) => register(fate, String(1001 + place)));
  for (const dealt of good) for (let count = random.integer(1, 2); count > 0; count -= 1) deal(dealt, PLAIN);
  for (const fate of random.shuffled(CUSTOMERS)) deal(random.pick(good), fate);
  const others = random.shuffled(OTHERS).map((fate, place) => register(fate, String(1101 + place)));
  const undecidedByPeople = CUSTOMERS.filter(({ decision }) => decision === undefined);
  // Whatever a customer by itself comes to, what its partner lacks is found too.
  for (const dealt of others) for (const fate of [PLAIN, random.pick(undecidedByPeople)]) deal(dealt, fate);
  for (const [place, fate] of HELD.entries()) deal(register(fate, String(1201 + place)), PLAIN);

  const share = (fate: SharedFate): void => {
    customers += 1;
    const isFirst = ({ fate: of }: DealtPartner) =>
      fate.first === 'good' ? GOOD.includes(of) : of.name === fate.first;
    const first = random.pick(partners.filter(isFirst));
    const second = random.pick(good.filter((each) => each !== first));
    const seats = random.integer(15, 60);
    for (const [place, { partner }] of [first, second].entries())
      tellSale(files, random, {
        customer: customers,
        partner,
        seats,
        assigned: 2 * seats,
        soldOn: soldOn(random, place),
        isToldOf: place > 0,
      });
    first.customers.push(dealtCustomer(customers, { ...PLAIN, name: `${fate.name}, first` }, first.fate));
    second.customers.push(dealtCustomer(customers, fate.second, second.fate));
  };
  for (const fate of SHARED) share(fate);
  return { ...files, partners };
}

/** What a partner earns, in the currency of the campaign, once people have decided. */
export function earnedBy({ customers }: DealtPartner): string {
  return (REWARD * customers.filter(({ decided }) => decided.startsWith('qualified')).length).toFixed(2);
}

function dealtCustomer(customer: number, fate: CustomerFate, partner: PartnerFate): DealtCustomer {
  const { decision } = fate;
  const notMet = [...fate.notMet, ...partner.notMet];
  const unknown = [...fate.unknown, ...partner.unknown];
  const decided =
    decision === undefined
      ? { notMet, unknown }
      : { notMet: decision === 'met' ? notMet : [...notMet, ...fate.unknown], unknown: partner.unknown };
  return {
    customer,
    fate: `${fate.name}, of a partner ${partner.name}`,
    inJuly: told(asInJuly({ notMet, unknown: fate.isOpenSinceAugust === true ? partner.unknown : unknown })),
    found: told({ notMet, unknown }),
    decided: told(decided),
    decision,
    says: [...fate.says, ...partner.says],
    isPlain: fate === PLAIN,
  };
}

/** Nobody has proved anything, so nobody has earned yet; who comes second waits for who came first. */
function asInJuly({ notMet, unknown }: Verdict): Verdict {
  const waits = ['proof-of-performance', 'one-reward-per-customer'];
  const second = notMet.filter((rule) => rule === 'one-reward-per-customer');
  return {
    notMet: notMet.filter((rule) => !waits.includes(rule)),
    unknown: [...unknown, ...second, 'proof-of-performance'],
  };
}

/** As a determination is told: its outcome, the rules that it is for, its reward. */
function told({ notMet, unknown }: Verdict): string {
  const outcome = notMet.length > 0 ? 'not-qualified' : unknown.length > 0 ? 'undecided' : 'qualified';
  const reasons = RULE_IDS.filter((rule) => notMet.includes(rule) || unknown.includes(rule));
  return [outcome, ...reasons, outcome === 'qualified' ? REWARD.toFixed(2) : 0].join(' ');
}

/** A day from January on; of several sellers of one customer each begins in a month of its own. */
function soldOn(random: SeededRandom, month: number): string {
  return `2019-${String(1 + month).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`;
}

function tellPartner({ spring, summer, proofs }: SeasonFiles, partner: string, fate: PartnerFate): void {
  if (fate.isOutside !== true)
    spring.rows('partners.csv', {
      partner_id: partner,
      legal_name: `Partner ${partner} Ltd`,
      country: 'GB',
      locale: 'en-GB',
      contact_email: `pat@partner${partner}.example`,
      street: 'High Street',
      building: '1',
      postcode: 'EC1A 1BB',
      town: 'London',
      ...fate.profile,
    });
  const standings = standingsOf(fate).map((row): CsvRow => ({ partner_id: partner, ...row }));
  summer.rows('partner_standings.csv', ...standings);
  spring.rows('partner_standings.csv', ...standings.filter(isKnownInSpring).map(asSeenInSpring));
  if (fate.account !== null) summer.account(partner, { currency: 'USD', ...fate.account });
  if (fate.proofOn !== null)
    proofs.rows('proofs.csv', {
      partner_id: partner,
      campaign_id: DYNAMICS,
      kind: 'sales report',
      received_on: fate.proofOn ?? '2019-07-31',
    });
}

const SPRING = '2019-04-15';

function isKnownInSpring(standing: CsvRow): boolean {
  return String(standing['valid_from']) <= SPRING;
}

function asSeenInSpring(standing: CsvRow): CsvRow {
  const until = standing['valid_to'];
  return until !== undefined && String(until) > SPRING ? { ...standing, valid_to: undefined } : standing;
}
