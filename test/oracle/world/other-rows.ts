/** Coverage of the records, rows of the files that no figure rests on, and rows that cannot be read. */
import { addDays } from '../calendar.js';
import { offerId, type DraftCatalogue } from './catalogue-rows.js';
import type { Cells, World } from './world.js';

export function addCoverage(world: World): void {
  const { random, first, last, terms } = world;
  const add = (resource: string, from: string, to: string): void =>
    world.deliveries[world.anyDelivery()]!.add('coverage.csv', { resource, known_from: from, known_to: to });
  const since = terms.ownRecordsSince;
  const after = addDays(last, 15);
  const longAgo = addDays(first, -500);
  // What is joined decides only where rows meet before the window.
  const begin = since < first ? since : addDays(first, -40);
  const middle = world.dayBetween(addDays(begin, 1), addDays(first, -1));

  for (const resource of ['billing', 'subscriptions']) {
    const whole = (): void =>
      add(resource, random.pick([since, addDays(since, -100), longAgo, longAgo]), random.pick([after, last]));
    const some = (): void => {
      world.oneOf<unknown>({
        [`no coverage of ${resource}`]: () => undefined,
        [`coverage of ${resource} that ends the day before the last`]: () => add(resource, since, addDays(last, -1)),
        [`coverage of ${resource} that begins a day too late`]: () => add(resource, addDays(since, 1), after),
        [`coverage of ${resource} in rows that touch`]: () => {
          add(resource, begin, middle);
          add(resource, addDays(middle, 1), after);
        },
        [`coverage of ${resource} in rows that overlap`]: () => {
          add(resource, begin, middle);
          add(resource, addDays(middle, -3), after);
        },
        [`coverage of ${resource} with a row inside another`]: () => {
          add(resource, since, after);
          add(resource, addDays(since, 5), addDays(first, 5));
        },
        [`coverage of ${resource} with a day missing`]: () => {
          add(resource, begin, addDays(middle, -1));
          add(resource, addDays(middle, 1), after);
        },
        [`coverage of ${resource} that misses the first day`]: () => {
          add(resource, addDays(since, -10), addDays(first, -1));
          add(resource, addDays(first, 1), after);
        },
        [`coverage of ${resource} from the first day on`]: () => add(resource, first, after),
      });
    };
    if (random.chance(resource === 'billing' ? 0.75 : 0.2)) whole();
    else some();
  }
  if (random.chance(0.4)) add('seats', since, after);
}

/** Registrations and rates. */
export function addFilesWithoutFigures(world: World, partnerIds: readonly string[]): void {
  const { random, terms, last } = world;
  const delivery = world.deliveries[world.anyDelivery()]!;
  const instant = world.written(world.snapshot - 86_400_000);
  const rows: [string, Cells, Cells][] = [
    [
      'registrations.csv',
      {
        partner_id: random.pick(partnerIds),
        campaign_id: terms.campaignId,
        registered_at: instant,
        contact_email: 'sales@example.com',
        company_name: 'Nordwind GmbH',
        terms_version: '1',
        terms_accepted_at: instant,
        agreement_number: '',
      },
      random.pick<Cells>([{ registered_at: last }, { contact_email: '' }]),
    ],
    [
      'fx_rates.csv',
      { base: 'USD', quote: 'GBP', rate: '0.7891', rate_on: last, source: 'central bank' },
      random.pick<Cells>([{ rate: '0,7891' }, { rate_on: '30/06/2019' }, { source: '' }]),
    ],
  ];
  for (const [file, cells, fault] of rows) {
    if (!random.chance(0.3)) continue;
    delivery.add(file, cells);
    world.sometimes(0.3, `a row of ${file} that cannot be read`, () =>
      delivery.addFaulty(file, { ...cells, ...fault }),
    );
  }
}

/** Rows that would change figures if they were read. Those of one partner or customer stand beside its other rows. */
export function addUnreadableRows(world: World, catalogue: DraftCatalogue, customerIds: readonly string[]): void {
  const { random, first, last, terms } = world;
  const anywhere = (file: string, cells: Cells): void => world.deliveries[world.anyDelivery()]!.addFaulty(file, cells);

  world.sometimes(0.25, 'a row of products that cannot be read', () => {
    const cells = {
      product: random.pick(terms.eligibleProducts),
      product_family: terms.productFamily,
      sku_part_number: catalogue.eligible[0]!.partNumber,
      sku_id: catalogue.eligible[0]!.guid,
      offer_id: offerId(world, random.pick(catalogue.unmapped)),
      valid_from: '',
      valid_to: '',
    };
    anywhere('products.csv', {
      ...cells,
      ...world.oneOf<Cells>({
        'an offer with neither a GUID nor a part number': () => ({ sku_id: '', sku_part_number: '' }),
        'a product that ends before it begins': () => ({ valid_from: last, valid_to: first }),
        'a product whose SKU is no GUID': () => ({ sku_id: 'SKU-1' }),
        'a product without a name': () => ({ product: '' }),
        'a product without a family': () => ({ product_family: '  ' }),
        'a product with a date that cannot be read': () => ({ valid_from: '1/1/2018' }),
      }),
    });
  });
  world.sometimes(0.2, 'a row of coverage that cannot be read', () => {
    const cells = { resource: 'billing', known_from: '2010-01-01', known_to: '2030-12-31' };
    anywhere('coverage.csv', {
      ...cells,
      ...world.oneOf<Cells>({
        'a resource of coverage outside the list': () => ({ resource: random.pick(['invoices', 'Billing']) }),
        'coverage that ends before it begins': () => ({ known_to: '2009-12-31' }),
        'coverage without an end': () => ({ known_to: '' }),
      }),
    });
  });
  world.sometimes(0.2, 'a refusal that cannot be read', () => {
    const cells = {
      customer_id: random.pick(customerIds),
      resource: 'seats',
      observed_at: world.written(world.snapshot),
    };
    anywhere('no_access.csv', {
      ...cells,
      ...world.oneOf<Cells>({
        'a resource of a refusal outside the list': () => ({ resource: random.pick(['billing', 'Seats']) }),
        'a refusal without an offset': () => ({ observed_at: `${last}T12:00:00` }),
        'a refusal without a customer': () => ({ customer_id: '' }),
      }),
    });
  });
  world.sometimes(0.2, 'a customer that cannot be read', () => {
    anywhere('customers.csv', {
      customer_id: random.pick(['', 'customer 12', `${random.pick(customerIds)}0`]),
      name: '',
      domain: '',
      country: '',
      segment: 'SMB',
    });
  });
}
