import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { publishedCampaigns } from '../../campaigns/index.js';
import { UnitOfWork } from '../../database/index.js';
import {
  PersonHolds,
  ShowPayees,
  type CheckedName,
  type PersonHold,
  type ShownDetails,
  type ShownPayee,
} from '../../payout/index.js';
import type { BankDetailsAnswer, PayeeAnswer, PayeesAnswer } from '../answers/payee-answers.js';
import { readPlace, writePlace } from './cursor.js';
import type { PageRequest } from './payout-reading.js';
import { readOnly } from './read-only.js';

const detailsPlace = z.tuple([
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);

/** Reads where partners are paid, as finance may see it: accounts by their last four. */
@Injectable()
export class PayeeReading {
  readonly #payees: ShowPayees;
  readonly #holds: PersonHolds;
  readonly #unitOfWork: UnitOfWork;

  constructor(payees: ShowPayees, holds: PersonHolds, unitOfWork: UnitOfWork) {
    this.#payees = payees;
    this.#holds = holds;
    this.#unitOfWork = unitOfWork;
  }

  /** For which a partner can be asked: a campaign that was published, by id. */
  async campaigns(): Promise<string[]> {
    const published = await readOnly(this.#unitOfWork, publishedCampaigns);
    return published.map(({ campaignId }) => campaignId);
  }

  /** A page of the details that wait for a second person, the oldest first. @throws SeatbackError INPUT_INVALID */
  async waiting({ cursor, limit }: PageRequest): Promise<PayeesAnswer> {
    const [after = 0] = cursor === undefined ? [] : readPlace(cursor, detailsPlace);
    const { waiting } = await this.#payees.list();
    const found = waiting.filter(({ bankDetails }) => bankDetails > after);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      waiting: shown.map(({ name, legalName, ...details }) => ({
        ...detailsOf(details),
        legalName,
        name: nameOf(name),
      })),
      nextCursor: last === undefined ? null : writePlace([last.bankDetails]),
    };
  }

  /** @throws SeatbackError PARTNER_UNKNOWN */
  async one(partnerId: string): Promise<PayeeAnswer> {
    return payeeOf(await this.#payees.one(partnerId), await this.#holds.list(partnerId));
  }
}

function payeeOf(
  { partnerId, legalName, account, name, holds, details, requests }: ShownPayee,
  personHolds: readonly PersonHold[],
): PayeeAnswer {
  return {
    partnerId,
    legalName,
    account,
    name: nameOf(name),
    holds: holds.map(({ reason, found }) => ({ reason, found })),
    personHolds: [...personHolds],
    details: details.map(detailsOf),
    requests: requests.map(({ campaignId, cause, openedAt, endedAs, endedAt, notices }) => ({
      campaignId,
      cause,
      openedAt,
      endedAs,
      endedAt,
      notices: notices.length,
      answerBy: notices.findLast((each) => each.answerBy !== null)?.answerBy ?? null,
    })),
  };
}

function nameOf(name: CheckedName | null): PayeeAnswer['name'] {
  if (name === null) return null;
  const { outcome, registered, account, differences, decision = null } = name;
  return { outcome, registered, account, differences: [...differences], decision };
}

/** Neither the number of the bank in its clearing nor anything that is sealed. */
function detailsOf(shown: ShownDetails): BankDetailsAnswer {
  const { bankDetails, clearing: _clearing, ...details } = shown;
  return { details: bankDetails, ...details };
}
