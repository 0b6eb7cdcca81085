import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ListUndecided, type PairPlace, type UndecidedCustomer } from '../../calculation/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { answerDueAt, claimRecords, openProofs, standingOf } from '../../claims/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, compareCodePoints, endOfDay, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { payByDay, ShowPayees } from '../../payout/index.js';
import { listQuestions, questionDueAt } from '../../questions/index.js';
import type { Stake } from '../chances/partner-action.js';
import type { UndecidedCustomersAnswer } from '../answers/work-answers.js';
import { stakeOfCustomer } from '../chances/stakes.js';
import { readPlace, writePlace } from './cursor.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';
import { inOrder, placeOf, WORK_KINDS, type WorkItem, type WorkKind } from './work-item.js';

export const ITEMS_ON_A_PAGE = 50;
/** What people wrote and gave is read whole, to be put in the order of what is due. */
const MOST_QUESTIONS = 2_000;

const place = z.tuple([z.string().max(500)]);
const key = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const pairPlace = z.tuple([key, key]);

/** What waits for a person in a campaign, a page of it. */
export interface WorkList {
  readonly now: Instant;
  readonly timeZone: string;
  /** Null before the first one: nobody is undecided yet. */
  readonly run: number | null;
  readonly items: readonly WorkItem[];
  readonly counts: Readonly<Record<WorkKind, number>>;
  readonly asked: Omit<WorkRequest, 'cursor'>;
  /** What one undecided customer would bring; null where the terms do not say it by themselves. */
  readonly stake: Stake | null;
  readonly nextCursor: string | null;
}

export interface WorkRequest {
  readonly kind?: WorkKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Reads the work list of a campaign: what only a person can decide or answer, in the order in which it is due. */
@Injectable()
export class WorkReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #undecided: ListUndecided;
  readonly #payees: ShowPayees;
  readonly #versions: CampaignVersions;
  readonly #folder: string;
  readonly #environment: Pick<Environment, 'questionDays'>;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    undecided: ListUndecided,
    payees: ShowPayees,
    versions: CampaignVersions,
    @Inject(CAMPAIGNS_FOLDER) folder: string,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#environment = environment;
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#folder = folder;
    this.#undecided = undecided;
    this.#payees = payees;
    this.#clock = clock;
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE, INPUT_INVALID */
  async list(campaignId: string, { kind, cursor, limit }: WorkRequest): Promise<WorkList> {
    const after = cursor === undefined ? undefined : readPlace(cursor, place)[0];
    const whole = await this.#undecided.page(campaignId, { limit: 0 });
    const terms = whole?.terms ?? (await this.#termsWithoutRun(campaignId));
    const small = await this.#small(campaignId, terms);
    const dueAt = undecidedDueAt(terms);
    const from = undecidedFrom(dueAt, after);
    const page =
      whole === undefined || from === 'over' || (kind !== undefined && kind !== 'undecided')
        ? whole
        : await this.#undecided.page(campaignId, { after: from, limit: limit + 1 });
    const items = [...small, ...undecidedItems(page?.customers ?? [], dueAt)]
      .filter((item) => kind === undefined || item.kind === kind)
      .filter((item) => after === undefined || compareCodePoints(item.place, after) > 0)
      .toSorted((a, b) => compareCodePoints(a.place, b.place));
    const shown = items.slice(0, limit);
    const last = items.length > limit ? shown.at(-1) : undefined;
    return {
      now: this.#clock.now(),
      timeZone: terms.timeZone.value,
      run: whole?.run ?? null,
      items: shown,
      counts: countsOf(small, whole?.undecidedInRun ?? 0),
      asked: { kind, limit },
      stake: stakeOfCustomer(terms),
      nextCursor: last === undefined ? null : writePlace([last.place]),
    };
  }

  /** A page of the undecided customers alone, by their keys. @throws SeatbackError INPUT_INVALID */
  async undecided(
    campaignId: string,
    { cursor, limit }: Pick<WorkRequest, 'cursor' | 'limit'>,
  ): Promise<UndecidedCustomersAnswer> {
    const [partnerKey, customerKey] = cursor === undefined ? [] : readPlace(cursor, pairPlace);
    const after = partnerKey === undefined || customerKey === undefined ? undefined : { partnerKey, customerKey };
    const page = await this.#undecided.page(campaignId, { after, limit: limit + 1 });
    const shown = page?.customers.slice(0, limit) ?? [];
    const last = (page?.customers.length ?? 0) > limit ? shown.at(-1) : undefined;
    return {
      campaignId,
      run: page?.run ?? null,
      undecidedInRun: page?.undecidedInRun ?? 0,
      customers: shown.map(({ partnerKey: _partner, customerKey: _customer, open, ...customer }) => ({
        ...customer,
        open: open.map(({ countableAs, ...rule }) => ({ ...rule, countableAs: [...countableAs] })),
      })),
      nextCursor: last === undefined ? null : writePlace([last.partnerKey, last.customerKey]),
    };
  }

  /** Claims wait from the day on which they come, whether anything was calculated or not. */
  async #termsWithoutRun(campaignId: string): Promise<CampaignTerms> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { campaign, publishedVersion, failure } = await knownCampaign(session, this.#folder, campaignId);
      if (campaign !== null) return campaign.terms;
      if (publishedVersion !== null)
        return (await this.#versions.published(session, campaignId, publishedVersion)).terms;
      if (failure !== null) throw new SeatbackError(failure);
      throw new Error('Broken invariant: a known campaign has a file or a published version');
    });
  }

  async #small(campaignId: string, terms: CampaignTerms): Promise<WorkItem[]> {
    const { waiting } = await this.#payees.list();
    return readOnly(this.#unitOfWork, async (session) => [
      ...(await openQuestions(session, campaignId, this.#environment.questionDays)),
      ...(await waitingClaims(session, campaignId, terms)),
      ...(await waitingNames(session, campaignId, terms, waiting)),
    ]);
  }
}

