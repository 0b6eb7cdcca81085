import { isPartnerRole, type Role } from './roles.js';

/** A person with what it may do now. */
export interface Person {
  readonly person: number;
  /** As it goes on record: given at the first sign-in, and never another. */
  readonly actor: string;
  /** As the provider told it last. */
  readonly name: string | null;
  /** With those that they include. */
  readonly roles: ReadonlySet<Role>;
  /** MPN / PartnerIDs that the person is bound to. */
  readonly partnerIds: readonly string[];
  /** The same partners, as the database knows them. */
  readonly partnerKeys: readonly number[];
}

/** Which partners are in sight; undefined: all of them. */
export type PartnerScope = readonly string[] | undefined;

/**
 * What a person sees of a room that these roles open: everything by a role of finance, its own partners by one of
 * partners; 'nothing' by no role at all.
 */
export function sightOf(
  { roles, partnerIds }: Pick<Person, 'roles' | 'partnerIds'>,
  opening: readonly Role[],
): 'everything' | readonly string[] | 'nothing' {
  const held = opening.filter((role) => roles.has(role));
  if (held.length === 0) return 'nothing';
  return held.every(isPartnerRole) ? partnerIds : 'everything';
}
