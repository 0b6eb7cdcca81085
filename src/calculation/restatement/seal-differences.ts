import { createHash } from 'node:crypto';
import type { Session } from '../../database/index.js';
import { canonicalJson, Money } from '../../kernel/index.js';
import type { Run } from '../runs/run.entity.js';
import type { Difference } from './attribute.js';

export type SealedRun = Pick<Run, 'run' | 'digest'>;

/** SHA-256 over the digests of the two runs and over each difference in its order: none goes with other runs. */
export async function sealOf(
  after: SealedRun,
  before: SealedRun,
  differences: Iterable<Difference> | AsyncIterable<Difference>,
): Promise<string> {
  const hash = createHash('sha256').update(`${before.digest}\n${after.digest}\n`);
  for await (const { partnerKey, customerKey, causes, delivery, version, amount } of differences) {
    const { code } = amount.currency;
    const line = { partnerKey, customerKey, causes, delivery, version, amount: amount.toString(), currency: code };
    hash.update(`${canonicalJson(line)}\n`);
  }
  return hash.digest('hex');
}

export interface DifferencesSeal {
  /** As it was calculated; null of a restatement from before there were seals. */
  readonly seal: string | null;
  /** What is wrong with it; undefined where nothing is. */
  readonly problem: string | undefined;
}

/**
 * Holds the differences on record against their seal, and the seal against what was submitted, as the audit log says.
 * Only inside a transaction.
 */
export async function checkSeal(session: Session, after: SealedRun, before: SealedRun): Promise<DifferencesSeal> {
  const { seal, submitted } = await session.one<{ seal: string | null; submitted: string | null }>(
    `SELECT differences_hash AS seal, (SELECT detail->>'differences' FROM audit_entry
       WHERE act = 'run.submitted' AND subject = 'run ' || run AND detail->>'restates' = restates::text) AS submitted
     FROM restatement WHERE run = $1 AND restates = $2`,
    [after.run, before.run],
  );
  const wrong = (what: string) => ({
    seal,
    problem: `run ${String(after.run)} restates run ${String(before.run)}: its differences are not those that ${what}`,
  });
  if (submitted !== null && submitted !== seal) return wrong('the audit log says were submitted');
  if (seal !== null && seal !== (await sealOf(after, before, storedDifferences(session, after.run, before.run))))
    return wrong('were calculated');
  return { seal, problem: undefined };
}

async function* storedDifferences(session: Session, run: number, restates: number): AsyncGenerator<Difference, void> {
  const rows = session.stream<Omit<Difference, 'amount'> & { readonly amount: string; readonly currency: string }>(
    `SELECT partner_key AS "partnerKey", customer_key AS "customerKey", causes, delivery, version, amount, currency
     FROM restatement_difference WHERE run = ${String(run)} AND restates = ${String(restates)} ORDER BY line`,
  );
  for await (const { amount, currency, ...difference } of rows)
    yield { ...difference, amount: Money.of(amount, currency) };
}
