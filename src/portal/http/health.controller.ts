import { Controller, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { expectCurrentSchema } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { Allow } from './access/allow.js';
import { Readiness } from './operations/readiness.js';
import { API_ROUTES } from './routes.js';
import { Serves } from './serves.js';

/** Whoever asks whether we are ready does not wait longer than this for the database. */
const DATABASE_ANSWERS_WITHIN_MS = 2_000;

/** Whether the process is up, and whether it can do its work: for those who start, watch and route to it. */
@Controller()
@Allow('public')
export class HealthController {
  readonly #dataSource: DataSource;
  readonly #readiness: Readiness;

  constructor(@Inject(DataSource) dataSource: DataSource, readiness: Readiness) {
    this.#dataSource = dataSource;
    this.#readiness = readiness;
  }

  @Serves(API_ROUTES.live)
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** @throws SeatbackError PROCESS_ENDING, DATABASE_UNREACHABLE, SCHEMA_NOT_CURRENT */
  @Serves(API_ROUTES.ready)
  async ready(): Promise<{ readonly status: 'ready'; readonly database: 'answers'; readonly schema: 'current' }> {
    if (this.#readiness.isEnding) throw ending();
    const inTime = AbortSignal.timeout(DATABASE_ANSWERS_WITHIN_MS);
    const tooLate = new Promise<never>((_resolve, reject) => {
      inTime.addEventListener('abort', () => reject(unreachable('no answer in time')), { once: true });
    });
    await Promise.race([this.#askDatabase(), tooLate]);
    return { status: 'ready', database: 'answers', schema: 'current' };
  }

  async #askDatabase(): Promise<void> {
    await this.#dataSource.query('SELECT 1').catch((error: unknown) => {
      throw unreachable(error instanceof Error && error.message !== '' ? error.message : 'no connection');
    });
    await expectCurrentSchema(this.#dataSource);
  }
}

function ending(): SeatbackError {
  return new SeatbackError({
    code: 'PROCESS_ENDING',
    expected: 'a process that goes on',
    found: 'one that was told to end, and ends what it was asked for before',
    where: 'this process',
    next: 'Send requests to another one.',
  });
}

function unreachable(found: string): SeatbackError {
  return new SeatbackError({
    code: 'DATABASE_UNREACHABLE',
    expected: 'a database that answers',
    found,
    where: 'the database',
    next: 'Start the database server, or look why it refuses; this process connects again by itself.',
  });
}
