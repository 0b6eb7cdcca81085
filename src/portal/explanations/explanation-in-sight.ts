import type { PartnerScope } from '../../access/index.js';
import type { ExplainCustomer, ExplainedFinding, Explanation } from '../../calculation/index.js';
import { seeingAllPartners } from '../../database/index.js';
import { parseGuid, SeatbackError } from '../../kernel/index.js';

/** Reasons that name another partner of the customer. */
const NAMES_ANOTHER: readonly string[] = ['an-earlier-partner-qualifies', 'an-earlier-partner-is-undecided'];

/**
 * What a partner's people see of a customer: what was determined for their partners, and the facts that are theirs. That
 * another partner sells to the customer too shows where it decides the outcome, and not who it is.
 *
 * @param sight undefined: all partners
 * @throws SeatbackError CUSTOMER_UNKNOWN where nothing was determined for any of them
 */
function explanationInSight(explanation: Explanation, sight: PartnerScope): Explanation {
  if (sight === undefined) return explanation;
  const isOurs = (partnerId: string | null | undefined) =>
    partnerId !== null && partnerId !== undefined && sight.includes(partnerId);
  const determinations = explanation.determinations.filter(({ partnerId }) => isOurs(partnerId));
  if (determinations.length === 0) throw customerUnknown();
  return {
    ...explanation,
    determinations: determinations.map((each) => ({
      ...each,
      findings: each.findings.map((finding) => withoutOthers(finding, sight)),
      earning: { ...each.earning, company: each.earning.company.filter(({ partnerId }) => isOurs(partnerId)) },
    })),
    lines: explanation.lines.filter(({ partnerId }) => isOurs(partnerId)),
    register: explanation.register.filter(({ values }) => !('partner_id' in values) || isOurs(values['partner_id'])),
  };
}

/**
 * Explains a customer as far as it is in sight. Whatever is not is answered alike, whether it is there or not.
 *
 * @param customer tenant GUID; for those who see all partners also a name or domain that only one customer has
 * @throws SeatbackError as `ExplainCustomer.briefly`
 */
export async function explainInSight(
  explainCustomer: ExplainCustomer,
  campaignId: string,
  customer: string,
  sight: PartnerScope,
  run?: number,
): Promise<Explanation> {
  // By its name a customer could be looked for that is somebody else's.
  if (sight !== undefined && parseGuid(customer) === undefined) throw customerUnknown();
  try {
    // It follows from what all partners sold to the customer; what is not theirs is left out here.
    return explanationInSight(await seeingAllPartners(() => explainCustomer.briefly(campaignId, customer, run)), sight);
  } catch (error) {
    const isTelling = error instanceof SeatbackError && ['CUSTOMER_UNKNOWN', 'NO_DETERMINATION'].includes(error.code);
    throw sight !== undefined && isTelling ? customerUnknown() : error;
  }
}

function withoutOthers(finding: ExplainedFinding, sight: readonly string[]): ExplainedFinding {
  const { because, observed, sentence } = finding;
  if (!NAMES_ANOTHER.includes(because) || typeof observed !== 'string' || sight.includes(observed)) return finding;
  return { ...finding, observed: null, sentence: sentence.replace(`Partner ${observed}`, 'Another partner') };
}

function customerUnknown(): SeatbackError {
  return new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer of yours',
    found: 'another one',
    where: 'customers',
    next: 'The page of your partner lists its customers.',
  });
}
