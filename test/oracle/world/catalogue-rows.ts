/** Products of the world, each with identifiers of its own: none is in any catalogue outside the folders. */
import { addDays, type Day } from '../calendar.js';
import type { Cells, DraftOffer, World } from './world.js';

export interface DraftSku {
  /** Empty where the catalogue does not know it. */
  readonly guid: string;
  readonly partNumber: string;
  readonly product: string;
  readonly family: string;
  readonly offers: readonly DraftOffer[];
  /** Mapped the same way on every day, from the first delivery on. */
  readonly plain: boolean;
  /** No later delivery restates it. */
  readonly steady: boolean;
}

export interface DraftCatalogue {
  /** The first of these is plain. */
  readonly eligible: readonly DraftSku[];
  /** Of the family, but not eligible: a purchase all the same. */
  readonly ofFamily: readonly DraftSku[];
  readonly ofOtherFamily: DraftSku;
  /** An offer that means one eligible SKU up to a day and another from the next day on. */
  readonly changing: DraftOffer | undefined;
  readonly unmapped: readonly DraftOffer[];
}

interface Validity {
  readonly valid_from: Day;
  readonly valid_to: Day;
}

const ALWAYS: Validity = { valid_from: '', valid_to: '' };

export function addCatalogue(world: World): DraftCatalogue {
  const { random, terms } = world;
  const family = terms.productFamily;
  const eligible = Array.from({ length: random.integer(2, 4) }, (_, place) =>
    addSku(world, { product: random.pick(terms.eligibleProducts), family, plain: place === 0 }),
  );
  const ofFamily = [addSku(world, { product: 'team-members', family, plain: false })];
  world.sometimes(0.4, 'a product that differs from an eligible one by a capital letter', () => {
    ofFamily.push(addSku(world, { product: 'Sales', family, plain: false }));
  });
  const ofOtherFamily = addSku(world, { product: 'office-365-e3', family: 'office-365', plain: true });
  return {
    eligible,
    ofFamily,
    ofOtherFamily,
    changing: random.chance(0.3) ? addChangingOffer(world, eligible) : undefined,
    unmapped: [newOffer(world, 'legacy'), newOffer(world, 'new-commerce')],
  };
}

const capitals = (world: World, count: number): string =>
  Array.from({ length: count }, () => world.random.pick(Array.from('BCDFGHJKLMNPQRSTVWXZ'))).join('');

function newOffer(world: World, kind: DraftOffer['kind']): DraftOffer {
  if (kind === 'legacy') return { kind, guid: world.random.guid() };
  return { kind, productId: `TST7${capitals(world, 8)}`, skuId: world.random.pick(['0001', '0002', '00A1']) };
}

/** As `offer_id`: a third part, where there is one, says nothing. */
export function offerId(world: World, offer: DraftOffer): string {
  if (offer.kind === 'legacy') return offer.guid;
  const thirdPart = world.random.chance(0.3) ? `:TST7${capitals(world, 8)}` : '';
  return `${offer.productId}:${offer.skuId}${thirdPart}`;
}

function addSku(world: World, named: { product: string; family: string; plain: boolean }): DraftSku {
  const { random } = world;
  const { plain } = named;
  const form = plain
    ? 'joined'
    : random.pick(['joined', 'joined', 'joined', 'by part number', 'part number only', 'GUID only'] as const);
  const kinds = random.pick([
    ['legacy'],
    ['new-commerce'],
    ['legacy', 'new-commerce'],
    ['new-commerce', 'new-commerce'],
  ] as const);
  const sku = {
    ...named,
    guid: form === 'part number only' ? '' : random.guid(),
    partNumber: form === 'GUID only' ? '' : `TST_${capitals(world, 6)}`,
    offers: kinds.map((kind) => newOffer(world, kind)),
  };
  const rows = rowsOfSku(world, sku, form === 'by part number');

  const delivery = plain || random.chance(0.8) ? 0 : world.anyDelivery();
  if (delivery > 0) world.situations.add('products that come with a later delivery');
  const valid = plain || random.chance(0.75) ? ALWAYS : boundedValidity(world);
  for (const row of rows) world.deliveries[delivery]!.add('products.csv', { ...valid, ...row });

  const steady = plain || delivery + 1 >= world.deliveries.length || random.chance(0.7);
  if (!steady) restate(world, sku.product, rows, valid, random.integer(delivery + 1, world.deliveries.length - 1));
  return { ...sku, steady };
}

