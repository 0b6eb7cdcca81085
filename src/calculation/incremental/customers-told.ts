import type { Session } from '../../database/index.js';
import { TELLING_TABLES } from '../facts/case-rows.js';
import { visible } from '../facts/snapshot.js';
import { recordedBetween, type Pins } from './pins.js';

/** By how many more customers any source has told at the pin after. */
export async function newlyTold(session: Session, pins: Pins): Promise<number> {
  const told = (delivery: number) =>
    TELLING_TABLES.map(
      (table) =>
        `EXISTS (SELECT FROM ${table} AS told WHERE told.customer_key = changed.customer_key AND ${visible('told', delivery)})`,
    ).join(' OR ');
  const { more } = await session.one<{ more: number }>(
    `SELECT COALESCE(sum((${told(pins.after.delivery)})::integer - (${told(pins.before.delivery)})::integer), 0)::integer AS more
     FROM (${TELLING_TABLES.map((table) => `SELECT customer_key FROM ${table} AS row WHERE ${recordedBetween('row', pins)}`).join(' UNION ')}) AS changed`,
  );
  return more;
}
