import { createHash } from 'node:crypto';
import { unrecordedActs } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { contentOf, partsOf } from './kept-answers.js';
import { FAILED_PAYMENTS } from './payments/failed-payments.js';
import { PAYMENT_STATES, PAYMENT_TRANSITIONS } from './payments/payment-states.js';
import { consequencesOf } from './payments/consequences.js';
import { loadPayments } from './payments/reported-payments.js';
import { isPosting } from './payments/settle-payments.js';
import { factBytes } from './stored-facts.js';

export interface AnswerCheck {
  readonly answers: number;
  readonly payments: number;
  readonly problems: readonly string[];
}

interface CheckedAnswer {
  readonly answer: number;
  readonly bank: string;
  readonly state: string;
  readonly rawHash: string;
  readonly factCount: number | null;
  readonly digest: string | null;
  readonly stored: number;
}

/**
 * Holds what banks sent against the bytes that were kept, each payment's state against what was reported of it, and the
 * journals against both.
 */
export async function checkAnswers(session: Session, vault: Vault): Promise<AnswerCheck> {
  const answers = await session.query<CheckedAnswer>(
    `SELECT answer, bank, state, raw_hash AS "rawHash", fact_count AS "factCount", facts_digest AS digest,
       (SELECT count(*) FROM reported_fact WHERE reported_fact.answer = bank_answer.answer)::integer AS stored
     FROM bank_answer ORDER BY answer`,
  );
  const problems: string[] = [];
  for (const answer of answers) problems.push(...(await wrongAnswer(session, vault, answer)));
  problems.push(...(await wrongTable(session)));
  const { payments, problems: ofPayments } = await wrongPayments(session);
  problems.push(...ofPayments, ...(await wrongJournals(session)), ...(await wrongEnds(session)));
  const decided = await session.query<{ actor: string; subject: string }>(
    `SELECT decided_by AS actor, 'question ' || question AS subject FROM answer_decision ORDER BY question`,
  );
  const unrecorded = await unrecordedActs(
    session,
    decided.map((each) => ({ ...each, act: 'answer.decide' })),
  );
  problems.push(...unrecorded.map(({ actor, subject }) => `${subject}: the audit log has no decision by ${actor}`));
  problems.push(...(await decidedOtherwise(session)), ...(await unasked(session)));
  return { answers: answers.length, payments, problems };
}

/** Its bytes are those that came, and read again they say what was stored. */
async function wrongAnswer(session: Session, vault: Vault, checked: CheckedAnswer): Promise<string[]> {
  const { answer, state, rawHash, factCount, digest, stored } = checked;
  const named = `answer ${String(answer)}`;
  const raw = createHash('sha256');
  const facts = createHash('sha256');
  let count = 0;
  try {
    for await (const piece of contentOf(session, vault, answer)) raw.update(piece);
    for await (const part of partsOf(session, vault, checked)) {
      if (part.part !== 'fact') continue;
      count += 1;
      facts.update(factBytes(part.fact));
    }
  } catch (error) {
    if (error instanceof SeatbackError) return [`${named}: its stored bytes: ${error.code}`];
    throw error;
  }
  return [
    ...(raw.digest('hex') === rawHash ? [] : [`${named}: its stored bytes are not those that came`]),
    ...(factCount === null || (count === factCount && facts.digest('hex') === digest)
      ? []
      : [`${named}: read again it says something else than was recorded`]),
    ...(stored === (state === 'read' ? factCount : 0)
      ? []
      : [`${named}: ${String(stored)} facts are stored of ${String(factCount ?? 0)}`]),
    ...(state === 'kept' ? [`${named}: it was kept and never read; npx seatback answers read goes on with it`] : []),
  ];
}

/** What a person decided is what the audit log says of it. */
async function decidedOtherwise(session: Session): Promise<string[]> {
  const other = await session.query<{ question: number; as: string; logged: string }>(
    `SELECT question, decided_as AS as, detail->>'as' AS logged FROM answer_decision JOIN audit_entry AS entry
       ON entry.act = 'answer.decide' AND entry.subject = 'question ' || question AND entry.actor = decided_by
     WHERE detail->>'as' IS DISTINCT FROM decided_as ORDER BY question`,
  );
  return other.map(
    ({ question, as, logged }) =>
      `question ${String(question)}: it was decided as ${logged} by the audit log, and ${as} is on record`,
  );
}

/** What waits for a person is asked. */
async function unasked(session: Session): Promise<string[]> {
  const rows = await session.query<{ id: string }>(
    `SELECT end_to_end_id AS id FROM ${FAILED_PAYMENTS} WHERE waits_for = 'decision' AND NOT EXISTS (SELECT FROM answer_question AS asked
       WHERE asked.end_to_end_id = failed.end_to_end_id AND about IN ('payment-failed', 'payment-contradicted')
         AND NOT EXISTS (SELECT FROM answer_decision AS said WHERE said.question = asked.question)) ORDER BY 1`,
  );
  return rows.map(({ id }) => `payment ${id}: it waits for a person, and nobody is asked about it`);
}

