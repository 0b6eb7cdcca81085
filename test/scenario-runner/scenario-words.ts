import { z } from 'zod';
import { REASONS } from '../../src/calculation/explanation/wording.js';
import { RULES, type RuleId } from '../../src/calculation/rules/index.js';
import { parseCalendarDate, parseInstant, type CalendarDate } from '../../src/kernel/index.js';

/** What a scenario may say (docs/write-a-scenario.md). Names are kept as they are written, so that a problem names them. */

const name = z.string().trim().min(1);
// What `meta` says only editors read: the schema that they are given knows no refinement.
const day = z
  .string()
  .refine((text) => parseCalendarDate(text) !== undefined, { error: 'a day such as 2019-06-30' })
  .meta({ pattern: String.raw`^\d{4}-\d\d-\d\d$` });
const instant = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, {
    error: 'an instant with offset such as 2019-06-30T20:00:00Z',
  })
  .meta({ pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$` });
const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^-?\d+(\.\d+)?$/.test(text), { error: 'an amount such as "750.00"' });
const seats = z.int({ error: 'a whole number of seats' });
/** YAML reads an id of digits as a number. */
const id = z.union([z.string(), z.int()]).transform(String);

export interface Days {
  readonly from: CalendarDate;
  readonly to: CalendarDate | undefined;
}

const DAYS = String.raw`^(from \d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d)$`;
const days = z
  .string()
  .meta({ pattern: DAYS })
  .transform((text, context): Days => {
    const [, from, to] =
      /^from (\d{4}-\d\d-\d\d)$/.exec(text) ?? /^(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)$/.exec(text) ?? [];
    const first = parseCalendarDate(from ?? '');
    const last = to === undefined ? undefined : parseCalendarDate(to);
    if (first !== undefined && (to === undefined) === (last === undefined)) return { from: first, to: last };
    context.addIssue({ code: 'custom', message: 'days such as "2019-01-01 to 2019-06-30" or "from 2019-01-01"' });
    return z.NEVER;
  });
const none = z.literal('none', { error: '"none", or days such as "2019-01-01 to 2019-06-30" or "from 2019-01-01"' });
const standing = z.union([none, days, z.array(days).min(1)], {
  error: '"none", or days such as "2019-01-01 to 2019-06-30" or "from 2019-01-01"',
});

const PRODUCTS = ['business central', 'sales', 'team members', 'another family'] as const;
const product = z.enum(PRODUCTS);
export type ProductWord = z.output<typeof product>;

/** Left alone, a partner in good standing whose proof arrived in time. */
const partner = z.strictObject({
  'in the register': z.boolean().optional(),
  country: name.optional(),
  company: name.optional(),
  membership: standing.optional(),
  agreement: standing.optional(),
  enrolment: standing.optional(),
  competency: z
    .union([
      none,
      z.strictObject({ name: name.optional(), level: z.union([name, none]).optional(), days: days.optional() }),
    ])
    .optional(),
  exclusion: standing.optional(),
  proof: z.union([z.literal('none'), day]).optional(),
  registration: z
    .strictObject({
      on: day,
      email: name.optional(),
      company: name.optional(),
      terms: id.optional(),
      agreement: id.optional(),
    })
    .optional(),
});

/** Left alone, an SMB customer that nobody sold anything to before June. */
const customer = z.strictObject({
  segment: name.optional(),
  country: name.optional(),
  'first purchase': z.union([z.literal('never'), day]).optional(),
  'bought from': name.optional(),
  /** Billed on the last day. */
  seats: seats.optional(),
  'sold on': day.optional(),
  amount: amount.optional(),
  assigned: z.union([seats, z.literal('not read')]).optional(),
  'read at': instant.optional(),
  'reading refused at': instant.optional(),
});

const billingLine = z.strictObject({
  customer: name,
  'sold by': name.optional(),
  product: product.optional(),
  seats: seats.optional(),
  amount: amount.optional(),
  currency: z.union([name, none]).optional(),
  days,
});

const reading = z.strictObject({
  customer: name,
  product: product.optional(),
  assigned: seats,
  at: instant.optional(),
});

const subscription = z.strictObject({
  customer: name,
  'sold by': name.optional(),
  subscription: id,
  product: product.optional(),
  trial: z.boolean().optional(),
  from: day,
});

const claim = z.strictObject({
  claim: name,
  'made by': name,
  received: day,
  'mpn id': name.optional(),
  'subscription id': id.optional(),
  'agreement number': id.optional(),
  'customer name': name.optional(),
  'distributor name': name.optional(),
  'invoice file': name.optional(),
});

const completeDays = z.union([none, days, z.array(days).min(1)], { error: '"none", or days that are complete' });

const facts = z.strictObject({
  partners: z.record(name, partner.nullable()).optional(),
  customers: z.record(name, customer.nullable()).optional(),
  billing: z.array(billingLine).optional(),
  readings: z.array(reading).optional(),
  subscriptions: z.array(subscription).optional(),
  claims: z.array(claim).optional(),
  'complete billing': completeDays.optional(),
  'complete subscriptions': completeDays.optional(),
});

const ruleWords = RULES.map((rule) => rule.id.replaceAll('-', ' '));
const rule = z
  .string()
  .meta({ enum: ruleWords })
  .transform((text) => text.replaceAll(' ', '-') as RuleId)
  .refine((text) => RULES.some((each) => each.id === text), { error: `a rule: ${ruleWords.join(', ')}` });
const rules = z.array(rule);

const reasonWords = REASONS.map((reason) => reason.replaceAll('-', ' '));
const reason = z
  .string()
  .meta({ enum: reasonWords })
  .transform((text) => text.replaceAll(' ', '-'))
  .refine((text) => REASONS.includes(text), { error: `a reason: ${reasonWords.join(', ')}` });
/** Rules with why they came out so; those that are not named may have any reason. */
const reasons = z
  .record(z.string(), reason)
  .refine((said) => Object.keys(said).every((each) => ruleWords.includes(each)), {
    error: `rules: ${ruleWords.join(', ')}`,
  })
  .meta({ propertyNames: { enum: ruleWords } });

/** Every rule of the campaign that is not named here is met. */
const expectedCustomer = z.strictObject({
  is: z.enum(['qualified', 'not qualified', 'undecided']),
  'not met': rules.optional(),
  unknown: rules.optional(),
  /** Unknown for what lies ahead only. */
  pending: rules.optional(),
  /** Also of rules that are met. */
  because: reasons.optional(),
  reward: amount.optional(),
  counts: amount.optional(),
});

const expectedEarning = z.strictObject({
  is: z.enum(['none', 'payable', 'held', 'forfeited', 'carried', 'converted']),
  earned: amount.optional(),
});

/** Who shows which side of a boundary. */
const sides = z.strictObject({
  below: z.union([name, z.array(name)]).optional(),
  at: z.union([name, z.array(name)]).optional(),
  above: z.union([name, z.array(name)]).optional(),
});

export const scenarioSchema = z.strictObject({
  scenario: name,
  campaign: z.enum(['the ordinary one', 'open to anybody']).optional(),
  terms: z.record(z.string(), z.unknown()).optional(),
  facts: z.union([z.literal('as above'), facts], { error: 'facts, or "as above" for those of the scenario before' }),
  'as if it ended on': day.optional(),
  'calculated on': day.optional(),
  expect: z.strictObject({
    customers: z.record(name, expectedCustomer),
    earnings: z.record(name, expectedEarning).optional(),
  }),
  boundaries: z.record(name, sides).optional(),
});

export type ScenarioWords = z.output<typeof scenarioSchema>;
export type Facts = z.output<typeof facts>;
export type ExpectedCustomer = z.output<typeof expectedCustomer>;
export type Side = keyof z.output<typeof sides>;
