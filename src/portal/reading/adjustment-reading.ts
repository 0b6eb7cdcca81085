import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { UnitOfWork } from '../../database/index.js';
import { listAdjustments } from '../../payout/index.js';
import type { AdjustmentsAnswer } from '../answers/adjustment-answers.js';
import { readPlace, writePlace } from './cursor.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import type { PageRequest } from './payout-reading.js';
import { readOnly } from './read-only.js';

/** Where a page ended: whether that one waits, and its number. */
const place = z.tuple([
  z.boolean(),
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);

/** Reads what people added to what partners are owed, or took from it: what waits first, then the latest. */
@Injectable()
export class AdjustmentReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #folder: string;

  constructor(unitOfWork: UnitOfWork, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#folder = folder;
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, INPUT_INVALID */
  async list(campaignId: string, { cursor, limit }: PageRequest): Promise<AdjustmentsAnswer> {
    const [waited, last] = cursor === undefined ? [true, 0] : readPlace(cursor, place);
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const further = (await listAdjustments(session, { campaignId }))
        .map((each) => ({ ...each, waits: each.state === 'proposed' }))
        .filter((each) => inOrder(each, { waits: waited, adjustment: last }) > 0)
        .toSorted(inOrder);
      const shown = further.slice(0, limit);
      const end = further.length > limit ? shown.at(-1) : undefined;
      return {
        campaignId,
        adjustments: shown.map(({ waits: _waits, ...adjustment }) => adjustment),
        nextCursor: end === undefined ? null : writePlace([end.waits, end.adjustment]),
      };
    });
  }
}

interface InOrder {
  readonly waits: boolean;
  readonly adjustment: number;
}

/** What waits in the order in which it came; of what is decided the latest first. */
function inOrder(a: InOrder, b: InOrder): number {
  if (a.waits !== b.waits) return a.waits ? -1 : 1;
  return a.waits ? a.adjustment - b.adjustment : b.adjustment - a.adjustment;
}
