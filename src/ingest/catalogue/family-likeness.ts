/**
 * Words by which a name or a part number gives away a product of the Dynamics 365 family. Read by JavaScript and by
 * PostgreSQL alike; names are compared in lower case.
 */
export const FAMILY_WORDS = '(dynamics|dyn365|d365|buscentral|business.?central|madeira|(^|[^a-z])crm)';

const FAMILY_NAME = new RegExp(FAMILY_WORDS);

/**
 * Ids of the family that no catalogue entry can be built on: no public page names the SKU of these offers, and the ids
 * of new commerce stand in a reseller's list only. Enough to ask a person, not enough to count seats on.
 */
export const SUSPECTED_OFFERS: readonly (readonly [id: string, name: string])[] = [
  ['455ddd41-32ed-4e2d-b3a2-bbcb22caa467', 'Dynamics 365 Customer Engagement Plan Patch'],
  ['5b04b78c-fd36-4cf3-a7a5-3457991c8b79', 'Dynamics 365 Business Central Device'],
  ['cfq7ttc0lfn5', 'Dynamics 365 Sales Professional'],
  ['cfq7ttc0lff1', 'Dynamics 365 Sales Enterprise'],
];

export function looksLikeFamily(name: string): boolean {
  return FAMILY_NAME.test(name.toLowerCase());
}
