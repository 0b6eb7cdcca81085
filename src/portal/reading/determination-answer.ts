import { rulesOfBits, type NamedDetermination } from '../../calculation/index.js';
import { Money } from '../../kernel/index.js';
import type { DeterminationAnswer } from '../answers/result-answers.js';

/** A stored determination as it is told: rules by their ids, the reward in its currency's decimals. */
export function determinationAnswerOf(row: NamedDetermination): DeterminationAnswer {
  return {
    partnerId: row.partnerId,
    customerId: row.customerId,
    customerName: row.customerName,
    outcome: row.outcome,
    seatsAssigned: row.seatsAssigned,
    seatsBilled: row.seatsBilled,
    seatsQualifying: row.seatsQualifying,
    reward: Money.of(row.reward, row.currency).toString(),
    currency: row.currency,
    notMet: rulesOfBits(row.rulesNotMet),
    unknown: rulesOfBits(row.rulesUnknown),
    pending: rulesOfBits(row.rulesPending),
  };
}
