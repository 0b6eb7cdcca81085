import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { isPartnerRole, type Role } from '../../../access/index.js';

/** Whom no role opens a route: everybody, who was invited to it, a vendor's system, or whoever has signed in. */
export type Audience = 'public' | 'invitation' | 'vendor' | 'signed-in';

/**
 * How a route holds a partner's people to their own partners: by `partnerId` of its path, by `partner` of its query, or
 * by leaving out of its answer what is not theirs, which the route does itself with what `Sight` gives it.
 */
export type HeldBy = 'path' | 'query' | 'answer';

export interface Allowed {
  readonly audience: Audience | undefined;
  readonly roles: readonly Role[];
  readonly heldBy: HeldBy | undefined;
}

/** Under which a route, or its controller, says who may call it. */
export const ALLOWED = 'seatback:allowed';

/** Says who may call a route. One that does not say so is refused to everybody. */
export function Allow(...who: readonly [Audience] | readonly [Role, ...Role[]]): CustomDecorator {
  const roles = who.filter((each): each is Role => !isAudience(each));
  if (roles.some(isPartnerRole))
    throw new Error('Broken invariant: a route of partners says how it holds them to theirs');
  return SetMetadata(ALLOWED, { audience: who.find(isAudience), roles, heldBy: undefined } satisfies Allowed);
}

/** As `Allow`, for people of partners too, who see what is of their own partners. */
export function AllowPartners(heldBy: HeldBy, ...roles: readonly [Role, ...Role[]]): CustomDecorator {
  return SetMetadata(ALLOWED, { audience: undefined, roles, heldBy } satisfies Allowed);
}

function isAudience(each: Audience | Role): each is Audience {
  return ['public', 'invitation', 'vendor', 'signed-in'].includes(each);
}
