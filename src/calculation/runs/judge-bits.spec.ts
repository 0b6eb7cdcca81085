import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aCustomer,
  aCustomerCase,
  aStanding,
  EVERY_TERM,
  officialRun,
  provisionalRun,
} from '../../../test/builders/case-facts.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate, instant, type CalendarDate } from '../../kernel/index.js';
import { determine, judge, type CustomerCase } from '../determine.js';
import { questionOf, rulesFor, type Decision, type Finding, type PartnerFacts } from '../rules/index.js';
import { judgementByBits } from './judge-bits.js';
import { bitsOfFindings } from './rule-bits.js';

/* A run keeps bits and looks at a partner once; whoever explains it evaluates every rule anew. They must say the same. */

const CAMPAIGNS = [aCampaign().terms, aCampaign(EVERY_TERM).terms];
const RUNS = [officialRun(), provisionalRun('2019-03-31'), officialRun({ recordsSince: null, billingKnown: false })];

const standing = fc
  .tuple(
    fc.constantFrom('membership' as const, 'agreement' as const, 'competency' as const, 'enrolment' as const),
    fc.constantFrom(undefined, '2019-03-31', '2019-05-30'),
  )
  .map(([kind, to]) => {
    const name = {
      membership: 'mpn',
      agreement: 'microsoft-cloud-reseller-agreement',
      competency: 'cloud-platform',
      enrolment: 'csp-indirect-reseller',
    }[kind];
    return aStanding(kind, name, { level: 'gold', ...(to === undefined ? {} : { to }) });
  });

/** Partners whose customers come one after the other, in any order. */
const partners = fc.array(
  fc.record({
    isRegistered: fc.boolean(),
    standings: fc.array(standing, { maxLength: 5 }),
    registration: fc.constantFrom(
      null,
      { registeredOn: calendarDate('2019-02-01'), flaw: null },
      {
        registeredOn: calendarDate('2019-02-01'),
        flaw: 'name-differs' as const,
      },
    ),
    proofReceivedOn: fc.constantFrom(null, '2019-07-31', '2019-08-01').map((day) => day && calendarDate(day)),
  }),
  { minLength: 3, maxLength: 3 },
);

const sold = fc.record({
  partner: fc.integer({ min: 0, max: 2 }),
  firstStart: fc.constantFrom(null, '2019-01-15', '2019-06-01'),
  billed: fc.integer({ min: 0, max: 25 }),
  isDecided: fc.constantFrom('met' as const, 'not-met' as const, undefined, undefined, undefined),
});
const customers = fc.array(
  fc.record({
    segment: fc.constantFrom('SMB', 'SMB', 'ENTERPRISE', null),
    assigned: fc.option(fc.integer({ min: 0, max: 30 })),
    sales: fc.uniqueArray(sold, { selector: ({ partner }) => partner, minLength: 1 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Of whatever is open by the facts alone. */
function decided(countedAs: Decision['countedAs'], findings: readonly Finding[], lastDay: CalendarDate): Decision {
  const open = findings.filter(({ outcome }) => outcome === 'unknown').map(questionOf);
  const decidedAt = instant('2019-08-01T00:00:00Z');
  const ground = { lastDay, open };
  return { decision: 1, rule: null, countedAs, reason: 'asked', decidedBy: 'mia', decidedAt, ground };
}

describe('what a run keeps of a determination', () => {
  it('is what all findings of the same facts come to, for every customer of partners that are looked at once', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...CAMPAIGNS),
        fc.constantFrom(...RUNS),
        partners,
        customers,
        (terms, run, all, bought) => {
          const judgement = judgementByBits(terms);
          const known = all.map((each, index): PartnerFacts => {
            const partnerId = `100${String(index)}`;
            return { partnerId, country: 'GB', globalPartnerId: null, ...each };
          });
          for (const { segment, assigned, sales } of bought) {
            const plain = aCustomerCase(
              assigned,
              sales.map((sale) => ({ ...sale, partnerId: `100${String(sale.partner)}`, partner: {} })),
            );
            const undecidedCase: CustomerCase = {
              ...plain,
              customer: aCustomer({ ...plain.customer, segment }),
              partners: plain.partners.map((each, index) => ({ ...each, partner: known[sales[index]!.partner]! })),
            };
            const open = determine(undecidedCase, run, terms, rulesFor(terms));
            const customerCase: CustomerCase = {
              ...undecidedCase,
              partners: undecidedCase.partners.map((each, index) => {
                const { isDecided } = sales[index]!;
                if (isDecided === undefined) return each;
                const { findings } = open.find(({ partnerKey }) => partnerKey === each.partnerKey)!;
                return { ...each, decisions: [decided(isDecided, findings, terms.window.value.to)] };
              }),
            };
            const whole = determine(customerCase, run, terms, rulesFor(terms));
            const kept = judge(customerCase, run, terms, judgement);
            expect(kept).toEqual(
              whole.map(({ findings, ...each }) => ({ ...each, verdict: bitsOfFindings(findings) })),
            );
            for (const { outcome } of kept) seen.add(outcome);
            if (kept.some(({ outcome }, index) => outcome !== open[index]?.outcome)) seen.add('decided');
          }
        },
      ),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(['decided', 'not-qualified', 'qualified', 'undecided']);
  });
});
