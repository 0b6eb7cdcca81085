/** Readings of the seats of a tenant, and what makes one of them a refusal. */
import type { DraftCatalogue, DraftSku } from './catalogue-rows.js';
import type { Cells, World } from './world.js';

export type AssignedSeats = ReadonlyMap<DraftSku, number>;

/** How a row names its SKU: by one of the two, or by both. */
interface SkuName {
  sku_id?: string;
  sku_part_number?: string;
}

const HOUR = 3_600_000;
const SECOND = 1000;

export function addReadings(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  assigned: AssignedSeats,
): void {
  const { random, snapshot } = world;
  const oldest = world.terms.seatReadingMaxAgeHours * HOUR;
  const at = world.usually<number | undefined>(() => snapshot - random.integer(1, oldest / SECOND - 1) * SECOND, {
    'a reading exactly at the snapshot': () => snapshot,
    'a reading as old as is fresh': () => snapshot - oldest,
    'a reading a second too old': () => snapshot - oldest - SECOND,
    'a reading a second before the snapshot': () => snapshot - SECOND,
    'a reading a second after the snapshot': () => snapshot + SECOND,
    'a reading a thousandth of a second before the snapshot': () => snapshot - 1,
    'a reading a thousandth of a second after the snapshot': () => snapshot + 1,
    'a reading a thousandth of a second too old': () => snapshot - oldest - 1,
    'no reading': () => undefined,
  });
  const place = world.anyDelivery();
  if (at !== undefined) {
    const rows = readingRows(world, catalogue, customerId, assigned, at);
    for (const row of rows) world.deliveries[place]!.add('seats.csv', row);
    // Never both: whether rows that come again heal a reading that one of them had spoiled, the contract does not say.
    if (random.chance(0.04 + world.trouble)) addDisturbance(world, catalogue, customerId, rows, at, place);
    else if (random.chance(0.03)) {
      world.situations.add('a reading whose rows come again');
      for (const row of rows)
        world.deliveries[random.integer(place, world.deliveries.length - 1)]!.add('seats.csv', row);
    }
  }
  if (random.chance(0.25)) addOtherReadings(world, catalogue, customerId, assigned, at ?? snapshot - 10 * HOUR);
}

/** Readings that say something else, and must not be the ones that count. */
function addOtherReadings(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  assigned: AssignedSeats,
  at: number,
): void {
  const { random } = world;
  const other = new Map([...assigned].map(([sku, seats]) => [sku, Math.max(0, seats + random.pick([-5, -1, 1, 5]))]));
  const instants = world.oneOf({
    'an earlier reading': () => [at - random.integer(1, 100) * HOUR],
    'a reading long after the snapshot': () => [world.snapshot + random.integer(1, 40) * HOUR + 7 * SECOND],
    'readings before and after': () => [
      at - random.integer(1, 30) * HOUR,
      world.snapshot + random.integer(2, 9) * HOUR + 9 * SECOND,
    ],
  });
  for (const instant of instants) {
    for (const row of readingRows(world, catalogue, customerId, other, instant))
      world.deliveries[world.anyDelivery()]!.add('seats.csv', row);
  }
}

/** One row for each SKU, each named by its GUID, its part number or both; and SKUs that no figure counts. */
function readingRows(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  assigned: AssignedSeats,
  at: number,
): Cells[] {
  const { random } = world;
  const observedAt = world.written(at);
  const row = (named: SkuName, seats: number): Cells => ({
    customer_id: customerId,
    sku_part_number: named.sku_part_number ?? '',
    sku_id: named.sku_id ?? '',
    assigned: random.chance(0.1) ? `${seats}.0` : String(seats),
    purchased: random.pick(['', '20', '25.0']),
    observed_at: random.chance(0.2) ? world.written(at) : observedAt,
  });
  const rows = [...assigned]
    .filter(([, seats]) => seats > 0 || random.chance(0.5))
    .map(([sku, seats]) => row(nameOf(world, sku), seats));
  if (rows.length === 0) world.situations.add('a reading that names only other SKUs');
  if (rows.length === 0 || random.chance(0.3)) {
    rows.push(
      row(
        random.chance(0.5) ? { sku_id: random.guid() } : { sku_part_number: 'TST_NOT_IN_THE_CATALOGUE' },
        random.integer(0, 99),
      ),
    );
  }
  if (random.chance(0.15)) rows.push(row(nameOf(world, random.pick(catalogue.ofFamily)), 40));
  return rows;
}

