/** Lines of the world's invoices, and how the lines of a customer add up to the seats billed on the last day. */
import { addDays, type Day } from '../calendar.js';
import type { DraftCatalogue, DraftSku } from './catalogue-rows.js';
import { WITHOUT_PARTNER, type Cells, type DraftLine, type DraftOffer, type World } from './world.js';

interface Purchase {
  readonly customerId: string;
  /** A partner id, or empty for no partner. */
  readonly partnerId: string;
  readonly offer: DraftOffer;
  readonly start: Day;
  readonly end: Day;
  readonly seats: number;
}

export const offerOf = (world: World, sku: DraftSku): DraftOffer => world.random.pick(sku.offers);

/** A line for seats that are charged; a negative number of seats is a credit. */
export function line(
  world: World,
  { seats, partnerId, ...bought }: Purchase,
  also: Partial<DraftLine> = {},
): DraftLine {
  const { random } = world;
  // The sign of a credit is the subtotal's: its quantity comes with either sign, and so does the quantity of a charge.
  const writtenSign = random.chance(0.15) ? -1 : 1;
  const price = random.pick(['0.01', '12.5', '6.82', '100', '333.335', '1024']);
  const subtotal = seats < 0 ? `-${price}` : seats > 0 ? price : '3';
  if (seats < 0)
    world.situations.add(writtenSign > 0 ? 'a credit of positive quantity' : 'a credit of negative quantity');
  if (seats > 0 && writtenSign < 0) world.situations.add('a charge of negative quantity');
  return {
    ...bought,
    partner: partnerId === '' ? random.pick(WITHOUT_PARTNER) : partnerId,
    quantity: quantityText(world, Math.abs(seats) * writtenSign),
    subtotal: random.chance(0.05) ? `${subtotal.startsWith('-') ? '-' : ''}5E-05` : subtotal,
    currency: world.usually(() => world.terms.currency, {
      'a line in another currency': () => 'CHF',
      'a line without a currency': () => '',
      'a line in a currency in small letters': () => world.terms.currency.toLowerCase(),
      'a line in the currency, as most are': () => world.terms.currency,
    }),
    ...(random.chance(0.3) ? { qualifiers: unmarkedQualifiers(world) } : {}),
    ...also,
  };
}

function quantityText(world: World, quantity: number): string {
  const { random } = world;
  if (random.chance(0.1)) return `${quantity}.0`;
  if (random.chance(0.03) && quantity >= 10) {
    world.situations.add('a quantity with an exponent');
    return `${Math.floor(quantity / 10)}.${quantity % 10}E1`;
  }
  return String(quantity);
}

/** Values that do not mark a line. */
const unmarkedQualifiers = (world: World): string =>
  world.oneOf({
    'no words in the list of qualifiers': () => '[]',
    'another word among the qualifiers': () => '["Promotional"]',
    'a word that only begins like a mark': () =>
      world.random.pick(['TrialConversion', 'AddOns', '["Add_On"]', '["NotATrial"]']),
    'an empty value of qualifiers': () => '',
  });

const markedQualifiers = (world: World): string =>
  world.oneOf({
    'a trial mark as one word': () => world.random.pick(['Trial', 'trial', 'TRIAL']),
    'a trial mark in a list': () => world.random.pick(['["Trial"]', '["trial"]', '[ "Promotional", "TRIAL" ]']),
    'an add-on mark': () => world.random.pick(['AddOn', 'addon', '["AddOn"]', '["Other","ADDON"]']),
    'an add-on mark with a hyphen': () => world.random.pick(['Add-On', 'add-on', '["ADD-ON"]', '["Other","Add-On"]']),
  });

/**
 * Lines that together bill `seats` of a SKU on the last day, the first of them on `start`.
 */
export function linesThatBill(
  world: World,
  customerId: string,
  partnerId: string,
  sku: DraftSku,
  seats: number,
  start: Day,
): DraftLine[] {
  const { random, last } = world;
  const bill = (count: number, from: Day, to: Day): DraftLine =>
    line(world, { customerId, partnerId, offer: offerOf(world, sku), start: from, end: to, seats: count });
  const later = world.dayBetween(start, last);
  const end = random.pick([last, addDays(last, 1), addDays(last, 30), addDays(last, 364)]);
  if (end === last) world.situations.add('a charge that ends on the last day');
  if (later === last) world.situations.add('a charge that starts on the last day');
  return world.oneOf<DraftLine[]>({
    'one line': () => [bill(seats, start, end)],
    'another one line': () => [bill(seats, start, end)],
    'a line for each period': () => {
      // The earlier period has other seats, and ends before the last one begins.
      const [middle, before] = [addDays(later, 1), later];
      if (middle > last) return [bill(seats, start, end)];
      return [bill(seats + random.integer(0, 6), start, before), bill(seats, middle, end)];
    },
    'seats added by a credit and a new charge': () => {
      const before = random.integer(1, 9);
      return [bill(before, start, end), bill(-before, later, end), bill(seats, later, end)];
    },
    'seats added by a second line': () => {
      const part = random.integer(0, seats);
      return part === 0 || part === seats
        ? [bill(seats, start, end)]
        : [bill(part, start, end), bill(seats - part, later, end)];
    },
    'two equal lines': () => {
      if (seats % 2 !== 0 || seats === 0) return [bill(seats, start, end)];
      const half = bill(seats / 2, start, end);
      return [half, half];
    },
    'a charge taken back and charged again': () => [
      bill(seats, start, end),
      bill(-seats, start, end),
      bill(seats, start, end),
    ],
    'more credited than charged': () => [
      // Another offer of the same SKU takes part: what counts is the SKU.
      bill(3, start, end),
      bill(-5, later, end),
      bill(seats + 2, later, end),
    ],
  });
}

