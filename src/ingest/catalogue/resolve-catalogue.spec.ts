import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDate, plusDays, type CalendarDate } from '../../kernel/index.js';
import { resolveCatalogue, type CatalogueEntry, type Mapping } from './resolve-catalogue.js';

const GUID = 'aaaaaaaa-0000-4000-8000-000000000001';
const OTHER_GUID = 'bbbbbbbb-0000-4000-8000-000000000002';
const FIRST_DAY = '0001-01-01';
const LAST_DAY = '9999-12-31';

interface Row {
  readonly product?: string;
  readonly part?: string;
  readonly sku?: string;
  readonly offer?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A row of `products.csv`. */
function row({ product = 'sales', part, sku, offer, from = FIRST_DAY, to = LAST_DAY }: Row): CatalogueEntry {
  return {
    product,
    productFamily: 'dynamics-365',
    skuPartNumber: part ?? null,
    skuId: sku ?? null,
    offerId: offer ?? null,
    validFrom: calendarDate(from),
    validTo: calendarDate(to),
  };
}

/** Mappings as short lines: what is named, the SKU it is, and its days where they are not all days. */
function said(mappings: readonly Mapping[]): string[] {
  return mappings.map(({ name, sku, product, validFrom, validTo }) => {
    const always = validFrom === FIRST_DAY && validTo === LAST_DAY;
    return `${name} is ${sku} (${product})${always ? '' : ` ${validFrom}..${validTo}`}`;
  });
}

function catalogueOf(...rows: readonly Row[]) {
  const { catalogue, contradictions } = resolveCatalogue(rows.map(row));
  return {
    offers: said(catalogue.offers),
    ids: said(catalogue.skusById),
    parts: said(catalogue.skusByPartNumber),
    contradictions,
  };
}

describe('the SKU of a row', () => {
  it('is its own GUID', () => {
    expect(catalogueOf({ part: 'd365_sales_pro', sku: GUID, offer: 'offer-1' })).toEqual({
      offers: [`offer-1 is ${GUID} (sales)`],
      ids: [`${GUID} is ${GUID} (sales)`],
      parts: [`d365_sales_pro is ${GUID} (sales)`],
      contradictions: [],
    });
  });

  it('is the GUID that another row gives its part number', () => {
    expect(catalogueOf({ part: 'd365_sales_pro', offer: 'offer-1' }, { part: 'd365_sales_pro', sku: GUID })).toEqual({
      offers: [`offer-1 is ${GUID} (sales)`],
      ids: [`${GUID} is ${GUID} (sales)`],
      parts: [`d365_sales_pro is ${GUID} (sales)`],
      contradictions: [],
    });
  });

  it('is its part number where nobody gives that a GUID', () => {
    expect(catalogueOf({ part: 'd365_sales_pro', offer: 'offer-1' })).toMatchObject({
      offers: ['offer-1 is d365_sales_pro (sales)'],
      ids: [],
      parts: ['d365_sales_pro is d365_sales_pro (sales)'],
    });
  });

  it('changes on the day from which another row gives its part number a GUID', () => {
    const { offers, contradictions } = catalogueOf(
      { part: 'd365_sales_pro', offer: 'offer-1' },
      { part: 'd365_sales_pro', sku: GUID, from: '2019-03-01', to: '2019-03-31' },
    );
    expect(offers).toEqual([
      'offer-1 is d365_sales_pro (sales) 0001-01-01..2019-02-28',
      `offer-1 is ${GUID} (sales) 2019-03-01..2019-03-31`,
      'offer-1 is d365_sales_pro (sales) 2019-04-01..9999-12-31',
    ]);
    expect(contradictions).toEqual([]);
  });

  it('joins nothing where the row has neither', () => {
    expect(catalogueOf({ offer: 'offer-1' })).toMatchObject({ offers: [], ids: [], parts: [] });
  });
});

describe('the days of a mapping', () => {
  it('are those of its row, both ends included', () => {
    expect(catalogueOf({ sku: GUID, offer: 'offer-1', from: '2019-01-01', to: '2019-06-30' }).offers).toEqual([
      `offer-1 is ${GUID} (sales) 2019-01-01..2019-06-30`,
    ]);
  });

  it('go over from one SKU to another without a gap', () => {
    expect(
      catalogueOf(
        { sku: GUID, offer: 'offer-1', to: '2019-03-31' },
        { sku: OTHER_GUID, offer: 'offer-1', from: '2019-04-01' },
      ).offers,
    ).toEqual([
      `offer-1 is ${GUID} (sales) 0001-01-01..2019-03-31`,
      `offer-1 is ${OTHER_GUID} (sales) 2019-04-01..9999-12-31`,
    ]);
  });

  it('are one stretch where rows that say the same overlap or touch', () => {
    expect(
      catalogueOf(
        { sku: GUID, offer: 'offer-1', from: '2019-01-01', to: '2019-03-31' },
        { sku: GUID, offer: 'offer-1', from: '2019-03-15', to: '2019-05-31' },
        { sku: GUID, offer: 'offer-1', from: '2019-06-01' },
      ).offers,
    ).toEqual([`offer-1 is ${GUID} (sales) 2019-01-01..9999-12-31`]);
  });

  it('leave the days open between rows', () => {
    expect(
      catalogueOf(
        { sku: GUID, offer: 'offer-1', to: '2019-03-30' },
        { sku: GUID, offer: 'offer-1', from: '2019-04-01' },
      ).offers,
    ).toEqual([
      `offer-1 is ${GUID} (sales) 0001-01-01..2019-03-30`,
      `offer-1 is ${GUID} (sales) 2019-04-01..9999-12-31`,
    ]);
  });
});

describe('rows that contradict each other', () => {
  it('one offer on two SKUs: neither is believed on the days of both, each is on its own', () => {
    const { offers, contradictions } = catalogueOf(
      { sku: GUID, offer: 'offer-1', to: '2019-04-30' },
      { sku: OTHER_GUID, offer: 'offer-1', from: '2019-04-01' },
    );
    expect(offers).toEqual([
      `offer-1 is ${GUID} (sales) 0001-01-01..2019-03-31`,
      `offer-1 is ${OTHER_GUID} (sales) 2019-05-01..9999-12-31`,
    ]);
    expect(contradictions).toMatchObject([
      {
        entries: [{ skuId: GUID }, { skuId: OTHER_GUID }],
        expected: 'one SKU and product for offer offer-1 on 2019-04-01',
        found: `${GUID} (sales, dynamics-365) and ${OTHER_GUID} (sales, dynamics-365)`,
      },
    ]);
  });

  it('one SKU that is two products', () => {
    const { ids, contradictions } = catalogueOf({ sku: GUID }, { sku: GUID, product: 'team-members' });
    expect(ids).toEqual([]);
    expect(contradictions).toMatchObject([{ expected: `one SKU and product for SKU ${GUID} on 0001-01-01` }]);
  });

  it('a row by part number alone, whose part number has two GUIDs', () => {
    const { offers, contradictions } = catalogueOf(
      { part: 'd365_sales_pro', offer: 'offer-1' },
      { part: 'd365_sales_pro', sku: GUID },
      { part: 'd365_sales_pro', sku: OTHER_GUID },
    );
    expect(offers).toEqual([]);
    expect(contradictions).toMatchObject([
      {
        entries: [{ offerId: 'offer-1' }],
        expected: 'one sku_id for part number d365_sales_pro on 0001-01-01',
        found: `${GUID} and ${OTHER_GUID}`,
      },
    ]);
  });

  it('but not one part number of two GUIDs by itself: a reading that gives the GUID is still clear', () => {
    const { ids, parts, contradictions } = catalogueOf(
      { part: 'd365_sales_pro', sku: GUID },
      { part: 'd365_sales_pro', sku: OTHER_GUID },
    );
    expect(ids).toEqual([`${GUID} is ${GUID} (sales)`, `${OTHER_GUID} is ${OTHER_GUID} (sales)`]);
    expect(parts).toEqual([]);
    expect(contradictions).toEqual([]);
  });

  it('are reported once for each thing they say, however many stretches of days they meet on', () => {
    const { contradictions } = catalogueOf(
      { sku: GUID, offer: 'offer-1' },
      { sku: OTHER_GUID, offer: 'offer-1', from: '2019-01-01', to: '2019-01-31' },
      { sku: OTHER_GUID, offer: 'offer-1', from: '2019-03-01', to: '2019-03-31' },
    );
    expect(contradictions).toHaveLength(1);
  });
});

/** Rows about few names and days, so that they often meet. */
const dayNumbers = fc.integer({ min: 0, max: 6 });
const rows = fc.array(
  fc
    .record({
      product: fc.constantFrom('sales', 'team-members'),
      part: fc.option(fc.constantFrom('part-1', 'part-2'), { nil: undefined }),
      sku: fc.option(fc.constantFrom(GUID, OTHER_GUID), { nil: undefined }),
      offer: fc.option(fc.constantFrom('offer-1', 'offer-2'), { nil: undefined }),
      start: fc.option(dayNumbers),
      length: fc.option(dayNumbers),
    })
    .map(({ start, length, product, ...names }): CatalogueEntry => {
      const named = Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));
      const from = start === null ? calendarDate(FIRST_DAY) : plusDays(calendarDate('2019-01-01'), start);
      const to = length === null ? calendarDate(LAST_DAY) : plusDays(calendarDate('2019-01-01'), (start ?? 0) + length);
      return row({ ...named, product, from, to });
    }),
  { maxLength: 6 },
);

