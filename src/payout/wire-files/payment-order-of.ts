import type { DebtorAccount, PayerSettings } from '../../config/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import { electronicIban } from '../account-checks/index.js';
import type { ServiceLevel } from '../debtor-accounts/index.js';
import {
  addControlTotals,
  transliterate,
  type Account,
  type ControlTotals,
  type Party,
  type PaymentOrder,
  type PaymentSource,
} from '../instructions/index.js';

/** Payments from one account on one day, in one currency and of one kind. */
export interface FileBlock {
  /** From 1 on, in the order of the file. */
  readonly block: number;
  readonly account: DebtorAccount;
  readonly executionDate: CalendarDate;
  readonly serviceLevel: ServiceLevel;
  readonly totals: ControlTotals;
  readonly payments: PaymentSource;
}

export interface FileOptions {
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly payer: PayerSettings['payer'];
  /** One at least, all from accounts of one bank and sender. */
  readonly blocks: readonly [FileBlock, ...FileBlock[]];
}

/** By which a bank names the block in its answers. */
function blockIdOf(messageId: string, block: number): string {
  return `${messageId}-${String(block)}`;
}

/** The order that a file carries, from what is on record and from the settings of the payer. */
export function paymentOrderOf({ messageId, createdAt, payer, blocks }: FileOptions): PaymentOrder {
  const debtor = debtorOf(payer);
  const { initiatingParty } = blocks[0].account;
  return {
    messageId,
    createdAt,
    initiatingParty: {
      name: withoutAccents(initiatingParty.name ?? debtor.name, payer.country),
      id: initiatingParty.id,
      schemeCode: initiatingParty.scheme,
    },
    totals: addControlTotals(blocks.map(({ totals }) => totals)),
    blocks: blocks.map(({ block, account, executionDate, serviceLevel, totals, payments }) => ({
      paymentInformationId: blockIdOf(messageId, block),
      executionDate,
      debtor,
      debtorAccount: debtorAccountOf(account),
      debtorAgentBic: account.bic,
      ...(account.clearing === undefined
        ? {}
        : { debtorAgentClearing: { system: account.clearing.system, memberId: account.clearing.member } }),
      chargeBearer: serviceLevel === 'SEPA' ? 'SLEV' : account.chargeBearer,
      paymentType: { serviceLevel, categoryPurpose: 'SUPP' },
      // One debit for each payment: the bank's answers can be matched payment by payment.
      batchBooking: false,
      totals,
      payments,
    })),
  };
}

function debtorOf({ name, street, building, postcode, town, region, country, lei }: PayerSettings['payer']): Party {
  const latin = (text: string) => withoutAccents(text, country);
  return {
    name: latin(name),
    address: {
      ...(street === undefined ? {} : { street: latin(street) }),
      ...(building === undefined ? {} : { buildingNumber: latin(building) }),
      ...(postcode === undefined ? {} : { postCode: latin(postcode) }),
      town: latin(town),
      ...(region === undefined ? {} : { countrySubdivision: latin(region) }),
      country,
    },
    ...(lei === undefined ? {} : { lei }),
  };
}

/** Written as names of payees are. What would change beyond accents stays, and is refused with its place. */
function withoutAccents(text: string, country: string): string {
  const { change, sent } = transliterate(text, text.length * LONGEST_LETTER, { country });
  return change === 'accents' ? sent : text;
}

/** No letter is written in more than so many. */
const LONGEST_LETTER = 4;

function debtorAccountOf({ iban, accountNumber, currency }: DebtorAccount): Account {
  return iban === undefined ? { other: accountNumber ?? '', currency } : { iban: electronicIban(iban), currency };
}
