import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant, instantOfMillis, type Instant } from '../../kernel/index.js';
import { workInReadings, type Reading, type Spell, type TimelineChange } from './timeline.js';

type Seats = number;
type KnownSpell = Spell<Seats>;

const same = (a: Seats, b: Seats): boolean => a === b;

/** Days of June 2019, at the hour of the nightly pull. */
const night = (day: number): Instant => instant(`2019-06-${String(day).padStart(2, '0')}T01:30:00Z`);

const reading = (at: Instant, values: Readonly<Record<number, Seats>>): Reading<Seats> => ({
  at,
  values: new Map(Object.entries(values).map(([series, value]) => [Number(series), value])),
});

const ESSENTIALS = 1;
const PREMIUM = 2;

/** Spells as the database holds them, and the instants of all readings that were worked in. */
class History {
  spells: KnownSpell[] = [];
  readonly #instants = new Set<Instant>();

  /** Works a delivery's readings in, asking and answering as the database does. */
  workIn(...readings: readonly Reading<Seats>[]): TimelineChange<Seats, KnownSpell> {
    const first = readings[0]!.at;
    const change = workInReadings(
      this.spells.filter(({ to }) => to === null || to >= first),
      [...this.#instants].filter((at) => at >= first).map((at) => ({ at, isVoid: false })),
      readings,
      same,
    );
    for (const { spell } of change.ended) expect(spell.to).toBeNull();
    const gone = new Set([...change.superseded, ...change.ended.map(({ spell }) => spell)]);
    expect([...gone].every((spell) => this.spells.includes(spell))).toBe(true);
    this.spells = [
      ...this.spells.filter((spell) => !gone.has(spell)),
      ...change.ended.map(({ spell, to }) => ({ ...spell, to })),
      ...change.added,
    ];
    for (const { at } of readings) this.#instants.add(at);
    return change;
  }

  at(moment: Instant): Map<number, Seats> {
    const here = this.spells.filter(({ from, to }) => from <= moment && (to === null || moment < to));
    return new Map(here.map(({ series, value }) => [series, value]));
  }

  get sorted(): KnownSpell[] {
    return [...this.spells].sort((a, b) => a.series - b.series || (a.from < b.from ? -1 : 1));
  }
}

const spell = (series: number, value: Seats, from: number, to: number | null): KnownSpell => ({
  series,
  value,
  from: night(from),
  to: to === null ? null : night(to),
});

describe('nightly readings, one after another', () => {
  it('open a spell with the first, and write nothing while nothing changes', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }));
    expect(history.workIn(reading(night(2), { [ESSENTIALS]: 15 }))).toEqual({ ended: [], superseded: [], added: [] });
    expect(history.sorted).toEqual([spell(ESSENTIALS, 15, 1, null)]);
  });

  it('end a spell and open another where seats change', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }));
    const change = history.workIn(reading(night(3), { [ESSENTIALS]: 16 }));
    expect(change).toEqual({
      ended: [{ spell: spell(ESSENTIALS, 15, 1, null), to: night(3) }],
      superseded: [],
      added: [spell(ESSENTIALS, 16, 3, null)],
    });
  });

  it('end a spell where a SKU is no longer named, and open it again when it is back', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15, [PREMIUM]: 3 }));
    history.workIn(reading(night(2), { [PREMIUM]: 3 }));
    history.workIn(reading(night(4), { [ESSENTIALS]: 15, [PREMIUM]: 3 }));
    expect(history.sorted).toEqual([
      spell(ESSENTIALS, 15, 1, 2),
      spell(ESSENTIALS, 15, 4, null),
      spell(PREMIUM, 3, 1, null),
    ]);
  });

  it('of a tenant without any SKU end everything', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }));
    history.workIn(reading(night(2), {}));
    expect(history.sorted).toEqual([spell(ESSENTIALS, 15, 1, 2)]);
  });

  it('of several nights in one delivery are worked in as if each came by itself', () => {
    const nights = [1, 2, 3, 4].map((day) => reading(night(day), { [ESSENTIALS]: day < 3 ? 15 : 20 }));
    const [together, apart] = [new History(), new History()];
    together.workIn(...nights);
    for (const each of nights) apart.workIn(each);
    expect(together.sorted).toEqual(apart.sorted);
  });
});

