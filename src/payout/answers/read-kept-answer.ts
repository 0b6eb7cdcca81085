import { createHash } from 'node:crypto';
import type { Session, Vault } from '../../database/index.js';
import { holdLock } from '../../database/index.js';
import { invariant, type Instant } from '../../kernel/index.js';
import type { Ledger } from '../../ledger/index.js';
import { interpretFact } from './interpret-fact.js';
import { partsOf } from './kept-answers.js';
import { matchFacts } from './match-facts.js';
import { type ReportFault, type ReportHeader } from './messages/index.js';
import { settlePayments } from './payments/settle-payments.js';
import { askQuestions, type NewQuestion } from './questions.js';
import { factBytes, storeFacts, type NumberedFact } from './stored-facts.js';

export type AnswerState = 'kept' | 'read' | 'repeated' | 'differs' | 'unreadable';

/** What has come of a file that a bank sent. */
export interface ReadAnswer {
  readonly answer: number;
  readonly state: AnswerState;
  readonly kind: ReportHeader['kind'] | null;
  readonly messageId: string | null;
  readonly facts: number;
  /** Payments of ours that it says something of, and those of them whose state changed. */
  readonly payments: number;
  readonly changed: number;
  readonly journals: number;
  /** New on the work list. */
  readonly questions: number;
  readonly fault: ReportFault | null;
  /** The answer that said it first. */
  readonly repeats: number | null;
}

const PAGE_FACTS = 1_000;

/**
 * Reads what was kept, once: its facts, whose payments they are about, and what follows. All in one transaction, so that
 * a crash leaves an answer that is kept and still to be read.
 *
 * @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN, ACCOUNTING_MONTH_CLOSED
 */
export async function readKeptAnswer(
  session: Session,
  { vault, ledger }: { readonly vault: Vault; readonly ledger: Ledger },
  answer: number,
  now: Instant,
): Promise<ReadAnswer | 'read before'> {
  return session.transaction(async () => {
    await holdLock(session, 'payout');
    const { bank, state } = await session.one<{ bank: string; state: AnswerState }>(
      'SELECT bank, state FROM bank_answer WHERE answer = $1',
      [answer],
    );
    if (state !== 'kept') return 'read before';
    const reading = await readFacts(session, vault, answer, bank);
    const { header, facts, digest } = reading;
    const nothing = { payments: 0, changed: 0, journals: 0 };
    const result = {
      answer,
      kind: header?.kind ?? null,
      messageId: header?.messageId ?? null,
      facts,
      fault: null,
      repeats: null,
    };
    if ('fault' in reading) {
      await close(session, answer, 'unreadable', now, {
        header,
        facts,
        digest: null,
        fault: reading.fault,
        repeats: null,
      });
      const { expected, found, line } = reading.fault;
      const questions = await askQuestions(
        session,
        [{ about: 'report-unreadable', answer, found: `expected ${expected}, found ${found}, line ${String(line)}` }],
        now,
      );
      return { ...result, ...nothing, state: 'unreadable', facts: 0, questions, fault: reading.fault };
    }
    if (reading.repeats !== null) {
      const { repeats, isSame } = reading;
      const repeated = isSame ? 'repeated' : 'differs';
      await close(session, answer, repeated, now, { header, facts, digest, fault: null, repeats });
      const questions = isSame
        ? 0
        : await askQuestions(
            session,
            [
              {
                about: 'report-differs',
                answer,
                found: `answer ${String(repeats)} has the same id and says something else`,
              },
            ],
            now,
          );
      return { ...result, ...nothing, state: repeated, questions, repeats };
    }
    await close(session, answer, 'read', now, { header, facts, digest, fault: null, repeats: null });
    invariant(header !== undefined, 'a report without a fault has a header');
    const waiting = await askQuestions(session, reading.waiting, now);
    const matched = await matchFacts(session, { answer, bank, kind: header.kind }, now);
    const settled = await settlePayments(session, ledger, { answer }, now);
    return {
      ...result,
      state: 'read',
      payments: matched.payments,
      changed: settled.changed,
      journals: settled.journals,
      questions: waiting + matched.questions + settled.questions,
    };
  });
}

