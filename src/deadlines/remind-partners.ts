import { Inject, Injectable } from '@nestjs/common';
import { partnersShortOf, runInForce } from '../calculation/index.js';
import type { Campaign, CampaignTerms } from '../campaigns/index.js';
import { appealDueAt, claimRecords, standingOf, type ClaimRecord } from '../claims/index.js';
import { UnitOfWork, type Session } from '../database/index.js';
import { CLOCK, plusMillis, type Clock, type Instant } from '../kernel/index.js';
import { recordNotifications, type NewNotification } from '../notifications/index.js';
import { campaignDeadlines } from './campaign-deadlines.js';

/** How many days before it is too late a partner is reminded; it is told of each once. */
const REMINDED_DAYS_BEFORE = [14, 3] as const;

const DAY_MS = 86_400_000;

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** What a partner hands in, and the rule that asks for it. */
const RULE_OF = { registration: 'registration', claim: 'claim', proof: 'proof-of-performance' } as const;

type HandedIn = keyof typeof RULE_OF;

/** Tells partners, in their language, of what they can still do and would soon be too late for. */
@Injectable()
export class RemindPartners {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * Safe to repeat: nobody is told of the same twice.
   *
   * @returns how many reminders are new
   */
  async execute(campaigns: readonly Offer[]): Promise<number> {
    const now = this.#clock.now();
    let reminded = 0;
    for (const campaign of campaigns)
      reminded += await this.#unitOfWork.inTransaction(async (session) =>
        recordNotifications(session, await remindersOf(session, campaign, now), now),
      );
    return reminded;
  }
}

async function remindersOf(session: Session, campaign: Offer, now: Instant): Promise<NewNotification[]> {
  return [...(await handInReminders(session, campaign, now)), ...(await appealReminders(session, campaign, now))];
}

async function handInReminders(session: Session, campaign: Offer, now: Instant): Promise<NewNotification[]> {
  const { campaign: campaignId, terms } = campaign;
  const near = campaignDeadlines(campaign).flatMap(({ kind, dueAt }) => {
    const days = remindedDays(dueAt, now);
    return days === undefined || !isHandedIn(kind) ? [] : [{ about: kind, before: dueAt, days }];
  });
  if (near.length === 0) return [];
  const run = await runInForce(session, campaignId);
  if (run === undefined) return [];
  const timeZone = terms.timeZone.value;
  const reminders: NewNotification[] = [];
  for (const { about, before, days } of near) {
    const handedIn = await HANDED_IN_BY[about](session, campaign, run.delivery);
    for (const { partnerKey, customers } of await partnersShortOf(session, run, RULE_OF[about]))
      if ((handedIn.get(partnerKey) ?? 0) < (about === 'claim' ? customers : 1))
        reminders.push({
          occasion: `deadline ${about} ${campaignId} ${before} ${String(days)} ${String(partnerKey)}`,
          partnerKey,
          campaignId,
          notice: { kind: 'deadline-near', about, claimId: null, before, timeZone },
        });
  }
  return reminders;
}

function isHandedIn(kind: string): kind is HandedIn {
  return kind in RULE_OF;
}

/** Of the days on which partners are reminded, the last that has come; undefined where none has, or it is too late. */
function remindedDays(dueAt: Instant, now: Instant): number | undefined {
  if (now >= dueAt) return undefined;
  return REMINDED_DAYS_BEFORE.findLast((days) => now >= plusMillis(dueAt, -days * DAY_MS));
}

async function appealReminders(
  session: Session,
  { campaign: campaignId, terms }: Offer,
  now: Instant,
): Promise<NewNotification[]> {
  if (terms.claimValidation === undefined || terms.appeal === undefined) return [];
  return (await claimRecords(session, campaignId, terms)).flatMap((claim): NewNotification[] => {
    const before = appealDueAt(claim, terms);
    const days = before === null ? undefined : remindedDays(before, now);
    if (before === null || days === undefined) return [];
    const { claimId, partnerKey } = claim;
    return [
      {
        occasion: `deadline appeal ${campaignId} ${claimId} ${before} ${String(days)}`,
        partnerKey,
        campaignId,
        notice: { kind: 'deadline-near', about: 'appeal', claimId, before, timeZone: terms.timeZone.value },
      },
    ];
  });
}

/** How much of it has come, by partner, that may lift customers which a run of this delivery finds short. */
const HANDED_IN_BY: Readonly<
  Record<HandedIn, (session: Session, offer: Offer, delivery: number) => Promise<ReadonlyMap<number, number>>>
> = {
  registration: (session, { campaign }) => counted(session, 'registration WHERE campaign_id = $1', campaign),
  proof: (session, { campaign }) => counted(session, 'proof WHERE campaign_id = $1', campaign),
  claim: async (session, { campaign, terms }, delivery) => {
    const counts = new Map<number, number>();
    for (const claim of await claimRecords(session, campaign, terms))
      if (standingOf(claim) !== 'rejected' && !countedBefore(claim, terms, delivery))
        counts.set(claim.partnerKey, (counts.get(claim.partnerKey) ?? 0) + 1);
    return counts;
  },
};

/** A claim that counted for the run has lifted its customer already, and says nothing about those that are short. */
function countedBefore({ answer, firstDelivery }: ClaimRecord, { claimValidation }: CampaignTerms, delivery: number) {
  if (claimValidation === undefined) return firstDelivery <= delivery;
  return answer?.outcome === 'valid' && answer.delivery <= delivery;
}

async function counted(session: Session, what: string, campaignId: string): Promise<ReadonlyMap<number, number>> {
  const rows = await session.query<{ partnerKey: number; count: number }>(
    `SELECT partner_key AS "partnerKey", count(*)::integer AS count FROM ${what} GROUP BY partner_key`,
    [campaignId],
  );
  return new Map(rows.map(({ partnerKey, count }) => [partnerKey, count]));
}
