/** The product catalogue (contract, section 3, `products.csv`): it joins the SKU of a reading and the offer of a line. */
import { addDays, covers, overlap, type Day, type Days } from './calendar.js';

export interface ProductRow {
  readonly product: string;
  readonly family: string;
  /** Empty where the row has none; so are the two that follow. */
  readonly partNumber: string;
  readonly skuId: string;
  readonly offerId: string;
  readonly valid: Days;
}

/** What a line, a subscription or a row of a reading stands for on its day. */
export interface Mapped {
  /** A SKU GUID, or the part number of a SKU whose GUID the catalogue does not know. */
  readonly sku: string;
  readonly product: string;
  readonly family: string;
}

export class Catalogue {
  constructor(private readonly rows: readonly ProductRow[]) {}

  private on(day: Day): readonly ProductRow[] {
    return this.rows.filter((row) => covers(row.valid, day));
  }

  /**
   * "The SKU of a row is its `sku_id`; where empty, the `sku_id` another row gives its part number on that day;
   * else the part number"
   */
  private skuOf(row: ProductRow, day: Day): string {
    if (row.skuId !== '') return row.skuId;
    const namesake = this.on(day).find((other) => other.skuId !== '' && other.partNumber === row.partNumber);
    return namesake?.skuId ?? row.partNumber;
  }

  private mapped(row: ProductRow | undefined, day: Day): Mapped | undefined {
    return row && { sku: this.skuOf(row, day), product: row.product, family: row.family };
  }

  /** "A line maps by its charge start, a subscription by its effective start" */
  ofOffer(offerId: string, day: Day): Mapped | undefined {
    return this.mapped(
      this.on(day).find((row) => row.offerId === offerId),
      day,
    );
  }

  ofSkuId(skuId: string, day: Day): Mapped | undefined {
    if (skuId === '') return undefined;
    return this.mapped(
      this.on(day).find((row) => this.skuOf(row, day) === skuId),
      day,
    );
  }

  ofPartNumber(partNumber: string, day: Day): Mapped | undefined {
    if (partNumber === '') return undefined;
    return this.mapped(
      this.on(day).find((row) => row.partNumber === partNumber),
      day,
    );
  }

  /** "`sku_id` decides, `sku_part_number` where that is empty or unknown" */
  ofReading(skuId: string, partNumber: string, day: Day): Mapped | undefined {
    return this.ofSkuId(skuId, day) ?? this.ofPartNumber(partNumber, day);
  }

  /** "both known and different: quarantine" */
  disagreesOn(skuId: string, partNumber: string, day: Day): boolean {
    const byId = this.ofSkuId(skuId, day);
    const byPartNumber = this.ofPartNumber(partNumber, day);
    return byId !== undefined && byPartNumber !== undefined && byId.sku !== byPartNumber.sku;
  }

  /** "One offer on two SKUs on one day: quarantine" */
  contradict(one: ProductRow, other: ProductRow): boolean {
    if (one.offerId === '' || one.offerId !== other.offerId || !overlap(one.valid, other.valid)) return false;
    // A SKU that is found by part number can change only where some row begins or has ended.
    const start = '0001-01-01';
    const turns = this.rows.flatMap(({ valid }) => [
      valid.from ?? start,
      valid.to === undefined ? start : addDays(valid.to, 1),
    ]);
    return [start, ...turns].some(
      (day) => covers(one.valid, day) && covers(other.valid, day) && this.skuOf(one, day) !== this.skuOf(other, day),
    );
  }
}

/** "`products.csv` [is the full statement] of each `offer_id` (where empty, `sku_id`)" */
export const statementKey = (row: ProductRow): string => row.offerId || row.skuId || row.partNumber;