describe('a reading that comes late', () => {
  it('ends nothing in place where a void reading lies behind it: what that showed stays on record', () => {
    const known = spell(ESSENTIALS, 15, 1, null);
    const late = reading(night(3), { [ESSENTIALS]: 12 });
    expect(workInReadings([known], [{ at: night(5), isVoid: true }], [late], same)).toEqual({
      ended: [],
      superseded: [known],
      added: [spell(ESSENTIALS, 15, 1, 3), spell(ESSENTIALS, 12, 3, null)],
    });
  });

  it('splits the spell that it contradicts', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }), reading(night(5), { [ESSENTIALS]: 15 }));
    const change = history.workIn(reading(night(3), { [ESSENTIALS]: 12 }));
    expect(change.superseded).toEqual([spell(ESSENTIALS, 15, 1, null)]);
    expect(history.sorted).toEqual([
      spell(ESSENTIALS, 15, 1, 3),
      spell(ESSENTIALS, 12, 3, 5),
      spell(ESSENTIALS, 15, 5, null),
    ]);
  });

  it('changes nothing where it shows what was known to hold', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }), reading(night(5), { [ESSENTIALS]: 16 }));
    expect(history.workIn(reading(night(3), { [ESSENTIALS]: 15 }))).toEqual({ ended: [], superseded: [], added: [] });
  });

  it('moves the day of a change forward where it shows the new value', () => {
    const history = new History();
    history.workIn(reading(night(1), { [ESSENTIALS]: 15 }), reading(night(5), { [ESSENTIALS]: 16 }));
    history.workIn(reading(night(3), { [ESSENTIALS]: 16 }));
    expect(history.sorted).toEqual([spell(ESSENTIALS, 15, 1, 3), spell(ESSENTIALS, 16, 3, null)]);
  });

  it('that precedes all others says nothing about the time after them', () => {
    const history = new History();
    history.workIn(reading(night(5), { [ESSENTIALS]: 15 }));
    history.workIn(reading(night(1), { [PREMIUM]: 3 }));
    expect(history.sorted).toEqual([spell(ESSENTIALS, 15, 5, null), spell(PREMIUM, 3, 1, 5)]);
  });

  it('replaces one of the very same instant', () => {
    const history = new History();
    history.workIn(...[1, 3, 5].map((day) => reading(night(day), { [ESSENTIALS]: 15 })));
    history.workIn(reading(night(3), { [ESSENTIALS]: 14 }));
    history.workIn(reading(night(3), { [ESSENTIALS]: 15 }));
    expect(history.sorted).toEqual([spell(ESSENTIALS, 15, 1, null)]);
  });
});

it('no readings change nothing', () => {
  expect(workInReadings([spell(ESSENTIALS, 15, 1, null)], [], [], same)).toEqual({
    ended: [],
    superseded: [],
    added: [],
  });
});

/** Every reading kept whole: what the timeline stands for. */
class WholeReadings {
  readonly #readings = new Map<Instant, ReadonlyMap<number, Seats>>();

  add(readings: readonly Reading<Seats>[]): void {
    for (const { at, values } of readings) this.#readings.set(at, values);
  }

