import { compareCodePoints, plusDays, type CalendarDate } from '../../kernel/index.js';

/** One statement that joins the id spaces of a product, for a stretch of days (both ends included). */
export interface CatalogueEntry {
  readonly product: string;
  readonly productFamily: string;
  /** Lower case. */
  readonly skuPartNumber: string | null;
  readonly skuId: string | null;
  /** Lower case: a legacy offer id, or product:sku of new commerce. */
  readonly offerId: string | null;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate;
}

/** What a name stands for, day by day; spans of one name do not overlap. */
export interface Mapping {
  readonly name: string;
  /** The SKU's GUID; its part number where no entry gives one that day. */
  readonly sku: string;
  readonly product: string;
  readonly productFamily: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate;
}

export interface Catalogue {
  readonly offers: readonly Mapping[];
  readonly skusById: readonly Mapping[];
  readonly skusByPartNumber: readonly Mapping[];
}

/** Two entries that say different things of one name on one day. */
export interface Contradiction {
  readonly entries: readonly CatalogueEntry[];
  readonly expected: string;
  readonly found: string;
}

/**
 * Joins the id spaces (import contract, section 3, `products.csv`). A day on which entries contradict each other is
 * left unmapped and reported: what billing calls one thing cannot be two SKUs.
 */
export function resolveCatalogue(entries: readonly CatalogueEntry[]): {
  readonly catalogue: Catalogue;
  readonly contradictions: readonly Contradiction[];
} {
  const contradictions: Contradiction[] = [];
  const idsOfPart = groupBy(
    entries.filter((entry) => entry.skuId !== null && entry.skuPartNumber !== null),
    (entry) => entry.skuPartNumber,
  );
  const pieces = entries.flatMap((entry) => withSku(entry, idsOfPart, contradictions));
  const named = (nameOf: (piece: Piece) => string | null, what: string, report: boolean) =>
    mappings(pieces, nameOf, what, report ? contradictions : []);
  const catalogue = {
    offers: named((piece) => piece.entry.offerId, 'offer', true),
    skusById: named((piece) => (piece.sku === piece.entry.skuPartNumber ? null : piece.sku), 'SKU', true),
    // A part number that two GUIDs share decides nothing; a reading that gives the GUID is still clear.
    skusByPartNumber: named((piece) => piece.entry.skuPartNumber, 'part number', false),
  };
  return { catalogue, contradictions };
}

interface Days {
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate;
}

interface Piece extends Days {
  readonly entry: CatalogueEntry;
  readonly sku: string;
}

/** The entry's SKU: its own GUID, else the GUID that another entry gives its part number that day, else the part number. */
function withSku(
  entry: CatalogueEntry,
  idsOfPart: ReadonlyMap<string, readonly CatalogueEntry[]>,
  contradictions: Contradiction[],
): Piece[] {
  if (entry.skuId !== null) return [{ entry, sku: entry.skuId, validFrom: entry.validFrom, validTo: entry.validTo }];
  const part = entry.skuPartNumber;
  if (part === null) return [];
  const others = idsOfPart.get(part) ?? [];
  return cut([entry, ...others])
    .filter((days) => covers(entry, days))
    .flatMap((days) => {
      const ids = [...new Set(others.filter((other) => covers(other, days)).map((other) => other.skuId))];
      if (ids.length > 1) {
        contradictions.push({
          entries: [entry],
          expected: `one sku_id for part number ${part} on ${days.validFrom}`,
          found: ids.join(' and '),
        });
        return [];
      }
      return [{ entry, sku: ids[0] ?? part, ...days }];
    });
}

function mappings(
  pieces: readonly Piece[],
  nameOf: (piece: Piece) => string | null,
  what: string,
  contradictions: Contradiction[],
): Mapping[] {
  const found: Mapping[] = [];
  for (const [name, group] of groupBy(pieces, nameOf)) {
    const reported = new Set<string>();
    for (const days of cut(group)) {
      const here = group.filter((piece) => covers(piece, days));
      const meanings = new Map(here.map((piece) => [meaning(piece), piece]));
      const [only, ...more] = [...meanings.values()];
      if (only === undefined) continue;
      if (more.length > 0) {
        const saying = [...meanings.keys()].sort(compareCodePoints).join(' and ');
        if (!reported.has(saying)) {
          contradictions.push({
            entries: here.map((piece) => piece.entry),
            expected: `one SKU and product for ${what} ${name} on ${days.validFrom}`,
            found: saying,
          });
        }
        reported.add(saying);
        continue;
      }
      append(found, {
        name,
        sku: only.sku,
        product: only.entry.product,
        productFamily: only.entry.productFamily,
        ...days,
      });
    }
  }
  return found;
}

function meaning({ sku, entry }: Piece): string {
  return `${sku} (${entry.product}, ${entry.productFamily})`;
}

/** Joins a span to the last one where it goes on with the same meaning. */
function append(found: Mapping[], next: Mapping): void {
  const last = found.at(-1);
  const goesOn =
    last?.name === next.name &&
    last.sku === next.sku &&
    last.product === next.product &&
    last.productFamily === next.productFamily &&
    plusDays(last.validTo, 1) === next.validFrom;
  if (goesOn) found[found.length - 1] = { ...last, validTo: next.validTo };
  else found.push(next);
}

/** Stretches of days within which no span begins or ends. */
function cut(spans: readonly Days[]): Days[] {
  const starts = new Set(spans.flatMap((span) => [span.validFrom, dayAfter(span.validTo)]));
  const sorted = [...starts].sort();
  return sorted
    .slice(0, -1)
    .map((validFrom, index) => ({ validFrom, validTo: dayBefore(sorted[index + 1] ?? validFrom) }));
}

/** The day after the last day of the calendar, so that open spans can be cut like others. */
const BEYOND = '9999-12-32' as CalendarDate;
const LAST_DAY = '9999-12-31';

const dayAfter = (day: CalendarDate): CalendarDate => (day === LAST_DAY ? BEYOND : plusDays(day, 1));
const dayBefore = (day: CalendarDate): CalendarDate =>
  day === BEYOND ? (LAST_DAY as CalendarDate) : plusDays(day, -1);

function covers(span: Days, days: Days): boolean {
  return span.validFrom <= days.validFrom && days.validTo <= span.validTo;
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
