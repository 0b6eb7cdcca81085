import { isKnown, type SeatRange } from './case-facts.js';
import { met, notMet, unknown, type Finding, type RuleId } from './rule.js';

/**
 * Seats against the campaign's minimum. Where the number is not known, its bounds may still decide: what is missing
 * counts only when it could change the outcome (import contract, section 5, "Rules").
 */
export function seatMinimum(rule: RuleId, seats: SeatRange, minimum: number, whyUnknown: string): Finding {
  const observed = isKnown(seats) ? seats.least : null;
  if (seats.least >= minimum) return met(rule, { observed, required: minimum, because: 'enough-seats' });
  if (seats.most < minimum) {
    return notMet(rule, {
      observed: observed ?? seats.most,
      required: minimum,
      distance: minimum - seats.most,
      because: 'too-few-seats',
    });
  }
  return unknown(rule, { observed, required: minimum, because: whyUnknown });
}
