import type { Session } from '../../database/index.js';
import { parseGuid, SeatbackError } from '../../kernel/index.js';
import { runInForce } from '../runs/run-in-force.js';
import type { Run } from '../runs/run.entity.js';

/** The posted run of a campaign, else its last one. @throws SeatbackError NO_RUN */
export async function runToExplain(session: Session, campaignId: string): Promise<Run> {
  const run = await runInForce(session, campaignId);
  if (run !== undefined) return run;
  throw new SeatbackError({
    code: 'NO_RUN',
    expected: 'a run of the campaign',
    found: 'none',
    where: campaignId,
    next: `Calculate first: npx seatback calculate ${campaignId} --out ./out`,
  });
}

/** Nobody types the curved apostrophe that a name may have. */
function asTyped(name: string): string {
  return `translate(lower(${name}), '’‘ʼ', '''''''')`;
}

/** @throws SeatbackError CUSTOMER_UNKNOWN */
export async function findCustomer(
  session: Session,
  named: string,
): Promise<{ customerKey: number; customerName: string | null }> {
  const id = parseGuid(named);
  // Two statements: by a plan for both, an id would be looked for through all customers.
  const isSought =
    id === undefined
      ? `${asTyped('$1')} IN (${['profile.name', 'profile.domain', 'listing.company_name', 'listing.domain'].map(asTyped).join(', ')})`
      : 'customer_id = $1';
  const found = await session.query<{ customerKey: number; customerName: string | null }>(
    `SELECT customer.customer_key AS "customerKey", COALESCE(profile.name, listing.company_name) AS "customerName"
     FROM customer
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL
     WHERE ${isSought} LIMIT 2`,
    [id ?? named],
  );
  const [customer, other] = found;
  if (customer !== undefined && other === undefined) return customer;
  throw new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer, or a name or domain that only one has',
    found: other === undefined ? `"${named}", which is nobody` : `"${named}", which is more than one`,
    where: 'customers',
    next: 'Use the tenant GUID, as determinations.csv has it.',
  });
}
