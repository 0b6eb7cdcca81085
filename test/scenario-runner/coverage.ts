import { RULES, type RuleId } from '../../src/calculation/rules/index.js';
import { rewardPolicy } from '../../src/campaigns/reward-policy.js';
import type { Scenario } from './read-scenarios.js';
import type { Side } from './scenario-words.js';

/** What scenarios show, by name, and how many of them show it. */
export type Shown = ReadonlyMap<string, number>;

/** A rule can have all outcomes but these: nobody who sold anything sold it under no licence, and to count is not to refuse. */
const IMPOSSIBLE: readonly string[] = ['licence-type: unknown', 'reward-measure: not met'];
const CAN_BE_PENDING: readonly RuleId[] = [
  'competency',
  'eligibility-day',
  'enrolment',
  'exclusion',
  'registration',
  'claim',
  'proof-of-performance',
  'customers-needed',
];

/** Rows and columns of what there should be; a cell is named `row: column`. */
export interface Grid {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

const RULE_OUTCOMES = ['met', 'not met', 'unknown', 'pending'] as const;

export const OUTCOMES: Grid = { title: 'Outcomes of rules', rows: RULES.map(({ id }) => id), columns: RULE_OUTCOMES };

/** The cells of a grid that can be. */
export function cellsOf({ rows, columns }: Grid): string[] {
  return rows
    .flatMap((row) => columns.map((column) => `${row}: ${column}`))
    .filter((cell) => !IMPOSSIBLE.includes(cell))
    .filter((cell) => !cell.endsWith(': pending') || CAN_BE_PENDING.some((rule) => cell === `${rule}: pending`));
}

/** A customer expected under a rule's outcome, for each scenario. */
export function outcomesShown(scenarios: readonly Scenario[]): Shown {
  return countedIn(scenarios, ({ parsed, expect }) => {
    const applied = RULES.filter((rule) => rule.applies(parsed.terms)).map(({ id }) => id);
    return Object.values(expect.customers).flatMap((customer) =>
      applied.map((id) => {
        const named = (['not met', 'unknown', 'pending'] as const).find((outcome) => customer[outcome]?.includes(id));
        return `${id}: ${named ?? 'met'}`;
      }),
    );
  });
}

const DIRECTIONS = ['half away from zero', 'half to even', 'down', 'up'];
const EDGES = ['the band that begins', 'the band before'];
const TIERS = [
  ...['seats', 'seats added', 'billed revenue'].flatMap((measure) => [
    `${measure} of each customer`,
    `${measure} of the partner`,
  ]),
  'customers of the partner',
].flatMap((volume) =>
  ['marginal', 'whole volume'].flatMap((method) => EDGES.map((edge) => `tiers by ${volume}, ${method}, ${edge}`)),
);

/** Ways of rewarding and paying that terms can state. */
export const WAYS: Grid = {
  title: 'Ways to reward and to pay',
  columns: ['stated'],
  rows: [
    'an amount by customers',
    'an amount by seats',
    'an amount by seats added',
    'a share by billed revenue',
    ...TIERS,
    ...['customer', 'product', 'partner', 'campaign'].map((each) => `cap: ${each}`),
    ...['rewarded', 'not rewarded'].map((those) => `those before: ${those}`),
    ...['each customer', 'each partner'].flatMap((at) =>
      DIRECTIONS.map((direction) => `rounding at ${at}, ${direction}`),
    ),
    ...['forfeit', 'carry', 'convert'].map((policy) => `below the minimum: ${policy}`),
    ...['at least', 'more than'].map((boundary) => `minimum: ${boundary}`),
    ...['after rounding', 'before rounding'].map((when) => `compared: ${when}`),
    ...['location', 'company'].map((scope) => `scope: ${scope}`),
    ...['not eligible', 'the maximum counts'].map((above) => `above the maximum: ${above}`),
  ],
};

export function waysShown(scenarios: readonly Scenario[]): Shown {
  return countedIn(scenarios, ({ parsed: { terms } }) => {
    const { rates, measure, caps, rounding, customersNeeded } = rewardPolicy(terms);
    const { below, boundary = 'at least', compared = 'after rounding', scope = 'location' } = terms.minimumPayout.value;
    const method =
      rates.kind === 'one'
        ? `${measure === 'billed revenue' ? 'a share' : 'an amount'} by ${measure}`
        : `tiers by ${measure} of ${rates.volumeOf}, ${rates.method}, ${rates.atTheEdge}`;
    return [
      method,
      ...Object.entries(caps).flatMap(([name, cap]) => (cap === null ? [] : [`cap: ${name}`])),
      ...(customersNeeded === null ? [] : [`those before: ${customersNeeded.thoseBefore}`]),
      ...(terms.rounding === undefined ? [] : [`rounding at ${rounding.at}, ${rounding.direction}`]),
      `below the minimum: ${below}`,
      `minimum: ${boundary}`,
      `compared: ${compared}`,
      `scope: ${scope}`,
      ...(terms.maximumSeats === undefined ? [] : [`above the maximum: ${terms.maximumSeats.value.above}`]),
    ].map((way) => `${way}: stated`);
  });
}

const SIDES: readonly Side[] = ['below', 'at', 'above'];

/** Each with somebody below, at and above it. */
export const BOUNDARIES: Grid = {
  title: 'Boundaries',
  columns: SIDES,
  rows: [
    'first purchase',
    'own records since',
    'months without billing begin',
    'months without billing are known',
    'bill below a value',
    'bill of at most a value',
    'days of the bill begin',
    'assigned seats',
    'billed seats',
    'qualifying seats',
    'oldest reading',
    'reading at the snapshot',
    'maximum seats',
    'maximum that counts',
    'seats added',
    'seats added to the most',
    'no seat added',
    'revenue begins',
    'membership ends',
    'agreement ends',
    'enrolment ends',
    'competency on an eligibility day',
    'everything on an eligibility day',
    'first day of a competency',
    'exclusion begins',
    'exclusion ends',
    'proof received',
    'proof awaited',
    'registration begins',
    'registration ends',
    'registration awaited',
    'claims begin',
    'claims end',
    'claim awaited',
    'first to sell',
    'customers needed, those before rewarded',
    'customers needed, those before not rewarded',
    ...TIERS,
    ...['customer', 'product', 'partner'].map((each) => `cap for each ${each}`),
    'cap for the campaign',
    ...['each customer', 'each partner'].flatMap((at) =>
      DIRECTIONS.map((direction) => `rounding at ${at}, ${direction}`),
    ),
    'minimum payout, at least, forfeit',
    'minimum payout, more than, carry',
    'minimum payout, at least, convert',
    'minimum payout of a company',
    'minimum payout of a location',
    'minimum payout after rounding',
    'minimum payout before rounding',
    'minimum payout before rounding, more than',
    'potential',
  ],
};

export function boundariesShown(scenarios: readonly Scenario[]): Shown {
  return countedIn(scenarios, ({ boundaries = {} }) =>
    Object.entries(boundaries).flatMap(([boundary, sides]) =>
      SIDES.filter((side) => sides[side] !== undefined).map((side) => `${boundary}: ${side}`),
    ),
  );
}

function countedIn(scenarios: readonly Scenario[], namesIn: (scenario: Scenario) => readonly string[]): Shown {
  const counts = new Map<string, number>();
  for (const scenario of scenarios)
    for (const name of new Set(namesIn(scenario))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A row for each, with the number of scenarios that show it in each column; a dash where there is nothing to show. */
export function table(grid: Grid, shown: Shown): string {
  const cells = cellsOf(grid);
  const width = Math.max(...grid.columns.map(({ length }) => length)) + 2;
  const count = (cell: string) => (cells.includes(cell) ? String(shown.get(cell) ?? 0) : '-').padStart(width);
  return [
    `${grid.title}: ${String(cells.filter((cell) => shown.has(cell)).length)} of ${String(cells.length)}`,
    grid.columns.map((column) => column.padStart(width)).join(''),
    ...grid.rows.map((row) => `${grid.columns.map((column) => count(`${row}: ${column}`)).join('')}  ${row}`),
  ].join('\n');
}
