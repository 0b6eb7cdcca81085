import type { CalendarDate } from '../../../kernel/index.js';
import { calendarDate, plusDays } from '../../../kernel/index.js';
import type { Unreadable } from './mapper.js';
import type { WireInvoice } from './wire.js';

/** Legacy licences, or new commerce: Partner Center keeps their lines in two places. */
export type BillingProvider = 'office' | 'onetime';

/** A document that has lines of seats. */
export interface BillingDocument {
  readonly invoiceNumber: string;
  readonly provider: BillingProvider;
  /** The invoice that a note amends. */
  readonly amends: string | undefined;
}

/** A document that nobody can place. What it would add or take away is unknown. */
export interface UnplacedDocument {
  readonly invoiceNumber: string;
  readonly problem: Unreadable;
}

/** A document that says its number. */
export type NamedInvoice = WireInvoice & { readonly id: string };

export function isNamed(document: WireInvoice): document is NamedInvoice {
  return nonEmpty(document.id) !== undefined;
}

export interface SortedDocuments {
  /** Their lines add, each with its sign. */
  readonly adding: readonly BillingDocument[];
  /** Their lines are taken away: they were voided. */
  readonly voided: readonly BillingDocument[];
  readonly unplaced: readonly UnplacedDocument[];
}

/**
 * What the documents of the list do to the sum of billed seats (contract of Partner Center, section 6: "Amended and
 * void documents must be netted"; it says no more, so this is our reading):
 *
 * - An invoice, a credit note and an adjustment note add their lines, each with its sign. A note comes beside the
 *   invoice or inside its `amendments`; the amended invoice keeps its lines.
 * - A void note that names another document (`amendsOf`) takes away that document's lines and has none of its own:
 *   lines that it may carry would only be theirs, reversed. One that names none stands under the number of what was
 *   voided, as in the published list, and takes away its own. Notes that amend a voided invoice still add: in that
 *   list such a note bills anew.
 * - Any other type of document, or of provider, is not guessed.
 */
export function sortDocuments(listed: readonly NamedInvoice[]): SortedDocuments {
  const documents = new Map<string, NamedInvoice>();
  for (const document of withAmendments(listed)) {
    const known = documents.get(document.id);
    // Listed twice: void is said of it in one place only while the other is older.
    if (known === undefined || isVoidNote(document)) documents.set(document.id, document);
  }

  const voidNotes = [...documents.values()].filter(isVoidNote);
  const voidedBy = new Map(voidNotes.map((note) => [nonEmpty(note.amendsOf) ?? note.id, note]));
  const adding: BillingDocument[] = [];
  const voided: BillingDocument[] = [];
  const unplaced: UnplacedDocument[] = [];
  for (const document of documents.values()) {
    const { id: invoiceNumber, amendsOf } = document;
    const provider = providerOf(document);
    if (provider === 'no-seats') continue;
    if (typeof provider === 'object') {
      unplaced.push({ invoiceNumber, problem: provider });
      continue;
    }
    if (voidedBy.has(invoiceNumber)) {
      voided.push({ invoiceNumber, provider, amends: undefined });
      continue;
    }
    if (isVoidNote(document)) continue;
    if (!ADDING_TYPES.has(wordOf(document.documentType))) {
      const problem = { column: 'documentType', expected: EXPECTED_TYPES, found: `"${document.documentType ?? ''}"` };
      unplaced.push({ invoiceNumber, problem });
      continue;
    }
    adding.push({ invoiceNumber, provider, amends: nonEmpty(amendsOf) });
  }
  // What was voided may have left the list: it is taken away all the same.
  for (const [invoiceNumber, note] of voidedBy) {
    const provider = providerOf(note);
    if (!documents.has(invoiceNumber) && typeof provider === 'string' && provider !== 'no-seats')
      voided.push({ invoiceNumber, provider, amends: undefined });
  }
  return { adding, voided, unplaced };
}

/** The list has "Invoice" and "Credit Note", samples `invoice` and `adjustment_note`; older answers none at all. */
const ADDING_TYPES: ReadonlySet<string> = new Set(['', 'invoice', 'creditnote', 'adjustmentnote']);
const VOID_TYPE = 'voidnote';
const EXPECTED_TYPES = 'an invoice, a credit note, an adjustment note or a void note';

