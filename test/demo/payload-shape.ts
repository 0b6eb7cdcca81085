export interface Difference {
  readonly kind: 'missing' | 'extra' | 'type' | 'form';
  readonly path: string;
}

/**
 * What two JSON values differ in, apart from the values themselves. The items of a list count together: a field that
 * any of them has belongs to all. An empty list says nothing of its items.
 */
export function differencesOf(expected: unknown, found: unknown): Difference[] {
  const [wanted, given] = [leavesOf(expected), leavesOf(found)];
  const differences: Difference[] = [];
  for (const [path, leaf] of wanted) {
    const other = given.get(path);
    if (other === undefined) {
      // Of a whole branch that is missing only its root is told.
      if (!hasMissingRoot(path, given)) differences.push({ kind: 'missing', path });
    } else if (leaf.type !== other.type) differences.push({ kind: 'type', path });
    else if (leaf.form !== other.form) differences.push({ kind: 'form', path });
  }
  for (const path of given.keys())
    if (!wanted.has(path) && !hasMissingRoot(path, wanted)) differences.push({ kind: 'extra', path });
  return differences;
}

interface Leaf {
  readonly type: string;
  /** Of text: an id, a day with or without a zone, or anything. */
  readonly form: string;
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, Leaf>()): Map<string, Leaf> {
  if (path !== '' && !leaves.has(path)) leaves.set(path, { type: typeOf(value), form: formOf(value) });
  if (Array.isArray(value)) for (const item of value) leavesOf(item, `${path}[]`, leaves);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      leavesOf(member, path === '' ? name : `${path}.${name}`, leaves);
  }
  return leaves;
}

function hasMissingRoot(path: string, in_: ReadonlyMap<string, Leaf>): boolean {
  const parent = path.endsWith('[]')
    ? path.slice(0, -2)
    : path.includes('.')
      ? path.slice(0, path.lastIndexOf('.'))
      : '';
  if (parent === '') return false;
  // A list without items is there, and yet cannot show what its items are.
  return !in_.has(parent) || (path.endsWith('[]') && !in_.has(path)) || hasMissingRoot(parent, in_);
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
}

function formOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (/^[0-9a-f-]{36}$/i.test(value)) return /[A-F]/.test(value) ? 'GUID' : 'guid';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return 'instant';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(value)) return 'day and time without a zone';
  return 'text';
}
