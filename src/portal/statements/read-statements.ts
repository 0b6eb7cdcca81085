import {
  determinationPage,
  differencesOf,
  earningsOfRun,
  earningsPage,
  restatedRun,
  rulesOfBits,
  type DeterminationPlace,
  type ListedDifference,
  type Run,
  type StoredEarning,
} from '../../calculation/index.js';
import { campaignTitle, type CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { invariant, Money } from '../../kernel/index.js';
import { accrualsOf, type Accrual } from '../../ledger/index.js';
import { partnerContacts, type PartnerContact } from '../../partners/index.js';
import {
  listAdjustments,
  partnerPayments,
  partnerStandings,
  payByDay,
  payByOfPartners,
  payoutsOfPartners,
  standingLines,
  statementName,
  type ManualAdjustment,
  type PartnerPayment,
  type PartnerPayout,
  type PartnerStanding,
} from '../../payout/index.js';
import type { StatedAdjustment, StatedPayment, StatementContent } from './content.js';

/** What all statements of a run have in common, read once. */
export interface StatedRun {
  readonly run: Run;
  readonly terms: CampaignTerms;
  readonly title: string | null;
  readonly payer: string | null;
  readonly accruals: ReadonlyMap<number, Accrual>;
  readonly before: {
    readonly run: number;
    readonly earned: ReadonlyMap<string, StoredEarning>;
    readonly statements: ReadonlyMap<number, string>;
    readonly differences: ReadonlyMap<string, readonly ListedDifference[]>;
  } | null;
}

export async function statedRun(
  session: Session,
  run: Run,
  { terms, payer }: { readonly terms: CampaignTerms; readonly payer: string | null },
): Promise<StatedRun> {
  const restated = await restatedRun(session, run.run);
  return {
    run,
    terms,
    payer,
    title: (await campaignTitle(session, run.campaignId)) ?? null,
    accruals: new Map((await accrualsOf(session, run.run)).map((accrual) => [accrual.partnerKey, accrual])),
    before:
      restated === undefined
        ? null
        : {
            run: restated,
            earned: new Map(
              (await earningsOfRun(session, run.campaignId, restated)).map((earning) => [earning.partnerId, earning]),
            ),
            statements: await statementsOf(session, restated),
            differences: byPartner(await differencesOf(session, run.run, restated)),
          },
  };
}

async function statementsOf(session: Session, run: number): Promise<Map<number, string>> {
  const rows = await session.query<{ partnerKey: number; statement: number }>(
    'SELECT partner_key AS "partnerKey", statement FROM partner_statement WHERE run = $1',
    [run],
  );
  return new Map(rows.map(({ partnerKey, statement }) => [partnerKey, statementName(statement)]));
}

function byPartner(differences: readonly ListedDifference[]): Map<string, ListedDifference[]> {
  const found = new Map<string, ListedDifference[]>();
  for (const difference of differences)
    found.set(difference.partnerId, [...(found.get(difference.partnerId) ?? []), difference]);
  return found;
}

/** What is known by now of the partners of a page, read at once. */
export interface StatedPartners {
  readonly contacts: ReadonlyMap<number, PartnerContact>;
  readonly payouts: ReadonlyMap<number, PartnerPayout>;
  readonly standings: ReadonlyMap<number, PartnerStanding>;
  readonly payments: ReadonlyMap<number, readonly PartnerPayment[]>;
  /** Approved ones, by partner id. */
  readonly adjustments: ReadonlyMap<string, readonly ManualAdjustment[]>;
}

export async function statedPartners(
  session: Session,
  { run, campaignId }: Pick<Run, 'run' | 'campaignId'>,
  partnerKeys: readonly number[],
): Promise<StatedPartners> {
  return {
    contacts: await partnerContacts(session, partnerKeys),
    payouts: await payoutsOfPartners(session, run, partnerKeys),
    standings: await partnerStandings(session, campaignId, partnerKeys),
    payments: Map.groupBy(await partnerPayments(session, { campaignId, partnerKeys }), ({ partnerKey }) => partnerKey),
    adjustments: Map.groupBy(
      await listAdjustments(session, { campaignId, partnerKeys, state: 'approved' }),
      ({ partnerId }) => partnerId,
    ),
  };
}

/** What a partner's statement of a posted run says now. */
export async function statementContent(
  session: Session,
  stated: StatedRun,
  partners: StatedPartners,
  partnerKey: number,
  statement: number,
): Promise<StatementContent> {
  const { run, terms, before, accruals } = stated;
  const { campaignId } = run;
  const contact = partners.contacts.get(partnerKey);
  if (contact === undefined) throw new Error('Broken invariant: whoever earned is a partner');
  const { partnerId } = contact;
  const [earning] = await earningsPage(session, { campaignId, run: run.run, partnerId, limit: 1 });
  const accrual = accruals.get(partnerKey);
  const currency = accrual?.earned.currency.code ?? run.currency;
  const payout = partners.payouts.get(partnerKey);
  const standing = partners.standings.get(partnerKey);
  const payments = partners.payments.get(partnerKey) ?? [];
  const adjustments = partners.adjustments.get(partnerId);
  const earnedBefore = before?.earned.get(partnerId);
  const confirmed = { partnerKeys: [partnerKey], sinceLastPayment: false };
  const payByOf = await payByOfPartners(session, campaignId, terms, confirmed);
  return {
    form: 'seatback-statement/1',
    document: statementName(statement),
    ...headOf(stated, contact, earning?.digest ?? null),
    window: { from: terms.window.value.from, to: terms.window.value.to },
    version: run.version,
    knownAt: run.knownAt,
    engineVersion: run.engineVersion,
    currency,
    earned: (accrual?.earned ?? Money.zero(currency)).toString(),
    customersQualified: earning?.customersQualified ?? 0,
    customersUndecided: earning?.customersUndecided ?? 0,
    customers: await statedCustomers(session, run, partnerId),
    since:
      before === null
        ? null
        : {
            run: before.run,
            statement: before.statements.get(partnerKey) ?? null,
            earned: Money.of(earnedBefore?.earned ?? '0', currency).toString(),
            changes: (before.differences.get(partnerId) ?? []).map(({ customerId, customerName, causes, amount }) => ({
              customerId,
              name: customerName,
              causes: [...causes],
              amount,
            })),
          },
    outcome:
      payout === undefined
        ? null
        : {
            stage: payout.stage,
            amount: Money.of(payout.amount, payout.currency).toString(),
            settled: Money.of(payout.settled, payout.currency).toString(),
            currency: payout.currency,
            reason: payout.reason,
            endToEndId: payout.endToEndId,
          },
    payBy: payByOf.get(partnerKey) ?? payByDay(terms),
    ...(adjustments === undefined ? {} : { adjustments: adjustments.map(statedAdjustment) }),
    accounts: standingLines(standing).toSorted((a, b) =>
      `${a.account} ${a.currency}` < `${b.account} ${b.currency}` ? -1 : 1,
    ),
    payments: payments.map(statedPayment),
  };
}

export function headOf(
  { run, terms, title, payer }: Pick<StatedRun, 'run' | 'terms' | 'title' | 'payer'>,
  contact: PartnerContact,
  partnerDigest: string | null,
): Pick<StatementContent, 'campaign' | 'timeZone' | 'payer' | 'partner' | 'run' | 'runDigest' | 'partnerDigest'> {
  const { partnerId, legalName, street, building, postcode, town, country } = contact;
  return {
    campaign: { id: run.campaignId, title },
    timeZone: terms.timeZone.value,
    payer,
    partner: { partnerId, legalName, street, building, postcode, town, country },
    run: run.run,
    runDigest: run.digest,
    partnerDigest,
  };
}

export function statedPayment(payment: PartnerPayment): StatedPayment {
  const { endToEndId, amount, currency, exchange, executionDate, state, since, reasons, returnedAmount } = payment;
  return {
    endToEndId,
    amount: Money.of(amount, currency).toString(),
    currency,
    ...(exchange === null ? {} : { exchange }),
    executionDate,
    state,
    since,
    reasons: [...reasons],
    returnedAmount: returnedAmount === null ? null : Money.of(returnedAmount, currency).toString(),
  };
}

function statedAdjustment({ customerId, amount, currency, reason, decidedAt }: ManualAdjustment): StatedAdjustment {
  invariant(decidedAt !== null, 'an adjustment that is approved was decided');
  return { customerId, amount, currency, reason, approvedAt: decidedAt };
}

export async function contactOf(session: Session, partnerKey: number): Promise<PartnerContact> {
  const contact = (await partnerContacts(session, [partnerKey])).get(partnerKey);
  if (contact === undefined) throw new Error('Broken invariant: whoever earned is a partner');
  return contact;
}

const PAGE_CUSTOMERS = 1_000;

async function statedCustomers(session: Session, run: Run, partnerId: string): Promise<StatementContent['customers']> {
  const customers: StatementContent['customers'] = [];
  let after: DeterminationPlace | undefined;
  for (;;) {
    const page = await determinationPage(session, {
      campaignId: run.campaignId,
      run: run.run,
      partnerId,
      after,
      limit: PAGE_CUSTOMERS,
    });
    for (const row of page)
      customers.push({
        customerId: row.customerId,
        name: row.customerName,
        outcome: row.outcome,
        seatsAssigned: row.seatsAssigned,
        seatsBilled: row.seatsBilled,
        seatsQualifying: row.seatsQualifying,
        reward: Money.of(row.reward, row.currency).toString(),
        notMet: [...rulesOfBits(row.rulesNotMet)],
        unknown: [...rulesOfBits(row.rulesUnknown)],
      });
    after = page.length < PAGE_CUSTOMERS ? undefined : page.at(-1);
    if (after === undefined) return customers;
  }
}
