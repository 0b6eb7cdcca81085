/**
 * What the pure specs take from `@jest/globals`, for a run without Jest: it collects them, and they are run again for
 * one mutant after another in one process. A name that is not here fails the import of the spec that asks for it.
 */
export { expect } from 'expect';

let collected = [];
let names = [];

/** All tests that `load` declares: `{ id, run }`. An id says where it stands, and which one it is of several so named. */
export async function collectTests(load) {
  collected = [];
  names = [];
  await load();
  const seen = new Map();
  return collected.map(({ name, run }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { id: count === 1 ? name : `${name} (${count})`, run };
  });
}

export function describe(name, body) {
  names.push(name);
  body();
  names.pop();
}

export function it(name, run) {
  collected.push({ name: [...names, name].join(' › '), run });
}

const eachOf = (declare) => (cases) => (name, body) => {
  for (const values of cases) declare(name, () => body(...(Array.isArray(values) ? values : [values])));
};
describe.each = eachOf(describe);
it.each = eachOf(it);
