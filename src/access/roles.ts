/** What a person may do here. Vendors are systems and have none of these. */
export const ROLES = [
  'finance-viewer',
  'finance-maker',
  'finance-checker',
  'administrator',
  'partner-viewer',
  'partner-administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** Who prepares or approves sees what it is about; an administrator of rights sees nothing but rights. */
const INCLUDES: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  'finance-maker': ['finance-viewer'],
  'finance-checker': ['finance-viewer'],
  'partner-administrator': ['partner-viewer'],
};

export function isRole(text: unknown): text is Role {
  return (ROLES as readonly unknown[]).includes(text);
}

/** With those that they include. */
export function wholeRoles(roles: readonly Role[]): ReadonlySet<Role> {
  return new Set(roles.flatMap((role) => [role, ...(INCLUDES[role] ?? [])]));
}

/** Of the partner's people, and in sight of their own partners only. */
export function isPartnerRole(role: Role): boolean {
  return role === 'partner-viewer' || role === 'partner-administrator';
}

/** The roles among what a provider's claim says: one or several, and nothing that is not known here. */
export function rolesOfClaim(claim: unknown): Role[] {
  const said: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return [...new Set(said.filter(isRole))].toSorted();
}
