import { isSameActor } from '../../../kernel/index.js';
import type { BatchRecordAnswer } from '../../answers/payout-answers.js';
import { batchHref } from './finance-paths.js';
import { roleMissingFor, type Offer, type Viewer } from './viewer.js';

export type BatchAct = 'batchApproval' | 'release' | 'resumption' | 'voiding';

const STEPS: Readonly<Record<BatchAct, string>> = {
  batchApproval: 'approval',
  release: 'release',
  resumption: 'resumption',
  voiding: 'voiding',
};

/** Where a step of the batch is sent to. */
export function batchActHref({ batch }: BatchRecordAnswer, act: BatchAct): string {
  return `${batchHref(batch.batch)}/${STEPS[act]}`;
}

/** Addresses of the forms that stand on the page. */
export function offeredBatchForms(record: BatchRecordAnswer, viewer: Viewer): string[] {
  if (viewer === undefined) return [];
  return batchOffers(record, viewer)
    .filter(({ notBecause }) => notBecause === undefined)
    .map(({ act }) => batchActHref(record, act));
}

/** The steps that the batch can take now, each offered to this person or with the reason why not; none where it ends. */
export function batchOffers({ batch, lostFile }: BatchRecordAnswer, viewer: NonNullable<Viewer>): Offer<BatchAct>[] {
  const offer = (act: BatchAct, hindrance?: string): Offer<BatchAct> => ({
    act,
    notBecause: hindrance ?? roleMissingFor(act, viewer),
  });
  switch (batch.state) {
    case 'prepared':
      return [
        offer(
          'batchApproval',
          isSameActor(batch.preparedBy, viewer.actor) ? 'You prepared this batch; another person approves.' : undefined,
        ),
        offer('voiding'),
      ];
    case 'approved':
      return [offer('release'), offer('voiding')];
    case 'releasing':
      if (lostFile !== null) return [offer('resumption')];
      // Taken back only where its file surely has not left; else it says so.
      return [offer('release'), offer('voiding')];
    case 'released':
    case 'voided':
      return [];
  }
}
