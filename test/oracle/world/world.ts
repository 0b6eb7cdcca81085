/** The small world a seed describes, before it is written as folders. */
import { DateTime } from 'luxon';
import { addDays, type Day } from '../calendar.js';
import type { SeededRandom } from '../seeded-random.js';
import type { OracleTerms } from '../terms.js';

/** Values by column name. */
export type Cells = Readonly<Record<string, string>>;

export interface DraftRow {
  readonly cells: Cells;
  /** Known to be set aside: its values stay on one line, so that its line number cannot be read in two ways. */
  readonly faulty: boolean;
}

export interface DraftLine {
  readonly customerId: string;
  /** As written: a partner id, or one of the ways to say that there is none. */
  readonly partner: string;
  readonly offer: DraftOffer;
  readonly start: Day;
  readonly end: Day;
  readonly quantity: string;
  readonly subtotal: string;
  readonly currency?: string;
  readonly subscriptionId?: string;
  /** As written in a CSV cell; missing where the line has no such value. */
  readonly qualifiers?: string;
  /** Columns that are to be written otherwise than the above says, so that the line cannot be read. */
  readonly fault?: Cells;
}

export type DraftOffer =
  | { readonly kind: 'legacy'; readonly guid: string }
  | { readonly kind: 'new-commerce'; readonly productId: string; readonly skuId: string };

/** What one delivery says of one invoice. */
export interface DraftInvoice {
  readonly name: string;
  readonly form: 'legacy CSV' | 'CSV' | 'JSON lines' | 'CSV and JSON lines';
  readonly lines: DraftLine[];
}

export class DeliveryDraft {
  readonly tables = new Map<string, DraftRow[]>();
  readonly invoices: DraftInvoice[] = [];

  /** Where all is readable, nothing goes to quarantine. */
  constructor(readonly allReadable: boolean) {}

  add(file: string, cells: Cells): void {
    this.rowsOf(file).push({ cells, faulty: false });
  }

  addFaulty(file: string, cells: Cells): void {
    if (!this.allReadable) this.rowsOf(file).push({ cells, faulty: true });
  }

  private rowsOf(file: string): DraftRow[] {
    const rows = this.tables.get(file) ?? [];
    this.tables.set(file, rows);
    return rows;
  }
}

export class World {
  readonly situations = new Set<string>();

  constructor(
    readonly random: SeededRandom,
    readonly terms: OracleTerms,
    readonly size: 'full' | 'small',
    /** `L` and `T`, the latter in milliseconds since 1970. */
    readonly last: Day,
    readonly snapshot: number,
    readonly provisional: boolean,
    /** How likely a fact is to be other than a reward needs it. */
    readonly trouble: number,
    readonly deliveries: readonly DeliveryDraft[],
  ) {}

  get first(): Day {
    return this.terms.window.from;
  }

  /** Picks one of the named situations and remembers that it was there. */
  oneOf<Value>(situations: Readonly<Record<string, () => Value>>): Value {
    const name = this.random.pick(Object.keys(situations));
    this.situations.add(name);
    return situations[name]!();
  }

  /** What is usual, or, as often as the world has trouble, one of the named situations. */
  usually<Value>(usual: () => Value, situations: Readonly<Record<string, () => Value>>): Value {
    return this.random.chance(1 - this.trouble) ? usual() : this.oneOf(situations);
  }

  /** Does something rarely, and remembers that it was done. */
  sometimes(probability: number, situation: string, act: () => void): void {
    if (!this.random.chance(probability)) return;
    this.situations.add(situation);
    act();
  }

  dayBetween(from: Day, to: Day): Day {
    const length = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
    return length <= 0 ? from : addDays(from, this.random.integer(0, length));
  }

  /** The midnight that begins a day in the campaign's zone, in milliseconds since 1970. */
  startOf(day: Day): number {
    return DateTime.fromISO(day, { zone: this.terms.timeZone }).startOf('day').toMillis();
  }

  /** The place of a delivery; the first one brings the most. */
  anyDelivery(): number {
    return this.random.chance(0.6) ? 0 : this.random.integer(0, this.deliveries.length - 1);
  }

  /** An instant as files write it: its offset says nothing of the campaign's zone. */
  written(milliseconds: number): string {
    const [offset, minutes] = this.random.pick([
      ['Z', 0],
      ['Z', 0],
      ['Z', 0],
      ['+00:00', 0],
      ['+01:00', 60],
      ['-05:00', -300],
      ['+09:00', 540],
      ['+05:30', 330],
    ] as const);
    const local = new Date(milliseconds + minutes * 60_000).toISOString();
    const fraction = local.slice(19, 23);
    return local.slice(0, 19) + (fraction === '.000' && this.random.chance(0.8) ? '' : fraction) + offset;
  }
}

/** The ways to write that a line or a subscription has no partner. */
export const WITHOUT_PARTNER = ['', '0', '-1'] as const;

export const isWithoutPartner = (partner: string): boolean => (WITHOUT_PARTNER as readonly string[]).includes(partner);
