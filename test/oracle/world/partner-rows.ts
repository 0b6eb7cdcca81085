/** The register, standings and proofs of the world's partners. */
import { addDays, type Day } from '../calendar.js';
import type { EligibleCompetency } from '../terms.js';
import type { Cells, World } from './world.js';

/** Ids whose order differs by length, by leading zeros, by case, and outside the basic plane of Unicode. */
const TELLING_IDS = [
  '1001',
  '01001',
  '10010',
  '9',
  '10',
  '0010',
  'P7',
  'p7',
  'P-7',
  '\u00e9t\u00e9',
  '\u{ff21}1',
  '\u{1d400}1',
];

export function addPartners(world: World): string[] {
  const { random } = world;
  const telling = random.shuffled(TELLING_IDS);
  const ids = new Set<string>();
  const count = world.size === 'small' ? random.integer(1, 3) : random.integer(2, 12);
  while (ids.size < count) ids.add(random.chance(0.4) ? telling.pop()! : String(random.integer(1_000_000, 6_999_999)));
  for (const partnerId of ids) addPartner(world, partnerId);
  return [...ids];
}

function addPartner(world: World, partnerId: string): void {
  const { random } = world;
  if (random.chance(1 - world.trouble * 0.7)) addToRegister(world, partnerId);
  else {
    world.situations.add('a partner outside the register');
    world.sometimes(0.4, 'a row of the register that cannot be read', () => {
      const cells = registerCells(world, partnerId);
      world.deliveries[world.anyDelivery()]!.addFaulty('partners.csv', {
        ...cells,
        [random.pick(['legal_name', 'country'])]: ' ',
      });
    });
  }

  addMembershipLike(world, partnerId, 'membership', world.terms.membershipName, world.last);
  addMembershipLike(world, partnerId, 'agreement', world.terms.agreementName, world.last);
  addMembershipLike(world, partnerId, 'enrolment', world.terms.enrolmentName, world.terms.window.to);
  addCompetencies(world, partnerId);
  if (random.chance(0.3)) {
    const onboarding = standing(partnerId, 'onboarding', 'payment-profile', addDays(world.first, 3));
    world.deliveries[world.anyDelivery()]!.add('partner_standings.csv', onboarding);
  }
  addExclusion(world, partnerId);
  addProof(world, partnerId);
}

function registerCells(world: World, partnerId: string): Cells {
  const name = world.random.pick([
    'Nordwind GmbH',
    'Smith, Jones & Co',
    'The "Blue" Cloud Ltd',
    'Two\nLines AB',
    'Åkesson AB',
    'Plain Ltd',
  ]);
  return {
    partner_id: partnerId,
    legal_name: name,
    country: world.usually(() => world.random.pick(['GB', 'GB', 'DE', 'SE']), {
      'a partner of another country': () => 'NO',
      'a country of a partner in small letters': () => 'gb',
    }),
    preferred_currency: world.random.pick(['GBP', 'EUR', 'SEK', '']),
    contact_name: 'A. Person',
    contact_email: 'finance@example.com',
    locale: world.random.pick(['en', 'sv', 'de']),
    street: 'High Street',
    building: '1',
    postcode: 'AB1 2CD',
    town: 'Town',
    region: '',
    global_partner_id: world.random.pick(['', '', 'G-1', 'G-1', 'g-1', '0']),
  };
}

function addToRegister(world: World, partnerId: string): void {
  const delivery = world.anyDelivery();
  world.deliveries[delivery]!.add('partners.csv', registerCells(world, partnerId));
  if (delivery + 1 < world.deliveries.length && world.random.chance(0.2)) {
    world.deliveries[delivery + 1]!.add('partners.csv', registerCells(world, partnerId));
  }
}

function standing(partnerId: string, kind: string, name: string, from: Day, to: Day = '', level = ''): Cells {
  return { partner_id: partnerId, kind, name, level, valid_from: from, valid_to: to, evidence: '' };
}

const LONG_AGO = '2015-07-01';