interface Reading {
  readonly header: ReportHeader | undefined;
  readonly facts: number;
  readonly digest: string | null;
  readonly waiting: readonly NewQuestion[];
  readonly repeats: number | null;
  readonly isSame: boolean;
}

/** Takes the rows of a report back of which nothing counts. */
class NothingCounts extends Error {
  constructor(readonly reading: Reading & { readonly fault?: ReportFault }) {
    super('nothing of it counts');
  }
}

async function readFacts(
  session: Session,
  vault: Vault,
  answer: number,
  bank: string,
): Promise<Reading | (Reading & { readonly fault: ReportFault })> {
  try {
    return await session.transaction(async () => {
      const reading = await storeReport(session, vault, { answer, bank });
      if ('fault' in reading) throw new NothingCounts({ ...reading, repeats: null, isSame: false });
      const { header, digest } = reading;
      const [before] =
        (header?.messageId ?? null) === null || header === undefined
          ? []
          : await session.query<{ answer: number; digest: string }>(
              `SELECT answer, facts_digest AS digest FROM bank_answer WHERE state = 'read' AND bank = $1 AND kind = $2 AND message_id = $3
                 AND page IS NOT DISTINCT FROM $4`,
              [bank, header.kind, header.messageId, header.page],
            );
      if (before !== undefined)
        throw new NothingCounts({ ...reading, repeats: before.answer, isSame: before.digest === digest });
      return { ...reading, repeats: null, isSame: false };
    });
  } catch (error) {
    if (!(error instanceof NothingCounts)) throw error;
    return error.reading;
  }
}

async function storeReport(session: Session, vault: Vault, kept: { readonly answer: number; readonly bank: string }) {
  const { answer } = kept;
  const hash = createHash('sha256');
  const waiting: NewQuestion[] = [];
  let header: ReportHeader | undefined;
  let facts = 0;
  let page: NumberedFact[] = [];
  for await (const part of partsOf(session, vault, kept)) {
    if (part.part === 'header') header = part.header;
    if (part.part === 'fault') return { header, facts, digest: null, waiting, fault: part.fault };
    if (part.part !== 'fact') continue;
    facts += 1;
    const interpretation = interpretFact(part.fact);
    hash.update(factBytes(part.fact));
    for (const about of interpretation.waits)
      waiting.push({ about, answer, fact: facts, found: `${part.fact.level}: ${shortly(part.fact)}` });
    page.push({ number: facts, fact: part.fact, interpretation });
    if (page.length < PAGE_FACTS) continue;
    await storeFacts(session, answer, page);
    page = [];
  }
  await storeFacts(session, answer, page);
  return { header, facts, digest: hash.digest('hex'), waiting };
}

function shortly({ status, reasons, endToEndId, paymentInformationId, messageId }: NumberedFact['fact']): string {
  const codes = reasons.flatMap(({ code, proprietary }) => code ?? proprietary ?? []);
  return [status ?? 'no status', ...codes, endToEndId ?? paymentInformationId ?? messageId ?? 'no id']
    .join(' ')
    .slice(0, 200);
}

async function close(
  session: Session,
  answer: number,
  state: AnswerState,
  now: Instant,
  {
    header,
    facts,
    digest,
    fault,
    repeats,
  }: Pick<Reading, 'header' | 'facts' | 'digest' | 'repeats'> & { readonly fault: ReportFault | null },
): Promise<void> {
  await session.execute(
    `UPDATE bank_answer SET state = $2, read_at = $3, kind = $4, namespace = $5, message_id = $6, page = $7, created = $8, fact_count = $9,
       facts_digest = $10, fault = $11, repeats = $12 WHERE answer = $1`,
    [
      answer,
      state,
      now,
      header?.kind ?? null,
      header?.namespace ?? null,
      header?.messageId ?? null,
      header?.page ?? null,
      header?.createdAt ?? null,
      digest === null ? null : facts,
      digest,
      fault === null ? null : JSON.stringify(fault),
      repeats,
    ],
  );
}
