/** Counts over many worlds what was reached, and knows what has to be. */
import type { OracleResult } from './oracle.js';
import { byCodePoint } from './order.js';
import type { Measure, Reward } from './reward-terms.js';
import { RULES } from './rule-ids.js';
import type { OracleTerms } from './terms.js';

export class Tally {
  readonly #reached = new Map<string, number>();

  add({ determinations, earnings, notes, quarantined, accrual }: OracleResult, { reward }: OracleTerms): void {
    for (const row of determinations) {
      this.#reach(row.outcome);
      for (const [rule, verdict] of row.verdicts) this.#reach(`${rule} ${verdict}`);
    }
    for (const row of earnings) {
      this.#reach(row.outcome);
      if (row.earned > 0n) this.#reach(nameOf(reward));
    }
    for (const note of notes) this.#reach(note);
    this.#reach(quarantined.length > 0 ? 'some rows in quarantine' : 'no row in quarantine');
    if (accrual.customers > 0) this.#reach('accrual');
  }

  count(what: string): number {
    return this.#reached.get(what) ?? 0;
  }

  /** What no world reached, though it can be. */
  missing(): string[] {
    return REACHABLE.filter((what) => !this.#reached.has(what));
  }

  /** A line for each rule, then one for all else; how often each was reached. */
  lines(): string[] {
    const ofRule = (rule: string): string =>
      ['met', 'not met', 'unknown', 'pending']
        .map((verdict) => `${rule} ${verdict}`)
        .filter((what) => this.#reached.has(what))
        .map((what) => `${what.slice(rule.length + 1)} ${this.count(what)}`)
        .join(', ');
    const isOfRule = (what: string): boolean => RULES.some((rule) => what.startsWith(`${rule} `));
    const others = [...this.#reached.keys()].filter((what) => !isOfRule(what)).sort(byCodePoint);
    return [
      ...RULES.map((rule) => `${rule}: ${ofRule(rule)}`),
      ...others.map((what) => `${what}: ${this.count(what)}`),
    ];
  }

  #reach(what: string): void {
    this.#reached.set(what, this.count(what) + 1);
  }
}

function nameOf(reward: Reward): string {
  if (reward.kind === 'by tiers') return nameOfTiers(reward.measure, reward.volumeOf, reward.method);
  return reward.kind === 'for each seat' ? `earned for each seat, ${reward.seats}` : `earned ${reward.kind}`;
}

const nameOfTiers = (measure: Measure, volumeOf: string, method: string): string =>
  `earned by tiers of ${measure}, ${method}, of ${volumeOf}`;

/** Each customer by itself is only one, so tiers of customers go by the partner. */
const TIERS = (['customers', 'seats', 'seats added', 'billed revenue'] as const).flatMap((measure) =>
  (measure === 'customers' ? ['the partner'] : ['each customer', 'the partner']).flatMap((volumeOf) =>
    ['marginal', 'whole volume'].map((method) => nameOfTiers(measure, volumeOf, method)),
  ),
);

const DIRECTIONS = ['half away from zero', 'half to even', 'down', 'up'] as const;

/** No folder brings anything but CSP, and what a reward counts is never held against a limit. */
const IMPOSSIBLE = ['licence-type unknown', 'reward-measure not met'];

const REACHABLE: readonly string[] = [
  ...RULES.flatMap((rule) => ['met', 'not met', 'unknown'].map((verdict) => `${rule} ${verdict}`)).filter(
    (what) => !IMPOSSIBLE.includes(what),
  ),
  ...[
    'competency',
    'eligibility-day',
    'enrolment',
    'exclusion',
    'registration',
    'claim',
    'proof-of-performance',
    'customers-needed',
  ].map((rule) => `${rule} pending`),
  ...['qualified', 'undecided', 'not-qualified'],
  ...['payable', 'forfeited', 'carried', 'converted', 'held', 'none'],
  ...[
    'earned for each customer',
    'earned for each seat, all',
    'earned for each seat, added',
    'earned of billed revenue',
  ],
  ...TIERS,
  ...[
    'the first band',
    'a later band',
    'a volume at an edge, the band that begins',
    'a volume at an edge, the band before',
  ],
  ...['customer', 'product', 'partner'].map((each) => `cap for each ${each}`),
  'cap for the campaign',
  'customers before the gate without a reward',
  ...['each customer', 'each partner'].flatMap((at) => DIRECTIONS.map((direction) => `rounded at ${at}, ${direction}`)),
  ...DIRECTIONS.map((direction) => `a half, ${direction}`),
  ...['below', 'at', 'above'].flatMap((place) =>
    ['at least', 'more than'].flatMap((boundary) =>
      ['after rounding', 'before rounding'].map((compared) => `earned ${place} the minimum, ${boundary}, ${compared}`),
    ),
  ),
  'a potential without bound',
  'a company of several partners',
  'a company that decides otherwise than a location by itself',
  ...['some rows in quarantine', 'no row in quarantine', 'accrual'],
];
