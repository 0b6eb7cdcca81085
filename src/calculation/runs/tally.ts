import { RULES, rulesOfBits } from '../rules/index.js';
import type { StoredDetermination } from './determination-lines.js';
import type { RunCounts } from './run.entity.js';

/** So many determinations that are alike in all that is counted but their seats; these are added. */
export interface TalliedRows extends Pick<
  StoredDetermination,
  'outcome' | 'rulesNotMet' | 'rulesUnknown' | 'rulesPending'
> {
  readonly rows: number;
  readonly seatsQualifying: bigint;
  readonly seatsBilled: bigint;
}

type Counts = Pick<
  RunCounts,
  | 'determinations'
  | 'qualified'
  | 'notQualified'
  | 'undecided'
  | 'pending'
  | 'reasons'
  | 'seatsQualifying'
  | 'seatsBilled'
>;

/** Counts of determinations. They can be taken out again as they came in. */
export class Tally {
  #qualified = 0;
  #notQualified = 0;
  #undecided = 0;
  #pending = 0;
  #seatsQualifying = 0n;
  #seatsBilled = 0n;
  /** How many have the very same rules not met, or unknown: there are few such sets. */
  readonly #notMet = new Map<number, number>();
  readonly #unknown = new Map<number, number>();

  /** As a run counted. */
  static from(counts: Counts): Tally {
    const tally = new Tally();
    tally.#qualified = counts.qualified;
    tally.#notQualified = counts.notQualified;
    tally.#undecided = counts.undecided;
    tally.#pending = counts.pending;
    tally.#seatsQualifying = BigInt(counts.seatsQualifying);
    tally.#seatsBilled = BigInt(counts.seatsBilled);
    for (const { id, number } of RULES) {
      // Of a run that was counted it is not known which rules came together, and nobody asks.
      tally.#notMet.set(1 << number, counts.reasons[id]?.notMet ?? 0);
      tally.#unknown.set(1 << number, counts.reasons[id]?.unknown ?? 0);
    }
    return tally;
  }

  add(rows: readonly StoredDetermination[]): void {
    let [qualifying, billed] = [0, 0];
    for (const row of rows) {
      this.#count(row, 1);
      qualifying += row.seatsQualifying ?? 0;
      billed += row.seatsBilled ?? 0;
    }
    this.#seatsQualifying += BigInt(qualifying);
    this.#seatsBilled += BigInt(billed);
  }

  /** @param sign -1 takes them out */
  addAll(groups: readonly TalliedRows[], sign: 1 | -1): void {
    for (const group of groups) {
      this.#count(group, sign * group.rows);
      this.#seatsQualifying += BigInt(sign) * group.seatsQualifying;
      this.#seatsBilled += BigInt(sign) * group.seatsBilled;
    }
  }

  counts(): Counts {
    return {
      determinations: this.#qualified + this.#notQualified + this.#undecided,
      qualified: this.#qualified,
      notQualified: this.#notQualified,
      undecided: this.#undecided,
      pending: this.#pending,
      reasons: this.#reasons(),
      seatsQualifying: String(this.#seatsQualifying),
      seatsBilled: String(this.#seatsBilled),
    };
  }

  #count(row: Omit<TalliedRows, 'rows' | 'seatsQualifying' | 'seatsBilled'>, count: number): void {
    if (row.outcome === 'qualified') this.#qualified += count;
    else if (row.outcome === 'not-qualified') this.#notQualified += count;
    else this.#undecided += count;
    if (row.outcome === 'undecided' && row.rulesUnknown === row.rulesPending) this.#pending += count;
    if (row.rulesNotMet !== 0) this.#notMet.set(row.rulesNotMet, (this.#notMet.get(row.rulesNotMet) ?? 0) + count);
    if (row.rulesUnknown !== 0) this.#unknown.set(row.rulesUnknown, (this.#unknown.get(row.rulesUnknown) ?? 0) + count);
  }

  /** A rule that never was a reason is left out. */
  #reasons(): RunCounts['reasons'] {
    const reasons: Record<string, { notMet: number; unknown: number }> = {};
    for (const [outcome, sets] of [
      ['notMet', this.#notMet],
      ['unknown', this.#unknown],
    ] as const) {
      for (const [bits, count] of sets)
        for (const rule of rulesOfBits(bits)) (reasons[rule] ??= { notMet: 0, unknown: 0 })[outcome] += count;
    }
    return Object.fromEntries(
      Object.entries(reasons).filter(([, { notMet, unknown }]) => notMet !== 0 || unknown !== 0),
    );
  }
}