/** Membership, agreement and enrolment: `decisive` is the day on which each has to hold. */
function addMembershipLike(world: World, partnerId: string, kind: string, name: string, decisive: Day): void {
  const [firstDay, lastDay] = [world.terms.eligibilityDays[0]!, world.terms.eligibilityDays.at(-1)!];
  const one = (from: Day, to: Day = ''): Cells[] => [standing(partnerId, kind, name, from, to)];
  const named = (other: string): Cells[] => [standing(partnerId, kind, other, LONG_AGO)];
  const edges: Record<string, () => Cells[]> = {
    [`${kind} that ends on the decisive day`]: () => one(LONG_AGO, decisive),
    [`${kind} that ends the day before the decisive day`]: () => one(LONG_AGO, addDays(decisive, -1)),
    [`${kind} that begins on the decisive day`]: () => one(decisive),
    [`${kind} that begins the day after the decisive day`]: () => one(addDays(decisive, 1)),
    [`${kind} that begins on the last eligibility day`]: () => one(lastDay),
    [`${kind} that begins the day after the last eligibility day`]: () => one(addDays(lastDay, 1)),
    [`${kind} that lapses between the eligibility days`]: () => [
      ...one(LONG_AGO, firstDay),
      ...one(addDays(lastDay, 1)),
    ],
    [`${kind} in two spans that meet`]: () => [...one(LONG_AGO, firstDay), ...one(addDays(firstDay, 1))],
    [`${kind} under another name`]: () => named('something-else'),
    [`${kind} whose name differs by capital letters`]: () => named(name.toUpperCase()),
    [`no ${kind}`]: () => [],
  };
  const rows = world.usually(() => one(LONG_AGO, world.random.pick(['', '', addDays(decisive, 400)])), edges);
  state(world, partnerId, kind, rows, () => one(LONG_AGO, world.random.pick(['', decisive, addDays(decisive, -1)])));
}

function addExclusion(world: World, partnerId: string): void {
  const days = world.terms.exclusion?.days ?? { from: world.first, to: world.last };
  const excluded = (from: Day, to: Day = '', name = 'managed-reseller-incentive'): Cells[] => [
    standing(partnerId, 'exclusion', name, from, to),
  ];
  const rows = world.usually<Cells[]>(() => [], {
    'an exclusion that ends the day before its first day': () => excluded(LONG_AGO, addDays(days.from, -1)),
    'an exclusion that ends on its first day': () => excluded(LONG_AGO, days.from),
    'an exclusion that begins on its last day': () => excluded(days.to),
    'an exclusion that begins the day after its last day': () => excluded(addDays(days.to, 1)),
    'an exclusion of one day in between': () => {
      const day = world.dayBetween(days.from, days.to);
      return excluded(day, day);
    },
    'an exclusion that begins the day after the snapshot': () => excluded(addDays(world.last, 1)),
    'an exclusion from the day of the snapshot': () => excluded(world.last),
    'an exclusion under another name': () => excluded(LONG_AGO, '', 'something-else'),
    'an exclusion around all days': () => excluded(LONG_AGO),
  });
  state(world, partnerId, 'exclusion', rows, () => excluded(LONG_AGO));
}

