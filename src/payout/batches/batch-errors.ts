import { canonicalJson, SeatbackError } from '../../kernel/index.js';
import type { PayoutBatch } from './batch.entity.js';

export function samePerson(batch: PayoutBatch, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'approval by a second person',
    found: `${actor}, who prepared it`,
    where: whereOf(batch),
    next: 'Let somebody else look at the file and approve.',
  });
}

export function fileChanged(batch: PayoutBatch, found: string): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_CHANGED',
    expected: `the file with SHA-256 ${batch.fileHash}, ${String(batch.paymentCount)} payments, ${canonicalJson(batch.totals)}`,
    found,
    where: whereOf(batch),
    next:
      batch.state === 'releasing'
        ? 'Send nothing of it. Its release has begun: run npx seatback verify, and find out what was changed and by whom.'
        : 'Do not send it. Void the batch, find out who changed it, and prepare anew.',
  });
}

export function inTheWay(batch: PayoutBatch, path: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_CHANGED',
    expected: `no file there, or the one with SHA-256 ${batch.fileHash}`,
    found,
    where: path,
    next: 'Do not send that file. Move it away, find out where it comes from, and release again.',
  });
}

export function uncertain(batch: PayoutBatch, path: string): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_UNCERTAIN',
    expected: `the file of the release that ${batch.releasedBy ?? 'somebody'} began, or its unfinished copy`,
    found: 'neither: it broke off in the moment in which the file was handed over, or on another machine',
    where: path,
    next:
      `Look whether the bank's connector took ${batch.messageId}. If it did, release again with --file-was-taken; ` +
      'only if you know that it did not, with --write-again.',
  });
}

/** A person says that the bank has it, and here it lies: whatever is true, it is not handed over for that. */
export function stillHere(batch: PayoutBatch, path: string): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_UNCERTAIN',
    expected: 'a file of which nothing lies here any more',
    found: `its unfinished copy beside ${path}`,
    where: whereOf(batch),
    next:
      'A copy that was never handed over is not at the bank: release again without saying so, or void the batch. ' +
      'If the bank has it all the same, from a time before, take the copy away first.',
  });
}

export function saidOfAnotherAttempt(
  batch: PayoutBatch,
  attempt: number,
  last: { readonly attempt: number; readonly begunBy: string; readonly begunAt: string },
): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_UNCERTAIN',
    expected: `what was found out since attempt ${String(last.attempt)}, which ${last.begunBy} made at ${last.begunAt}`,
    found: `what was found out of attempt ${String(attempt)}`,
    where: whereOf(batch),
    next: 'The file may have been handed over since. Look at the bank again, and at how the batch stands now.',
  });
}

export function whereOf({ batch, campaignId }: PayoutBatch): string {
  return `batch ${String(batch)} of ${campaignId}`;
}
