import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';

/** Name under which is injected what the area of payees knows of its invitations. */
export const INVITATION_SECRETS = Symbol('invitation secrets');

export interface InvitationSecrets {
  /** The token of an invitation that can be taken now; undefined where it was taken, replaced or is over. */
  tokenOf(session: Session, payeeInvitation: number, now: Instant): Promise<string | undefined>;
  /** Whether the partner is still asked. */
  isOpen(session: Session, payeeRequest: number): Promise<boolean>;
}
