import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { seeingAllPartners } from '../../../database/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import type { Entering } from '../../pages/partner/entries/entry-parts.js';
import type { EntryFault } from '../../pages/partner/words/entry-words.js';

/** Text of a form; longer than any field of ours is looked into by nobody. */
export const written = z.string().max(4000).default('');

export const ofForm = z.object({ form: z.uuid(), formToken: z.string().max(200) });

/** Forms are for those who enter for the partner; undefined for all who only read. */
export function enteringOf(person: SignedIn | undefined, partnerId: string, form?: string): Entering | undefined {
  if (person === undefined) return undefined;
  const { roles, partnerIds, formToken } = person;
  if (!roles.has('partner-administrator') || !partnerIds.includes(partnerId)) return undefined;
  return { formToken, form: form ?? randomUUID() };
}

/**
 * A partner's person writes by the use cases alone, which see more than it may: the record is one for all partners, and
 * a sale may have been claimed by another. The guard has held the path to the person's own partners before.
 */
export async function entered<T>(work: () => Promise<T>): Promise<T> {
  return seeingAllPartners(work);
}

/** What a refusal means for one who fills in a form. @throws what is none of these */
export function faultOf<Fault extends EntryFault>(error: unknown, known: readonly Fault[]): Fault {
  const fault = error instanceof SeatbackError ? known.find((code) => code === error.code) : undefined;
  if (fault === undefined) throw error;
  return fault;
}

export const DOCUMENT_FAULTS = [
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_EMPTY',
  'DOCUMENT_KIND_REFUSED',
  'DOCUMENT_DAMAGED',
  'DOCUMENT_MACROS_REFUSED',
  'DOCUMENT_UNPACKS_TOO_LARGE',
  'DOCUMENTS_TOO_MANY',
] as const satisfies readonly EntryFault[];

/** Sent on with a new page, so that reloading it sends nothing again. */
export function leadOn(
  reply: { header: (name: string, value: string) => unknown; code: (status: number) => unknown },
  address: string,
): string {
  reply.code(303);
  reply.header('location', address);
  return '';
}
