import { millisOf, type Instant } from '../../../src/kernel/index.js';
import { failure, throttled, type Answer } from '../answer.js';
import type { FaultKind } from './plan.js';

const RETRY_AFTER_S = 7;

const IN_PLACE: Partial<Readonly<Record<FaultKind, (now: Instant) => Answer>>> = {
  throttled: () => throttled(RETRY_AFTER_S),
  'throttled-until-date': (now) => throttled(new Date(millisOf(now) + RETRY_AFTER_S * 1000)),
  'throttled-silently': () => throttled(),
  'server-error': () => failure(503, 503, 'The service is not available.'),
  'expired-address': () => ({ status: 403, body: Buffer.from('<Error><Code>AuthenticationFailed</Code></Error>') }),
};

/** What is answered in place of the answer that was asked for; undefined where the fault leaves it to be given. */
export function answerInPlace(fault: FaultKind | undefined, now: Instant): Answer | undefined {
  return fault === undefined ? undefined : IN_PLACE[fault]?.(now);
}