function addCompetencies(world: World, partnerId: string): void {
  const { random, terms } = world;
  const [firstDay, lastDay] = [terms.eligibilityDays[0]!, terms.eligibilityDays.at(-1)!];
  const level = (): string => (random.chance(0.9) ? random.pick(terms.competencyLevels) : 'silver');
  const named = (name: string): EligibleCompetency =>
    terms.competencies.find((competency) => competency.name === name)!;
  const old = (): EligibleCompetency =>
    random.pick(terms.competencies.filter((competency) => (competency.from ?? LONG_AGO) < firstDay));
  const row = (competency: { readonly name: string }, from: Day, to: Day = '', atLevel = level()): Cells =>
    standing(partnerId, 'competency', competency.name, from, to, atLevel);
  const rows = world.usually(() => [row(old(), LONG_AGO, random.pick(['', lastDay]))], {
    'a competency that ends on the first eligibility day': () => [row(old(), LONG_AGO, firstDay)],
    'a competency that ends the day before the first eligibility day': () => [
      row(old(), LONG_AGO, addDays(firstDay, -1)),
    ],
    'a competency that begins on the last eligibility day': () => [row(old(), lastDay)],
    'a competency that begins the day after the last eligibility day': () => [row(old(), addDays(lastDay, 1))],
    'a competency whose own first day is the last eligibility day': () => [
      row(named('enterprise-resource-planning'), LONG_AGO),
    ],
    'a competency whose own first day is after the last eligibility day': () => [row(named('isv'), LONG_AGO)],
    'a competency at silver': () => [row(old(), LONG_AGO, '', 'silver')],
    'a competency without a level': () => [row(old(), LONG_AGO, '', '')],
    'a competency that is not eligible': () => [row({ name: 'cloud-gaming' }, LONG_AGO)],
    'an eligible competency beside one that is not': () => [
      row({ name: 'cloud-gaming' }, LONG_AGO),
      row(old(), firstDay),
    ],
    'no competency': () => [],
  });
  state(world, partnerId, 'competency', rows, () =>
    random.chance(0.5) ? [row(old(), LONG_AGO)] : [row(old(), LONG_AGO, addDays(firstDay, -1))],
  );
}

/**
 * Delivers a full statement of (partner, kind), sometimes after another one that it supersedes. A row that cannot be
 * read stands beside a good one or where no delivery says anything: so it never is the only row to name its pair in
 * a delivery that would supersede an earlier one.
 */
function state(
  world: World,
  partnerId: string,
  kind: string,
  rows: readonly Cells[],
  earlier: () => readonly Cells[],
): void {
  const last = world.deliveries.length - 1;
  const supersedes = rows.length > 0 && last > 0 && world.random.chance(0.15);
  const delivery = supersedes ? world.random.integer(1, last) : world.anyDelivery();
  for (const cells of rows) world.deliveries[delivery]!.add('partner_standings.csv', cells);
  if (supersedes) {
    world.situations.add('a statement of standings that supersedes an earlier one');
    for (const cells of earlier())
      world.deliveries[world.random.integer(0, delivery - 1)]!.add('partner_standings.csv', cells);
  }
  world.sometimes(0.04, 'a standing that cannot be read', () => {
    const cells = earlier()[0]!;
    const fault = world.oneOf<Cells>({
      'a kind outside the list': () => ({ kind: 'certification' }),
      'a kind with a capital letter': () => ({ kind: `${kind[0]!.toUpperCase()}${kind.slice(1)}` }),
      'a standing that ends before it begins': () => ({
        valid_from: addDays(world.first, 10),
        valid_to: addDays(world.first, 9),
      }),
      'a standing without a name': () => ({ name: '' }),
      'a date with its parts the other way round': () => ({ valid_from: '01-07-2015' }),
      'a month that does not exist': () => ({ valid_from: '2015-13-01' }),
      'an instant where a date belongs': () => ({ valid_from: '2015-07-01T00:00:00Z' }),
    });
    world.deliveries[delivery]!.addFaulty('partner_standings.csv', { ...cells, ...fault });
  });
}

function addProof(world: World, partnerId: string): void {
  const { random, terms } = world;
  const delivery = world.deliveries[world.anyDelivery()]!;
  const add = (receivedOn: Day, campaignId = terms.campaignId): void =>
    delivery.add('proofs.csv', {
      partner_id: partnerId,
      campaign_id: campaignId,
      kind: 'sales-report',
      received_on: receivedOn,
    });
  // A provisional snapshot comes before the deadline: no proof, so that nothing turns on one that is early.
  if (world.provisional || random.chance(0.08)) return;
  world.usually(() => add(addDays(world.last, random.integer(-20, 10))), {
    'a proof received on the deadline': () => add(terms.proofDeadline),
    'a proof received the day after the deadline': () => add(addDays(terms.proofDeadline, 1)),
    'a proof of another campaign': () => add(world.last, `${terms.campaignId}-other`),
    'no proof': () => undefined,
    'a proof that cannot be read': () =>
      delivery.addFaulty('proofs.csv', {
        partner_id: partnerId,
        campaign_id: terms.campaignId,
        kind: '',
        received_on: 'in time',
      }),
  });
}
