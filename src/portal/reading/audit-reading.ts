import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { auditPage, type AuditEntry } from '../../audit/index.js';
import { UnitOfWork } from '../../database/index.js';
import { readPlace, writePlace } from './cursor.js';
import { readOnly } from './read-only.js';

const ENTRIES_ON_A_PAGE = 100;

const place = z.tuple([z.int().min(1)]);

/** What is done about rights, sessions and keys: all that an administrator sees of the log. */
const ABOUT_RIGHTS = ['access.', 'token.', 'keys.', 'identity.'];

export interface AuditRequest {
  readonly person?: string | undefined;
  readonly act?: string | undefined;
  readonly subject?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface AuditAnswer {
  readonly asked: Omit<AuditRequest, 'cursor'>;
  readonly entries: readonly AuditEntry[];
  /** What the reader sees of the log. */
  readonly sees: 'everything' | 'rights';
  readonly nextCursor: string | null;
}

/** Reads what people did, and holds each entry that it shows against the chain. */
@Injectable()
export class AuditReading {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws SeatbackError INPUT_INVALID */
  async entries({ cursor, ...asked }: AuditRequest, sees: AuditAnswer['sees']): Promise<AuditAnswer> {
    const before = cursor === undefined ? undefined : readPlace(cursor, place)[0];
    const { person: actor, act = '', subject } = asked;
    const rows = await readOnly(this.#unitOfWork, (session) =>
      auditPage(session, { actor, acts: seen(act, sees), subject, before, limit: ENTRIES_ON_A_PAGE + 1 }),
    );
    const entries = rows.slice(0, ENTRIES_ON_A_PAGE);
    const last = rows.length > ENTRIES_ON_A_PAGE ? entries.at(-1) : undefined;
    return { asked, entries, sees, nextCursor: last === undefined ? null : writePlace([last.entry]) };
  }
}

/** Beginnings of the acts that are asked for, as far as they are seen. */
function seen(act: string, sees: AuditAnswer['sees']): readonly string[] {
  if (sees === 'everything') return [act];
  return ABOUT_RIGHTS.flatMap((room) => (act.startsWith(room) ? [act] : room.startsWith(act) ? [room] : []));
}
