import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { following, groupsOf, groupsTogether } from './ordered-streams.js';

interface Row {
  readonly customer: number;
  readonly text: string;
}

const byCustomer = ({ customer }: Row): number => customer;

async function* streamOf<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

const rowsOf = (...customers: readonly number[]): Row[] =>
  customers.map((customer, place) => ({ customer, text: `row ${String(place)}` }));

/** Rows in the order of their customers. */
const ordered = fc
  .array(fc.integer({ min: 0, max: 12 }), { maxLength: 30 })
  .map((customers) => rowsOf(...customers.sort((a, b) => a - b)));

async function groups(rows: readonly Row[]): Promise<(readonly Row[])[]> {
  const found: (readonly Row[])[] = [];
  for await (const group of groupsOf(streamOf(rows), byCustomer)) found.push(group);
  return found;
}

describe('rows of one customer together', () => {
  it('come as one group each, in their order', async () => {
    const rows = rowsOf(1, 1, 2, 5, 5, 5);
    expect(await groups(rows)).toEqual([rows.slice(0, 2), rows.slice(2, 3), rows.slice(3)]);
  });

  it('are none of a stream without rows', async () => {
    expect(await groups([])).toEqual([]);
  });

  it('lose and double no row', async () => {
    await fc.assert(
      fc.asyncProperty(ordered, async (rows) => {
        const all = await groups(rows);
        expect(all.flat()).toEqual(rows);
        expect(all.map((group) => group[0]!.customer)).toEqual([...new Set(rows.map(byCustomer))]);
      }),
    );
  });
});

describe('rows that come many at a time', () => {
  it('come in the same groups as one by one, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(ordered, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), async (rows, sizes) => {
        const batches: Row[][] = [];
        for (let from = 0, cut = 0; from < rows.length; cut += 1) {
          // A batch of none is followed by one of one: it comes to an end.
          const size = (sizes[cut % sizes.length] ?? 0) + (cut % 2);
          batches.push(rows.slice(from, from + size));
          from += size;
        }
        const found: (readonly Row[])[] = [];
        for await (const together of groupsTogether(streamOf(batches), byCustomer)) found.push(...together);
        expect(found).toEqual(await groups(rows));
      }),
    );
  });
});

describe('a stream that follows another', () => {
  it('gives the rows of each customer that is asked for, and none where it has none', async () => {
    const rows = rowsOf(2, 2, 5, 9);
    const of = following(streamOf(rows), byCustomer);
    expect(await of(1)).toEqual([]);
    expect(await of(2)).toEqual(rows.slice(0, 2));
    expect(await of(3)).toEqual([]);
    expect(await of(9)).toEqual(rows.slice(3));
    expect(await of(10)).toEqual([]);
    expect(await of(11)).toEqual([]);
  });

  it('gives the same rows again when it is asked again', async () => {
    const rows = rowsOf(2, 2);
    const of = following(streamOf(rows), byCustomer);
    expect(await of(2)).toEqual(rows);
    expect(await of(2)).toEqual(rows);
  });

  it('reads no further than it is asked', async () => {
    let read = 0;
    async function* counted(): AsyncGenerator<Row> {
      for (const row of rowsOf(1, 2, 3, 4, 5)) {
        read += 1;
        yield row;
      }
    }
    const of = following(counted(), byCustomer);
    await of(2);
    expect(read).toBe(3);
  });

  it('gives what a search through all rows would', async () => {
    const asked = fc
      .array(fc.integer({ min: -1, max: 14 }), { maxLength: 20 })
      .map((keys) => keys.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(ordered, asked, async (rows, customers) => {
        const of = following(streamOf(rows), byCustomer);
        for (const customer of customers)
          expect(await of(customer)).toEqual(rows.filter((row) => row.customer === customer));
      }),
    );
  });

  it('passes on what the stream failed of', async () => {
    async function* broken(): AsyncGenerator<Row> {
      yield* rowsOf(1);
      throw new Error('connection lost');
    }
    const of = following(broken(), byCustomer);
    await expect(of(1)).rejects.toThrow('connection lost');
  });
});
