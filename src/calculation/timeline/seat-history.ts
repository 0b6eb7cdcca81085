import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { endOfDay, plusMillis, startOfDay, type CalendarDate, type Instant } from '../../kernel/index.js';
import { loadCaseProducts } from '../facts/case-products.js';
import { LONGEST_READING_MS } from '../facts/seat-readings.js';
import { visible } from '../facts/snapshot.js';
import type { Run } from '../runs/run.entity.js';
import type { BilledSpell, CataloguedSku, DayStretch, SeatHistory, SeatSpell, TenantReading } from './seats-of-day.js';

interface Asked {
  readonly run: Run;
  readonly terms: CampaignTerms;
  readonly customerKey: number;
  readonly partnerKey: number;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

const HOUR_MS = 3_600_000;

/**
 * The history of one customer's seats on some days, as a run's delivery knew it. Each table is asked by the key of the
 * customer alone, and what of its few rows is meant is told after that: the planner would rather join what was recorded
 * when of all customers. Readings, which are kept for many customers together, are asked by their days.
 */
export async function readSeatHistory(session: Session, asked: Asked): Promise<SeatHistory> {
  const { run, terms, customerKey, from, to } = asked;
  const zone = terms.timeZone.value;
  const oldestReadingHours = terms.oldestSeatReading.value.hours;
  const span = {
    // A reading that is not too old on the first day may be as old as the terms allow.
    begin: plusMillis(startOfDay(from, zone), -oldestReadingHours * HOUR_MS - LONGEST_READING_MS),
    end: endOfDay(to, zone),
  };
  const refused = await session.query<{ at: Instant; cause: string }>(
    `SELECT observed_at AS at, cause FROM refusal
     WHERE customer_key = $1 AND resource = 'seats' AND cause <> 'failed' AND ${visible('refusal', run.delivery)}
       AND observed_at BETWEEN $2 AND $3 ORDER BY observed_at`,
    [customerKey, span.begin, span.end],
  );
  const voids = refused.filter(({ cause }) => cause === 'unreadable').map(({ at }) => at);
  const readings = await session.query<TenantReading>(
    `SELECT observed_from AS "from", observed_to AS "to" FROM reading_coverage AS covered
     WHERE resource = 'seats' AND observed_from BETWEEN $2 AND $3 AND customer_from <= $1 AND customer_to >= $1
       AND ${visible('covered', run.delivery)} ORDER BY observed_to`,
    [customerKey, span.begin, span.end],
  );
  const spells = await session.query<SeatSpell>(
    `WITH history AS MATERIALIZED (SELECT * FROM seat_history WHERE customer_key = $1)
     SELECT observed_sku_key AS "observedSku", seats_assigned AS seats, observed_from AS "from", observed_to AS "to"
     FROM history WHERE ${visible('history', run.delivery)} AND observed_from <= $3 AND (observed_to IS NULL OR observed_to > $2)`,
    [customerKey, span.begin, span.end],
  );
  return {
    readings: readings.filter((reading) => !voids.some((at) => reading.from <= at && at <= reading.to)),
    refusals: refused.map(({ at }) => at),
    spells,
    catalogue: await catalogueOf(session, asked, new Set(spells.map(({ observedSku }) => observedSku))),
    billed: await billedSpells(session, asked),
    invoiced: await session.query<DayStretch>(
      `SELECT known_from AS "from", known_to AS "to" FROM record_coverage AS covered
       WHERE resource = 'billing' AND ${visible('covered', run.delivery)}`,
    ),
    oldestReadingHours,
    timeZone: zone,
  };
}

async function billedSpells(
  session: Session,
  { run, terms, customerKey, partnerKey, from, to }: Asked,
): Promise<BilledSpell[]> {
  const { eligible } = await loadCaseProducts(session, { terms });
  return session.query(
    `WITH billed AS MATERIALIZED (SELECT * FROM billed_seat_history WHERE customer_key = $1)
     SELECT sku_key AS sku, seats_billed::double precision AS seats, charged_from AS "from", charged_to AS "to"
     FROM billed WHERE partner_key = $2 AND product_key = ANY ($3) AND ${visible('billed', run.delivery)}
       AND charged_from <= $5 AND charged_to >= $4`,
    [customerKey, partnerKey, eligible, from, to],
  );
}

/** What the SKUs that readings name were, as the catalogue had them on each day. */
async function catalogueOf(
  session: Session,
  { run, terms, from, to }: Asked,
  observedSkus: ReadonlySet<number>,
): Promise<CataloguedSku[]> {
  const mapping = (alias: string, namedBy: string, name: string) => `
    LEFT JOIN sku_mapping AS ${alias} ON ${alias}.named_by = '${namedBy}' AND ${alias}.name = ${name}
      AND span.day BETWEEN ${alias}.valid_from AND ${alias}.valid_to AND ${visible(alias, run.delivery)}`;
  // From day to day the catalogue is the same but where an entry begins or has ended.
  return session.query(
    `WITH border AS (
       SELECT $2::date AS day
       UNION SELECT valid_from FROM sku_mapping AS mapping WHERE valid_from > $2 AND valid_from <= $3 AND ${visible('mapping', run.delivery)}
       UNION SELECT valid_to + 1 FROM sku_mapping AS mapping WHERE valid_to >= $2 AND valid_to < $3 AND ${visible('mapping', run.delivery)}
     ), span AS (SELECT day, COALESCE(lead(day) OVER (ORDER BY day) - 1, 'infinity'::date) AS last FROM border)
     SELECT observed_sku_key AS "observedSku", COALESCE(mapped.sku, observed.sku_id::text, observed.sku_part_number) AS sku,
       product.product_key IS NOT NULL AS "isEligible", COALESCE(by_id.sku_key <> by_part.sku_key, false) AS "isContradicted",
       CASE WHEN span.day = $2 THEN '0001-01-01' ELSE span.day END AS "validFrom", LEAST(span.last, '9999-12-31') AS "validTo"
     FROM span CROSS JOIN observed_sku AS observed
     ${mapping('by_id', 'id', 'observed.sku_id::text')}
     ${mapping('by_part', 'part', 'observed.sku_part_number')}
     LEFT JOIN sku AS mapped ON mapped.sku_key = COALESCE(by_id.sku_key, by_part.sku_key)
     LEFT JOIN product ON product.product_key = COALESCE(by_id.product_key, by_part.product_key)
       AND product_family = $4 AND product = ANY ($5)
     WHERE observed_sku_key = ANY ($1)`,
    [[...observedSkus], from, to, terms.productFamily.value, terms.eligibleProducts.value],
  );
}
