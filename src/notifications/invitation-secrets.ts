import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';

/** Name under which is injected what the area of payees knows of its invitations. */
export const INVITATION_SECRETS = Symbol('invitation secrets');

/**
 * `answered`: nothing is to be asked by it any more, or somebody has given the partner another link. `over`: its time is
 * over, and the partner has not answered. `foreign`: the partner has none of that number.
 */
export type InvitationStanding =
  | { readonly is: 'open'; readonly token: string }
  | { readonly is: 'answered' }
  | { readonly is: 'over' }
  | { readonly is: 'foreign' };

export interface InvitationSecrets {
  /** What has become of an invitation of this partner, with its token where it can be taken now. */
  invitationOf(
    session: Session,
    invitation: { readonly payeeInvitation: number; readonly partnerKey: number },
    now: Instant,
  ): Promise<InvitationStanding>;
  /** Whether this partner is still asked. */
  requestOf(
    session: Session,
    request: { readonly payeeRequest: number; readonly partnerKey: number },
  ): Promise<'open' | 'ended' | 'foreign'>;
}
