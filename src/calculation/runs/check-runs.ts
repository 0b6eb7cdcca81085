import { groupsTogether, type Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { checkCompared } from './check-compared.js';
import { copiedDeterminations } from './copied-determinations.js';
import { digestOfPartner, RunDigest } from './digests.js';
import { earningsOfRun } from './earnings.js';
import { listRuns } from './list-runs.js';
import type { Run } from './run.entity.js';

/**
 * Makes the digests of all runs anew from what is stored, holds posted runs against what was accrued, and every step
 * of a run against the audit log, whose own chain does not show that its end was cut off.
 */
export async function checkRuns(
  session: Session,
): Promise<{ readonly runs: number; readonly problems: readonly string[] }> {
  const runs = await listRuns(session);
  const problems = [...(await checkSteps(session)), ...(await checkReferences(session))];
  for (const run of runs) {
    problems.push(...(await checkResult(session, run)));
    if (run.postedBy !== null) problems.push(...(await checkAccruals(session, run)));
  }
  return { runs: runs.length, problems };
}

/** Makes digest and total of a run anew from what is stored, and tells where they are not those of the run. */
export async function checkResult(session: Session, run: Run): Promise<string[]> {
  const problems: string[] = [];
  const earnings = new Map(
    (await earningsOfRun(session, run.campaignId, run.run)).map((each) => [each.partnerKey, each]),
  );
  const digest = new RunDigest();
  let partners = 0;
  let total = Money.zero(run.currency);
  const ofPartners = groupsTogether(copiedDeterminations(session, run.campaignId, run.run), (row) => row.partnerKey);
  for await (const groups of ofPartners)
    for (const rows of groups) {
      partners += 1;
      const [{ partnerId }] = rows;
      const earning = earnings.get(rows[0].partnerKey);
      if (earning === undefined) {
        problems.push(`run ${String(run.run)}: partner ${partnerId} has determinations and no earning`);
        continue;
      }
      const amount = (value: string) => Money.of(value, earning.currency).toString();
      const made = digestOfPartner(run.campaignId, rows, {
        ...earning,
        earned: amount(earning.earned),
        potential: earning.potential === null ? null : amount(earning.potential),
      });
      if (made !== earning.digest)
        problems.push(`run ${String(run.run)}: the determinations of partner ${partnerId} were changed`);
      digest.add(partnerId, made);
    }
  if (partners !== earnings.size)
    problems.push(
      `run ${String(run.run)}: ${String(earnings.size)} earnings, ${String(partners)} partners with determinations`,
    );
  for (const { partnerId, earned, currency } of earnings.values()) {
    if (currency === run.currency) total = total.plus(Money.of(earned, currency));
    else problems.push(`run ${String(run.run)}: partner ${partnerId} earned in ${currency}, not in ${run.currency}`);
  }
  const stated = Money.of(run.earnedTotal, run.currency);
  if (total.compare(stated) !== 0)
    problems.push(
      `run ${String(run.run)}: its partners earned ${total.toString()} ${run.currency}, it says ${stated.toString()}`,
    );
  if (digest.value() !== run.digest)
    problems.push(`run ${String(run.run)}: its digest is not that of its determinations`);
  return [...problems, ...(await checkCompared(session, run, [...earnings.values()]))];
}

/** References that the schema declares and does not enforce: looking up each row takes longer than writing it. */
async function checkReferences(session: Session): Promise<string[]> {
  const problems: string[] = [];
  for (const [table, key, target, targetKey] of [
    ['determination', 'partner_key', 'partner', 'partner_key'],
    ['determination', 'customer_key', 'customer', 'customer_key'],
    ['determination', 'run_from', 'calculation_run', 'run'],
    ['determination', 'run_to', 'calculation_run', 'run'],
    ['partner_earning', 'partner_key', 'partner', 'partner_key'],
    ['partner_earning', 'run_from', 'calculation_run', 'run'],
    ['partner_earning', 'run_to', 'calculation_run', 'run'],
  ] as const) {
    const { rows } = await session.one<{ rows: number }>(
      `SELECT count(*)::integer AS rows FROM ${table} AS row
       WHERE ${key} IS NOT NULL AND NOT EXISTS (SELECT FROM ${target} AS known WHERE known.${targetKey} = row.${key})`,
    );
    if (rows > 0) problems.push(`${table} has ${String(rows)} rows whose ${key} names nothing`);
  }
  return problems;
}

async function checkAccruals(session: Session, run: Run): Promise<string[]> {
  const differing = await session.query<{ partnerId: string }>(
    `SELECT partner_id AS "partnerId" FROM (
       SELECT partner_key, earned, potential, compared, compared_potential FROM partner_earning WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)) AS earning
     FULL JOIN (SELECT partner_key, earned, potential, compared, compared_potential, restates FROM accrual WHERE run = $2) AS accrued USING (partner_key)
     JOIN partner USING (partner_key)
     WHERE (earning.earned, earning.potential, earning.compared, earning.compared_potential)
       IS DISTINCT FROM (accrued.earned, accrued.potential, accrued.compared, accrued.compared_potential)
       -- Restated, a partner may have no customer left: it has an accrual of nothing.
       AND NOT (earning.earned IS NULL AND accrued.earned = 0 AND accrued.restates IS NOT NULL)
     ORDER BY partner_id`,
    [run.campaignId, run.run],
  );
  return differing.map(
    ({ partnerId }) =>
      `run ${String(run.run)}: partner ${partnerId} earned something else than was accrued, or something else is compared`,
  );
}

async function checkSteps(session: Session): Promise<string[]> {
  const differing = await session.query<{
    run: number;
    step: string;
    onRun: string | null;
    inLog: string | null;
    sameActor: boolean;
  }>(
    `SELECT run, step, taken.actor AS "onRun", entry.actor AS "inLog", taken.actor IS NOT DISTINCT FROM entry.actor AS "sameActor"
     FROM (
       SELECT run, step, actor, digest FROM calculation_run CROSS JOIN LATERAL (VALUES
         ('submitted', submitted_by), ('approved', approved_by), ('posted', posted_by), ('rejected', rejected_by)) AS each (step, actor)
       WHERE actor IS NOT NULL) AS taken
     FULL JOIN (
       SELECT substring(subject FROM '^run (\\d+)$')::integer AS run, substring(act FROM '^run\\.(.*)$') AS step, actor, detail->>'digest' AS digest
       FROM audit_entry WHERE act LIKE 'run.%') AS entry USING (run, step)
     WHERE taken.actor IS DISTINCT FROM entry.actor OR taken.digest IS DISTINCT FROM entry.digest ORDER BY run, step`,
  );
  return differing.map(({ run, step, onRun, inLog, sameActor }) => {
    const name = `run ${String(run)}`;
    if (sameActor) return `${name}: ${step} with another digest than the audit log says`;
    if (onRun === null) return `${name}: the audit log says that ${String(inLog)} ${step} it, and it is not on the run`;
    return `${name}: ${step} by ${onRun}, and the audit log ${inLog === null ? 'has no such entry' : `says ${inLog}`}`;
  });
}
