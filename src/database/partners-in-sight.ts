import { AsyncLocalStorage } from 'node:async_hooks';
import { invariant } from '../kernel/index.js';
import { PORTAL_ROLE } from './embedded/index.js';
import type { Session } from './session.js';

/** Which partners the work that is going on may see. */
interface Sight {
  /** Undefined: all of them. */
  partnerKeys: readonly number[] | undefined;
}

const sights = new AsyncLocalStorage<Sight>();

/** What follows is the work of one request, which may be held to partners; see `holdToPartners`. */
export function asOneRequest<T>(work: () => T): T {
  return sights.run({ partnerKeys: undefined }, work);
}

/** From here on every transaction of the request sees only what is of these partners: nothing at all for none. */
export function seeOnlyPartners(partnerKeys: readonly number[]): void {
  const sight = sights.getStore();
  invariant(sight !== undefined, 'only the work of a request is held to partners');
  sight.partnerKeys = [...partnerKeys];
}

/** Work of a request that needs more than its caller may see; whoever asks for it leaves out of its result what is not the caller's. */
export async function seeingAllPartners<T>(work: () => Promise<T>): Promise<T> {
  return sights.run({ partnerKeys: undefined }, work);
}

export function isHeldToPartners(): boolean {
  return sights.getStore()?.partnerKeys !== undefined;
}

/** To be called first in a transaction: role and partners end with it. */
export async function holdToPartners(session: Session): Promise<void> {
  for (const statement of statementsOfSight()) await session.execute(statement);
}

/** What holds a transaction to the partners in sight; nothing where all are. */
export function statementsOfSight(): readonly string[] {
  const partnerKeys = sights.getStore()?.partnerKeys;
  if (partnerKeys === undefined) return [];
  invariant(partnerKeys.every(Number.isSafeInteger), 'keys of partners are whole numbers');
  return [`SET LOCAL seatback.partners_in_sight = '{${partnerKeys.join(',')}}'`, `SET LOCAL ROLE ${PORTAL_ROLE}`];
}

/**
 * What the program itself puts on record of what somebody did who is held to partners, in the same transaction: the audit
 * log, which no partner's person reaches. Whatever `work` writes is the program's own, and nothing of it is answered.
 */
export async function onRecordOfTheProgram(session: Session, work: () => Promise<void>): Promise<void> {
  if (!isHeldToPartners()) {
    await work();
    return;
  }
  await session.execute('SET LOCAL ROLE NONE');
  await work();
  await session.execute(`SET LOCAL ROLE ${PORTAL_ROLE}`);
}