type NewSku = Omit<DraftSku, 'steady'>;

function rowsOfSku(world: World, sku: NewSku, byPartNumber: boolean): Cells[] {
  const { random } = world;
  const named = { product: sku.product, product_family: sku.family, sku_part_number: sku.partNumber };
  const rows: Cells[] = sku.offers.map((offer) => ({
    ...named,
    sku_id: byPartNumber ? '' : sku.guid,
    offer_id: offerId(world, offer),
  }));
  const withoutOffer: Cells = { ...named, sku_id: sku.guid, offer_id: '' };
  if (byPartNumber && random.chance(0.25)) {
    world.situations.add('another row gives the part number its SKU on some days only');
    rows.push({ ...withoutOffer, valid_from: world.dayBetween(world.first, world.last), valid_to: '' });
  } else if (byPartNumber) {
    world.situations.add('another row gives the part number its SKU');
    rows.push(withoutOffer);
  } else if (sku.guid !== '' && random.chance(0.2)) rows.push(withoutOffer);
  return rows;
}

/** All rows of a SKU are restated together: it has one product on any day, whoever reads the rows in whatever order. */
function restate(world: World, product: string, rows: readonly Cells[], valid: Validity, delivery: number): void {
  const change = world.oneOf<Cells>({
    'a product restated as another one': () => ({
      ...valid,
      product: world.terms.eligibleProducts.includes(product)
        ? 'team-members'
        : world.random.pick(world.terms.eligibleProducts),
    }),
    'a product restated with other days': () => ({ ...boundedValidity(world) }),
  });
  // The third part of an offer id is no part of its key: the restated row goes without.
  const withoutThirdPart = (row: Cells): Cells => ({
    ...row,
    offer_id: row['offer_id']!.split(':').slice(0, 2).join(':'),
  });
  for (const row of rows) world.deliveries[delivery]!.add('products.csv', { ...withoutThirdPart(row), ...change });
}

function boundedValidity(world: World): Validity {
  const days = (valid_from: Day, valid_to: Day): Validity => ({ valid_from, valid_to });
  return world.oneOf({
    'a product valid to the last day': () => days('', world.last),
    'a product valid to the day before the last': () => days('', addDays(world.last, -1)),
    'a product valid from the first day': () => days(world.first, ''),
    'a product valid from the second day': () => days(addDays(world.first, 1), ''),
    'a product valid around the window': () => days(addDays(world.first, -400), addDays(world.last, 30)),
    'a product valid from a day in the window': () => days(world.dayBetween(world.first, world.last), ''),
  });
}

function addChangingOffer(world: World, skus: readonly DraftSku[]): DraftOffer | undefined {
  const [one, other] = skus.filter((sku) => sku.steady && sku.guid !== '');
  if (one === undefined || other === undefined) return undefined;
  const offer = newOffer(world, world.random.pick(['legacy', 'new-commerce'] as const));
  const turn = world.dayBetween(addDays(world.first, 1), world.last);
  const add = (sku: DraftSku, valid: Validity): void =>
    world.deliveries[0]!.add('products.csv', {
      product: sku.product,
      product_family: sku.family,
      sku_part_number: sku.partNumber,
      sku_id: sku.guid,
      offer_id: offerId(world, offer),
      ...valid,
    });
  add(one, { valid_from: '', valid_to: addDays(turn, -1) });
  add(other, { valid_from: turn, valid_to: '' });
  world.situations.add('an offer that changes its SKU from one day to the next');
  return offer;
}
