import type { Session } from '../../database/index.js';
import type { Quarantined } from '../deliveries/delivery-draft.js';
import { BUILT_IN_CATALOGUE, notReplaced } from './built-in.js';
import { resolveCatalogue, type Catalogue, type CatalogueEntry, type Mapping } from './resolve-catalogue.js';

interface StagedEntry extends CatalogueEntry {
  readonly file: string;
  readonly line: number;
}

export interface RecordedProducts {
  readonly changed: number;
  readonly quarantined: readonly Quarantined[];
}

const ENTRY_COLUMNS = `product, product_family AS "productFamily", sku_part_number AS "skuPartNumber", sku_id AS "skuId",
  offer_id AS "offerId", valid_from::text AS "validFrom", valid_to::text AS "validTo"`;

/**
 * Records product entries (each offer, or SKU without one, is stated in full) and the catalogue that follows from
 * them and the built-in entries. Leaves the offers whose mapping changed in the temporary table `remapped_offer`.
 */
export async function recordProducts(session: Session, delivery: number): Promise<RecordedProducts> {
  const delivered = await session.query<StagedEntry>(
    `SELECT ${ENTRY_COLUMNS}, file, line FROM staged_product_entry ORDER BY position`,
  );
  const recorded = await session.query<CatalogueEntry>(
    `SELECT ${ENTRY_COLUMNS} FROM product_entry WHERE recorded_to IS NULL`,
  );
  const partial = await session.query<{ subject: string }>('SELECT DISTINCT subject FROM staged_partial_product');
  const partly = new Set(partial.map(({ subject }) => subject));
  const { kept, quarantined } = withoutContradictions(delivered, recorded, partly);
  const changed = await recordEntries(session, kept, delivery);
  const { catalogue } = resolveCatalogue(withBuiltIn(merged(kept, recorded, partly)));
  return { changed: changed + (await recordCatalogue(session, catalogue, delivery)), quarantined };
}

/** What an entry is the full statement of. */
export function subjectOf(entry: Pick<CatalogueEntry, 'offerId' | 'skuId' | 'skuPartNumber'>): string {
  return entry.offerId !== null
    ? `offer ${entry.offerId}`
    : entry.skuId !== null
      ? `sku ${entry.skuId}`
      : `part ${entry.skuPartNumber ?? ''}`;
}

/** A statement of which a row could not be read takes nothing away. */
function merged(
  delivered: readonly CatalogueEntry[],
  recorded: readonly CatalogueEntry[],
  partly: ReadonlySet<string>,
): CatalogueEntry[] {
  const superseded = new Set(delivered.map(subjectOf).filter((subject) => !partly.has(subject)));
  return [...recorded.filter((entry) => !superseded.has(subjectOf(entry))), ...delivered];
}

function withBuiltIn(fromFiles: readonly CatalogueEntry[]): CatalogueEntry[] {
  return [...notReplaced(BUILT_IN_CATALOGUE, fromFiles), ...fromFiles];
}

/** Delivered entries that contradict others are not taken; neither side of a contradiction is believed. */
function withoutContradictions(
  delivered: readonly StagedEntry[],
  recorded: readonly CatalogueEntry[],
  partly: ReadonlySet<string>,
): { kept: readonly StagedEntry[]; quarantined: Quarantined[] } {
  const { contradictions } = resolveCatalogue(withBuiltIn(merged(delivered, recorded, partly)));
  const problems = new Map<CatalogueEntry, { readonly expected: string; readonly found: string }>();
  for (const { entries, expected, found } of contradictions) {
    for (const entry of entries) if (!problems.has(entry)) problems.set(entry, { expected, found });
  }
  const quarantined = delivered.flatMap((entry): Quarantined[] => {
    const problem = problems.get(entry);
    return problem === undefined
      ? []
      : [{ file: entry.file, line: entry.line, column: null, code: 'PRODUCT_CONTRADICTED', ...problem }];
  });
  return { kept: delivered.filter((entry) => !problems.has(entry)), quarantined };
}

