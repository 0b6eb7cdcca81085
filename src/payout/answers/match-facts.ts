import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { ReportedStep } from './codes/index.js';
import { BLOCK_ID, FACTS, idsOf, isNameless, OWN_ID, type Candidate, type FactRow } from './fact-rows.js';
import { namedId } from './interpret-fact.js';
import { isOfSender, PAID_BY, PAID_BY_BLOCK } from './sender.js';
import type { ReportKind } from './messages/index.js';
import { askQuestions, type NewQuestion } from './questions.js';

export interface MatchedCounts {
  /** Payments of ours that the answer says something of. */
  readonly payments: number;
  readonly questions: number;
}

/**
 * Finds whose payments the facts of an answer speak of: by end-to-end id, UETR or instruction id; blocks by their id,
 * those of a statement only where the sum agrees; files by their message id. Of file, block and payment the lowest that
 * is given counts. What fits nothing, or several, or what another bank paid than the one that says it, waits for a person;
 * movements that are none of ours do not.
 */
export async function matchFacts(
  session: Session,
  { answer, bank, kind }: { readonly answer: number; readonly bank: string; readonly kind: ReportKind },
  now: Instant,
): Promise<MatchedCounts> {
  const questions: NewQuestion[] = [];
  const ask = (about: NewQuestion['about'], fact: number, found: string, endToEndId?: string) =>
    questions.push({ about, answer, fact, found, endToEndId });
  const reports: (readonly [number, string, ReportedStep, string])[] = [];
  /** Named one by one: what is said above them does not count for them. */
  const named = new Set<string>();
  const debited = new Map<string, number>();
  const wider: FactRow[] = [];

  for await (const row of session.stream<FactRow>(FACTS, [answer])) {
    if (row.level !== 'payment') {
      wider.push(row);
      continue;
    }
    const found = onePayment(row);
    if (found === 'none') {
      if (kind !== 'pain.002' && namedId(row.blockId) !== null && isNameless(row)) wider.push(row);
      else if (isWorthALook(row, kind)) ask('unmatched', row.fact, idsOf(row));
      continue;
    }
    if (found === 'several') {
      ask(
        'ambiguous',
        row.fact,
        `${idsOf(row)} fit ${row.candidates.map(({ id }) => id).join(', ') || 'nothing of ours'}`,
      );
      continue;
    }
    if (!isOfSender(found.paidBy, bank)) {
      ask('unmatched', row.fact, foreign(found.id, found.paidBy, bank));
      continue;
    }
    if (!['releasing', 'released'].includes(found.batchState)) {
      ask('unmatched', row.fact, `${found.id} is of a batch that is ${found.batchState}`);
      continue;
    }
    if (row.status !== null && kind === 'pain.002') named.add(found.id);
    if (row.says !== 'nothing') reports.push([row.fact, found.id, row.says, found.by]);
    if (kind !== 'pain.002') askAboutMovement(row, found, debited, ask);
  }

  for (const row of wider) await matchWider(session, { bank, row, wider, named, reports, ask });
  await session.copyRows(
    'payment_report',
    ['answer', 'fact', 'end_to_end_id', 'says', 'matched_by'],
    unique(reports).map(([fact, id, says, by]) => [answer, fact, id, says, by]),
  );
  const asked = await askQuestions(session, questions, now);
  return { payments: new Set(reports.map(([, id]) => id)).size, questions: asked };
}

type Ask = (about: NewQuestion['about'], fact: number, found: string, endToEndId?: string) => void;

/** A fact names each payment once, by whatever id. */
function unique(reports: readonly (readonly [number, string, ReportedStep, string])[]) {
  return [...new Map(reports.map((report) => [`${String(report[0])} ${report[1]}`, report])).values()];
}

function onePayment(row: FactRow): Candidate | 'none' | 'several' {
  const [first] = row.candidates;
  if (first === undefined) return 'none';
  if (row.candidates.some(({ id }) => id !== first.id)) return 'several';
  // By another id of ours it would be another payment.
  const endToEndId = namedId(row.endToEndId);
  if (endToEndId !== null && endToEndId !== first.id) return 'several';
  const messageId = namedId(row.messageId);
  const blockId = namedId(row.blockId);
  if (row.isEntry === null && messageId !== null && messageId !== first.messageId) return 'several';
  if (blockId !== null && blockId.startsWith(OWN_ID) && blockId !== first.blockId) return 'several';
  return row.candidates.find(({ by }) => by === 'end-to-end-id') ?? first;
}

/** A status report is about a file that we sent; of movements, what came back and what bears an id of ours. */
function isWorthALook(row: FactRow, kind: ReportKind): boolean {
  // What names nothing at all is on the list for that already.
  if (isNameless(row)) return false;
  if (kind === 'pain.002' || row.says === 'returned') return row.says !== 'nothing';
  return [row.endToEndId, row.instructionId].some((id) => id?.startsWith(OWN_ID) === true) && row.says !== 'nothing';
}

