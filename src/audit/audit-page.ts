import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import { hashOf, START_OF_CHAIN, type ChainedEntry } from './audit-log.js';

/** An entry as it stands in the chain, looked at by itself. */
export interface AuditEntry extends ChainedEntry {
  readonly doneAt: Instant;
  readonly hash: string;
  /** Its hash follows from what it says, and it follows the entry before it. */
  readonly isSound: boolean;
}

export interface WhichEntries {
  /** By exactly this name on record. */
  readonly actor?: string | undefined;
  /** Acts that begin with one of these, such as `run.`; none: whatever was done. */
  readonly acts?: readonly string[] | undefined;
  /** What begins so, such as `run 3`. */
  readonly subject?: string | undefined;
  /** The entry that the page before ended with. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Greater than whatever begins with the text before it, in the order of code points. */
const END = `U&'\\+10FFFF'`;

/** What people did, the latest first; each entry with whether it is what was entered. */
export async function auditPage(
  session: Session,
  { actor, acts = [''], subject, before, limit }: WhichEntries,
): Promise<AuditEntry[]> {
  const rows = await session.query<ChainedEntry & { readonly hash: string; readonly hashBefore: string | null }>(
    `SELECT done.entry, done.done_at AS "doneAt", done.actor, done.act, done.subject, done.detail, done.previous_hash AS "previousHash",
       done.entry_hash AS hash, earlier.entry_hash AS "hashBefore"
     FROM audit_entry AS done LEFT JOIN audit_entry AS earlier ON earlier.entry = done.entry - 1
     WHERE ($1::text IS NULL OR done.actor COLLATE "C" = $1)
       AND EXISTS (SELECT FROM unnest($2::text[]) AS begun WHERE done.act COLLATE "C" >= begun AND done.act COLLATE "C" < begun || ${END})
       AND ($3::text IS NULL OR (done.subject COLLATE "C" >= $3 AND done.subject COLLATE "C" < $3 || ${END}))
       AND ($4::integer IS NULL OR done.entry < $4)
     ORDER BY done.entry DESC LIMIT $5`,
    [actor ?? null, [...acts], subject ?? null, before ?? null, limit],
  );
  return rows.map(({ hashBefore, ...entry }) => ({
    ...entry,
    // Nothing stands before the first one; a gap before a later one is none.
    isSound:
      hashOf(entry) === entry.hash && entry.previousHash === (hashBefore ?? (entry.entry === 1 ? START_OF_CHAIN : '')),
  }));
}