async function recordEntries(session: Session, entries: readonly StagedEntry[], delivery: number): Promise<number> {
  const columns = ['product', 'product_family', 'sku_part_number', 'sku_id', 'offer_id', 'valid_from', 'valid_to'];
  await session.execute(
    `CREATE TEMPORARY TABLE newest_entry ON COMMIT DROP AS SELECT ${columns.join(', ')} FROM product_entry WITH NO DATA`,
  );
  await session.copyRows(
    'newest_entry',
    columns,
    entries.map((entry) => [
      entry.product,
      entry.productFamily,
      entry.skuPartNumber,
      entry.skuId,
      entry.offerId,
      entry.validFrom,
      entry.validTo,
    ]),
  );
  const whole = (alias: string) => `ROW(${columns.map((column) => `${alias}.${column}`).join(', ')})::text`;
  const named = (alias: string) =>
    `CASE WHEN ${alias}.offer_id IS NOT NULL THEN 'offer ' || ${alias}.offer_id
          WHEN ${alias}.sku_id IS NOT NULL THEN 'sku ' || ${alias}.sku_id ELSE 'part ' || ${alias}.sku_part_number END`;
  const closed = await session.execute(
    `UPDATE product_entry AS old SET recorded_to = $1
     WHERE old.recorded_to IS NULL AND ${named('old')} IN (SELECT ${named('newest_entry')} FROM newest_entry)
       AND ${named('old')} NOT IN (SELECT subject FROM staged_partial_product)
       AND NOT EXISTS (SELECT FROM newest_entry WHERE ${whole('newest_entry')} = ${whole('old')})`,
    [delivery],
  );
  const written = await session.execute(
    `INSERT INTO product_entry (${columns.join(', ')}, recorded_from)
     SELECT DISTINCT ${columns.join(', ')}, $1::integer FROM newest_entry
     WHERE NOT EXISTS (SELECT FROM product_entry AS old WHERE old.recorded_to IS NULL AND ${whole('old')} = ${whole('newest_entry')})`,
    [delivery],
  );
  await session.execute('DROP TABLE newest_entry');
  return closed + written;
}

/** Writes the joined id spaces where they differ from what is recorded. */
async function recordCatalogue(session: Session, catalogue: Catalogue, delivery: number): Promise<number> {
  await session.execute(`
    CREATE TEMPORARY TABLE resolved ON COMMIT DROP AS
    SELECT named_by, name, name AS sku, name AS product, name AS product_family, valid_from, valid_to FROM sku_mapping WITH NO DATA`);
  const rows = (namedBy: string, mappings: readonly Mapping[]) =>
    mappings.map(
      ({ name, sku, product, productFamily, validFrom, validTo }) =>
        [namedBy, name, sku, product, productFamily, validFrom, validTo] as const,
    );
  await session.copyRows(
    'resolved',
    ['named_by', 'name', 'sku', 'product', 'product_family', 'valid_from', 'valid_to'],
    [
      ...rows('offer', catalogue.offers),
      ...rows('id', catalogue.skusById),
      ...rows('part', catalogue.skusByPartNumber),
    ],
  );
  await session.execute(`
    INSERT INTO product (product, product_family)
    SELECT DISTINCT product, product_family FROM resolved AS named
    WHERE NOT EXISTS (SELECT FROM product AS known WHERE (known.product, known.product_family) = (named.product, named.product_family)) ORDER BY 1, 2`);
  await session.execute(`
    INSERT INTO sku (sku) SELECT DISTINCT sku FROM resolved AS named
    WHERE NOT EXISTS (SELECT FROM sku AS known WHERE known.sku = named.sku) ORDER BY 1`);
  await session.execute(`
    INSERT INTO offer (offer_id) SELECT DISTINCT name FROM resolved AS named
    WHERE named_by = 'offer' AND NOT EXISTS (SELECT FROM offer AS known WHERE known.offer_id = named.name) ORDER BY 1`);
  await session.execute(`
    CREATE TEMPORARY TABLE mapped ON COMMIT DROP AS
    SELECT named_by, name, offer_key, sku_key, product_key, valid_from, valid_to
    FROM resolved JOIN sku USING (sku) JOIN product USING (product, product_family)
    LEFT JOIN offer ON named_by = 'offer' AND offer_id = name`);

  await session.execute(
    `CREATE TEMPORARY TABLE remapped_offer ON COMMIT DROP AS
     SELECT DISTINCT COALESCE(old.offer_key, new.offer_key) AS offer_key
     FROM (SELECT * FROM offer_mapping WHERE recorded_to IS NULL) AS old
     FULL JOIN (SELECT * FROM mapped WHERE named_by = 'offer') AS new
       USING (offer_key, sku_key, product_key, valid_from, valid_to)
     WHERE old.recorded_from IS NULL OR new.name IS NULL`,
  );
  let changed = 0;
  for (const { table, own, key } of [
    { table: 'offer_mapping', own: `named_by = 'offer'`, key: ['offer_key'] },
    { table: 'sku_mapping', own: `named_by <> 'offer'`, key: ['named_by', 'name'] },
  ]) {
    const columns = [...key, 'sku_key', 'product_key', 'valid_from', 'valid_to'].join(', ');
    changed += await session.execute(
      `UPDATE ${table} SET recorded_to = $1
       WHERE recorded_to IS NULL AND (${columns}) NOT IN (SELECT ${columns} FROM mapped WHERE ${own})`,
      [delivery],
    );
    changed += await session.execute(
      `INSERT INTO ${table} (${columns}, recorded_from)
       SELECT ${columns}, $1::integer FROM mapped
       WHERE ${own} AND (${columns}) NOT IN (SELECT ${columns} FROM ${table} WHERE recorded_to IS NULL)`,
      [delivery],
    );
  }
  return changed;
}
