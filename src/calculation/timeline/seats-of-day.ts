import { dayOf, microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';

/** A reading of the tenant's seats that was not void. */
export interface TenantReading {
  readonly from: Instant;
  readonly to: Instant;
}

/** A SKU that readings named with the same figure from an instant up to another. */
export interface SeatSpell {
  readonly observedSku: number;
  readonly seats: number;
  readonly from: Instant;
  /** The first reading that did not show it; null: all later ones do. */
  readonly to: Instant | null;
}

/** What a SKU is that readings name, on days of the catalogue. */
export interface CataloguedSku {
  readonly observedSku: number;
  /** By which two names of one SKU are known as one. */
  readonly sku: string;
  readonly isEligible: boolean;
  /** Named by an id and a part number that are different SKUs. */
  readonly isContradicted: boolean;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate;
}

export interface BilledSpell {
  readonly sku: number;
  readonly seats: number;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export interface DayStretch {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** All that the days of a timeline follow from. */
export interface SeatHistory {
  /** By their instants. */
  readonly readings: readonly TenantReading[];
  /** When we were refused, or what was read was void, by instants. */
  readonly refusals: readonly Instant[];
  readonly spells: readonly SeatSpell[];
  readonly catalogue: readonly CataloguedSku[];
  readonly billed: readonly BilledSpell[];
  /** Days with complete invoices. */
  readonly invoiced: readonly DayStretch[];
  readonly oldestReadingHours: number;
  /** IANA zone of the campaign, in which a reading has its day. */
  readonly timeZone: string;
}

const HOUR_MICROS = 3_600_000_000n;

/** Seats of eligible SKUs by the last reading up to an instant; null where it is too old, refused or contradictory. */
export function assignedOn(
  { readings, refusals, spells, catalogue, oldestReadingHours, timeZone }: SeatHistory,
  at: Instant,
): number | null {
  const reading = readings.findLast(({ to }) => to <= at);
  if (reading === undefined) return null;
  if (microsBetween(reading.from, at) > BigInt(oldestReadingHours) * HOUR_MICROS) return null;
  if (refusals.some((refused) => refused > reading.from && refused <= at)) return null;
  const day = dayOf(reading.to, timeZone);
  const bySku = new Map<string, { readonly seats: number; readonly isEligible: boolean }>();
  for (const spell of spells) {
    if (spell.from > reading.to || (spell.to !== null && spell.to <= reading.to)) continue;
    const sku = catalogue.find(
      (each) => each.observedSku === spell.observedSku && each.validFrom <= day && day <= each.validTo,
    );
    if (sku === undefined) continue;
    const known = bySku.get(sku.sku);
    if (sku.isContradicted || (known !== undefined && known.seats !== spell.seats)) return null;
    bySku.set(sku.sku, { seats: spell.seats, isEligible: sku.isEligible || known?.isEligible === true });
  }
  return [...bySku.values()].reduce((sum, { seats, isEligible }) => sum + (isEligible ? seats : 0), 0);
}

/** Seats of eligible products that the partner billed for a day; null without complete invoices for it. */
export function billedOn({ billed, invoiced }: SeatHistory, day: CalendarDate): number | null {
  if (!invoiced.some(({ from, to }) => from <= day && day <= to)) return null;
  const bySku = new Map<number, number>();
  for (const { sku, seats, from, to } of billed)
    if (from <= day && day <= to) bySku.set(sku, (bySku.get(sku) ?? 0) + seats);
  return [...bySku.values()].reduce((sum, seats) => sum + Math.max(0, seats), 0);
}
