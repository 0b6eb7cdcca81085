import type { RegisterWords } from '../campaigns/index.js';
import type { Session } from '../database/index.js';

/** The words that partners' standings and customers' segments bear, as they are on record now. */
export async function registerWords(session: Session): Promise<RegisterWords> {
  const named = await session.query<{ kind: string; names: readonly string[] }>(
    'SELECT kind, array_agg(DISTINCT name ORDER BY name) AS names FROM partner_standing WHERE recorded_to IS NULL GROUP BY kind',
  );
  const levels = await session.query<{ level: string }>(
    `SELECT DISTINCT level FROM partner_standing WHERE recorded_to IS NULL AND kind = 'competency' AND level IS NOT NULL ORDER BY level`,
  );
  const segments = await session.query<{ segment: string }>(
    'SELECT DISTINCT segment FROM customer_profile WHERE recorded_to IS NULL AND segment IS NOT NULL ORDER BY segment',
  );
  return {
    standings: named.length === 0 ? undefined : Object.fromEntries(named.map(({ kind, names }) => [kind, names])),
    levels: levels.map(({ level }) => level),
    segments: segments.length === 0 ? undefined : segments.map(({ segment }) => segment),
  };
}