  get instants(): Instant[] {
    return [...this.#readings.keys()].sort();
  }

  at(moment: Instant): ReadonlyMap<number, Seats> {
    return this.#readings.get(moment) ?? new Map();
  }

  /** For each series the stretches over which reading after reading showed the same. */
  get spells(): KnownSpell[] {
    const { instants } = this;
    const series = new Set([...this.#readings.values()].flatMap((values) => [...values.keys()]));
    return [...series]
      .sort((a, b) => a - b)
      .flatMap((each) => {
        const found: KnownSpell[] = [];
        for (const [index, at] of instants.entries()) {
          const value = this.at(at).get(each);
          const before = index === 0 ? undefined : this.at(instants[index - 1]!).get(each);
          if (value === before) continue;
          if (before !== undefined) found.push({ ...found.pop()!, to: at });
          if (value !== undefined) found.push({ series: each, value, from: at, to: null });
        }
        return found;
      });
  }
}

/** A delivery: readings at different instants, ascending. Few instants and values, so that they often meet. */
const deliveries = fc.array(
  fc
    .uniqueArray(
      fc.record({
        minute: fc.integer({ min: 0, max: 14 }),
        values: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer({ min: 0, max: 2 })),
      }),
      { selector: ({ minute }) => minute, minLength: 1, maxLength: 5 },
    )
    .map((readings) =>
      readings
        .sort((a, b) => a.minute - b.minute)
        .map(({ minute, values }) => reading(instantOfMillis(minute * 60_000), values)),
    ),
  { minLength: 1, maxLength: 8 },
);

describe('deliveries of readings in any order, late, repeated and at known instants', () => {
  it('leave the spells that all readings together would give', () => {
    fc.assert(
      fc.property(deliveries, (all) => {
        const history = new History();
        const whole = new WholeReadings();
        for (const readings of all) {
          history.workIn(...readings);
          whole.add(readings);
          for (const at of whole.instants) expect(history.at(at)).toEqual(whole.at(at));
          expect(history.sorted).toEqual(whole.spells);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('never leave two spells of one series at one moment', () => {
    fc.assert(
      fc.property(deliveries, (all) => {
        const history = new History();
        for (const readings of all) {
          history.workIn(...readings);
          const sorted = history.sorted;
          for (const [index, next] of sorted.entries()) {
            const last = sorted[index - 1];
            expect(next.to === null || next.from < next.to).toBe(true);
            if (last?.series === next.series) expect(last.to !== null && last.to <= next.from).toBe(true);
          }
        }
      }),
    );
  });

  it('change nothing when they come again, or show what is known at any moment', () => {
    fc.assert(
      fc.property(deliveries, fc.integer({ min: 0, max: 14 }), (all, minute) => {
        const history = new History();
        for (const readings of all) history.workIn(...readings);
        const nothing = { ended: [], superseded: [], added: [] };
        expect(history.workIn(...all.at(-1)!)).toEqual(nothing);
        const moment = instantOfMillis(minute * 60_000 + 30_000);
        expect(history.workIn({ at: moment, values: history.at(moment) })).toEqual(nothing);
      }),
    );
  });

  it('supersede nothing when they come after all others', () => {
    fc.assert(
      fc.property(deliveries, (all) => {
        const history = new History();
        for (const [index, readings] of all.entries()) {
          const later = readings.map(({ at, values }) => ({
            at: instantOfMillis(Date.parse(at) + index * 3_600_000),
            values,
          }));
          expect(history.workIn(...later).superseded).toEqual([]);
        }
      }),
    );
  });

  it('need no spell that ended before the first of them', () => {
    fc.assert(
      fc.property(deliveries, (all) => {
        const history = new History();
        for (const readings of all.slice(0, -1)) history.workIn(...readings);
        const [last] = all.slice(-1);
        const instants = all
          .slice(0, -1)
          .flatMap((readings) => readings.map(({ at }) => at))
          .filter((at) => at >= last![0]!.at);
        const known = [...new Set(instants)].sort().map((at) => ({ at, isVoid: false }));
        expect(workInReadings(history.spells, known, last!, same)).toEqual(
          workInReadings(
            history.spells.filter(({ to }) => to === null || to >= last![0]!.at),
            known,
            last!,
            same,
          ),
        );
      }),
    );
  });
});
