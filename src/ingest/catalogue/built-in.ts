import { calendarDate, parseGuid, invariant } from '../../kernel/index.js';
import type { CatalogueEntry } from './resolve-catalogue.js';

const LICENSING_REFERENCE = 'https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference';
const TRANSFER_ACCEPTED = 'https://learn.microsoft.com/partner-center/developer/accept-a-transfer';
const TRANSFER_CREATED = 'https://learn.microsoft.com/partner-center/developer/create-a-transfer';

/** An entry that comes with the program, and the public page that says so. */
export interface SourcedEntry extends CatalogueEntry {
  readonly source: string;
}

const FAMILY = 'dynamics-365';

/** product, Entra part number, Entra SKU id */
const SKUS: readonly (readonly [product: string, partNumber: string, skuId: string])[] = [
  ['business-central', 'DYN365_BUSCENTRAL_ESSENTIAL', '2880026b-2b0c-4251-8656-5d41ff11e3aa'],
  ['business-central', 'DYN365_BUSCENTRAL_PREMIUM', 'f991cecc-3f91-4cd0-a9a8-bf1c8167e029'],
  ['sales', 'D365_SALES_PRO', 'be9f9771-1c64-4618-9907-244325141096'],
  ['sales', 'DYN365_ENTERPRISE_SALES', '1e1a282c-9c54-43a2-9310-98ef728faace'],
  ['customer-engagement', 'DYN365_ENTERPRISE_PLAN1', 'ea126fc5-a19e-42e2-a731-da9d437bffcf'],
  // Near names: of the family, but counted only as purchases. A trial is none: it is never paid.
  ['team-members', 'DYN365_BUSCENTRAL_TEAM_MEMBER', '2e3c4023-80f6-4711-aa5d-29e0ecb46835'],
  [
    'business-central-attach',
    'Dynamics_365_Business_Central_Essentials_Attach',
    '1d506c23-1702-46f1-b940-160c55f98d05',
  ],
  ['business-central-external-accountant', 'DYN365_FINANCIALS_ACCOUNTANT_SKU', '9a1e33ed-9697-43f3-b84c-1b0959dbb1d4'],
  ['sales-premium', 'DYN365_SALES_PREMIUM', '2edaa1dc-966d-4475-93d6-8ee8dfd96877'],
  ['sales-attach', 'D365_SALES_ENT_ATTACH', '5b22585d-1b71-4c6b-b6ec-160b1a9c2323'],
  ['sales-attach', 'D365_SALES_PRO_ATTACH', '245e6bf9-411e-481e-8611-5c08595e2988'],
  ['business-central-add-on', 'DYN365_BUSCENTRAL_ADD_ENV_ADDON', 'a58f5506-b382-44d4-bfab-225b2fbf8390'],
  ['business-central-add-on', 'DYN365_BUSCENTRAL_DB_CAPACITY', '7d0d4f9a-2686-4cb8-814c-eff3fdab6d74'],
  ['business-central-trial', 'PROJECT_MADEIRA_PREVIEW_IW_SKU', '6a4a1628-9b9a-424d-bed5-4118f0ede3fd'],
  ['sales-trial', 'D365_SALES_PRO_IW', '9c7bff7a-3715-4da7-88d3-07f57f8d0fb6'],
  ['sales-trial', 'Dynamics_365_Sales_Premium_Viral_Trial', '6ec92958-3cc1-49db-95bd-bc6b3798df71'],
  ['sales-government', 'D365_ENTERPRISE_SALES_GOV', 'e85b3345-2fd5-45cf-a196-7968d3e18e56'],
  ['sales-government', 'D365_SALES_PRO_GOV', '229fa362-9d30-4dbc-8110-21b77a7f9b26'],
  ['sales-government', 'DYN365_ENTERPRISE_SALES_GOV', '28b275ce-aec7-4c26-82e2-1ffbc2746ad4'],
  ['sales-and-customer-service', 'DYN365_ENTERPRISE_SALES_CUSTOMERSERVICE', '8edc2cf8-6438-4fa9-b6e3-aa1660c640cc'],
  [
    'partner-sandbox',
    'Dynamics_365_Sales_Field_Service_and_Customer_Service_Partner_Sandbox',
    '494721b8-1f30-4315-aba6-70ca169358d9',
  ],
];

/** legacy offer id, part number of the SKU that it sells, the page whose sample shows it */
const LEGACY_OFFERS: readonly (readonly [offerId: string, partNumber: string, source: string])[] = [
  ['1a90ee13-2cb4-4785-bb0f-542813f00a37', 'DYN365_BUSCENTRAL_ESSENTIAL', TRANSFER_ACCEPTED],
  ['5344c201-3099-44e5-b333-c3eb0401ede0', 'DYN365_ENTERPRISE_PLAN1', TRANSFER_ACCEPTED],
  ['50e9a47a-7b4d-4970-9d90-cae927f53753', 'D365_SALES_ENT_ATTACH', TRANSFER_CREATED],
];

/**
 * Products whose ids are public, joined without an end: no page dates them. Where none is public (ids of new commerce,
 * and offers whose SKU no page names) `products.csv` brings them, with its dates; until then they are reported.
 */
export const BUILT_IN_CATALOGUE: readonly SourcedEntry[] = [
  ...SKUS.map((sku) => entry(sku, null, LICENSING_REFERENCE)),
  ...LEGACY_OFFERS.map(([offerId, partNumber, source]) => {
    const sku = SKUS.find(([, name]) => name === partNumber);
    invariant(sku !== undefined, `the SKU of offer ${offerId} is in the list`);
    return entry(sku, offerId, source);
  }),
];

function entry(
  [product, partNumber, skuId]: (typeof SKUS)[number],
  offerId: string | null,
  source: string,
): SourcedEntry {
  const id = parseGuid(skuId);
  invariant(id !== undefined, `${skuId} is a GUID`);
  return {
    product,
    productFamily: FAMILY,
    skuPartNumber: partNumber.toLowerCase(),
    skuId: id,
    offerId,
    validFrom: calendarDate('0001-01-01'),
    validTo: calendarDate('9999-12-31'),
    source,
  };
}

/** Entries that no file speaks of: a file that names an offer or a SKU replaces what is built in for it. */
export function notReplaced(
  builtIn: readonly CatalogueEntry[],
  fromFiles: readonly CatalogueEntry[],
): CatalogueEntry[] {
  const offers = new Set(fromFiles.map((named) => named.offerId));
  const skuIds = new Set(fromFiles.map((named) => named.skuId));
  const parts = new Set(fromFiles.map((named) => named.skuPartNumber));
  return builtIn.filter(
    ({ offerId, skuId, skuPartNumber }) =>
      !(offerId !== null && offers.has(offerId)) &&
      !(skuId !== null && skuIds.has(skuId)) &&
      !(skuPartNumber !== null && parts.has(skuPartNumber)),
  );
}
