import type * as AccountChecks from '../../src/payout/account-checks/index.js';
import type { Payment, PaymentOrder } from '../../src/payout/instructions/index.js';
import { productAccountChecks, productInstructions, productKernel } from '../product.ts';

/** What all writers are given: a euro payment between German accounts, the one kind that each of them can write. */
export interface PlainPayment {
  readonly id: string;
  readonly uetr: string;
  readonly amount: string;
  readonly name: string;
  readonly street: string;
  readonly building: string;
  readonly postcode: string;
  readonly town: string;
  readonly iban: string;
  readonly bic: string;
  readonly remittance: string;
}

export const PAYER = { name: 'Seatback Payouts GmbH', bic: 'SEATDEFF', street: 'Kaistrasse', town: 'Hamburg' };

/** Made one after another, so that no writer is charged for holding them. The same seed gives the same payments. */
export function* plainPayments(count: number, seed: number, { ibanOf }: typeof AccountChecks): Generator<PlainPayment> {
  let state = seed >>> 0;
  const next = (below: number) => {
    // Numerical Recipes' linear congruence: even enough for made-up streets.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let number = 1; number <= count; number += 1) {
    const bban = `${String(10_000_000 + next(89_999_999))}${String(number).padStart(10, '0')}`;
    const hex = number.toString(16).padStart(12, '0');
    yield {
      id: `SB-BENCH-${String(number)}`,
      uetr: `5ea7bacc-0000-4000-8000-${hex}`,
      amount: `${String(next(9_000) + 100)}.${String(next(100)).padStart(2, '0')}`,
      name: `Hafen Cloud ${String(next(1_000_000))} GmbH`,
      street: `Kaistrasse Abschnitt ${String(next(500))}`,
      building: String(next(200) + 1),
      postcode: String(10_000 + next(89_999)),
      town: ['Hamburg', 'Bremen', 'Kiel', 'Rostock'][next(4)] ?? 'Hamburg',
      iban: ibanOf('DE', bban),
      bic: 'HAFNDEFF',
      remittance: `Rebate dynamics-365-smb-csp, statement ${String(number)}`,
    };
  }
}

/** The order of the product for them; its payments are made anew each time that they are gone through. */
export async function orderOf(
  count: number,
  seed: number,
  atTheLast: () => void = () => undefined,
): Promise<PaymentOrder> {
  const accounts = await productAccountChecks();
  const { controlTotalsOf } = await productInstructions();
  const { calendarDate, instant, Money } = await productKernel();
  const payments: Iterable<Payment> = {
    *[Symbol.iterator]() {
      for (const plain of plainPayments(count, seed, accounts))
        yield {
          instructionId: plain.id,
          endToEndId: plain.id,
          uetr: plain.uetr,
          amount: Money.of(plain.amount, 'EUR'),
          creditorAgent: { bic: plain.bic },
          creditor: {
            name: plain.name,
            address: {
              street: plain.street,
              buildingNumber: plain.building,
              postCode: plain.postcode,
              town: plain.town,
              country: 'DE',
            },
          },
          creditorAccount: { iban: plain.iban },
          purposeCode: 'REBT',
          remittance: { text: plain.remittance },
        };
      atTheLast();
    },
  };
  const totals = await controlTotalsOf(payments);
  return {
    messageId: 'SB-BENCH',
    createdAt: instant('2026-11-16T09:30:00Z'),
    initiatingParty: { name: PAYER.name, id: '4711', schemeCode: 'BANK' },
    totals,
    blocks: [
      {
        paymentInformationId: 'SB-BENCH-1',
        executionDate: calendarDate('2026-11-18'),
        debtor: { name: PAYER.name, address: { street: PAYER.street, town: PAYER.town, country: 'DE' } },
        debtorAccount: { iban: accounts.ibanOf('DE', '999999990648489890'), currency: 'EUR' },
        debtorAgentBic: PAYER.bic,
        chargeBearer: 'SLEV',
        paymentType: { serviceLevel: 'SEPA', categoryPurpose: 'SUPP' },
        batchBooking: false,
        totals,
        payments,
      },
    ],
  };
}
