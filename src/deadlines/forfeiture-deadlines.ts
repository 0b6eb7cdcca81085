import type { Campaign } from '../campaigns/index.js';
import type { Session } from '../database/index.js';
import { endOfDay, type Instant, type Money } from '../kernel/index.js';
import { partnerBalances, type AccountKind } from '../ledger/index.js';
import { partnerContacts } from '../partners/index.js';
import type { Deadline } from './deadline.js';

/** Who was told that an amount is forfeited at an instant, for want of bank details. */
export interface ForetoldForfeiture {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly answerBy: Instant;
}

/** What is forfeited when the details that were asked for do not come: what waits to be paid, for the first time or again. */
const WAITS_FOR_DETAILS: readonly AccountKind[] = ['payable', 'returned'];

/** Amounts that are forfeited at the end of the notices that told of it. */
export async function foretoldForfeitures(
  session: Session,
  foretold: readonly ForetoldForfeiture[],
): Promise<Deadline[]> {
  const deadlines: Deadline[] = [];
  for (const [campaignId, ofCampaign] of Map.groupBy(foretold, (each) => each.campaignId)) {
    const balances = await partnerBalances(
      session,
      campaignId,
      ofCampaign.map(({ partnerKey }) => partnerKey),
    );
    for (const { partnerKey, partnerId, answerBy } of ofCampaign) {
      const waiting = WAITS_FOR_DETAILS.flatMap((kind) => balances.get(partnerKey)?.get(kind) ?? []);
      for (const amount of waiting.filter((each) => !each.isZero()))
        deadlines.push(forfeiture({ campaignId, partnerId, dueAt: answerBy }, amount, 'without bank details'));
    }
  }
  return deadlines;
}

/** Amounts that are carried until a day: the payouts after it forfeit what has not reached its minimum. */
export async function carriedForfeitures(
  session: Session,
  { campaign: campaignId, terms }: Pick<Campaign, 'campaign' | 'terms'>,
): Promise<Deadline[]> {
  const until = terms.minimumPayout.value.carriedUntil;
  if (until === undefined) return [];
  const carried = [...(await partnerBalances(session, campaignId))].flatMap(([partnerKey, balances]) => {
    const amount = balances.get('carried');
    return amount === undefined || amount.isZero() ? [] : [{ partnerKey, amount }];
  });
  const partners = await partnerContacts(
    session,
    carried.map(({ partnerKey }) => partnerKey),
  );
  return carried.map(({ partnerKey, amount }) =>
    forfeiture(
      {
        campaignId,
        partnerId: partners.get(partnerKey)?.partnerId ?? null,
        dueAt: endOfDay(until, 'UTC'),
      },
      amount,
      'below the minimum payout',
    ),
  );
}

function forfeiture(
  about: Pick<Deadline, 'campaignId' | 'partnerId' | 'dueAt'>,
  amount: Money,
  because: string,
): Deadline {
  return { ...about, kind: 'forfeiture', subject: `${amount.toString()} ${amount.currency.code} ${because}` };
}
