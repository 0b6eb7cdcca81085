import type { Session } from '../../database/index.js';

export interface Signature {
  readonly actor: string;
  readonly reason: string;
}

/**
 * Rows that were not taken and are taken now are resolved by the re-reading. Of a file or an answer that cannot be read
 * again nobody knows, nor of a failure that left no answer.
 *
 * @param deliveries those that may have rows to resolve
 * @param lost names of payloads that could not be read, by delivery
 * @returns how many rows are resolved
 */
export async function resolveAccepted(
  session: Session,
  delivery: number,
  {
    deliveries,
    lost,
    signed,
  }: {
    readonly deliveries: readonly number[];
    readonly lost: readonly { readonly delivery: number; readonly name: string }[];
    readonly signed: Signature;
  },
): Promise<number> {
  return session.execute(
    `INSERT INTO quarantine_resolution (quarantined_row, resolved_by_delivery, actor, reason)
     SELECT old.quarantined_row, $1::integer, $2, $3 FROM quarantined_row AS old JOIN delivery USING (delivery)
     WHERE old.delivery = ANY ($4::integer[])
       AND NOT EXISTS (SELECT FROM fresh_quarantined_row AS still
         WHERE (still.delivery, still.file, still.line) = (old.delivery, old.file, old.line)
           OR source = 're-reading' AND (still.file || ' (delivery ' || still.delivery || ')', still.line) = (old.file, old.line))
       AND NOT EXISTS (SELECT FROM quarantine_resolution AS known WHERE known.quarantined_row = old.quarantined_row)
       AND NOT EXISTS (SELECT FROM unnest($5::text[], $6::integer[]) AS lost (name, delivery)
         WHERE starts_with(lost.name, old.file) AND (lost.delivery = old.delivery OR source <> 'files'))
       AND (old.line > 0 OR source = 'files' AND EXISTS (SELECT FROM delivery_payload AS kept WHERE (kept.delivery, kept.name) = (old.delivery, old.file))
         OR source = 'partner-center' AND old.file ~ '^invoices/[^/?]+$')`,
    [
      delivery,
      signed.actor,
      signed.reason,
      deliveries,
      lost.map(({ name }) => name),
      lost.map((each) => each.delivery),
    ],
  );
}

/**
 * Rows that were taken and are not any more go to quarantine with this delivery, by the place where they stand: also
 * those that a re-reading had accepted.
 */
export async function quarantineRefused(
  session: Session,
  delivery: number,
  deliveries: readonly number[],
): Promise<number> {
  return session.execute(
    `INSERT INTO quarantined_row (delivery, file, line, column_name, code, expected, found)
     SELECT $1::integer, fresh.file || ' (delivery ' || fresh.delivery || ')', line, column_name, code, expected, found
     FROM fresh_quarantined_row AS fresh
     WHERE line > 0 AND delivery = ANY ($2::integer[])
       AND NOT EXISTS (SELECT FROM quarantined_row AS told
         WHERE ((told.delivery, told.file, told.line) = (fresh.delivery, fresh.file, fresh.line)
             OR (told.file, told.line) = (fresh.file || ' (delivery ' || fresh.delivery || ')', fresh.line))
           AND NOT EXISTS (SELECT FROM quarantine_resolution AS accepted JOIN delivery AS accepting
               ON accepting.delivery = accepted.resolved_by_delivery AND accepting.source = 're-reading'
             WHERE accepted.quarantined_row = told.quarantined_row))
     ORDER BY fresh.quarantined_row`,
    [delivery, deliveries],
  );
}
