import type { UndecidedCustomer } from '../../calculation/index.js';
import type { ClaimStanding, OpenProof } from '../../claims/index.js';
import type { Instant } from '../../kernel/index.js';
import type { ListedQuestion } from '../../questions/index.js';

/** What waits for a person of finance, those that are answered to somebody first where they are due together. */
export const WORK_KINDS = ['question', 'claim', 'payee-name', 'undecided'] as const;

export type WorkKind = (typeof WORK_KINDS)[number];

interface Due {
  readonly dueAt: Instant;
  /** Where it stands in the list: by when it is due, then by its kind and its own order. */
  readonly place: string;
}

export interface WaitingClaim {
  readonly claimId: string;
  readonly partnerId: string;
  readonly customerName: string | null;
  readonly standing: ClaimStanding;
  /** Documents that were given for it as proofs of performance, where the campaign asks for one, and nobody has accepted. */
  readonly proofs: readonly OpenProof[];
  readonly receivedAt: Instant;
}

/** Bank details whose name is nearly the registered one, or cannot be compared with it. */
export interface WaitingName {
  readonly bankDetails: number;
  readonly partnerId: string;
  readonly registered: string;
  readonly account: string;
  readonly differences: readonly string[];
  readonly enteredAt: Instant;
}

export type WorkItem = Due &
  (
    | { readonly kind: 'question'; readonly question: ListedQuestion }
    | { readonly kind: 'claim'; readonly claim: WaitingClaim }
    | { readonly kind: 'payee-name'; readonly name: WaitingName }
    | { readonly kind: 'undecided'; readonly customer: UndecidedCustomer }
  );

export function placeOf(dueAt: Instant, kind: WorkKind, key: string): string {
  return `${dueAt} ${String(WORK_KINDS.indexOf(kind))} ${key}`;
}

/** A number as text in the order of numbers. */
export function inOrder(key: number): string {
  return String(key).padStart(10, '0');
}
