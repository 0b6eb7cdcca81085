import type { Proof } from '../../src/calculation/index.js';

type Path = readonly (string | number)[];

export interface Leaf {
  readonly path: Path;
  /** Another value of the same kind. */
  readonly changed: unknown;
}

/** Every value of a proof that is made of no others, with one that could stand in its place. */
export function leavesOf(value: unknown, path: Path = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, changed: another(value) }];
  return Object.entries(value).flatMap(([key, each]) =>
    leavesOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy with another value at the place. */
export function withLeaf(proof: Proof, path: Path, changed: unknown): Proof {
  const copy = structuredClone(proof) as unknown;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (at, part) => at[part] as Record<string | number, unknown>,
      copy as Record<string, unknown>,
    );
  parent[path.at(-1) ?? ''] = changed;
  return copy as Proof;
}

function another(value: unknown): unknown {
  if (value === null) return '2019-03-03';
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const day = /^(\d{4}-\d{2}-)(\d{2})(.*)$/s.exec(text);
  // Days, instants, hashes and amounts stay what they are by their form.
  if (day !== null) return `${day[1] ?? ''}${day[2] === '15' ? '16' : '15'}${day[3] ?? ''}`;
  const digit = /\d(?=\D*$)/.exec(text);
  if (digit !== null)
    return `${text.slice(0, digit.index)}${digit[0] === '7' ? '8' : '7'}${text.slice(digit.index + 1)}`;
  return `${text}x`;
}