/** By when the undecided are to be decided: before it is calculated, else before it is paid. */
function undecidedDueAt(terms: CampaignTerms): Instant {
  return endOfDay(terms.calculationDate?.value ?? payByDay(terms), terms.timeZone.value);
}

/** Where the undecided customers go on; they are all due together. */
function undecidedFrom(dueAt: Instant, after: string | undefined): PairPlace | undefined | 'over' {
  const block = placeOf(dueAt, 'undecided', '');
  if (after === undefined || compareCodePoints(after, block) < 0) return undefined;
  if (!after.startsWith(block)) return 'over';
  const [partnerKey = 0, customerKey = 0] = after.slice(block.length).split(' ').map(Number);
  return { partnerKey, customerKey };
}

function undecidedItems(customers: readonly UndecidedCustomer[], dueAt: Instant): WorkItem[] {
  return customers.map((customer) => ({
    kind: 'undecided',
    dueAt,
    place: placeOf(dueAt, 'undecided', `${inOrder(customer.partnerKey)} ${inOrder(customer.customerKey)}`),
    customer,
  }));
}

async function openQuestions(session: Session, campaignId: string, days: number): Promise<WorkItem[]> {
  const open = await listQuestions(session, { campaignId, openOnly: true, limit: MOST_QUESTIONS });
  return open.map((question) => {
    const dueAt = questionDueAt(question, days);
    return { kind: 'question', dueAt, place: placeOf(dueAt, 'question', inOrder(question.question)), question };
  });
}

async function waitingClaims(session: Session, campaignId: string, terms: CampaignTerms): Promise<WorkItem[]> {
  if (terms.claim === undefined || terms.claimValidation === undefined) return [];
  const open = terms.proofOfPerformance === undefined ? [] : await openProofs(session, campaignId);
  const proofsOf = Map.groupBy(open, ({ claimId }) => claimId);
  return (await claimRecords(session, campaignId, terms)).flatMap((claim): WorkItem[] => {
    const dueAt = answerDueAt(claim, terms);
    if (dueAt === null) return [];
    const { claimId, partnerId, customerName, receivedAt } = claim;
    const proofs = proofsOf.get(claimId) ?? [];
    const waiting = { claimId, partnerId, customerName, receivedAt, standing: standingOf(claim), proofs };
    return [{ kind: 'claim', dueAt, place: placeOf(dueAt, 'claim', claimId), claim: waiting }];
  });
}

type Waiting = Awaited<ReturnType<ShowPayees['list']>>['waiting'];

/** Names that only a person can decide, of the partners of this campaign; without them it is not paid. */
async function waitingNames(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
  waiting: Waiting,
): Promise<WorkItem[]> {
  const dueAt = endOfDay(payByDay(terms), terms.timeZone.value);
  const forAPerson = waiting.flatMap(({ name, ...details }) =>
    name === null || name.decision !== undefined || !['close-match', 'not-possible'].includes(name.outcome)
      ? []
      : [{ ...details, name }],
  );
  const ours = await partnersOf(session, campaignId, [...new Set(forAPerson.map(({ partnerId }) => partnerId))]);
  return forAPerson
    .filter(({ partnerId }) => ours.has(partnerId))
    .map(({ bankDetails, partnerId, enteredAt, name: { registered, account, differences } }) => ({
      kind: 'payee-name',
      dueAt,
      place: placeOf(dueAt, 'payee-name', inOrder(bankDetails)),
      name: { bankDetails, partnerId, enteredAt, registered, account, differences },
    }));
}

async function partnersOf(session: Session, campaignId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await session.query<{ partnerId: string }>(
    `SELECT partner_id AS "partnerId" FROM partner WHERE partner_id = ANY ($2)
       AND EXISTS (SELECT FROM partner_earning AS earning WHERE earning.campaign_id = $1 AND earning.partner_key = partner.partner_key)`,
    [campaignId, ids],
  );
  return new Set(found.map(({ partnerId }) => partnerId));
}

function countsOf(small: readonly WorkItem[], undecided: number): Readonly<Record<WorkKind, number>> {
  const count = (kind: WorkKind) =>
    kind === 'undecided' ? undecided : small.filter((each) => each.kind === kind).length;
  const [question, claim, name, open] = WORK_KINDS.map(count) as [number, number, number, number];
  return { question, claim, 'payee-name': name, undecided: open };
}
