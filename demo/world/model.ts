import type { CalendarDate, Guid, Instant } from '../../src/kernel/index.js';
import type { RuleId } from './campaign.js';
import type { BillingSystem, Product, Sku } from './products.js';

/**
 * A small cloud distribution business, complete: who its partners and customers are, what they bought, used and were
 * billed, and what finance was told about them. Everything is dated, so the state at any instant can be asked for.
 */
export interface World {
  readonly seed: number;
  readonly billing: BillingSystem;
  readonly distributor: Distributor;
  readonly products: readonly Product[];
  readonly partners: readonly Partner[];
  /** In the order of their ids, as Partner Center pages through them. */
  readonly customers: readonly Customer[];
  /** Oldest first, one for each calendar month. */
  readonly invoices: readonly Invoice[];
  readonly stories: readonly Story[];
}

/** The CSP partner that owns the Partner Center account: it buys from Microsoft and sells through resellers. */
export interface Distributor {
  readonly name: string;
  readonly tenantId: Guid;
  readonly mpnId: string;
  readonly currency: 'GBP';
}

// ---------------------------------------------------------------------------------------------- partners

export type Country = 'GB' | 'IE' | 'SE' | 'DE' | 'NL';

export interface Partner {
  /** MPN id of the reseller's location. Never with a leading zero: billing over HTTP carries it as a number. */
  readonly id: string;
  readonly legalName: string;
  readonly country: Country;
  readonly preferredCurrency: string;
  readonly locale: 'en' | 'sv' | 'de';
  readonly contactName: string;
  readonly contactEmail: string;
  readonly address: PostalAddress;
  /** False for a reseller that sells, but that finance has never entered. */
  readonly inRegister: boolean;
  readonly standings: readonly Standing[];
  readonly proofs: readonly CalendarDate[];
  readonly bankAccount: BankAccount | null;
}

export interface PostalAddress {
  readonly street: string;
  readonly building: string;
  readonly postcode: string;
  readonly town: string;
}

export interface Standing {
  readonly kind: 'membership' | 'agreement' | 'enrolment' | 'competency' | 'onboarding';
  readonly name: string;
  readonly level: 'gold' | 'silver' | null;
  readonly validFrom: CalendarDate;
  /** The last day it holds. */
  readonly validTo: CalendarDate | null;
}

export interface BankAccount {
  readonly accountName: string;
  readonly kind: 'business' | 'personal';
  readonly iban: string;
  readonly bic: string;
  readonly country: Country;
  readonly currency: string;
  readonly submittedAt: Instant;
}

// --------------------------------------------------------------------------------------------- customers

export interface Customer {
  readonly id: Guid;
  readonly commerceId: Guid;
  readonly name: string;
  readonly domain: string;
  readonly country: Country;
  readonly contact: CustomerContact;
  /** From here on Partner Center lists the customer. */
  readonly appearsAt: Instant;
  readonly register: CustomerRegister;
  readonly subscriptions: readonly Subscription[];
  /** One entry for each SKU the tenant ever had, also what it bought elsewhere. */
  readonly seatUse: readonly SeatUse[];
  readonly seatTroubles: readonly SeatTrouble[];
}

export interface CustomerContact {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly addressLine: string;
  readonly city: string;
  readonly postcode: string;
  readonly phone: string;
}

/** What finance knows of a customer beside Partner Center. */
export interface CustomerRegister {
  readonly listed: boolean;
  readonly segment: string | null;
  readonly priorPurchase: { readonly firstPurchasedOn: CalendarDate | 'never'; readonly source: string } | null;
}

export interface Subscription {
  readonly id: Guid;
  readonly product: Product;
  /** Program id of the reseller of record; empty when none. */
  readonly partnerId: string;
  readonly createdAt: Instant;
  readonly startsOn: CalendarDate;
  readonly cycle: 'monthly' | 'annual';
  readonly isTrial: boolean;
  /** Percent taken off every charge; at 100 the lines carry seats and a subtotal of zero. */
  readonly discountPercent: number;
  /** First the purchase, then every change, in the order in which Partner Center took them. Never empty. */
  readonly steps: readonly SeatStep[];
  readonly end: {
    readonly at: Instant;
    readonly effectiveOn: CalendarDate;
    readonly why: 'cancelled' | 'lapsed';
  } | null;
  /** Microsoft's credits come in both ways: a negative quantity, or a positive one whose amount alone is negative. */
  readonly creditsCarry: 'negative-quantity' | 'positive-quantity';
  readonly numbers: BillingNumbers;
}

