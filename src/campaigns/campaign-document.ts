import { isMap, isPair, isScalar, visit, type Document, type LineCounter } from 'yaml';
import { spokenName, termName } from './terms.js';

/** What is wrong in a campaign file, and on which line. */
export interface FileProblem {
  readonly line: number;
  readonly term: string;
  readonly expected: string;
  readonly found: string;
}

/** YAML refuses a name twice; here are names that only spell one term in two ways, of which the last would win. */
export function termsInTwoSpellings(document: Document, lines: LineCounter): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Map: (_key, { items }, path) => {
      if (isOfPages(path)) return;
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const spoken = String(key.value);
        if (seen.has(termName(spoken))) {
          const { line } = lines.linePos(key.range?.[0] ?? 0);
          problems.push({
            line,
            term: spokenName(termName(spoken)),
            expected: 'each term once',
            found: `"${spoken}" again`,
          });
        }
        seen.add(termName(spoken));
      }
    },
  });
  return problems;
}

/** Pages are called as whoever wrote the file likes: `P` and `p` are two. */
function isOfPages(path: readonly unknown[]): boolean {
  const pair = path.at(-1);
  return isPair(pair) && isScalar(pair.key) && termName(String(pair.key.value)) === 'pages';
}

/** To YAML a word behind a star stands for something above it; to finance it is a footnote. */
export function namesWithoutAnchor(document: Document, lines: LineCounter): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const { line } = lines.linePos(alias.range?.[0] ?? 0);
      problems.push({ line, term: 'the file', expected: 'text in quotes', found: `*${alias.source}` });
    },
  });
  return problems;
}

/** The place of a path in the source; where the path ends early, the place of what was reached. */
export function locate(document: Document, path: readonly string[]): { offset: number; value: unknown } {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && [String(item.key.value), termName(String(item.key.value))].includes(name),
      );
      if (pair === undefined) return { offset, value: undefined };
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const items = (node as { items?: readonly unknown[] } | null)?.items;
      const item = items?.[Number(name)];
      if (item === undefined) return { offset, value: undefined };
      node = item;
      offset = (item as { range?: readonly number[] | null }).range?.[0] ?? offset;
    }
  }
  return { offset, value: (node as { toJSON?: () => unknown } | null)?.toJSON?.() };
}
