import type { Session } from '../../database/index.js';
import { tellLog } from '../../logging/index.js';
import type { Run } from './run.entity.js';

/** As the entity names them; each page asks for the run first, and by way of the entity it takes several times as long. */
const COLUMNS = `run, campaign_id AS "campaignId", version, kind, snapshot_at AS "snapshotAt", known_at AS "knownAt", delivery,
  engine_version AS "engineVersion", state, digest, counts, currency, earned_total AS "earnedTotal", calculated_at AS "calculatedAt",
  based_on AS "basedOn", customers_evaluated AS "customersEvaluated", submitted_by AS "submittedBy", approved_by AS "approvedBy",
  approved_digest AS "approvedDigest", posted_by AS "postedBy"`;

/** The run that speaks for a campaign: the posted one, else the last; undefined where nothing was calculated yet. */
export async function runInForce(session: Session, campaignId: string): Promise<Run | undefined> {
  const [speaks] = await session.query<Run>(
    `SELECT ${COLUMNS} FROM calculation_run WHERE campaign_id = $1 ORDER BY state = 'posted' DESC, run DESC LIMIT 1`,
    [campaignId],
  );
  if (speaks !== undefined) tellLog({ run: speaks.run });
  return speaks;
}