export interface SeatStep {
  /** When Partner Center took the change: from here on the subscription shows this quantity. */
  readonly at: Instant;
  /** The first day billed at this quantity. Earlier than the day of `at` where Microsoft corrects the past. */
  readonly effectiveOn: CalendarDate;
  readonly quantity: number;
}

/** Ids that only billing uses. They look like keys and are none. */
export interface BillingNumbers {
  readonly orderNumber: string;
  readonly billingSubscriptionId: string;
  readonly billingOfferId: Guid;
  readonly orderId: Guid;
}

export interface SeatUse {
  readonly sku: Sku;
  /**
   * Units the tenant holds that this distributor never sold: another seller, an agreement with Microsoft, a free plan.
   */
  readonly unitsFromElsewhere: number;
  /** Seats assigned to users, by the instant from which the number holds; oldest first. */
  readonly assigned: readonly { readonly at: Instant; readonly units: number }[];
}

/** A time in which the tenant's seats cannot be read: access refused (403), or Microsoft fails to answer (500). */
export interface SeatTrouble {
  readonly from: Instant;
  readonly until: Instant | null;
  readonly answer: 'refused' | 'failing';
}

// ----------------------------------------------------------------------------------------------- billing

export interface Invoice {
  /** `D` and nine characters: Microsoft's form for recurring legacy charges; of new commerce `G` and nine digits. */
  readonly id: string;
  readonly periodFrom: CalendarDate;
  readonly periodTo: CalendarDate;
  /** Nobody sees the invoice before. */
  readonly issuedAt: Instant;
  readonly lines: readonly ChargeLine[];
}

export interface ChargeLine {
  readonly customer: Customer;
  readonly subscription: Subscription;
  readonly chargeType: ChargeType;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** As billed: see `creditsCarry`. */
  readonly quantity: number;
  /** Whole pence, so that no float ever holds money. Of one seat for one full cycle. */
  readonly unitPricePence: number;
  readonly amountPence: number;
  readonly discountPence: number;
  /** `amountPence` less `discountPence`; its sign is the sign of the line. */
  readonly subtotalPence: number;
}

export type ChargeType = LegacyChargeType | NewCommerceChargeType;

/** The words of Microsoft's new-commerce lines that occur in this world. */
export type NewCommerceChargeType = 'new' | 'cycleCharge' | 'renew' | 'addQuantity' | 'removeQuantity' | 'cancel';

/** The words of Microsoft's legacy licence files that occur in this world. */
export type LegacyChargeType =
  | 'Activation fee'
  | 'Prorate fees when purchase'
  | 'Cycle fee'
  | 'Renewal fee'
  | 'Cancel fee'
  | 'Cancel instance prorate'
  | 'Cycle instance prorate'
  | 'Prorate fees when cancel';

// ----------------------------------------------------------------------------------------------- stories

/** A case made to show what one rule tells apart, with the outcome that the rules must come to. */
export interface Story {
  readonly id: string;
  /** In one or two sentences, for a reader who sees the customer's name on a page of the demo. */
  readonly tells: string;
  readonly shows: readonly RuleId[];
  readonly partnerIds: readonly string[];
  readonly customerIds: readonly Guid[];
  readonly expectations: readonly Expectation[];
  readonly payout: PayoutExpectation | null;
}

export interface Expectation {
  readonly partnerId: string;
  readonly customerId: Guid;
  /** Facts learned later than this are not seen. */
  readonly knownAt: Instant;
  /** `no-row`: the partner has sold the customer nothing eligible, so the pair does not appear at all. */
  readonly outcome: 'qualified' | 'not-qualified' | 'undecided' | 'no-row';
  /** Null stands for unknown; all three are null where there is no row. */
  readonly seats: {
    readonly qualifying: number | null;
    readonly assigned: number | null;
    readonly billed: number | null;
  };
  /** The rules that decide: all that are not met or unknown, in the order of the rules. */
  readonly decidedBy: readonly RuleId[];
}

/** What stands between a partner's earned rebate and its bank account. */
export interface PayoutExpectation {
  readonly partnerId: string;
  readonly obstacle: 'iban-check-digits' | 'personal-account' | 'no-bank-account' | 'no-tax-profile';
}
