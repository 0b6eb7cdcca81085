/** Registrations of the partners, where the campaign asks for one; drawn apart, so that other rows stay as they were. */
import { addDays } from '../calendar.js';
import { CONSUMER_DOMAINS } from '../registration-rule.js';
import { SeededRandom } from '../seeded-random.js';
import type { OracleTerms } from '../terms.js';
import type { Cells, World } from './world.js';

/** Seeds of registrations lie far from those of worlds. */
const APART = 700_000_001;

/** What one campaign in six asks for. */
export function withRegistration(seed: number, terms: OracleTerms): OracleTerms {
  const random = new SeededRandom(seed + APART);
  if (!random.chance(1 / 6)) return terms;
  const { window, proofDeadline } = terms;
  const days = random.pick([
    window,
    { from: window.from, to: addDays(window.to, -20) },
    { from: addDays(window.from, 10), to: proofDeadline > window.to ? proofDeadline : addDays(window.to, 10) },
  ]);
  return { ...terms, registration: { days, terms: 'offer-terms-2', needsAgreement: random.chance(0.4) } };
}

export function addRegistrations(world: World, seed: number, partnerIds: readonly string[]): void {
  const asked = world.terms.registration;
  if (asked === undefined) return;
  const random = new SeededRandom(seed + 2 * APART);
  for (const partnerId of partnerIds) {
    const good: Cells = {
      partner_id: partnerId,
      campaign_id: world.terms.campaignId,
      registered_at: at(world, asked.days.from, random.integer(0, 80_000)),
      contact_email: 'sales@nordwind.example',
      company_name: legalNameOf(world, partnerId),
      terms_version: asked.terms,
      terms_accepted_at: at(world, asked.days.from, 0),
      agreement_number: 'A-77',
    };
    const situations = Object.entries(edgesOf(world, random));
    const [name, changes] = random.chance(0.55) ? (['a good registration', [{}]] as const) : random.pick(situations);
    world.situations.add(name);
    const delivery = world.deliveries[random.chance(0.7) ? 0 : random.integer(0, world.deliveries.length - 1)]!;
    for (const each of changes) delivery.add('registrations.csv', { ...good, ...each });
  }
}

function edgesOf(world: World, random: SeededRandom): Readonly<Record<string, readonly Cells[]>> {
  const { days } = world.terms.registration!;
  const consumer = { contact_email: `sales@${random.pick(CONSUMER_DOMAINS)}` };
  const late = { registered_at: at(world, addDays(days.to, 1), 0) };
  const other = { company_name: 'Quite Another Trading House' };
  return {
    'no registration': [],
    'a registration in the first second of its days': [{ registered_at: at(world, days.from, 0) }],
    'a registration in the second before its days': [{ registered_at: at(world, days.from, -1) }],
    'a registration in the last second of its days': [{ registered_at: at(world, addDays(days.to, 1), -1) }],
    'a registration at the midnight after its days': [late],
    'a registration from a consumer address': [consumer],
    'a registration from a consumer address in capitals': [{ contact_email: consumer.contact_email.toUpperCase() }],
    'a registration without an address': [
      { contact_email: random.pick(['sales', 'sales@nordwind', '@nordwind.example']) },
    ],
    'a registration by other terms': [{ terms_version: random.pick(['offer-terms-1', '']) }],
    'a registration without the instant of accepting': [{ terms_accepted_at: '' }],
    'terms that were accepted in the last second': [{ terms_accepted_at: at(world, addDays(days.to, 1), -1) }],
    'terms that were accepted too late': [{ terms_accepted_at: at(world, addDays(days.to, 1), 0) }],
    'a registration without an agreement': [{ agreement_number: '' }],
    'a registration of another company': [other],
    'a registration for another campaign': [{ campaign_id: `${world.terms.campaignId}-other` }],
    'a registration that is wrong, and a good one': [consumer, {}],
    'a registration of another company, and a good one': [other, {}],
    'a registration of another company, and one that is late': [late, other],
  };
}

/** So many seconds after the midnight that begins a day. */
function at(world: World, day: string, seconds: number): string {
  return new Date(world.startOf(day) + seconds * 1000).toISOString();
}

/** As the last row of the register has it; of a partner without one, any. */
function legalNameOf(world: World, partnerId: string): string {
  const rows = world.deliveries.flatMap((delivery) => delivery.tables.get('partners.csv') ?? []);
  return (
    rows.findLast(({ cells, faulty }) => !faulty && cells['partner_id'] === partnerId)?.cells['legal_name'] ??
    'Plain Ltd'
  );
}
