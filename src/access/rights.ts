import type { Session } from '../database/index.js';
import type { Person } from './caller.js';
import { wholeRoles, type Role } from './roles.js';

/** Roles that were granted here and not withdrawn, of the person in `holder`. */
const GRANTED = `ARRAY(SELECT role FROM (SELECT DISTINCT ON (role) role, is_granted FROM role_grant
  WHERE role_grant.person = holder.person ORDER BY role, role_grant DESC) AS newest WHERE is_granted ORDER BY role)`;

const BOUND = `ARRAY(SELECT partner_id FROM (SELECT DISTINCT ON (partner_key) partner_key, is_bound FROM partner_binding
  WHERE partner_binding.person = holder.person ORDER BY partner_key, partner_binding DESC) AS newest
  JOIN partner USING (partner_key) WHERE is_bound ORDER BY partner_id)`;

const BOUND_KEYS = BOUND.replace('SELECT partner_id', 'SELECT partner_key');

/** Columns of a person with its rights of now, as `holder`. */
export const PERSON_COLUMNS = `holder.person, holder.actor, holder.name, ${GRANTED} AS granted, ${BOUND} AS "partnerIds", ${BOUND_KEYS} AS "partnerKeys"`;

export interface PersonRow {
  readonly person: number;
  readonly actor: string;
  readonly name: string | null;
  readonly granted: readonly Role[];
  readonly partnerIds: readonly string[];
  readonly partnerKeys: readonly number[];
}

/** What the provider's claim said counts beside what was granted here. */
export function personOf(row: PersonRow, claimedRoles: readonly Role[]): Person {
  const { person, actor, name, granted, partnerIds, partnerKeys } = row;
  return { person, actor, name, roles: wholeRoles([...granted, ...claimedRoles]), partnerIds, partnerKeys };
}

/** Whether anybody was granted the right to grant, and has it still. */
export async function hasAdministrator(session: Session): Promise<boolean> {
  const { has } = await session.one<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM person AS holder WHERE 'administrator' = ANY (${GRANTED})) AS has`,
  );
  return has;
}