function foreign(what: string, paidBy: string | null, bank: string): string {
  return `${what} is paid by ${paidBy ?? 'nobody'}, and the report comes from ${bank}`;
}

function askAboutMovement(row: FactRow, payment: Candidate, debited: Map<string, number>, ask: Ask): void {
  const { id, amount, currency } = payment;
  if (row.says === 'debited') {
    const times = (debited.get(id) ?? 0) + 1;
    debited.set(id, times);
    if (times === 2) ask('debited-twice', row.fact, `${id} is debited twice in one report`, id);
    if (row.amount !== null && !isDebited(row, payment))
      ask('debit-amount', row.fact, `${row.amount} ${row.currency ?? ''} was debited for ${amount} ${currency}`, id);
  }
  if (row.says !== 'nothing' || row.status !== 'BOOK') return;
  if (row.direction === 'credit')
    ask('credit-unexplained', row.fact, `${row.amount ?? 'an amount'} ${row.currency ?? ''} came in under ${id}`, id);
  else if (row.comesBack === true) ask('to-be-looked-at', row.fact, `a return of ${id} was taken back`, id);
}

/** The amount of the payment, or that and the charges that the bank names. */
function isDebited(row: FactRow, { amount, currency }: Candidate): boolean {
  const said = row.currency === currency ? row.amount : row.exchangedCurrency === currency ? row.exchanged : null;
  if (said === null) return false;
  const charges = row.charges.filter((charge) => charge.currency === currency).map((charge) => charge.amount);
  const difference = minus(said, amount);
  return difference === 0n || charges.reduce((sum, charge) => sum + minus(charge, '0'), 0n) === difference;
}

/** Difference of two plain decimals in hundred-thousandths: no amount of a message has more than five decimals. */
function minus(a: string, b: string): bigint {
  return scaled(a) - scaled(b);
}

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, 5).padEnd(5, '0'));
}

interface Wider {
  readonly bank: string;
  readonly row: FactRow;
  readonly wider: readonly FactRow[];
  readonly named: ReadonlySet<string>;
  readonly reports: (readonly [number, string, ReportedStep, string])[];
  readonly ask: Ask;
}

/** What is said of a whole block or file holds for each payment in it that is not named below. */
async function matchWider(session: Session, { bank, row, wider, named, reports, ask }: Wider): Promise<void> {
  if (row.says === 'nothing') return;
  const messageId = namedId(row.messageId);
  const blockId = namedId(row.blockId);
  const isMovement = row.isEntry !== null;
  if (isMovement ? blockId === null : (row.level === 'file' ? messageId : blockId) === null) return;
  const all = await session.query<{
    id: string;
    amount: string;
    currency: string;
    blockId: string;
    paidBy: string | null;
  }>(
    `SELECT end_to_end_id AS id, paid_amount::text AS amount, paid_currency AS currency, ${BLOCK_ID} AS "blockId", ${PAID_BY} AS "paidBy"
     FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) ${PAID_BY_BLOCK}
     WHERE batch.state IN ('releasing', 'released') AND NOT voided AND ($1::text IS NULL OR message_id = $1) AND ($2::text IS NULL OR ${BLOCK_ID} = $2)
     ORDER BY line`,
    [isMovement ? null : messageId, row.level === 'file' ? null : blockId],
  );
  const payments = all.filter(({ paidBy }) => isOfSender(paidBy, bank));
  if (payments.length === 0) {
    const [other] = all;
    if (other !== undefined) ask('unmatched', row.fact, foreign(idsOf(row), other.paidBy, bank));
    else if (!isMovement || row.says === 'returned' || blockId?.startsWith(OWN_ID) === true)
      ask('unmatched', row.fact, idsOf(row));
    return;
  }
  if (isMovement) {
    const sum = payments.reduce((total, { amount }) => total + scaled(amount), 0n);
    const isWhole =
      row.amount !== null && scaled(row.amount) === sum && payments.every(({ currency }) => currency === row.currency);
    if (!isWhole || row.says === 'returned') {
      ask(
        'ambiguous',
        row.fact,
        `${row.amount ?? 'an amount'} ${row.currency ?? ''} for block ${blockId ?? ''}, which has ${String(payments.length)} payments`,
      );
      return;
    }
  }
  // What the report says of a block stands lower than what it says of the file.
  const blocks = wider.filter(({ level, status }) => row.level === 'file' && level === 'block' && status !== null);
  const namedBlocks = new Set(blocks.map((block) => namedId(block.blockId)));
  const ours = new Set(payments.map((payment) => payment.blockId));
  // Where a block is none of ours, nobody knows what it leaves out.
  if ([...namedBlocks].some((block) => block === null || !ours.has(block))) return;
  for (const { id, blockId: ofBlock } of payments)
    if (!named.has(id) && !namedBlocks.has(ofBlock))
      reports.push([row.fact, id, row.says, row.level === 'file' ? 'file' : 'block']);
}
