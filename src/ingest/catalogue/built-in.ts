import { calendarDate, parseGuid, invariant } from '../../kernel/index.js';
import type { CatalogueEntry } from './resolve-catalogue.js';

const LICENSING_REFERENCE = 'https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference';
const TRANSFER_SAMPLE = 'https://learn.microsoft.com/partner-center/developer/accept-a-transfer';

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
  // Near names: of the family, but counted only as purchases.
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
];

/** legacy offer id, part number of the SKU that it sells */
const LEGACY_OFFERS: readonly (readonly [offerId: string, partNumber: string])[] = [
  ['1a90ee13-2cb4-4785-bb0f-542813f00a37', 'DYN365_BUSCENTRAL_ESSENTIAL'],
  ['5344c201-3099-44e5-b333-c3eb0401ede0', 'DYN365_ENTERPRISE_PLAN1'],
];

/** Products whose ids are public. Where none is public, `products.csv` brings them. */
export const BUILT_IN_CATALOGUE: readonly SourcedEntry[] = [
  ...SKUS.map((sku) => entry(sku, null, LICENSING_REFERENCE)),
  ...LEGACY_OFFERS.map(([offerId, partNumber]) => {
    const sku = SKUS.find(([, name]) => name === partNumber);
    invariant(sku !== undefined, `the SKU of offer ${offerId} is in the list`);
    return entry(sku, offerId, TRANSFER_SAMPLE);
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
