import { describe, expect, it } from '@jest/globals';
import { calendarDate, parseGuid } from '../../kernel/index.js';
import { BUILT_IN_CATALOGUE, notReplaced } from './built-in.js';
import { resolveCatalogue, type CatalogueEntry } from './resolve-catalogue.js';

const ESSENTIALS = '2880026b-2b0c-4251-8656-5d41ff11e3aa';
const ESSENTIALS_OFFER = '1a90ee13-2cb4-4785-bb0f-542813f00a37';
const ELIGIBLE = ['business-central', 'sales', 'customer-engagement'];

describe('what is built in', () => {
  const { catalogue, contradictions } = resolveCatalogue(BUILT_IN_CATALOGUE);

  it('contradicts itself nowhere', () => {
    expect(contradictions).toEqual([]);
  });

  it('names the public page that says so, with GUIDs and part numbers in the form in which they are compared', () => {
    for (const { source, skuId, skuPartNumber, offerId, productFamily } of BUILT_IN_CATALOGUE) {
      expect(new URL(source).hostname).toBe('learn.microsoft.com');
      expect(parseGuid(skuId ?? '')).toBe(skuId);
      expect(skuPartNumber).toBe(skuPartNumber?.toLowerCase());
      expect(offerId).toBe(offerId?.toLowerCase() ?? null);
      expect(productFamily).toBe('dynamics-365');
    }
  });

  it.each([
    ['dyn365_buscentral_essential', 'business-central'],
    ['dyn365_buscentral_premium', 'business-central'],
    ['d365_sales_pro', 'sales'],
    ['dyn365_enterprise_sales', 'sales'],
    ['dyn365_enterprise_plan1', 'customer-engagement'],
  ])('knows %s as %s, by part number and by GUID', (part, product) => {
    const byPart = catalogue.skusByPartNumber.find(({ name }) => name === part);
    expect(byPart).toMatchObject({ product, validFrom: '0001-01-01', validTo: '9999-12-31' });
    expect(catalogue.skusById.find(({ name }) => name === byPart?.sku)?.product).toBe(product);
  });

  it.each([
    'dyn365_buscentral_team_member',
    'dynamics_365_business_central_essentials_attach',
    'dyn365_financials_accountant_sku',
    'dyn365_sales_premium',
    'd365_sales_ent_attach',
    'd365_sales_pro_attach',
    'dyn365_buscentral_add_env_addon',
    'dyn365_buscentral_db_capacity',
    'project_madeira_preview_iw_sku',
    'd365_sales_pro_iw',
    'dynamics_365_sales_premium_viral_trial',
    'd365_enterprise_sales_gov',
    'd365_sales_pro_gov',
    'dyn365_enterprise_sales_gov',
    'dyn365_enterprise_sales_customerservice',
    'dynamics_365_sales_field_service_and_customer_service_partner_sandbox',
  ])('takes %s, a near name, for a purchase only', (part) => {
    const mapped = catalogue.skusByPartNumber.find(({ name }) => name === part);
    expect(mapped).toMatchObject({ productFamily: 'dynamics-365' });
    expect(ELIGIBLE).not.toContain(mapped?.product);
  });

  it('joins the legacy offers to their SKUs', () => {
    expect(catalogue.offers.map(({ name, product }) => [name, product])).toEqual([
      [ESSENTIALS_OFFER, 'business-central'],
      ['5344c201-3099-44e5-b333-c3eb0401ede0', 'customer-engagement'],
      ['50e9a47a-7b4d-4970-9d90-cae927f53753', 'sales-attach'],
    ]);
  });
});

describe('what a file names takes the place of what is built in', () => {
  const named = (names: Partial<CatalogueEntry>): CatalogueEntry => ({
    product: 'sales',
    productFamily: 'dynamics-365',
    skuPartNumber: null,
    skuId: null,
    offerId: null,
    validFrom: calendarDate('0001-01-01'),
    validTo: calendarDate('9999-12-31'),
    ...names,
  });
  const gone = (names: Partial<CatalogueEntry>) => {
    const left = notReplaced(BUILT_IN_CATALOGUE, [named(names)]);
    return BUILT_IN_CATALOGUE.filter((entry) => !left.includes(entry)).map(({ skuPartNumber, offerId }) =>
      `${skuPartNumber ?? ''} ${offerId ?? ''}`.trim(),
    );
  };
  const [SKU_ALONE, WITH_OFFER] = ['dyn365_buscentral_essential', `dyn365_buscentral_essential ${ESSENTIALS_OFFER}`];

  it('nothing, where it names nothing that is built in', () => {
    expect(notReplaced(BUILT_IN_CATALOGUE, [])).toEqual(BUILT_IN_CATALOGUE);
    expect(gone({ skuPartNumber: 'new_part', offerId: 'cfq7ttc0lh18:0001' })).toEqual([]);
  });

  it('the offer that it names, and no other entry of the SKU', () => {
    expect(gone({ offerId: ESSENTIALS_OFFER, skuPartNumber: 'new_part' })).toEqual([WITH_OFFER]);
  });

  it('all entries of the SKU that it names, by GUID or by part number', () => {
    expect(gone({ skuId: ESSENTIALS })).toEqual([SKU_ALONE, WITH_OFFER]);
    expect(gone({ skuPartNumber: 'dyn365_buscentral_essential' })).toEqual([SKU_ALONE, WITH_OFFER]);
  });
});
