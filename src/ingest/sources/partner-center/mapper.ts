import type { BillingLine } from '../../deliveries/invoice-stager.js';
import type { StagedRow } from '../../deliveries/staging.js';
import type { CalendarDate, Instant } from '../../../kernel/index.js';
import {
  billingDay,
  billingDecimal,
  guid,
  instantWithOffset,
  partnerIdOrNone,
  wholeNumber,
  wholeNumberNotNegative,
} from '../cells.js';
import type { WireLicenceLine, WireSubscribedSku, WireSubscription } from './wire.js';

/** A value of an answer that cannot be read. */
export interface Unreadable {
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

export type Mapped<T> = { readonly row: T } | { readonly problem: Unreadable };

interface Kind<T> {
  readonly expected: string;
  readonly read: (text: string) => T | undefined;
}

/** Thrown inside a mapping and caught at its edge. */
class ValueUnreadable extends Error {
  readonly problem: Unreadable;

  constructor(problem: Unreadable) {
    super(problem.column);
    this.problem = problem;
  }
}

function required<T>(column: string, value: string | null | undefined, kind: Kind<T>): T {
  const text = value?.trim() ?? '';
  const read = text === '' ? undefined : kind.read(text);
  if (read === undefined)
    throw new ValueUnreadable({ column, expected: kind.expected, found: text === '' ? 'nothing' : `"${text}"` });
  return read;
}

function optional<T>(column: string, value: string | null | undefined, kind: Kind<T>): T | null {
  return (value?.trim() ?? '') === '' ? null : required(column, value, kind);
}

function mapping<T>(map: () => T): Mapped<T> {
  try {
    return { row: map() };
  } catch (error) {
    if (error instanceof ValueUnreadable) return { problem: error.problem };
    throw error;
  }
}

const anyText: Kind<string> = { expected: 'text', read: (value) => value };

/** Some published dates have blanks after their colons (`06: 41: 12Z`). */
const spacedInstant: Kind<Instant> = {
  expected: instantWithOffset.expected,
  read: (value) => instantWithOffset.read(value.replaceAll(': ', ':')),
};

/** Year 9999: there is no end. The first of January of year 1 is how these answers write "no date". */
const NO_END = /^(9999-|0001-01-01)/;

export type SubscriptionRow = Omit<StagedRow<'subscription'>, 'position'> & { readonly subscription_id: string };

export function subscriptionRow(
  customerId: string,
  observedAt: Instant,
  subscription: WireSubscription,
): Mapped<SubscriptionRow> {
  return mapping(() => {
    const effectiveStart = required('effectiveStartDate', subscription.effectiveStartDate, {
      expected: spacedInstant.expected,
      read: (value) => (value.startsWith('0001-') ? undefined : spacedInstant.read(value)),
    });
    const end = NO_END.test(subscription.commitmentEndDate?.trim() ?? '') ? null : subscription.commitmentEndDate;
    return {
      customer_id: customerId,
      subscription_id: required('id', subscription.id, anyText).toLowerCase(),
      partner_id: sellerOf(subscription.partnerId),
      // Availability, the third part, varies with term and segment.
      offer_id: required('offerId', subscription.offerId, anyText).toLowerCase().split(':', 2).join(':'),
      seats_purchased: optional('quantity', subscription.quantity, wholeNumber),
      status: optional('status', subscription.status, anyText),
      // Usage-based subscriptions and older answers leave it out; neither is a trial.
      is_trial: subscription.isTrial ?? false,
      effective_start_on: null,
      effective_start_at: effectiveStart,
      commitment_end_on: null,
      commitment_end_at: optional('commitmentEndDate', end, {
        expected: `an instant that is not before ${effectiveStart}`,
        read: (value) => {
          const at = spacedInstant.read(value);
          return at !== undefined && at >= effectiveStart ? at : undefined;
        },
      }),
      observed_at: observedAt,
    };
  });
}

export function seatRow(
  customerId: string,
  observedAt: Instant,
  sku: WireSubscribedSku,
  place: { readonly file: string; readonly line: number },
): Mapped<Omit<StagedRow<'seat'>, 'position'>> {
  return mapping(() => ({
    ...place,
    customer_id: customerId,
    observed_at: observedAt,
    sku_id: required('productSku.id', sku.productSku?.id, guid),
    sku_part_number:
      optional('productSku.skuPartNumber', sku.productSku?.skuPartNumber, anyText)?.toLowerCase() ?? null,
    seats_assigned: required('consumedUnits', sku.consumedUnits, wholeNumberNotNegative),
    seats_purchased: optional('totalUnits', sku.totalUnits, wholeNumber),
  }));
}

/** A legacy licence line. Subscriptions join by the syndication number, offers by the durable offer id. */
export function licenceLine(invoiceNumber: string, line: WireLicenceLine): Mapped<BillingLine> {
  return mapping(() => {
    const chargeStart: CalendarDate = required('chargeStartDate', line.chargeStartDate, billingDay);
    const chargeEnd = required('chargeEndDate', line.chargeEndDate, {
      expected: `a day on or after ${chargeStart}`,
      read: (value) => {
        const day = billingDay.read(value);
        return day !== undefined && day >= chargeStart ? day : undefined;
      },
    });
    return {
      invoiceNumber,
      customerId: required('customerId', line.customerId, guid),
      offerId: required('durableOfferId', line.durableOfferId, anyText).toLowerCase(),
      partnerId: sellerOf(line.tier2MpnId),
      subscriptionId:
        optional(
          'syndicationPartnerSubscriptionNumber',
          line.syndicationPartnerSubscriptionNumber,
          anyText,
        )?.toLowerCase() ?? null,
      chargeType: optional('chargeType', line.chargeType, anyText),
      chargeStart,
      chargeEnd,
      quantity: required('quantity', line.quantity, billingDecimal),
      subtotal: required('subtotal', line.subtotal, billingDecimal),
      currency: optional('currency', line.currency, anyText),
      isTrialOrAddOn: false,
    };
  });
}

/** The reseller of record; 0, -1 and nothing mean that there is none. */
function sellerOf(mpnId: string | null | undefined): string | null {
  const text = mpnId?.trim() ?? '';
  return text === '' ? null : (partnerIdOrNone.read(text) ?? null);
}
