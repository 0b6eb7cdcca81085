import { millisOf, type Instant } from '../../../src/kernel/index.js';
import { failure, throttled, type Answer } from '../answer.js';
import type { FaultKind } from './plan.js';

const RETRY_AFTER_S = 7;

/** What is answered in place of the answer that was asked for; undefined where the fault leaves it to be given. */
export function answerInPlace(fault: FaultKind | undefined, now: Instant): Answer | undefined {
  switch (fault) {
    case 'throttled':
      return throttled(RETRY_AFTER_S);
    case 'throttled-until-date':
      return throttled(new Date(millisOf(now) + RETRY_AFTER_S * 1000));
    case 'throttled-silently':
      return throttled();
    case 'server-error':
      return failure(503, 503, 'The service is not available.');
    case 'expired-address':
      return { status: 403, body: Buffer.from('<Error><Code>AuthenticationFailed</Code></Error>') };
    default:
      return undefined;
  }
}