function nameOf(world: World, sku: DraftSku): SkuName {
  const ways: SkuName[] = [];
  if (sku.guid !== '') ways.push({ sku_id: sku.guid });
  if (sku.partNumber !== '') ways.push({ sku_part_number: sku.partNumber });
  if (sku.guid !== '' && sku.partNumber !== '') ways.push({ sku_id: sku.guid, sku_part_number: sku.partNumber });
  const way = world.random.pick(ways);
  if (way.sku_id === undefined) {
    world.sometimes(0.1, 'a known part number beside an unknown GUID', () => {
      way.sku_id = world.random.guid();
    });
  }
  return way;
}

function addDisturbance(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  rows: readonly Cells[],
  at: number,
  place: number,
): void {
  const { random, snapshot } = world;
  const delivery = world.deliveries[place]!;
  const refuse = (instant: number, resource = 'seats'): void =>
    world.deliveries[world.anyDelivery()]!.add('no_access.csv', {
      customer_id: customerId,
      resource,
      observed_at: world.written(instant),
    });
  const first = rows[0]!;
  const other = (offset: number): string => String(Math.trunc(Number(first['assigned'])) + offset);
  const plain = catalogue.eligible[0]!;
  const secondPlain = catalogue.ofOtherFamily;
  world.oneOf<unknown>({
    'a refusal before the reading': () => refuse(at - SECOND),
    'a refusal at the instant of the reading': () => refuse(at),
    'a refusal after the reading': () => refuse(Math.min(at + SECOND, snapshot)),
    'a refusal a thousandth of a second after the reading': () => refuse(at + 1),
    'a refusal exactly at the snapshot': () => refuse(snapshot),
    'a refusal after the snapshot': () => refuse(snapshot + SECOND),
    'a refusal of subscriptions only': () => refuse(snapshot, 'subscriptions'),
    'the same SKU twice with equal seats': () => delivery.add('seats.csv', first),
    'the same SKU twice with different seats': () => delivery.add('seats.csv', { ...first, assigned: other(1) }),
    'the same SKU with different seats in a later delivery': () =>
      world.deliveries[random.integer(place, world.deliveries.length - 1)]!.add('seats.csv', {
        ...first,
        assigned: other(2),
      }),
    'a SKU outside the catalogue twice with different seats': () => {
      const outside = random.guid();
      delivery.add('seats.csv', { ...first, sku_id: outside, sku_part_number: '', assigned: '3' });
      delivery.add('seats.csv', { ...first, sku_id: outside, sku_part_number: '', assigned: '4' });
    },
    'a SKU by its GUID and by its part number': () => {
      const seats = String(random.integer(0, 3));
      const again = random.chance(0.5) ? seats : String(Number(seats) + 1);
      const instant = at + (at + SECOND <= snapshot ? SECOND : -SECOND);
      const row = { ...first, observed_at: world.written(instant) };
      delivery.add('seats.csv', { ...row, sku_id: plain.guid, sku_part_number: '', assigned: seats });
      delivery.add('seats.csv', { ...row, sku_id: '', sku_part_number: plain.partNumber, assigned: again });
    },
    'a GUID and a part number that name different SKUs': () =>
      delivery.addFaulty('seats.csv', { ...first, sku_id: plain.guid, sku_part_number: secondPlain.partNumber }),
    'a row of the reading that cannot be read': () =>
      delivery.addFaulty('seats.csv', {
        ...first,
        sku_id: random.guid(),
        sku_part_number: '',
        ...unreadableSeats(world),
      }),
    'a row of a later instant that cannot be read': () =>
      delivery.addFaulty('seats.csv', {
        ...first,
        ...unreadableSeats(world),
        observed_at: world.written(at + 2 * SECOND),
      }),
    'a row of seats without a readable instant': () =>
      delivery.addFaulty('seats.csv', {
        ...first,
        assigned: other(7),
        observed_at: random.pick(['', '2019-06-30', '2019-06-30T22:00:00', 'noon']),
      }),
    'a row of seats without a readable customer': () =>
      delivery.addFaulty('seats.csv', { ...first, assigned: other(7), customer_id: random.pick(['', 'unknown']) }),
  });
}

const unreadableSeats = (world: World): Cells =>
  world.oneOf<Cells>({
    'a part of a seat': () => ({ assigned: '14.5' }),
    'a negative number of seats': () => ({ assigned: '-1' }),
    'seats in words': () => ({ assigned: 'fifteen' }),
    'no number of seats': () => ({ assigned: '' }),
    'seats with grouping': () => ({ assigned: '1,000' }),
    'purchased seats that cannot be read': () => ({ purchased: world.random.pick(['14.5', 'n/a']) }),
    'a SKU that is no GUID': () => ({ sku_id: 'not-a-guid' }),
  });
