/** Customers of the world: segment, earlier purchases, subscriptions, readings and refusals of their seats, and their lines. */
import { addDays, type Day } from '../calendar.js';
import { earlierLines } from './earlier-lines.js';
import { linesThatBill, otherLines, offerOf } from './billing-lines.js';
import { offerId, type DraftCatalogue, type DraftSku } from './catalogue-rows.js';
import { addReadings, type AssignedSeats } from './seat-rows.js';
import { WITHOUT_PARTNER, type DraftLine, type World } from './world.js';

export interface DraftCustomer {
  readonly customerId: string;
  readonly partnerIds: readonly string[];
  readonly lines: readonly DraftLine[];
  /** As readings and lines name one of its subscriptions. */
  readonly subscriptionId: string;
  readonly name: string;
}

export function addCustomers(world: World, catalogue: DraftCatalogue, partnerIds: readonly string[]): DraftCustomer[] {
  const count = world.size === 'small' ? world.random.integer(2, 8) : world.random.integer(5, 40);
  return Array.from({ length: count }, () => addCustomer(world, catalogue, partnerIds));
}

function addCustomer(world: World, catalogue: DraftCatalogue, allPartners: readonly string[]): DraftCustomer {
  const { random, first, last } = world;
  const customerId = random.guid();
  const howMany = random.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  const partnerIds = random.shuffled(allPartners).slice(0, howMany);
  if (partnerIds.length > 1) world.situations.add('a customer of several partners');

  const name = random.pick(['Contoso', 'A, B & C', 'The "Best"', 'Fabrikam', '\u00d6resund AB']);
  addProfile(world, customerId, name);
  const start = world.usually<Day>(() => world.dayBetween(first, last), {
    'a first purchase on the first day of the window': () => first,
    'a first purchase on the last day of the window': () => last,
    'a first purchase the day before the window': () => addDays(first, -1),
  });
  addPriorPurchase(world, customerId);

  const skus = random.shuffled(catalogue.eligible).slice(0, random.pick([1, 1, 1, 2, 2, 3]));
  const { billed, assigned } = planSeats(world, skus, random.chance(0.12) ? [...partnerIds, ''] : partnerIds);
  const lines: DraftLine[] = [];
  for (const { partnerId, sku, seats } of billed) {
    // Some sell later than the others, some on the very same day.
    const from = partnerId === partnerIds[0] || random.chance(0.4) ? start : world.dayBetween(start, last);
    if (from === start && partnerId !== partnerIds[0]) world.situations.add('two partners that start on one day');
    lines.push(...linesThatBill(world, customerId, partnerId, sku, seats, from));
  }
  if (random.chance(0.1 + world.trouble)) {
    const partnerId = random.chance(0.6) ? partnerIds[0]! : random.pick(allPartners);
    lines.push(...otherLines(world, catalogue, customerId, partnerId, random.pick(skus), start));
  }
  if (random.chance(0.15 + world.trouble))
    lines.push(...earlierLines(world, catalogue, customerId, random.pick([...partnerIds, '']), random.pick(skus)));
  const subscriptionId = random.guid();
  addSubscriptions(world, catalogue, customerId, subscriptionId, partnerIds, allPartners, skus, start);
  addReadings(world, catalogue, customerId, assigned);
  const named = lines.map((line) => ({ ...line, ...(random.chance(0.6) ? { subscriptionId } : {}) }));
  return { customerId, partnerIds, lines: named, subscriptionId, name };
}

function addProfile(world: World, customerId: string, name: string): void {
  const { random, deliveries } = world;
  const add = (segment: string, delivery: number): void =>
    deliveries[delivery]!.add('customers.csv', {
      customer_id: customerId,
      name: world.usually(() => name, {
        'a customer without a name': () => '',
        'a name of two lines': () => 'Two\nLines',
        'a name that has changed': () => 'Tailspin',
      }),
      domain: 'example.onmicrosoft.com',
      country: world.usually(() => 'GB', {
        'a customer of another country': () => 'NO',
        'a customer without a country': () => '',
        'a country of a customer in small letters': () => 'gb',
      }),
      segment,
    });
  const delivery = world.anyDelivery();
  const segment = world.usually<string | undefined>(() => random.pick(world.terms.segments), {
    'another segment': () => 'ENTERPRISE',
    'a segment in small letters': () => 'smb',
    'an empty segment': () => '',
    'a customer that is not in the file': () => undefined,
  });
  if (segment === undefined) return;
  add(segment, delivery);
  if (random.chance(0.1)) {
    const other = random.pick(['SMB', 'ENTERPRISE', '']);
    const later = random.integer(delivery, deliveries.length - 1);
    world.situations.add(
      later === delivery ? 'a later row of a customer in one file' : 'a later recording of a customer',
    );
    add(other, later);
  }
}

