import { parseGuid, parseInstant, type Guid, type Instant } from '../../../../kernel/index.js';
import { meansNoPartner } from '../../cells.js';
import type { Mapped } from '../mapper.js';
import type { WireAuditRecord, WireCompany, WireRelationship } from './wire.js';

/** ISO 3166 in two letters; null where the profile has none. */
export function countryOf({ companyProfile }: WireCompany): Mapped<string | null> {
  const text = companyProfile?.address?.country?.trim() ?? '';
  if (text === '') return { row: null };
  return /^[A-Za-z]{2}$/.test(text)
    ? { row: text.toUpperCase() }
    : {
        problem: { column: 'companyProfile.address.country', expected: 'a country in two letters', found: `"${text}"` },
      };
}

export interface Reseller {
  readonly resellerId: Guid;
  readonly name: string | null;
  /** The partner id under which its sales are billed; null where the relation names none. */
  readonly partnerId: string | null;
  readonly location: string | null;
  readonly state: string | null;
}

export function resellerOf(relationship: WireRelationship): Mapped<Reseller> {
  const resellerId = parseGuid(relationship.id?.trim() ?? '');
  if (resellerId === undefined)
    return { problem: { column: 'id', expected: 'a GUID', found: `"${relationship.id ?? ''}"` } };
  const partnerId = filled(relationship.mpnId);
  return {
    row: {
      resellerId,
      name: filled(relationship.name),
      partnerId: partnerId === null || meansNoPartner(partnerId) ? null : partnerId,
      location: filled(relationship.location),
      state: filled(relationship.state),
    },
  };
}

export interface AuditHint {
  readonly customerId: Guid;
  readonly operation: string;
  readonly at: Instant;
}

/** What somebody did to a customer; undefined for acts that failed or concern none. */
export function auditHintOf(record: WireAuditRecord): AuditHint | undefined {
  const customerId = parseGuid(record.customerId?.trim() ?? '');
  const at = parseInstant(record.operationDate?.trim() ?? '');
  if (customerId === undefined || at === undefined || record.operationStatus?.toLowerCase() === 'failed')
    return undefined;
  return { customerId, operation: filled(record.operationType) ?? 'unknown', at };
}

function filled(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
