import type { Proof, ProofSource } from './proof-schema.js';
import { hashOf } from './make-proof.js';
import { wrongWhere } from './differences.js';

type Source = NonNullable<ProofSource>;

/** Rows with people and addresses in them: only their place and hash are told. */
const WITHHELD: ReadonlySet<string> = new Set(['partners.csv', 'registrations.csv', 'claims.csv']);

/**
 * May come by a pull that keeps no answer a second time, or no row at all; or by a person: a registration or claim that
 * was entered on a page, and a document that was accepted as a proof of performance, stand in no file.
 */
const MAY_COME_WITHOUT: ReadonlySet<string> = new Set([
  'coverage.csv',
  'subscriptions.csv',
  'registrations.csv',
  'claims.csv',
  'proofs.csv',
]);

export interface SourceFindings {
  readonly problems: readonly string[];
  readonly pieces: number;
  /** How many pieces rest on nothing that can be checked here, by why. */
  readonly unchecked: Readonly<Record<'without source' | 'sealed' | 'withheld', number>>;
}

/** Whether each piece of evidence names where it was received, as its kind does, and once. */
export function checkSources({ evidence, run, facts }: Proof, hasPayloads: boolean): SourceFindings {
  const { readings, refusals, lines, register } = evidence;
  const pieces = [
    ...readings.map((each) => ({ ...each, file: undefined, kind: 'reading', mayLack: true, maySeal: false })),
    ...lines.map((each) => ({
      ...each,
      kind: 'line',
      delivery: each.readFrom ?? each.delivery,
      mayLack: each.file.startsWith('invoices/'),
      // What lay in `billing/` and was no billing yet may have held anything.
      maySeal: each.file.startsWith('billing/'),
    })),
    ...register.map((each) => ({ ...each, kind: 'row', mayLack: MAY_COME_WITHOUT.has(each.file), maySeal: false })),
  ];
  const problems = [
    ...twice(
      'reading',
      readings.map(({ sku }) => sku),
    ),
    ...twice(
      'refusal',
      refusals.map(({ observedAt }) => observedAt),
    ),
    ...twice(
      'line',
      lines.map(({ file, fileLine, invoice }) => hashOf([file, fileLine, invoice])),
    ),
    ...twice(
      'row',
      register.map(({ file, values }) => hashOf([file, values])),
    ),
    ...wrongWhere(
      [...pieces, ...refusals].some(({ delivery }) => delivery > run.delivery),
      'something was recorded by a later delivery than the run looked at',
    ),
    ...wrongWhere(
      [...readings, ...lines, ...register].some(({ recordedAt }) => recordedAt > run.knownAt),
      'something was recorded later than the run knew',
    ),
  ];
  const unchecked = { 'without source': refusals.length, sealed: 0, withheld: 0 };
  for (const piece of pieces) {
    const { source, kind, file } = piece;
    const what = `${kind} of ${file ?? 'seats'}`;
    if (source === null) {
      unchecked['without source'] += 1;
      if (!piece.mayLack) problems.push(`a ${what} says not where it was received`);
      continue;
    }
    if (source.isSealed) unchecked.sealed += 1;
    else if (source.text === null && !hasPayloads) unchecked.withheld += 1;
    problems.push(...notOfItsKind(source, piece, what, { delivery: run.delivery, ...facts.customer }));
  }
  return { problems, pieces: pieces.length + refusals.length, unchecked };
}

function notOfItsKind(
  source: Source,
  piece: {
    readonly maySeal: boolean;
    readonly kind: string;
    readonly delivery: number;
    readonly file: string | undefined;
  } & {
    readonly fileLine?: number;
  },
  what: string,
  looked: { readonly delivery: number; readonly customerId: string },
): string[] {
  const { kind, file } = piece;
  const name = source.name.replace(/\.gz$/i, '');
  const place = /^line (\d+)$/.exec(source.place)?.[1];
  const reference = `${source.hash.slice(0, 16)}:${place ?? source.place}`;
  const isFile = kind === 'row' ? name === file : kind === 'line' ? source.name === file : name === 'seats.csv';
  const asked =
    kind === 'line'
      ? (file ?? '')
      : `customers/${looked.customerId}/${kind === 'row' ? 'subscriptions' : 'subscribedskus'}`;
  const isAnswer = place === undefined && isPageOf(source.name, asked);
  return [
    ...wrongWhere(source.isSealed && !piece.maySeal, `a ${what} is said to be sealed, which such files never are`),
    ...wrongWhere(
      source.text === null && !source.isSealed && !WITHHELD.has(name),
      `the text of a ${what} is withheld, which proofs quote`,
    ),
    ...wrongWhere(!isFile && !isAnswer, `a ${what} is said to come from ${source.name}`),
    ...wrongWhere(
      isFile && kind === 'line' && place !== String(piece.fileLine),
      `a ${what} is said to stand at ${source.place}`,
    ),
    ...wrongWhere(
      isAnswer && kind === 'line' && !canBeAt(source, piece.fileLine ?? 0),
      `a ${what} is said to stand at ${source.place}, as line ${String(piece.fileLine)}`,
    ),
    ...wrongWhere(source.reference !== reference, `the reference of a ${what} leads to another place`),
    // A reading shows what was first seen earlier: it may be newer than the figure.
    ...wrongWhere(
      source.delivery > (kind === 'reading' ? looked.delivery : piece.delivery),
      `a ${what} was received after it was recorded`,
    ),
  ];
}

/** An answer may have come in several pages, which are named by what was asked for behind it. */
function isPageOf(name: string, asked: string): boolean {
  const rest = name.slice(asked.length);
  return name.toLowerCase().startsWith(asked.toLowerCase()) && (rest === '' || /^[?/ ]/.test(rest));
}

/** Lines of an answer are counted over all of its pages, from 1; items of a page from 0. */
function canBeAt({ name, place }: Source, fileLine: number): boolean {
  const item = Number(/^items\[(\d+)\]$/.exec(place)?.[1] ?? Number.NaN);
  const before = /[?&]offset=(\d+)/.exec(name)?.[1];
  return before === undefined ? fileLine > item : fileLine === Number(before) + item + 1;
}

function twice(what: string, keys: readonly string[]): string[] {
  return wrongWhere(new Set(keys).size < keys.length, `a ${what} is listed twice`);
}