function addPriorPurchase(world: World, customerId: string): void {
  const { random, first, terms } = world;
  const delivery = world.anyDelivery();
  const add = (firstPurchasedOn: string, family = terms.productFamily, place = delivery): void =>
    world.deliveries[place]!.add('prior_purchases.csv', {
      customer_id: customerId,
      product_family: family,
      first_purchased_on: firstPurchasedOn,
      source: 'declaration',
    });
  const never = (): void => {
    if (!random.chance(0.3)) return;
    world.situations.add('a declaration that there was no purchase');
    add('never');
  };
  world.usually(never, {
    'an earlier purchase the day before the window': () => add(addDays(first, -1)),
    'an earlier purchase long before the window': () => add('2016-05-04'),
    'an earlier purchase on the first day': () => add(first),
    'an earlier purchase of another family': () => add('2016-05-04', 'office-365'),
    'a declaration withdrawn by a later row': () => {
      add('never');
      add(
        random.pick([addDays(first, -1), addDays(first, 5)]),
        terms.productFamily,
        random.integer(delivery, world.deliveries.length - 1),
      );
    },
    'an earlier purchase that cannot be read': () =>
      world.deliveries[delivery]!.addFaulty('prior_purchases.csv', {
        customer_id: customerId,
        product_family: terms.productFamily,
        first_purchased_on: random.pick(['2018', 'sometime', '2018-11-31', '1/2/2018']),
        source: '',
      }),
  });
}

interface BilledSeats {
  readonly partnerId: string;
  readonly sku: DraftSku;
  readonly seats: number;
}

/** What is billed to whom and what is assigned, around the campaign's minimum. */
function planSeats(
  world: World,
  skus: readonly DraftSku[],
  partnerIds: readonly string[],
): { billed: BilledSeats[]; assigned: AssignedSeats } {
  const { random } = world;
  const minimum = world.terms.seatsMin;
  if (partnerIds.length > 1 && random.chance(0.35)) return planShares(world, skus[0]!, partnerIds);

  const goal = (): number =>
    world.usually(() => minimum + random.pick([0, 0, 1, random.integer(2, 15)]), {
      'billed one below the minimum': () => minimum - 1,
      'billed at the minimum': () => minimum,
      'billed one above the minimum': () => minimum + 1,
    });
  const billed = partnerIds.flatMap((partnerId) =>
    split(world, skus, goal()).map(({ sku, seats }) => ({ partnerId, sku, seats })),
  );
  const assigned = new Map<DraftSku, number>();
  for (const { sku, seats } of billed) assigned.set(sku, (assigned.get(sku) ?? 0) + seats);
  const billedTogether = billed.reduce((sum, { seats }) => sum + seats, 0);
  const target = world.usually(() => billedTogether + random.pick([0, 0, 1, 5]), {
    'assigned one below the minimum': () => minimum - 1,
    'assigned at the minimum': () => minimum,
    'assigned one above the minimum': () => minimum + 1,
    'assigned fewer than billed': () => Math.floor(billedTogether * 0.6),
    'nothing assigned': () => 0,
    'assigned to another SKU than billed': () => {
      assigned.clear();
      return billedTogether;
    },
  });
  if (assigned.size === 0) assigned.set(skus.at(-1)!, target);
  else changeSum(random.shuffled([...assigned.keys()]), assigned, target - billedTogether);
  return { billed, assigned };
}

function changeSum(skus: readonly DraftSku[], seats: Map<DraftSku, number>, change: number): void {
  let left = change;
  for (const sku of skus) {
    const before = seats.get(sku)!;
    const after = Math.max(0, before + left);
    seats.set(sku, after);
    left -= after - before;
  }
}

/** Fewer assigned than billed together: largest remainders, and ties of them, decide whether the minimum is reached. */
function planShares(
  world: World,
  sku: DraftSku,
  partnerIds: readonly string[],
): { billed: BilledSeats[]; assigned: AssignedSeats } {
  const { random } = world;
  const minimum = world.terms.seatsMin;
  const count = partnerIds.length;
  const equal = minimum + random.integer(1, 5);
  const [seats, together] = world.oneOf<[number[], number]>({
    'equal bills and a tie over the last seats': () => [
      partnerIds.map(() => equal),
      count * minimum - random.integer(1, count - 1),
    ],
    'equal bills that share without a remainder': () => [partnerIds.map(() => equal), count * minimum],
    'unequal bills and largest remainders': () => [
      partnerIds.map(() => minimum + random.integer(0, 20)),
      count * minimum + random.integer(-count, 2 * count),
    ],
  });
  return {
    billed: partnerIds.map((partnerId, place) => ({ partnerId, sku, seats: seats[place]! })),
    assigned: new Map([[sku, Math.max(0, together)]]),
  };
}

