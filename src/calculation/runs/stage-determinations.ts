import type { Session } from '../../database/index.js';
import { customerCases } from '../facts/customer-cases.js';
import { allKeys } from '../facts/key-ranges.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { PartnerFacts } from '../rules/index.js';
import { CustomerEvaluation, STAGED_COLUMNS, stagedColumns, type EvaluatedCustomers } from './evaluate-customers.js';
import { evaluateByThreads, shareKeys, type EvaluationHelp } from './evaluation-crew.js';
import type { CustomerCounts } from './run.entity.js';

type OnProgress = ((customers: number) => void) | undefined;

export interface Staging {
  readonly onProgress?: OnProgress;
  /** These customers; all, where it is left out. */
  readonly only?: readonly number[] | undefined;
}

/** Facts are committed and pinned, so they are read on one connection while what follows from them is staged on the other. */
interface StagingSessions {
  readonly facts: Session;
  readonly staging: Session;
}

/**
 * Determines every customer by itself, into a table of the transaction's own: `staged_determination`. Whoever reads it
 * says in which order: rows lie there as they came.
 */
export async function stageDeterminations(
  { facts, staging }: StagingSessions,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  { onProgress, only }: Staging = {},
): Promise<CustomerCounts> {
  return stage(staging, snapshot, onProgress, async (write) => {
    const run = await loadRunFacts(facts, snapshot);
    const evaluation = new CustomerEvaluation(run, snapshot.terms);
    for await (const { cases, customersTold } of customerCases(facts, snapshot, partners, run.billingKnown, only))
      await write({ ...evaluation.linesOf(cases), customersSeen: customersTold });
  });
}

/**
 * The same of all customers, shared out to threads: the same rows, however many they are.
 *
 * @returns undefined where so few customers are not worth a second thread; then nothing is staged
 * @throws SeatbackError EVALUATION_THREAD_LOST
 */
export async function stageByThreads(
  { facts, staging }: StagingSessions,
  snapshot: Snapshot,
  help: EvaluationHelp,
  onProgress: OnProgress,
): Promise<CustomerCounts | undefined> {
  const keys = shareKeys(help, snapshot.terms, await allKeys(facts));
  if (keys === undefined) return undefined;
  const task = { shared: await help.share(facts), snapshot };
  return stage(staging, snapshot, onProgress, (write) => evaluateByThreads(help, task, keys, write));
}

async function stage(
  staging: Session,
  { terms }: Snapshot,
  onProgress: OnProgress,
  evaluate: (write: (evaluated: EvaluatedCustomers) => Promise<void>) => Promise<void>,
): Promise<CustomerCounts> {
  await staging.execute(`
    CREATE TEMPORARY TABLE staged_determination ON COMMIT DROP AS
    SELECT ${STAGED_COLUMNS.join(', ')}, NULL::uuid AS customer_id, NULL::date AS first_start, NULL::numeric AS counted_most, NULL::jsonb AS counted_parts
    FROM determination WITH NO DATA`);
  const columns = stagedColumns(terms);
  const counts = { customers: 0, customersSeen: 0 };
  await evaluate(async ({ lines, customers, customersSeen }) => {
    await staging.copyText('staged_determination', columns, lines);
    counts.customers += customers;
    counts.customersSeen += customersSeen;
    onProgress?.(counts.customers);
  });
  // What it is joined by; the other columns would take seconds and decide nothing.
  await staging.execute('ANALYZE staged_determination (partner_key, customer_key)');
  return counts;
}
