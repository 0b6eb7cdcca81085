/** Neighbouring rows with one key together. The stream must be in the order of the key. */
export async function* groupsOf<Row>(
  rows: AsyncIterable<Row>,
  keyOf: (row: Row) => number,
): AsyncGenerator<readonly [Row, ...Row[]], void> {
  let group: [Row, ...Row[]] | undefined;
  for await (const row of rows) {
    if (group !== undefined && keyOf(group[0]) === keyOf(row)) {
      group.push(row);
      continue;
    }
    if (group !== undefined) yield group;
    group = [row];
  }
  if (group !== undefined) yield group;
}

/** As `groupsOf`, of rows that come many at a time; groups come so too. The last group is held back until it is whole. */
export async function* groupsTogether<Row>(
  batches: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row) => number,
): AsyncGenerator<readonly (readonly [Row, ...Row[]])[], void> {
  let group: [Row, ...Row[]] | undefined;
  for await (const rows of batches) {
    const whole: [Row, ...Row[]][] = [];
    for (const row of rows) {
      if (group !== undefined && keyOf(group[0]) === keyOf(row)) {
        group.push(row);
        continue;
      }
      if (group !== undefined) whole.push(group);
      group = [row];
    }
    yield whole;
  }
  if (group !== undefined) yield [group];
}

/**
 * A merge join's inner side: follows a stream in ascending order of its key, and gives for each key that is asked
 * for, in ascending order too, the rows that have it.
 */
export function following<Row>(
  rows: AsyncIterable<Row>,
  keyOf: (row: Row) => number,
): (key: number) => Promise<readonly Row[]> {
  const groups = groupsOf(rows, keyOf);
  let ahead: readonly [Row, ...Row[]] | undefined;
  let ended = false;
  return async (key) => {
    while (!ended && (ahead === undefined || keyOf(ahead[0]) < key)) {
      const next = await groups.next();
      ended = next.done === true;
      ahead = next.done === true ? undefined : next.value;
    }
    return ahead !== undefined && keyOf(ahead[0]) === key ? ahead : [];
  };
}
