import { REJECTION_REASONS, type ClaimStanding } from '../../../../claims/index.js';
import type { Language } from '../../../../kernel/index.js';
import type { Tone } from '../../words.js';

export const STANDING_TONES: Readonly<Record<ClaimStanding, Tone>> = {
  waiting: 'open',
  appealed: 'open',
  valid: 'good',
  rejected: 'closed',
};

/** What the partner is told of a code; the code itself of one that is not used any more. */
export function rejectionText(code: string, language: Language): string {
  return (REJECTION_REASONS as Readonly<Record<string, Readonly<Record<Language, string>>>>)[code]?.[language] ?? code;
}
