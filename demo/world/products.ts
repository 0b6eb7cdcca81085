import { invariant, parseGuid, type Guid } from '../../src/kernel/index.js';
import { PRODUCT_FAMILY } from './campaign.js';
import { codeOf } from './random.js';

/** A SKU of the customer's directory (Microsoft Entra): what seats are assigned of. */
export interface Sku {
  readonly id: Guid;
  readonly partNumber: string;
  readonly name: string;
  readonly servicePlans: readonly ServicePlan[];
}

export interface ServicePlan {
  readonly id: Guid;
  readonly serviceName: string;
  readonly displayName: string;
  readonly targetType: 'User' | 'Tenant';
}

/** A legacy offer: what is bought and billed. */
export interface Product {
  readonly key: ProductKey;
  readonly offerId: string;
  readonly offerName: string;
  /** Null for consumption, which has no seats. */
  readonly sku: Sku | null;
  /** What the register calls it; null for what finance does not follow, such as Office. */
  readonly catalogue: { readonly product: string; readonly family: string } | null;
  readonly pricePencePerSeatMonth: number;
}

export type ProductKey =
  | 'business-central-essentials'
  | 'business-central-premium'
  | 'sales-professional'
  | 'sales-professional-trial'
  | 'sales-enterprise'
  | 'sales-enterprise-attach'
  | 'customer-engagement-plan'
  | 'customer-engagement-plan-3-years'
  | 'team-members'
  | 'office'
  | 'azure';

// SKU ids, part numbers and service plans: Microsoft's licensing service plan reference
// (https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference).
const EXCHANGE_FOUNDATION = plan(
  '113feb6c-3fe4-4440-bddc-54d774bf0318',
  'EXCHANGE_S_FOUNDATION',
  'Exchange Foundation',
  'Tenant',
);

const ESSENTIALS = sku(
  '2880026b-2b0c-4251-8656-5d41ff11e3aa',
  'DYN365_BUSCENTRAL_ESSENTIAL',
  'Dynamics 365 Business Central Essentials',
  [
    plan(
      '920656a2-7dd8-4c83-97b6-a356414dbd36',
      'DYN365_FINANCIALS_BUSINESS',
      'Dynamics 365 for Business Central Essentials',
    ),
    EXCHANGE_FOUNDATION,
  ],
);
const PREMIUM = sku(
  'f991cecc-3f91-4cd0-a9a8-bf1c8167e029',
  'DYN365_BUSCENTRAL_PREMIUM',
  'Dynamics 365 Business Central Premium',
  [
    plan('8e9002c0-a1d8-4465-b952-817d2948e6e2', 'DYN365_BUSCENTRAL_PREMIUM', 'Dynamics 365 Business Central Premium'),
    EXCHANGE_FOUNDATION,
  ],
);
const SALES_PROFESSIONAL = sku(
  'be9f9771-1c64-4618-9907-244325141096',
  'D365_SALES_PRO',
  'Dynamics 365 For Sales Professional',
  [
    plan('88d83950-ff78-4e85-aa66-abfc787f8090', 'DYN365_SALES_PRO', 'Dynamics 365 for Sales Professional'),
    EXCHANGE_FOUNDATION,
  ],
);
const SALES_ENTERPRISE = sku(
  '1e1a282c-9c54-43a2-9310-98ef728faace',
  'DYN365_ENTERPRISE_SALES',
  'Dynamics 365 for Sales Enterprise Edition',
  [plan('2da8e897-7791-486b-b08f-cc63c8129df7', 'DYN365_ENTERPRISE_SALES', 'Dynamics 365 for Sales')],
);
const SALES_ATTACH = sku(
  '5b22585d-1b71-4c6b-b6ec-160b1a9c2323',
  'D365_SALES_ENT_ATTACH',
  'Dynamics 365 Sales Enterprise Attach to Qualifying Dynamics 365 Base Offer',
);
const ENGAGEMENT_PLAN = sku(
  'ea126fc5-a19e-42e2-a731-da9d437bffcf',
  'DYN365_ENTERPRISE_PLAN1',
  'Dynamics 365 Customer Engagement Plan',
  [
    plan('d56f3deb-50d8-465a-bedb-f079817ccac1', 'DYN365_ENTERPRISE_P1', 'Dynamics 365 Customer Engagement Plan'),
    EXCHANGE_FOUNDATION,
  ],
);
const TEAM_MEMBERS = sku(
  '2e3c4023-80f6-4711-aa5d-29e0ecb46835',
  'DYN365_BUSCENTRAL_TEAM_MEMBER',
  'Dynamics 365 Business Central Team Members',
);
const OFFICE = sku('6fd2c87f-b296-42f0-b197-1e91e994b900', 'ENTERPRISEPACK', 'Office 365 E3');

/**
 * A free plan that nearly every tenant holds, so a tenant without paid seats still gives a reading that names a SKU.
 */
export const FREE_PLAN = sku('f30db892-07e9-47e9-837c-80727f46fd3d', 'FLOW_FREE', 'Microsoft Flow Free');

/**
 * Three offer ids stand in samples of Microsoft's documentation (Business Central Essential, Customer Engagement Plan
 * for 36 months, Sales Enterprise Attach: https://learn.microsoft.com/partner-center/developer/accept-a-transfer and
 * .../create-a-transfer). The others are not public and are made up here; `0000-4d00` marks them. Prices are made up.
 */
