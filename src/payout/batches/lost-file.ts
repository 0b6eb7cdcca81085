import { basename } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import type { Session } from '../../database/index.js';
import { invariant, type Instant } from '../../kernel/index.js';
import { BatchFile } from './batch-file.js';
import type { PayoutBatch } from './batch.entity.js';

/** A file of which nobody can tell from here whether the bank's connector took it: a person looks there. */
export interface LostFile {
  readonly fileName: string;
  /** Who began the release that broke off, and when. */
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
    const { begunAt } = await session.one<{ begunAt: Instant }>(
      'SELECT release_begun_at AS "begunAt" FROM payout_batch WHERE batch = $1',
      [batch.batch],
    );
    invariant(batch.releasedBy !== null, 'whoever begins a release is on record');
    return { fileName: basename(file.path), begunBy: batch.releasedBy, begunAt };
  }
}
