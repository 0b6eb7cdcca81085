import type { Role, SignedIn } from '../../../access/index.js';

/** Who looks at a page of finance and may act on it; undefined where nobody signs in, and pages change nothing. */
export type Viewer = Pick<SignedIn, 'actor' | 'roles' | 'formToken'> | undefined;

/**
 * Who takes which step on pages and by the API. That approver and submitter are two people is for the use cases to see
 * to, whatever roles somebody has.
 */
export const ROLES_OF_ACTS = {
  confirmation: ['finance-maker'],
  submission: ['finance-maker'],
  approval: ['finance-checker'],
  rejection: ['finance-checker'],
  posting: ['finance-checker'],
  preparation: ['finance-maker'],
  batchApproval: ['finance-checker'],
  release: ['finance-checker'],
  voiding: ['finance-maker', 'finance-checker'],
  resumption: ['finance-checker'],
  decision: ['finance-maker'],
  proofAcceptance: ['finance-maker', 'finance-checker'],
  calculation: ['finance-maker'],
  restatement: ['finance-maker'],
  statements: ['finance-maker', 'finance-checker'],
  advices: ['finance-maker', 'finance-checker'],
  statement: ['finance-maker', 'finance-checker'],
  claimAcceptance: ['finance-maker', 'finance-checker'],
  claimRejection: ['finance-maker', 'finance-checker'],
  appealTaking: ['finance-maker', 'finance-checker'],
  detailsApproval: ['finance-checker'],
  detailsRefusal: ['finance-checker'],
  nameDecision: ['finance-checker'],
  invitation: ['finance-maker'],
  holdPlacing: ['finance-maker', 'finance-checker'],
  holdRelease: ['finance-checker'],
  adjustmentProposal: ['finance-maker'],
  adjustmentApproval: ['finance-checker'],
  adjustmentRefusal: ['finance-maker', 'finance-checker'],
} as const satisfies Readonly<Record<string, readonly [Role, ...Role[]]>>;

export type FinanceAct = keyof typeof ROLES_OF_ACTS;

/** What may be done next, or why not; never a button that is refused for what was known when it was shown. */
export interface Offer<Act extends FinanceAct = FinanceAct> {
  readonly act: Act;
  /** Undefined: it is offered. */
  readonly notBecause: string | undefined;
}

/** Why this person may not take a step, by the roles it has. */
export function roleMissingFor(act: FinanceAct, viewer: NonNullable<Viewer>): string | undefined {
  const roles: readonly Role[] = ROLES_OF_ACTS[act];
  return roles.some((role) => viewer.roles.has(role))
    ? undefined
    : `This takes the role ${roles.join(' or ')}, which you do not have.`;
}
