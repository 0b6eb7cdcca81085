import type { CalendarDate, Instant } from '../../src/kernel/index.js';
import { CAMPAIGN_ID, PRODUCT_FAMILY, WORLD_ENDS } from './campaign.js';
import { writeTable } from './csv-table.js';
import { dateOf, utcDayOf } from './days.js';
import type { BankAccount, Partner, Standing, World } from './model.js';
import { offerIdIn } from './products.js';
import { assertWithinWorld, customersAt } from './state.js';

/**
 * Writes what finance keeps of partners and customers, and Partner Center does not tell, as finance knows it at `asOf`
 * (left out: at the end of the world). The end of a standing is known from the day after it; until then it reads as
 * open.
 */
export async function writeRegister(
  world: World,
  folder: string,
  { asOf = WORLD_ENDS }: { readonly asOf?: Instant } = {},
): Promise<void> {
  assertWithinWorld(asOf);
  const today = dateOf(utcDayOf(asOf));
  const partners = world.partners.filter(({ inRegister }) => inRegister);

  await writeProducts(world, folder);
  await writePartners(partners, folder);
  await writeStandings(partners, today, folder);
  await writeBankAccounts(partners, asOf, folder);
  await writeCustomers(world, asOf, folder);
  // A proof can come from anybody, also from a partner that finance has not entered.
  await writeTable(
    folder,
    'proofs.csv',
    ['partner_id', 'campaign_id', 'kind', 'received_on'],
    world.partners.flatMap(({ id, proofs }) =>
      proofs
        .filter((receivedOn) => receivedOn <= today)
        .map((receivedOn) => ({
          partner_id: id,
          campaign_id: CAMPAIGN_ID,
          kind: 'sales-report',
          received_on: receivedOn,
        })),
    ),
  );
}

function writeProducts({ products, billing }: World, folder: string): Promise<void> {
  const columns = [
    'product',
    'product_family',
    'sku_part_number',
    'sku_id',
    'offer_id',
    'valid_from',
    'valid_to',
  ] as const;
  return writeTable(
    folder,
    'products.csv',
    columns,
    products.flatMap((product) => {
      const { catalogue, sku } = product;
      if (catalogue === null || sku === null) return [];
      return {
        product: catalogue.product,
        product_family: catalogue.family,
        sku_part_number: sku.partNumber,
        sku_id: sku.id,
        offer_id: offerIdIn(billing, product).toLowerCase(),
        valid_from: '',
        valid_to: '',
      };
    }),
  );
}

function writePartners(partners: readonly Partner[], folder: string): Promise<void> {
  const columns = [
    'partner_id',
    'legal_name',
    'country',
    'preferred_currency',
    'contact_name',
    'contact_email',
    'locale',
    'street',
    'building',
    'postcode',
    'town',
    'region',
    'global_partner_id',
  ] as const;
  return writeTable(
    folder,
    'partners.csv',
    columns,
    partners.map(({ id, legalName, country, preferredCurrency, contactName, contactEmail, locale, address }) => ({
      partner_id: id,
      legal_name: legalName,
      country,
      preferred_currency: preferredCurrency,
      contact_name: contactName,
      contact_email: contactEmail,
      locale,
      ...address,
      region: '',
      global_partner_id: '',
    })),
  );
}

const EVIDENCE: Readonly<Record<Standing['kind'], string>> = {
  membership: 'membership page of the partner account',
  agreement: 'signed copy on file',
  enrolment: 'enrolment list of the incentive',
  competency: 'competency page of the partner account',
  onboarding: 'onboarding page of the incentive',
};

function writeStandings(partners: readonly Partner[], today: CalendarDate, folder: string): Promise<void> {
  return writeTable(
    folder,
    'partner_standings.csv',
    ['partner_id', 'kind', 'name', 'level', 'valid_from', 'valid_to', 'evidence'],
    partners.flatMap(({ id, standings }) =>
      standings
        .filter(({ validFrom }) => validFrom <= today)
        .map(({ kind, name, level, validFrom, validTo }) => ({
          partner_id: id,
          kind,
          name,
          level: level ?? '',
          valid_from: validFrom,
          valid_to: validTo === null || validTo >= today ? '' : validTo,
          evidence: EVIDENCE[kind],
        })),
    ),
  );
}

function writeBankAccounts(partners: readonly Partner[], asOf: Instant, folder: string): Promise<void> {
  const columns = [
    'partner_id',
    'account_name',
    'account_kind',
    'iban',
    'account_number',
    'bic',
    'clearing_system',
    'clearing_member_id',
    'bank_country',
    'currency',
    'town',
    'country',
    'submitted_at',
  ] as const;
  const rowOf = ({ id, address, country }: Partner, account: BankAccount) => ({
    partner_id: id,
    account_name: account.accountName,
    account_kind: account.kind,
    iban: account.iban,
    account_number: '',
    bic: account.bic,
    clearing_system: '',
    clearing_member_id: '',
    bank_country: account.country,
    currency: account.currency,
    town: address.town,
    country,
    submitted_at: account.submittedAt,
  });
  return writeTable(
    folder,
    'bank_accounts.csv',
    columns,
    partners.flatMap((partner) => {
      const account = partner.bankAccount;
      return account === null || account.submittedAt > asOf ? [] : rowOf(partner, account);
    }),
  );
}

async function writeCustomers(world: World, asOf: Instant, folder: string): Promise<void> {
  const customers = customersAt(world, asOf);
  await writeTable(
    folder,
    'customers.csv',
    ['customer_id', 'name', 'domain', 'country', 'segment'],
    customers
      .filter(({ register }) => register.listed)
      .map(({ id, name, domain, country, register }) => ({
        customer_id: id,
        name,
        domain,
        country,
        segment: register.segment ?? '',
      })),
  );
  await writeTable(
    folder,
    'prior_purchases.csv',
    ['customer_id', 'product_family', 'first_purchased_on', 'source'],
    customers.flatMap(({ id, register: { priorPurchase } }) => {
      if (priorPurchase === null) return [];
      const { firstPurchasedOn, source } = priorPurchase;
      return { customer_id: id, product_family: PRODUCT_FAMILY, first_purchased_on: firstPurchasedOn, source };
    }),
  );
}
