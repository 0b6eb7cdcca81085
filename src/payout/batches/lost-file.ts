import { basename } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import type { Session } from '../../database/index.js';
import { invariant, type Instant } from '../../kernel/index.js';
import { saidOfAnotherAttempt } from './batch-errors.js';
import { BatchFile } from './batch-file.js';
import type { PayoutBatch } from './batch.entity.js';

/** A file of which nobody can tell from here whether the bank's connector took it: a person looks there. */
export interface LostFile {
  readonly fileName: string;
  /** How often its release was begun or gone on with: what is found out is of the last time, and of no other. */
  readonly attempt: number;
  /** Who did so last, and when. */
  readonly begunBy: string;
  readonly begunAt: Instant;
}

/** Looks for the files of releases that broke off, in the outbox of this machine. */
@Injectable()
export class FindLostFiles {
  readonly #dataFolder: string;

  constructor(@Inject(ENVIRONMENT) { dataFolder }: Environment) {
    this.#dataFolder = dataFolder;
  }

  /** Undefined where the batch is in no need of a person: releasing it goes on by itself. */
  async find(session: Session, batch: PayoutBatch): Promise<LostFile | undefined> {
    if (batch.state !== 'releasing' || batch.format === 'vendor') return undefined;
    const file = new BatchFile(this.#dataFolder, batch);
    if (!file.isLost()) return undefined;
    return { fileName: basename(file.path), ...(await lastAttempt(session, batch)) };
  }
}

type Attempt = Omit<LostFile, 'fileName'>;

/** A batch names who began its release; who went on with it stands in the audit log alone. */
async function lastAttempt(session: Session, { batch }: PayoutBatch): Promise<Attempt> {
  const [last] = await session.query<Attempt>(
    `SELECT (count(*) OVER ())::integer AS attempt, actor AS "begunBy", done_at AS "begunAt" FROM audit_entry
     WHERE subject COLLATE "C" = $1 AND act IN ('payout.release', 'payout.release-resumed') ORDER BY entry DESC LIMIT 1`,
    [`batch ${String(batch)}`],
  );
  invariant(last !== undefined, 'whoever begins a release is on record');
  return last;
}

/**
 * What somebody found out before the file was handed over once more says nothing of that time: the bank may have it by now.
 *
 * @throws SeatbackError WIRE_FILE_UNCERTAIN
 */
export async function expectOfLastAttempt(session: Session, batch: PayoutBatch, attempt: number): Promise<void> {
  const last = await lastAttempt(session, batch);
  if (attempt !== last.attempt) throw saidOfAnotherAttempt(batch, attempt, last);
}
