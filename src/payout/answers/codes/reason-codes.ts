import type { ReasonNext } from './reason-row.js';
import { BANK_REASONS } from './reasons-of-banks.js';
import { DETAILS_REASONS } from './reasons-of-details.js';
import { FORM_REASONS } from './reasons-of-form.js';
import { OTHER_REASONS } from './reasons-of-other-services.js';
import type { SpokenText } from './spoken-text.js';

export interface ReasonMeaning extends SpokenText {
  readonly next: ReasonNext;
}

/** ISO 20022 external status, return and cancellation reasons, May 2025. The words are our own. */
const MEANINGS = new Map<string, ReasonMeaning>(
  [...DETAILS_REASONS, ...BANK_REASONS, ...FORM_REASONS, ...OTHER_REASONS].flatMap(([codes, next, en, de, sv]) =>
    codes.split(' ').map((code) => [code, { next, en, de, sv }] as const),
  ),
);

/** Undefined for a code that is in none of the lists. */
export function paymentReason(code: string): ReasonMeaning | undefined {
  return MEANINGS.get(code);
}
