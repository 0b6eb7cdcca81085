import { SeatbackError } from '../../kernel/index.js';

export function vendorUnknown(found: string): SeatbackError {
  return new SeatbackError({
    code: 'VENDOR_UNKNOWN',
    expected: 'the id of a vendor that is registered',
    found,
    where: 'payment vendors',
    next: 'npx seatback vendor list shows them.',
  });
}

export function vendorState(vendor: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'VENDOR_STATE',
    expected,
    found,
    where: `vendor ${vendor}`,
    next: 'A vendor is registered, approved by a second person, and disabled for good.',
  });
}

/** The same words whether a batch is not there, is not released, or is another's. */
export function vendorBatchUnknown(batchId: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_UNKNOWN',
    expected: 'the batchId of a released batch of yours',
    found: batchId.slice(0, 60),
    where: 'your batches',
    next: 'GET /api/v1/vendor/batches lists them.',
  });
}

export function paymentsUnknown(batchId: string, unknown: readonly string[]): SeatbackError {
  return new SeatbackError({
    code: 'PAYMENT_UNKNOWN',
    expected: `payments of batch ${batchId}`,
    found: unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ` and ${String(unknown.length - 5)} more` : ''),
    where: 'paymentId',
    next: 'Report payments of this batch only; nothing of the request was taken.',
  });
}

export function batchAnswered(batchId: string, as: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_ANSWERED',
    expected: 'a batch that waits for an answer',
    found: `one that was ${as}`,
    where: `batch ${batchId}`,
    next: 'A batch is acknowledged or refused once. Call the payer where this was a mistake.',
  });
}

export function batchNotAcknowledged(batchId: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_NOT_ACKNOWLEDGED',
    expected: 'a batch that you have acknowledged',
    found,
    where: `batch ${batchId}`,
    next: 'Acknowledge it with its hash and count first: POST …/acknowledgement.',
  });
}

export function batchDiffers(batchId: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_DIFFERS',
    expected,
    found,
    where: `batch ${batchId}`,
    next: 'Fetch the file again and hash its bytes. Pay nothing of a file with another hash.',
  });
}