/** Lines that must not add to what is billed, or only to something else. */
export function otherLines(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  partnerId: string,
  sku: DraftSku,
  start: Day,
): DraftLine[] {
  const { random, last, first } = world;
  const end = addDays(last, random.integer(0, 60));
  const seats = random.integer(1, 20);
  const bought = { customerId, partnerId, offer: offerOf(world, sku), start, end, seats };
  const early = addDays(first, -random.integer(1, 90));
  return world.oneOf<DraftLine[]>({
    'a charge that ends the day before the last': () => {
      const dayBefore = addDays(last, -1);
      return [line(world, { ...bought, start: start < dayBefore ? start : dayBefore, end: dayBefore })];
    },
    'a credit larger than the charges of a SKU': () => [
      line(world, { ...bought, offer: offerOf(world, random.pick(catalogue.eligible)), seats: -200 }),
    ],
    'a charge that starts the day after the last': () => [
      line(world, { ...bought, start: addDays(last, 1), end: addDays(last, 31) }),
    ],
    'a trial or an add-on': () => [
      line(world, { ...bought, start: random.pick([start, early]) }, { qualifiers: markedQualifiers(world) }),
    ],
    'a trial or an add-on on the last day': () => [line(world, bought, { qualifiers: markedQualifiers(world) })],
    'a subtotal of zero': () => [
      line(
        world,
        { ...bought, start: random.pick([start, early]) },
        { subtotal: random.pick(['0', '0.00', '-0', '0E0']) },
      ),
    ],
    'an unmapped product, with a part of a seat': () => [
      line(
        world,
        { ...bought, offer: random.pick(catalogue.unmapped), start: early },
        { quantity: random.pick(['3.1618', '0.005001', '5E-05', '14.5']) },
      ),
    ],
    'a product of another family before the window': () => [
      line(world, { ...bought, offer: offerOf(world, catalogue.ofOtherFamily), start: early }),
    ],
    'a product of the family that is not eligible': () => [
      line(world, { ...bought, offer: offerOf(world, random.pick(catalogue.ofFamily)) }),
    ],
    'a purchase of the family before the window, not eligible': () => [
      line(world, { ...bought, offer: offerOf(world, random.pick(catalogue.ofFamily)), start: early }),
    ],
    'a credit alone, from before the window': () => [
      line(world, { ...bought, start: early, end: first, seats: -seats }),
    ],
    'a credit alone that ends the day before the window': () => [
      line(world, { ...bought, start: early, end: addDays(first, -1), seats: -seats }),
    ],
    'a charge of no seats': () => [line(world, { ...bought, seats: 0 })],
    'an offer that means another SKU later': () =>
      catalogue.changing ? [line(world, { ...bought, offer: catalogue.changing })] : [],
    'no partner beside a partner': () => [line(world, { ...bought, partnerId: '' })],
  });
}

/** Lines that cannot be read; were they read, they would add seats or a purchase. */
export function faultyLine(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  partnerId: string,
  form: 'legacy' | 'new-commerce',
): DraftLine | undefined {
  const { random, last, first } = world;
  const plain = catalogue.eligible[0]!;
  const offer = plain.offers.find((candidate) => candidate.kind === form);
  if (offer === undefined) return undefined;
  const quantity = form === 'legacy' ? 'Quantity' : 'BillableQuantity';
  const bought = { customerId, partnerId, offer, start: first, end: last, seats: world.terms.seatsMin };
  const fault = world.oneOf<Cells>({
    'a line without a customer': () => ({ CustomerId: '' }),
    'a customer that is no GUID': () => ({ CustomerId: random.pick(['customer-12', '{1234}']) }),
    'a two-digit year': () =>
      random.pick<Cells>([
        { ChargeEndDate: '6/30/19' },
        { ChargeStartDate: '6/30/18' },
        { ChargeStartDate: '1/1/19 0:00' },
      ]),
    'a day that does not exist': () => ({ ChargeStartDate: random.pick(['2/30/2019', '2019-02-30', '13/1/2019']) }),
    'a charge that ends before it starts': () => ({ ChargeStartDate: last, ChargeEndDate: addDays(last, -1) }),
    'a line without a start': () => ({ ChargeStartDate: ' ' }),
    'a line without a subtotal': () => ({ Subtotal: '' }),
    'a subtotal with grouping': () => ({ Subtotal: '1,000.00' }),
    'a subtotal that is no number': () => ({ Subtotal: 'n/a' }),
    'a line without a quantity': () => ({ [quantity]: '' }),
    'a part of a seat of a mapped product': () => ({ [quantity]: random.pick(['14.5', '5E-05']) }),
    'a line without a product': () =>
      form === 'legacy' ? { DurableOfferID: '' } : random.pick([{ ProductId: '' }, { SkuId: '' }]),
    ...(form === 'legacy'
      ? {}
      : {
          'a new-commerce line without an invoice number': () => ({ InvoiceNumber: '' }),
          'qualifiers that are neither a word nor a list': () => ({
            ProductQualifiers: random.pick(['Trial,AddOn', '[Trial]', '"Trial"', '["Trial"']),
          }),
          'a list of qualifiers with a number': () => ({
            ProductQualifiers: random.pick(['["Promotional", 5]', '[1]']),
          }),
        }),
  });
  return line(world, bought, { fault });
}
