import type { Session } from '../../database/index.js';
import { FAMILY_WORDS, looksLikeFamily, SUSPECTED_OFFERS } from './family-likeness.js';

/** What a source calls a product: an offer of billing and subscriptions, or a SKU of readings. */
export interface NamedProduct {
  readonly namedBy: 'offer' | 'sku';
  /** As in `offer`, or the SKU's GUID or part number; lower case. */
  readonly id: string;
  readonly name: string;
}

/** Gathers what a delivery calls its products, each once, as far as it looks like the family. */
export class ProductNames {
  readonly #seen = new Set<string>();
  readonly #alike: NamedProduct[] = [];

  /** Called for every line: the name of a product that was looked at once is not asked for again. */
  saw(namedBy: NamedProduct['namedBy'], id: string | null | undefined, nameOf: () => string | null | undefined): void {
    if (id === null || id === undefined || this.#seen.has(id)) return;
    const name = nameOf();
    if (name === null || name === undefined) return;
    this.#seen.add(id);
    if (!looksLikeFamily(name)) return;
    // Availability, the third part of an offer of new commerce, varies with term and segment.
    this.#alike.push({ namedBy, id: id.trim().toLowerCase().split(':', 2).join(':'), name });
  }

  get alike(): readonly NamedProduct[] {
    return this.#alike;
  }
}

/**
 * Records products that look like the family when they are seen for the first time, by their name, their part number or
 * a known id. What of them the catalogue does not map is reported (`unmapped_product`), never silently left out.
 *
 * @returns how many were new
 */
export async function recordSightings(
  session: Session,
  delivery: number,
  named: readonly NamedProduct[],
): Promise<number> {
  let written = 0;
  for (const { namedBy, id, name } of named) {
    written += await session.execute(
      `INSERT INTO product_sighting (named_by, id, name, recorded_from) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [namedBy, id, name, delivery],
    );
  }
  written += await session.execute(
    `INSERT INTO product_sighting (named_by, id, name, recorded_from)
     SELECT DISTINCT ON (1, 2) 'sku', COALESCE(sku_id::text, sku_part_number), sku_part_number, $1::integer FROM observed_sku
     WHERE lower(sku_part_number) ~ $2 ORDER BY 1, 2, observed_sku_key ON CONFLICT DO NOTHING`,
    [delivery, FAMILY_WORDS],
  );
  written += await session.execute(
    `INSERT INTO product_sighting (named_by, id, name, recorded_from)
     SELECT 'offer', offer_id, suspected.name, $1::integer
     FROM offer JOIN unnest($2::text[], $3::text[]) AS suspected (id, name) ON suspected.id = split_part(offer_id, ':', 1)
     ON CONFLICT DO NOTHING`,
    [delivery, SUSPECTED_OFFERS.map(([id]) => id), SUSPECTED_OFFERS.map(([, name]) => name)],
  );
  return written;
}