function split(world: World, skus: readonly DraftSku[], total: number): { sku: DraftSku; seats: number }[] {
  let left = total;
  const parts = skus.map((sku, place) => {
    const seats = place === skus.length - 1 ? left : world.random.integer(0, left);
    left -= seats;
    return { sku, seats };
  });
  const some = parts.filter(({ seats }) => seats > 0);
  return some.length > 0 ? some : [{ sku: skus[0]!, seats: 0 }];
}

function addSubscriptions(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  subscriptionId: string,
  partnerIds: readonly string[],
  allPartners: readonly string[],
  skus: readonly DraftSku[],
  start: Day,
): void {
  const { random, first, last } = world;
  const midnight = (day: Day, minutes: number): string => world.written(world.startOf(day) + minutes * 60_000);
  const offer = random.chance(0.05) && catalogue.changing ? catalogue.changing : offerOf(world, random.pick(skus));
  const cells = {
    customer_id: customerId,
    subscription_id: random.chance(0.7) ? subscriptionId : random.guid(),
    partner_id: random.pick(partnerIds),
    offer_id: offerId(world, offer),
    quantity: random.pick(['', '0', '7', '15.0']),
    status: random.pick(['active', 'suspended', 'expired', 'deleted', 'none']),
    is_trial: random.pick(['false', 'FALSE', 'False']),
    effective_start: random.chance(0.7) ? start : midnight(start, random.integer(60, 1200)),
    commitment_end: random.pick(['', '9999-12-14', addDays(last, 200), midnight(addDays(last, 100), 60)]),
    observed_at: world.written(world.snapshot + random.integer(-400, 400) * 3_600_000),
  };
  const deliver = (changes: Partial<typeof cells> = {}): void =>
    world.deliveries[world.anyDelivery()]!.add('subscriptions.csv', { ...cells, ...changes });
  if (random.chance(0.3)) deliver();
  if (!random.chance(0.1 + world.trouble)) return;
  const early = addDays(first, -random.integer(2, 200));
  world.oneOf<unknown>({
    'a trial subscription before the window': () =>
      deliver({ is_trial: random.pick(['true', 'TRUE']), effective_start: early }),
    'a trial that was paid in a later reading': () => {
      deliver({ is_trial: 'true' });
      deliver({ observed_at: world.written(world.snapshot + 3_600_000) });
    },
    'a paid subscription that was a trial in a later reading': () => {
      deliver();
      deliver({ is_trial: 'true', observed_at: world.written(world.snapshot + 3_600_000) });
    },
    'a subscription back-dated in a later reading': () => {
      deliver();
      deliver({ effective_start: addDays(first, -1) });
    },
    'a subscription of a partner without a line': () => deliver({ partner_id: random.pick(allPartners) }),
    'a subscription without a partner': () => deliver({ partner_id: random.pick(WITHOUT_PARTNER) }),
    'a subscription that ends on the first day': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: early, commitment_end: first }),
    'a subscription that ends the day before the window': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: early, commitment_end: addDays(first, -1) }),
    'a subscription that starts on the last day': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: last }),
    'a subscription that starts the day after the last': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: addDays(last, 1) }),
    'a subscription that starts just before midnight of the first day': () =>
      deliver({ effective_start: midnight(first, -1) }),
    'a subscription that starts just after midnight of the first day': () =>
      deliver({ effective_start: midnight(first, 1) }),
    'a subscription that starts at midnight of the first day': () => deliver({ effective_start: midnight(first, 0) }),
    'a subscription that ends just before midnight of the first day': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: early, commitment_end: midnight(first, -1) }),
    'a subscription that ends just after midnight of the first day': () =>
      deliver({ partner_id: random.pick(allPartners), effective_start: early, commitment_end: midnight(first, 1) }),
    'a subscription of an offer that is not eligible': () =>
      deliver({
        offer_id: offerId(world, offerOf(world, random.pick(catalogue.ofFamily))),
        effective_start: random.pick([start, early]),
      }),
    'a subscription of an unmapped offer': () =>
      deliver({ offer_id: offerId(world, random.pick(catalogue.unmapped)), effective_start: early }),
    'a subscription that cannot be read': () => {
      const fault = world.oneOf<Partial<typeof cells>>({
        'a trial flag that is no boolean': () => ({ is_trial: random.pick(['no', '0', '']) }),
        'an instant without an offset': () => ({ effective_start: `${early}T10:00:00` }),
        'a commitment that ends before it starts': () => ({
          effective_start: early,
          commitment_end: addDays(early, -10),
        }),
        'a quantity that is no number of seats': () => ({ quantity: random.pick(['14.5', 'fifteen']) }),
        'a subscription without an offer': () => ({ offer_id: '' }),
        'a reading of a subscription without an instant': () => ({ observed_at: random.pick(['', last]) }),
        'a subscription of a customer that is no GUID': () => ({ customer_id: customerId.slice(1) }),
      });
      world.deliveries[world.anyDelivery()]!.addFaulty('subscriptions.csv', {
        ...cells,
        effective_start: early,
        ...fault,
      });
    },
  });
}
