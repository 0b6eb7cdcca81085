import type { PayloadProblem } from './kept-payloads.js';
import type { Resource } from '../sources/partner-center/customer-answers.js';

/** What a payload that cannot be read again may have spoken of. */
export interface Untouched {
  /** Registers, and tables of other declarations. */
  readonly tables: Set<string>;
  /** Customers by their GUID. */
  readonly customers: Record<Resource, Set<string>>;
  readonly invoices: Set<string>;
  /** Deliveries of which nothing that readings or invoices say may change. */
  readonly readingsOf: Record<Resource, Set<number>>;
  readonly billingFiles: { readonly delivery: number; readonly file: string }[];
  readonly invoicesOf: Set<number>;
}

/**
 * Payloads that cannot be read again, each with its error. What they said is not known any more but by what is on
 * record; so whatever they may have spoken of stays as it is, and nothing older or newer takes its place.
 */
export class WhatStays {
  readonly problems: PayloadProblem[] = [];
  readonly untouched: Untouched = {
    tables: new Set(),
    customers: { seats: new Set(), subscriptions: new Set() },
    invoices: new Set(),
    readingsOf: { seats: new Set(), subscriptions: new Set() },
    billingFiles: [],
    invoicesOf: new Set(),
  };

  /** @param file as a folder of files was called, with or without its packing */
  file(problem: PayloadProblem): void {
    this.problems.push(problem);
    const { delivery, name } = problem;
    const plain = name.replace(/\.gz$/i, '');
    if (plain.startsWith('billing/')) this.untouched.billingFiles.push({ delivery, file: name });
    else if (plain === 'seats.csv') this.untouched.readingsOf.seats.add(delivery);
    else if (plain === 'subscriptions.csv') this.untouched.readingsOf.subscriptions.add(delivery);
    else if (plain === 'no_access.csv') {
      this.untouched.readingsOf.seats.add(delivery);
      this.untouched.readingsOf.subscriptions.add(delivery);
    } else this.untouched.tables.add(TABLE_OF_FILE[plain] ?? plain);
  }

  customer(problem: PayloadProblem, resource: Resource, customerId: string): void {
    this.#add(problem);
    this.untouched.customers[resource].add(customerId);
  }

  /** One of the answers about an invoice, or a file of its export. Its days are not known anew either. */
  invoice(problem: PayloadProblem, invoiceNumber: string): void {
    this.#add(problem);
    this.untouched.invoices.add(invoiceNumber);
    this.untouched.tables.add('record_coverage');
  }

  /** The list of invoices: without it nobody knows which of them a pull read. */
  invoices(problem: PayloadProblem, delivery: number): void {
    this.#add(problem);
    this.untouched.invoicesOf.add(delivery);
    this.untouched.tables.add('record_coverage');
  }

  listing(problem: PayloadProblem): void {
    this.#add(problem);
    this.untouched.tables.add('customer_listing');
  }

  /** The answer of a name serves many nights: its error is told once. */
  #add(problem: PayloadProblem): void {
    const { delivery, name, code } = problem;
    if (!this.problems.some((each) => each.delivery === delivery && each.name === name && each.code === code))
      this.problems.push(problem);
  }
}

const TABLE_OF_FILE: Readonly<Record<string, string>> = {
  'partners.csv': 'partner_profile',
  'partner_standings.csv': 'partner_standing',
  'customers.csv': 'customer_profile',
  'prior_purchases.csv': 'prior_purchase',
  'coverage.csv': 'record_coverage',
  'proofs.csv': 'proof',
  'registrations.csv': 'registration',
  'claims.csv': 'claim',
  'bank_accounts.csv': 'bank_account',
  'fx_rates.csv': 'fx_rate',
};