/** The steps that the database allows are those that the program takes. */
async function wrongTable(session: Session): Promise<string[]> {
  const rows = await session.query<{ step: string }>(
    `SELECT before.state || ' to ' || later.state AS step FROM unnest($1::text[]) AS before (state), unnest($1::text[]) AS later (state)
     WHERE payment_can_go(before.state, later.state)`,
    [PAYMENT_STATES],
  );
  const allowed = rows.map(({ step }) => step).sort();
  const ours = PAYMENT_STATES.flatMap((from) => PAYMENT_TRANSITIONS[from].map((to) => `${from} to ${to}`)).sort();
  return allowed.join() === ours.join()
    ? []
    : ['the steps that payments take in the database are not those of the program'];
}

const PAGE_PAYMENTS = 2_000;

/** A payment's state is the one that follows from its reports, and all that follows was posted. */
async function wrongPayments(session: Session): Promise<{ payments: number; problems: string[] }> {
  const problems: string[] = [];
  let payments = 0;
  let after = '';
  for (;;) {
    const page = await loadPayments(session, 'all', after, PAGE_PAYMENTS);
    for (const payment of page) {
      payments += 1;
      const follows = consequencesOf(payment);
      if (follows.state !== payment.state)
        problems.push(`payment ${payment.endToEndId}: it is ${payment.state}, and by its reports ${follows.state}`);
      if (isPosting(follows))
        problems.push(`payment ${payment.endToEndId}: what follows from its reports was not posted`);
    }
    if (page.length < PAGE_PAYMENTS) return { payments, problems };
    after = page.at(-1)?.endToEndId ?? '';
  }
}

/** Each standing has the journals that it names, over the amount of the payment, and there are no others. */
async function wrongJournals(session: Session): Promise<string[]> {
  const wrong = await session.query<{ id: string }>(`
    SELECT id FROM (
      SELECT payment.end_to_end_id AS id, step.journal, step.name, step.account, step.amount, payment.partner_key, payment.paid_currency AS currency
      FROM payment_standing AS standing JOIN payment_instruction AS payment USING (end_to_end_id)
      CROSS JOIN LATERAL (VALUES ('paid', paid_journal, 'in-transit', paid_amount), ('failed', failed_journal, 'in-transit', paid_amount),
        ('returned', returned_journal, 'paid', paid_amount), ('exchanged', exchanged_journal, 'bank', paid_amount),
        ('exchanged-back', exchanged_back_journal, 'bank', -returned_amount)) AS step (name, journal, account, amount)) AS named
    WHERE (journal IS NULL) <> NOT EXISTS (SELECT FROM journal AS posted WHERE posted.cause = name || ' ' || id)
      OR journal IS NOT NULL AND amount <> COALESCE((SELECT sum(posting.amount) FROM journal AS posted JOIN posting USING (journal)
        JOIN account USING (account_key) WHERE posted.journal = named.journal AND posted.cause = name || ' ' || id AND account.kind = named.account
          AND account.partner_key IS NOT DISTINCT FROM (CASE WHEN named.account <> 'bank' THEN named.partner_key END)
          AND posting.currency = named.currency), 0)
    ORDER BY id`);
  const loose = await session.query<{ cause: string }>(`
    SELECT cause FROM journal WHERE kind = 'status' AND split_part(journal.cause, ' ', 1) IN ('paid', 'failed', 'returned', 'exchanged', 'exchanged-back')
      AND NOT EXISTS (SELECT FROM payment_standing WHERE end_to_end_id = split_part(journal.cause, ' ', 2)) ORDER BY journal`);
  return [
    ...wrong.map(({ id }) => `payment ${id}: its state and the ledger disagree`),
    ...loose.map(({ cause }) => `journal "${cause}" is about a payment without a standing`),
  ];
}

/** An earning was paid by another payment only where the one before came to nothing. */
async function wrongEnds(session: Session): Promise<string[]> {
  const wrong = await session.query<{ id: string }>(`
    SELECT end_to_end_id AS id FROM payment_instruction AS payment WHERE ended AND NOT EXISTS (SELECT FROM payment_standing AS standing
      WHERE standing.end_to_end_id = payment.end_to_end_id AND num_nonnulls(failed_journal, returned_journal) > 0)
      AND NOT EXISTS (SELECT FROM answer_decision AS decided WHERE decided.end_to_end_id = payment.end_to_end_id AND decided_as = 'not-paid') ORDER BY 1`);
  return wrong.map(({ id }) => `payment ${id}: it counts as ended, and nothing says that it failed`);
}
