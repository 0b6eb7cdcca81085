import { compareCodePoints, instant, type Instant } from '../../src/kernel/index.js';
import { bankAccountOf } from './bank-accounts.js';
import { RECORDS_BEGIN } from './campaign.js';
import { atTime, dateOf, dayNumber, utcDayOf } from './days.js';
import type { BillingNumbers, Customer, Partner, SeatUse, Standing, Subscription } from './model.js';
import { addressIn, domainOf, personIn, phoneIn, PLACES } from './places.js';
import { FREE_PLAN, productOf, type ProductKey, type Sku } from './products.js';
import { codeOf, Dice, guidOf } from './random.js';
import type { CustomerScript, PartnerScript, StandingScript, SubscriptionScript } from './script.js';

/**
 * Dice of a composed part are named by what the part is, so the same script gives the same part in every world of a
 * seed.
 */
export function composePartner(seed: number, script: PartnerScript): Partner {
  const dice = new Dice(seed, `partner|${script.id}`);
  const country = script.country ?? 'GB';
  const { firstName, lastName } = personIn(country, dice);
  const contactName = `${firstName} ${lastName}`;
  return {
    id: script.id,
    legalName: script.legalName,
    country,
    preferredCurrency: PLACES[country].currency,
    locale: PLACES[country].locale,
    contactName,
    contactEmail: `accounts@${domainOf(script.legalName)}`,
    address: addressIn(country, dice),
    inRegister: script.inRegister ?? true,
    standings: standingsOf(script),
    proofs: (script.proofs ?? [dateOf(dayNumber('2019-07-01') + dice.whole(2, 10))]).map((date) =>
      dateOf(dayNumber(date)),
    ),
    bankAccount: bankAccountOf(script, country, contactName, dice),
  };
}

const ORDINARY_STANDINGS: Readonly<Record<Standing['kind'], readonly StandingScript[]>> = {
  membership: [{ name: 'mpn', from: '2015-09-01' }],
  agreement: [{ name: 'microsoft-cloud-reseller-agreement', from: '2016-02-15' }],
  competency: [{ name: 'small-and-midmarket-cloud-solutions', level: 'silver', from: '2017-11-01' }],
  enrolment: [{ name: 'csp-indirect-reseller', from: '2018-10-01' }],
  onboarding: [
    { name: 'account', from: '2018-10-08' },
    { name: 'agreements', from: '2018-10-09' },
    { name: 'payment-profile', from: '2018-10-22' },
    { name: 'tax-profile', from: '2018-10-23' },
  ],
};

function standingsOf(script: PartnerScript): Standing[] {
  const standings = { ...ORDINARY_STANDINGS, ...script.standings };
  return (Object.keys(ORDINARY_STANDINGS) as Standing['kind'][]).flatMap((kind) =>
    standings[kind].map(({ name, level, from, to }) => ({
      kind,
      name,
      level: level ?? null,
      validFrom: dateOf(dayNumber(from)),
      validTo: to === undefined ? null : dateOf(dayNumber(to)),
    })),
  );
}

export function composeCustomer(seed: number, script: CustomerScript): Customer {
  const dice = new Dice(seed, `customer|${script.name}`);
  const country = script.country ?? 'GB';
  const domain = domainOf(script.name);
  const person = personIn(country, dice);
  const { street, building, postcode, town } = addressIn(country, dice);
  const subscriptions = script.subscriptions.map((one, index) =>
    composeSubscription(`${script.name}|${String(index)}`, one),
  );
  const appearsAt = subscriptions.map(({ createdAt }) => createdAt).reduce((first, at) => (at < first ? at : first));
  return {
    id: guidOf(`customer|${script.name}`),
    commerceId: guidOf(`commerce|${script.name}`),
    name: script.name,
    domain,
    country,
    contact: {
      ...person,
      email: `it@${domain}`,
      addressLine: `${building} ${street}`,
      city: town,
      postcode,
      phone: phoneIn(country, dice),
    },
    appearsAt,
    register: {
      listed: script.listed ?? true,
      segment: script.segment === undefined ? 'SMB' : script.segment,
      priorPurchase:
        script.priorPurchase === undefined
          ? null
          : {
              firstPurchasedOn:
                script.priorPurchase.on === 'never' ? 'never' : dateOf(dayNumber(script.priorPurchase.on)),
              source: script.priorPurchase.source,
            },
    },
    subscriptions,
    seatUse: seatUseOf(script, subscriptions, appearsAt),
    seatTroubles: (script.seatTroubles ?? []).map(({ from, until, answer }) => ({
      from: momentOf(from),
      until: until === undefined ? null : momentOf(until),
      answer,
    })),
  };
}

