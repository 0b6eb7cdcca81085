import type { Guid, Instant } from '../../kernel/index.js';
import {
  stageSeats,
  stageSubscriptions,
  type Resource,
  type Staging,
} from '../sources/partner-center/customer-answers.js';
import { subscribedSkusAnswer, subscriptionsAnswer } from '../sources/partner-center/wire.js';
import { parse } from './kept-answers.js';
import type { KeptPayload } from './kept-payloads.js';

/** So many answers are fetched at a time. */
export const ANSWERS_AT_ONCE = 500;

export interface CustomerReading {
  readonly customerId: Guid;
  readonly resource: Resource;
  readonly observedAt: Instant;
}

/**
 * Stages what a customer's answer said, as of when it was given.
 *
 * @throws PayloadLost where it has no form that is known today
 */
export async function stageKeptReading(
  staging: Staging,
  { customerId, resource, observedAt }: CustomerReading,
  answer: KeptPayload,
  text: string,
): Promise<void> {
  if (resource === 'seats') {
    const { items } = parse(answer, answer.name, text, subscribedSkusAnswer);
    await stageSeats(staging, customerId, { value: items, observedAt });
  } else {
    const { items } = parse(answer, answer.name, text, subscriptionsAnswer);
    await stageSubscriptions(staging, customerId, { value: items, observedAt });
  }
}
