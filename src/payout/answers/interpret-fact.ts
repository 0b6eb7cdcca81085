import { paymentReason, paymentStatus, type ReportedStep } from './codes/index.js';
import type { ReportedFact } from './messages/index.js';

/** Why a person has to look at something that a bank reported. */
export type WaitReason = 'status-unknown' | 'reason-unknown' | 'ids-empty' | 'to-be-looked-at';

export interface Interpretation {
  /** What it says of each payment that it is about. */
  readonly says: ReportedStep;
  readonly waits: readonly WaitReason[];
}

const ENTRY_STATUSES = new Set(['BOOK', 'PDNG', 'INFO', 'FUTR']);

/** What a bank writes where it has no id. */
const NO_ID = /^(NOTPROVIDED|NOT PROVIDED|NONREF|NONE|N\/A)$/i;

/** An id that names something; null where it only fills its place. */
export function namedId(id: string | null): string | null {
  return id === null || NO_ID.test(id) ? null : id;
}

/** What a reported fact means, by the code lists alone: whose payment it is about is not asked here. */
export function interpretFact(fact: ReportedFact): Interpretation {
  return fact.movement === null ? interpretStatus(fact) : interpretMovement(fact, fact.movement);
}

function interpretStatus(fact: ReportedFact): Interpretation {
  const waits: WaitReason[] = isNameless(fact) ? ['ids-empty'] : [];
  if (fact.status === null) return { says: 'nothing', waits };
  const meaning = paymentStatus(fact.status);
  if (meaning === undefined) return { says: 'nothing', waits: [...waits, 'status-unknown'] };
  const { says, needsPerson } = meaning;
  return {
    says,
    waits: [...waits, ...unknownReasons(fact, says), ...(needsPerson ? (['to-be-looked-at'] as const) : [])],
  };
}

function isNameless({ level, messageId, paymentInformationId, ...ids }: ReportedFact): boolean {
  if (level === 'file') return namedId(messageId) === null;
  if (level === 'block') return namedId(paymentInformationId) === null;
  return [ids.endToEndId, ids.instructionId, ids.uetr].every((id) => namedId(id) === null);
}

/**
 * A booked debit is money that left, a booked credit that is marked as return or reversal money that came back. Other
 * movements of the account are none of ours, and a whole entry repeats what the payments in it say.
 */
function interpretMovement(fact: ReportedFact, movement: NonNullable<ReportedFact['movement']>): Interpretation {
  if (movement.isEntry && fact.paymentsNamed > 0) return { says: 'nothing', waits: [] };
  if (fact.status === null || !ENTRY_STATUSES.has(fact.status) || movement.direction === null)
    return { says: 'nothing', waits: ['status-unknown'] };
  const comesBack = movement.isReversal || movement.isReturn;
  if (movement.direction === 'debit') {
    if (comesBack) return { says: 'nothing', waits: [] };
    if (fact.status === 'BOOK') return { says: 'debited', waits: [] };
    return { says: fact.status === 'PDNG' ? 'in-process' : 'nothing', waits: [] };
  }
  if (!comesBack || fact.status !== 'BOOK') return { says: 'nothing', waits: [] };
  const ids = [fact.endToEndId, fact.instructionId, fact.uetr, fact.paymentInformationId];
  return {
    says: 'returned',
    waits: [
      ...(ids.every((id) => namedId(id) === null) ? (['ids-empty'] as const) : []),
      ...unknownReasons(fact, 'returned'),
    ],
  };
}

function unknownReasons({ reasons }: ReportedFact, says: ReportedStep): WaitReason[] {
  if (says !== 'rejected' && says !== 'cancelled' && says !== 'returned') return [];
  const isUnknown = reasons.some(({ code }) => code !== null && paymentReason(code) === undefined);
  return isUnknown ? ['reason-unknown'] : [];
}