function composeSubscription(label: string, script: SubscriptionScript): Subscription {
  const startsOn = dateOf(dayNumber(script.from));
  if (startsOn < RECORDS_BEGIN)
    throw new Error(`${label}: a subscription begins with the records of billing or later, found ${script.from}.`);
  const createdAt = momentOf(script.from);
  const endsAt =
    script.cancelledAt === undefined
      ? script.lapsesOn === undefined
        ? null
        : atTime(script.lapsesOn, '00:00')
      : momentOf(script.cancelledAt);
  return {
    id: guidOf(`subscription|${label}`),
    product: productOf(script.product),
    partnerId: script.partner ?? '',
    createdAt,
    startsOn,
    cycle: script.cycle ?? 'monthly',
    isTrial: script.lapsesOn !== undefined,
    discountPercent: script.discountPercent ?? 0,
    steps: [
      { at: createdAt, effectiveOn: startsOn, quantity: script.seats },
      ...(script.changes ?? []).map(({ at, seats, effectiveOn }) => ({
        at: momentOf(at),
        effectiveOn: dateOf(effectiveOn === undefined ? utcDayOf(momentOf(at)) : dayNumber(effectiveOn)),
        quantity: seats,
      })),
    ],
    end:
      endsAt === null
        ? null
        : {
            at: endsAt,
            effectiveOn: dateOf(utcDayOf(endsAt)),
            why: script.cancelledAt === undefined ? 'lapsed' : 'cancelled',
          },
    creditsCarry: script.creditsCarry ?? 'negative-quantity',
    numbers: billingNumbersOf(label),
  };
}

function billingNumbersOf(label: string): BillingNumbers {
  return {
    orderNumber: `56${codeOf(`order-number|${label}`, 16, '0123456789')}`,
    billingSubscriptionId: `${codeOf(`billing-subscription|${label}`, 6, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}EAAAAAAAEA`,
    billingOfferId: guidOf(`billing-offer|${label}`),
    orderId: guidOf(`order|${label}`),
  };
}

function seatUseOf(script: CustomerScript, subscriptions: readonly Subscription[], appearsAt: Instant): SeatUse[] {
  const uses = new Map<Sku, SeatUse>([
    [FREE_PLAN, { sku: FREE_PLAN, unitsFromElsewhere: 10_000, assigned: [{ at: appearsAt, units: 1 }] }],
  ]);
  for (const {
    product: { sku },
  } of subscriptions) {
    if (sku !== null) uses.set(sku, { sku, unitsFromElsewhere: 0, assigned: assignedAsHeld(subscriptions, sku) });
  }
  const skuOf = (key: string): Sku => {
    const { sku } = productOf(key as ProductKey);
    if (sku === null) throw new Error(`${script.name}: ${key} has no seats to assign.`);
    return sku;
  };
  for (const [key, units] of Object.entries(script.fromElsewhere ?? {})) {
    const sku = skuOf(key);
    uses.set(sku, { assigned: [], ...uses.get(sku), sku, unitsFromElsewhere: units });
  }
  for (const [key, steps] of Object.entries(script.assigned ?? {})) {
    const sku = skuOf(key);
    uses.set(sku, {
      unitsFromElsewhere: 0,
      ...uses.get(sku),
      sku,
      assigned: inOrder(steps.map(([at, units]) => ({ at: momentOf(at), units }))),
    });
  }
  return [...uses.values()];
}

/** Every seat that the subscriptions of a SKU hold is given to somebody at once. */
function assignedAsHeld(subscriptions: readonly Subscription[], sku: Sku): SeatUse['assigned'] {
  const moves = subscriptions
    .filter(({ product }) => product.sku === sku)
    .flatMap(({ steps, end }) => {
      const quantities = [0, ...steps.map(({ quantity }) => quantity)];
      const changes = steps.map(({ at, quantity }, index) => ({ at, change: quantity - (quantities[index] ?? 0) }));
      return end === null ? changes : [...changes, { at: end.at, change: -(quantities.at(-1) ?? 0) }];
    });
  let units = 0;
  return inOrder(moves).map(({ at, change }) => ({ at, units: (units += change) }));
}

function inOrder<T extends { readonly at: Instant }>(moves: readonly T[]): T[] {
  return moves.toSorted((a, b) => compareCodePoints(a.at, b.at));
}

/** A day stands for ten in the morning: people buy and change seats while they work. */
function momentOf(text: string): Instant {
  return text.length === 10 ? atTime(text, '10:00') : instant(text);
}
