import type { ReportedStep } from './codes/index.js';
import type { QuestionAbout } from './questions.js';

/**
 * What a person decides.
 *
 * - `noted`: looked at; nothing follows
 * - `belongs-to`: the fact is about this payment
 * - `means`: the fact, whose code is not known, means this for its payment
 * - `amount`: so much of a returned payment came back
 * - `pay-again`: with the details that are there, under a new id; `ask-again`: with other details; `forfeit`: never
 * - `paid`, `not-paid`: how a contradiction came out, as the bank says when it is asked
 */
export type DecisionWay =
  | 'noted'
  | 'belongs-to'
  | 'means'
  | 'amount'
  | 'pay-again'
  | 'ask-again'
  | 'forfeit'
  | 'paid'
  | 'not-paid';

const NOTED: readonly DecisionWay[] = ['noted'];

/** Which ways each kind of question leaves. */
export const DECISION_WAYS: Readonly<Record<QuestionAbout, readonly DecisionWay[]>> = {
  'report-unreadable': NOTED,
  'report-differs': NOTED,
  'status-unknown': ['noted', 'means'],
  'reason-unknown': NOTED,
  'ids-empty': ['noted', 'belongs-to'],
  'to-be-looked-at': NOTED,
  unmatched: ['noted', 'belongs-to'],
  ambiguous: ['noted', 'belongs-to'],
  'credit-unexplained': ['noted', 'means'],
  'debit-amount': NOTED,
  'debited-twice': NOTED,
  'return-amount': ['noted', 'amount'],
  'payment-failed': ['pay-again', 'ask-again', 'forfeit'],
  'payment-contradicted': ['paid', 'not-paid', 'noted'],
};

export interface DecideOptions {
  readonly as: DecisionWay;
  /** For `belongs-to` and `means`. */
  readonly payment?: string | undefined;
  readonly means?: ReportedStep | undefined;
  /** For `amount`: a plain decimal in the currency of the payment. */
  readonly amount?: string | undefined;
  readonly reason: string;
  readonly actor: string;
}

export interface AnswerDecision {
  readonly question: number;
  readonly as: DecisionWay;
  readonly endToEndId: string | null;
  readonly journals: number;
}
