import type { Run } from '../../calculation/index.js';
import { SeatbackError } from '../../kernel/index.js';

export function noStatement(partnerId: string, { run, campaignId }: Run): SeatbackError {
  return new SeatbackError({
    code: 'NO_STATEMENT',
    expected: 'a partner that the run has something of',
    found: `partner ${partnerId}, of which it has nothing`,
    where: `run ${String(run)} of ${campaignId}`,
    next: `npx seatback report ${partnerId} names the campaigns in which it sold something.`,
  });
}

export function notIssued(document: string, { run, campaignId }: Run): SeatbackError {
  return new SeatbackError({
    code: 'STATEMENT_NOT_ISSUED',
    expected: 'a statement that was given out while its run was posted',
    found: 'none: the run was restated before',
    where: `${document}, run ${String(run)} of ${campaignId}`,
    next: 'Leave out --run: the statement of the posted run says what is owed now, and what has changed.',
  });
}

export function unknownPayment(endToEndId: string): SeatbackError {
  return new SeatbackError({
    code: 'PAYMENT_UNKNOWN',
    expected: 'the end-to-end id of a payment that was not voided',
    found: `"${endToEndId}"`,
    where: 'remittance advices',
    next: 'npx seatback payout show <batch> names the payments of a batch.',
  });
}
