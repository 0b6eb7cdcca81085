import { WORLD_ENDS } from './campaign.js';
import { dateOf, dayNumber, utcDayOf, type DayNumber } from './days.js';
import type { Country } from './model.js';
import { customerName, resellerName } from './names.js';
import type { ProductKey } from './products.js';
import { Dice } from './random.js';
import type { CustomerScript, PartnerScript, SubscriptionScript } from './script.js';

/*
 * The crowd around the stories: ordinary partners and customers, drawn by chance. The nth of them is the same in every
 * world of one seed, however many there are (as long as the partners are as many), so a larger world contains the
 * smaller.
 */

const COUNTRIES: readonly Country[] = ['GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'IE', 'SE', 'DE', 'NL'];
const COMPETENCIES = [
  'cloud-business-applications',
  'cloud-customer-relationship-management',
  'cloud-platform',
  'cloud-productivity',
  'data-analytics',
  'enterprise-resource-planning',
  'small-and-midmarket-cloud-solutions',
] as const;
const ELIGIBLE: readonly ProductKey[] = [
  'business-central-essentials',
  'business-central-essentials',
  'business-central-premium',
  'sales-professional',
  'sales-professional',
  'sales-enterprise',
  'customer-engagement-plan',
  'customer-engagement-plan-3-years',
];

export function ordinaryPartners(seed: number, count: number): PartnerScript[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const dice = new Dice(seed, `ordinary-partner|${String(index)}`);
    const country = dice.pick(COUNTRIES);
    const legalName = resellerName(country, dice, taken);
    taken.add(legalName);
    const competency = {
      name: dice.pick(COMPETENCIES),
      level: dice.chance(0.4) ? 'gold' : 'silver',
      from: someDay(dice, '2016-01-01', '2018-12-01'),
    } as const;
    return {
      id: String(5_200_001 + index * 37),
      legalName,
      country,
      standings: {
        competency: [dice.chance(0.08) ? { ...competency, to: someDay(dice, '2019-02-01', '2019-06-15') } : competency],
        enrolment: dice.chance(0.08)
          ? []
          : [{ name: 'csp-indirect-reseller', from: someDay(dice, '2018-09-01', '2019-06-20') }],
      },
      ...(dice.chance(0.08) ? { proofs: [] } : {}),
    };
  });
}

export function ordinaryCustomers(seed: number, count: number, partners: readonly PartnerScript[]): CustomerScript[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const dice = new Dice(seed, `ordinary-customer|${String(index)}`);
    const partner = dice.pick(partners);
    const country = partner.country ?? 'GB';
    const name = customerName(country, dice, taken);
    taken.add(name);
    return ordinaryCustomer(name, country, partner.id, dice);
  });
}

function ordinaryCustomer(name: string, country: Country, partner: string, dice: Dice): CustomerScript {
  const since = someDay(dice, '2018-01-02', '2019-09-15');
  const office: SubscriptionScript[] = dice.chance(0.8)
    ? [licences(dice, { product: 'office', partner, from: since, seats: dice.whole(4, 120) })]
    : [];
  const dynamics: SubscriptionScript[] = [];
  if (office.length === 0 || dice.chance(0.85)) {
    // Most come to Dynamics 365 while the campaign runs; that is what it is for.
    const from =
      dice.chance(0.7) && since < '2019-06-01'
        ? someDay(dice, since < '2019-01-01' ? '2019-01-02' : since, '2019-06-20')
        : since;
    dynamics.push(licences(dice, { product: dice.pick(ELIGIBLE), partner, from, seats: dice.whole(4, 48) }));
    if (dice.chance(0.2))
      dynamics.push(licences(dice, { product: 'team-members', partner, from, seats: dice.whole(5, 80) }));
    if (dice.chance(0.15)) {
      dynamics.push(
        licences(dice, {
          product: 'sales-enterprise',
          partner,
          from: someDay(dice, from, '2019-09-20'),
          seats: dice.whole(3, 25),
        }),
      );
    }
  }
  const azure: SubscriptionScript[] = dice.chance(0.12)
    ? [{ product: 'azure', partner: null, from: since, seats: 1 }]
    : [];
  const segment = dice.chance(0.86) ? 'SMB' : dice.chance(0.8) ? 'ENTERPRISE' : null;
  return {
    name,
    country,
    segment,
    subscriptions: [...office, ...dynamics, ...azure],
    assigned: uptake(dynamics, dice),
    ...(dice.chance(0.03) ? { seatTroubles: [{ from: '2018-12-01', answer: 'refused' as const }] } : {}),
  };
}

/** A subscription with what happens to one in its life: seats come and go, some are cancelled, some have a discount. */
function licences(dice: Dice, bought: SubscriptionScript): SubscriptionScript {
  const end = utcDayOf(WORLD_ENDS) - 1;
  const changes: { at: string; seats: number }[] = [];
  let day = dayNumber(bought.from);
  let { seats } = bought;
  for (let left = dice.whole(0, 3); left > 0; left -= 1) {
    day += dice.whole(9, 120);
    if (day > end) break;
    seats = Math.max(1, seats + dice.whole(-4, 7));
    changes.push({ at: workingMoment(day, dice), seats });
  }
  const cancelledOn: DayNumber = day + dice.whole(20, 200);
  return {
    ...bought,
    cycle: dice.chance(0.3) ? 'annual' : 'monthly',
    changes,
    creditsCarry: dice.chance(0.5) ? 'negative-quantity' : 'positive-quantity',
    ...(dice.chance(0.1) ? { discountPercent: dice.pick([5, 10, 15]) } : {}),
    ...(dice.chance(0.07) && cancelledOn <= end ? { cancelledAt: workingMoment(cancelledOn, dice) } : {}),
  };
}

/**
 * Users follow some days after the purchase and rarely take every seat. Seats of a cancelled subscription are let go.
 */
function uptake(subscriptions: readonly SubscriptionScript[], dice: Dice): NonNullable<CustomerScript['assigned']> {
  return Object.fromEntries(
    subscriptions.map(({ product, from, seats, changes = [], cancelledAt }) => {
      const share = dice.chance(0.6) ? 1 : 0.55 + dice.next() * 0.45;
      const start = dayNumber(from);
      const slow = dateOf(start + dice.whole(2, 24));
      const steps: [string, number][] = [[from, Math.round(seats * share * 0.4)]];
      if (changes.every(({ at }) => at > slow)) steps.push([slow, Math.round(seats * share)]);
      for (const change of changes) steps.push([change.at, Math.round(change.seats * share)]);
      if (cancelledAt !== undefined) steps.push([cancelledAt, 0]);
      return [product, steps.sort(([a], [b]) => (a < b ? -1 : 1))];
    }),
  );
}

function someDay(dice: Dice, from: string, to: string): string {
  return dateOf(dice.whole(dayNumber(from), Math.max(dayNumber(from), dayNumber(to))));
}

function workingMoment(day: DayNumber, dice: Dice): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${dateOf(day)}T${two(dice.whole(7, 17))}:${two(dice.whole(0, 59))}:00Z`;
}
