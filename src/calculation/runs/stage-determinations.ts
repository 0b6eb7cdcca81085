import type { Session } from '../../database/index.js';
import { customerCases } from '../facts/customer-cases.js';
import { allKeys } from '../facts/key-ranges.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { PartnerFacts } from '../rules/index.js';
import { CustomerEvaluation, STAGED_COLUMNS, stagedColumns, type EvaluatedCustomers } from './evaluate-customers.js';
import { evaluateByThreads, stretchesFor, type EvaluationHelp } from './evaluation-crew.js';
import type { CustomerCounts } from './run.entity.js';

export interface Staging {
  readonly onProgress?: ((customers: number) => void) | undefined;
  /** These customers; all, where it is left out. */
  readonly only?: readonly number[] | undefined;
  /** Threads that all customers may be shared out to; none, where it is left out. */
  readonly help?: EvaluationHelp | undefined;
}

/**
 * Determines every customer by itself, into a table of the transaction's own: `staged_determination`. Facts are committed
 * and pinned, so they are read on one connection while what follows from them is staged on the other. Whoever reads the
 * table says in which order: rows lie there as they came.
 *
 * @throws SeatbackError EVALUATION_THREAD_LOST
 */
export async function stageDeterminations(
  { facts, staging }: { readonly facts: Session; readonly staging: Session },
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  { onProgress, only, help }: Staging = {},
): Promise<CustomerCounts> {
  const { terms } = snapshot;
  await createTable(staging);
  const columns = stagedColumns(terms);
  const counts = { customers: 0, customersSeen: 0 };
  const write = async ({ lines, customers, customersSeen }: EvaluatedCustomers) => {
    await staging.copyText('staged_determination', columns, lines);
    counts.customers += customers;
    counts.customersSeen += customersSeen;
    onProgress?.(counts.customers);
  };
  const stretches = help === undefined || only !== undefined ? [] : stretchesFor(help, terms, await allKeys(facts));
  if (help !== undefined && stretches.length > 1) {
    await evaluateByThreads(help, { shared: await help.share(facts), snapshot }, stretches, write);
  } else {
    const run = await loadRunFacts(facts, snapshot);
    const evaluation = new CustomerEvaluation(run, terms);
    for await (const { cases, customersTold } of customerCases(facts, snapshot, partners, run.billingKnown, only))
      await write({ ...evaluation.linesOf(cases), customersSeen: customersTold });
  }
  await staging.execute('ANALYZE staged_determination');
  return counts;
}

async function createTable(staging: Session): Promise<void> {
  await staging.execute(`
    CREATE TEMPORARY TABLE staged_determination ON COMMIT DROP AS
    SELECT ${STAGED_COLUMNS.join(', ')}, NULL::uuid AS customer_id, NULL::date AS first_start, NULL::numeric AS counted_most, NULL::jsonb AS counted_parts
    FROM determination WITH NO DATA`);
}