describe('whatever rows there are', () => {
  const days = Array.from({ length: 16 }, (_, count) => plusDays(calendarDate('2018-12-31'), count));
  const at = (mappings: readonly Mapping[], day: CalendarDate): Mapping[] =>
    mappings.filter(({ validFrom, validTo }) => validFrom <= day && day <= validTo);

  it('no name stands for two things on one day, and no stretch is cut without a reason', () => {
    fc.assert(
      fc.property(rows, (entries) => {
        const { offers, skusById, skusByPartNumber } = resolveCatalogue(entries).catalogue;
        for (const mappings of [offers, skusById, skusByPartNumber]) {
          for (const name of new Set(mappings.map((mapping) => mapping.name))) {
            const own = mappings
              .filter((mapping) => mapping.name === name)
              .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
            for (const [index, next] of own.entries()) {
              expect(next.validFrom <= next.validTo).toBe(true);
              const last = own[index - 1];
              if (last === undefined) continue;
              expect(last.validTo < next.validFrom).toBe(true);
              const touches = plusDays(last.validTo, 1) === next.validFrom;
              expect(touches && last.sku === next.sku && last.product === next.product).toBe(false);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('each day is judged as if it were the only one', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...days), (entries, day) => {
        const whole = resolveCatalogue(entries).catalogue;
        const thatDay = entries
          .filter(({ validFrom, validTo }) => validFrom <= day && day <= validTo)
          .map((entry) => ({ ...entry, validFrom: day, validTo: day }));
        const alone = resolveCatalogue(thatDay).catalogue;
        for (const names of ['offers', 'skusById', 'skusByPartNumber'] as const) {
          const here = at(whole[names], day).map((mapping) => ({ ...mapping, validFrom: day, validTo: day }));
          expect(new Set(here)).toEqual(new Set(alone[names]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the order in which they stand makes no difference', () => {
    fc.assert(
      fc.property(rows, (entries) => {
        const [one, other] = [entries, [...entries].reverse()].map((each) => resolveCatalogue(each));
        for (const names of ['offers', 'skusById', 'skusByPartNumber'] as const)
          expect(new Set(other!.catalogue[names])).toEqual(new Set(one!.catalogue[names]));
        const said = (of: typeof one) => new Set(of!.contradictions.map(({ expected }) => expected));
        expect(said(other)).toEqual(said(one));
      }),
    );
  });

  it('an offer is mapped on every day on which a row with a SKU names it, unless it is reported', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...days), (entries, day) => {
        const { catalogue, contradictions } = resolveCatalogue(entries);
        const naming = entries.filter(
          ({ offerId, skuId, skuPartNumber, validFrom, validTo }) =>
            offerId !== null && (skuId ?? skuPartNumber) !== null && validFrom <= day && day <= validTo,
        );
        const reported = contradictions.flatMap((each) => each.entries);
        for (const entry of naming) {
          const mapped = at(catalogue.offers, day).some(({ name }) => name === entry.offerId);
          expect(mapped || reported.some((each) => each.offerId === entry.offerId)).toBe(true);
        }
      }),
    );
  });
});