function isVoidNote({ documentType }: WireInvoice): boolean {
  return wordOf(documentType) === VOID_TYPE;
}

function* withAmendments(documents: readonly NamedInvoice[], amended?: string): Generator<NamedInvoice, void> {
  for (const document of documents) {
    yield { ...document, amendsOf: nonEmpty(document.amendsOf) ?? amended };
    yield* withAmendments((document.amendments ?? []).filter(isNamed), document.id);
  }
}

/** Consumption and what third parties sell have no seats of ours. */
const PROVIDERS_WITHOUT_SEATS: ReadonlySet<string> = new Set(['azure', 'external', 'marketplace']);

function providerOf({ id, invoiceDetails }: NamedInvoice): BillingProvider | 'no-seats' | Unreadable {
  const named = new Set((invoiceDetails ?? []).map(({ billingProvider }) => wordOf(billingProvider)));
  named.delete('');
  // The letter tells it too: `D` recurring legacy, `G` new commerce.
  if (named.size === 0 && /^[DG]/i.test(id)) return /^D/i.test(id) ? 'office' : 'onetime';
  const isLegacy = named.has('office');
  if (isLegacy !== named.has('onetime')) return isLegacy ? 'office' : 'onetime';
  if (!isLegacy && named.size > 0 && [...named].every((name) => PROVIDERS_WITHOUT_SEATS.has(name))) return 'no-seats';
  return {
    column: 'invoiceDetails.billingProvider',
    expected: 'either office or onetime',
    found: named.size === 0 ? 'nothing' : `"${[...named].join(', ')}"`,
  };
}

/** `one_time`, `OneTime`, "Credit Note": the same word in several spellings. */
function wordOf(text: string | null | undefined): string {
  return (text ?? '').replaceAll(/[\s_-]/g, '').toLowerCase();
}

function nonEmpty(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

// ---------------------------------------------------------------------------------------------- sources

/** Where the lines of an invoice are read. */
export type LineSource = 'v1-office' | 'v1-onetime' | 'graph-export';

/** From this billing period on the Graph export serves new commerce. */
export const GRAPH_SERVES_FROM = calendarDate('2024-02-01');
/** The last day of the last billing period whose new-commerce lines `/v1` serves. */
const V1_SERVES_TO = calendarDate('2025-03-31');

export interface GraphReach {
  /** There is no Graph billing in China. */
  readonly isThere: boolean;
  readonly servesFrom: CalendarDate;
}

/**
 * Which source serves which period (contract of Partner Center, section 6, "Which one when"). Between February 2024
 * and March 2025 either does: then Graph, where there is one, so that one path is walked from there on.
 *
 * @param period the first day of the billing period; undefined where the invoice does not tell
 */
export function lineSource(
  provider: BillingProvider,
  period: CalendarDate | undefined,
  graph: GraphReach,
): { readonly source: LineSource } | { readonly problem: Unreadable } {
  if (provider === 'office') return { source: 'v1-office' };
  if (period === undefined) {
    return { problem: { column: 'billingPeriodStartDate', expected: 'the first day of the period', found: 'nothing' } };
  }
  if (period < graph.servesFrom) return { source: 'v1-onetime' };
  if (graph.isThere) return { source: 'graph-export' };
  if (period <= V1_SERVES_TO) return { source: 'v1-onetime' };
  return {
    problem: {
      column: 'billingPeriodStartDate',
      expected: `a period up to ${V1_SERVES_TO}, where there is no Graph export`,
      found: `"${period}"`,
    },
  };
}

// --------------------------------------------------------------------------------------------- coverage

export interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/**
 * The days of a billing period that are known whole. There is one invoice for each currency, and legacy ones beside
 * new commerce: a day is known only where none of its invoices is missing. Of a missing one without a period nobody can
 * say which days it would have spoken for.
 */
export function daysKnown(taken: Period, missing: readonly (Period | undefined)[]): readonly Period[] {
  let known: readonly Period[] = [taken];
  for (const gap of missing) {
    if (gap === undefined) return [];
    known = known.flatMap(({ from, to }) => {
      if (gap.to < from || to < gap.from) return { from, to };
      return [
        ...(from < gap.from ? [{ from, to: plusDays(gap.from, -1) }] : []),
        ...(gap.to < to ? [{ from: plusDays(gap.to, 1), to }] : []),
      ];
    });
  }
  return known;
}
