import { Inject, Injectable } from '@nestjs/common';
import { holdLock, type Session } from '../database/index.js';
import { canonicalJson, CLOCK, sha256Hex, type Clock, type Instant, type JsonValue } from '../kernel/index.js';

/** What a person did. */
export interface AuditedAct {
  readonly actor: string;
  /** For example `run.approve`. */
  readonly act: string;
  /** What it was done to, for example `run 3`. */
  readonly subject: string;
  /** Never an account number or a secret. */
  readonly detail: Readonly<Record<string, JsonValue>>;
}

export interface ChainedEntry extends AuditedAct {
  readonly entry: number;
  readonly doneAt: Instant;
  readonly previousHash: string;
}

export const START_OF_CHAIN = '0'.repeat(64);

/** Append-only log of people's acts, each entry bound to the one before by its hash. Workers do not write here. */
@Injectable()
export class AuditLog {
  readonly #clock: Clock;

  constructor(@Inject(CLOCK) clock: Clock) {
    this.#clock = clock;
  }

  /** Takes part in the transaction of the act: neither stays without the other. */
  async record(session: Session, act: AuditedAct): Promise<void> {
    await holdLock(session, 'audit');
    const [last] = await session.query<{ entry: number; hash: string }>(
      'SELECT entry, entry_hash AS hash FROM audit_entry ORDER BY entry DESC LIMIT 1',
    );
    const entry: ChainedEntry = {
      ...act,
      entry: (last?.entry ?? 0) + 1,
      doneAt: this.#clock.now(),
      previousHash: last?.hash ?? START_OF_CHAIN,
    };
    await session.execute(
      `INSERT INTO audit_entry (entry, done_at, actor, act, subject, detail, previous_hash, entry_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        entry.entry,
        entry.doneAt,
        entry.actor,
        entry.act,
        entry.subject,
        canonicalJson(entry.detail),
        entry.previousHash,
        hashOf(entry),
      ],
    );
  }
}

/** An act on record, without what it was about. */
export type RecordedAct = Pick<AuditedAct, 'actor' | 'act' | 'subject'>;

/**
 * Of the acts that the tables of an area tell of, those that nobody recorded. The chain by itself cannot show that its
 * end was cut off; what was done, and has no entry, does.
 */
export async function unrecordedActs(session: Session, acts: readonly RecordedAct[]): Promise<RecordedAct[]> {
  return session.query(
    `SELECT done.actor, done.act, done.subject FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS done (actor, act, subject, place)
     WHERE NOT EXISTS (SELECT FROM audit_entry AS entry WHERE entry.act = done.act AND entry.subject = done.subject AND entry.actor = done.actor)
     ORDER BY place`,
    [acts.map(({ actor }) => actor), acts.map(({ act }) => act), acts.map(({ subject }) => subject)],
  );
}

/** @returns what is wrong with the chain, and how many entries it has */
export async function checkAuditChain(
  session: Session,
): Promise<{ readonly entries: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let previousHash = START_OF_CHAIN;
  let entries = 0;
  for await (const { hash, ...entry } of session.stream<ChainedEntry & { readonly hash: string }>(
    `SELECT entry, done_at AS "doneAt", actor, act, subject, detail, previous_hash AS "previousHash", entry_hash AS hash FROM audit_entry ORDER BY entry`,
  )) {
    entries += 1;
    if (entry.entry !== entries) problems.push(`audit entry ${String(entries)} is missing`);
    if (entry.previousHash !== previousHash)
      problems.push(`audit entry ${String(entry.entry)} does not follow the one before`);
    if (hashOf(entry) !== hash) problems.push(`audit entry ${String(entry.entry)} was changed`);
    previousHash = hash;
  }
  return { entries, problems };
}

/** What an entry is bound to the one before by. */
export function hashOf({ entry, doneAt, actor, act, subject, detail, previousHash }: ChainedEntry): string {
  return sha256Hex(canonicalJson({ entry, doneAt, actor, act, subject, detail, previousHash }));
}