export const PRODUCTS: readonly Product[] = [
  dynamics(
    'business-central-essentials',
    'business-central',
    '1A90EE13-2CB4-4785-BB0F-542813F00A37',
    'Dynamics 365 Business Central Essential',
    ESSENTIALS,
    5280,
  ),
  dynamics(
    'business-central-premium',
    'business-central',
    'B5C0F1D2-0000-4D00-8A01-7D365BC0A002',
    'Dynamics 365 Business Central Premium',
    PREMIUM,
    7540,
  ),
  dynamics(
    'sales-professional',
    'sales',
    '5A1E50F1-0000-4D00-8A01-7D365BC0A003',
    'Dynamics 365 for Sales Professional',
    SALES_PROFESSIONAL,
    4900,
  ),
  // Trial seats land in the pool of the paid SKU: only the subscription's own mark and its free lines tell them apart.
  dynamics(
    'sales-professional-trial',
    'sales',
    '5A1E50F1-0000-4D00-8A01-7D365BC0A004',
    'Dynamics 365 for Sales Professional Trial',
    SALES_PROFESSIONAL,
    0,
  ),
  dynamics(
    'sales-enterprise',
    'sales',
    '5A1E50F1-0000-4D00-8A01-7D365BC0A005',
    'Dynamics 365 for Sales Enterprise Edition',
    SALES_ENTERPRISE,
    7160,
  ),
  dynamics(
    'sales-enterprise-attach',
    'sales-attach',
    '50E9A47A-7B4D-4970-9D90-CAE927F53753',
    'Dynamics 365 for Sales Enterprise Attach to Qualifying Dynamics 365 Base Offer',
    SALES_ATTACH,
    1510,
  ),
  dynamics(
    'customer-engagement-plan',
    'customer-engagement',
    'CE0F1D20-0000-4D00-8A01-7D365BC0A006',
    'Dynamics 365 Customer Engagement Plan',
    ENGAGEMENT_PLAN,
    8670,
  ),
  // A second offer of the same SKU: billed seats of both add up.
  dynamics(
    'customer-engagement-plan-3-years',
    'customer-engagement',
    '5344C201-3099-44E5-B333-C3EB0401EDE0',
    'Dynamics 365 Customer Engagement Plan (36 mo)',
    ENGAGEMENT_PLAN,
    7950,
  ),
  dynamics(
    'team-members',
    'team-members',
    '7EA3F1D2-0000-4D00-8A01-7D365BC0A007',
    'Dynamics 365 Business Central Team Members',
    TEAM_MEMBERS,
    600,
  ),
  {
    key: 'office',
    offerId: '0FF1CE00-0000-4D00-8A01-7D365BC0A008',
    offerName: 'Office 365 Enterprise E3',
    sku: OFFICE,
    catalogue: null,
    pricePencePerSeatMonth: 1760,
  },
  {
    key: 'azure',
    offerId: 'MS-AZR-0145P',
    offerName: 'Microsoft Azure',
    sku: null,
    catalogue: null,
    pricePencePerSeatMonth: 0,
  },
];

const byKey = new Map(PRODUCTS.map((product) => [product.key, product]));

export function productOf(key: ProductKey): Product {
  const product = byKey.get(key);
  invariant(product !== undefined, `the catalogue has a product "${key}"`);
  return product;
}

/**
 * How Microsoft invoices the distributor. What is sold, held and used is the same in both; ids of offers, documents and
 * the lines that a change of seats makes are not.
 */
export type BillingSystem = 'legacy' | 'new-commerce';

/** What new commerce calls a product: three parts, of which the last varies with term and segment. */
export interface NewCommerceOffer {
  readonly productId: string;
  readonly skuId: string;
  readonly availabilityId: string;
}

/** No id of Dynamics 365 in new commerce is public. Those here are made up, and `DEM0` marks them. */
export function newCommerceOfferOf({ key }: Product): NewCommerceOffer {
  const code = (part: string): string => `DEM0${codeOf(`${part}|${key}`, 8, '0123456789BCDFGHJKLMNPQRSTVWXZ')}`;
  return { productId: code('product'), skuId: '0001', availabilityId: code('availability') };
}

/** What subscriptions and the register call a product, by the system that bills it. */
export function offerIdIn(billing: BillingSystem, product: Product): string {
  const { productId, skuId, availabilityId } = newCommerceOfferOf(product);
  // Consumption is billed by usage in either.
  return billing === 'legacy' || product.sku === null ? product.offerId : `${productId}:${skuId}:${availabilityId}`;
}

function dynamics(
  key: ProductKey,
  product: string,
  offerId: string,
  offerName: string,
  of: Sku,
  pricePencePerSeatMonth: number,
): Product {
  return { key, offerId, offerName, sku: of, catalogue: { product, family: PRODUCT_FAMILY }, pricePencePerSeatMonth };
}

function sku(id: string, partNumber: string, name: string, servicePlans: readonly ServicePlan[] = []): Sku {
  return { id: knownGuid(id), partNumber, name, servicePlans };
}

function plan(
  id: string,
  serviceName: string,
  displayName: string,
  targetType: 'User' | 'Tenant' = 'User',
): ServicePlan {
  return { id: knownGuid(id), serviceName, displayName, targetType };
}

function knownGuid(text: string): Guid {
  const guid = parseGuid(text);
  invariant(guid !== undefined, `a published id is a GUID, found "${text}"`);
  return guid;
}
