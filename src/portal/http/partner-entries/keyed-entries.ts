import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Person } from '../../../access/index.js';
import { AnsweredRequests, idempotencyKey } from '../../../idempotency/index.js';
import { invariant } from '../../../kernel/index.js';
import type { PersonReply, PersonRequest } from '../access/person-http.js';
import type { UploadingRequest } from '../uploads/form-uploads.js';
import { headerOf, pathOf, sendJson } from '../vendors/vendor-http.js';
import { entered } from './entry-http.js';

export type ApiRequest = PersonRequest & UploadingRequest;

/** How something is entered by a program. */
export interface EnteringProgram {
  readonly caller: Person;
  /** A UUID: the same request by the same person has the same, also where its first answer was lost. */
  readonly form: string;
  /** The same was begun before and not answered: it may have been done, all but the answer. */
  readonly isRepeated: boolean;
}

/** What a partner's program enters, once for each key, and answered with the same bytes again. */
@Injectable()
export class KeyedEntries {
  readonly #requests: AnsweredRequests;

  constructor(requests: AnsweredRequests) {
    this.#requests = requests;
  }

  /**
   * @param body what the key stands for: the bytes that were sent, or their digest
   * @param work enters once, however often it is begun
   * @throws SeatbackError IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_BUSY, IDEMPOTENCY_KEY_REUSED, and what `work` throws
   */
  async once(
    request: ApiRequest,
    reply: PersonReply,
    partner: string,
    body: Uint8Array,
    work: (by: EnteringProgram) => Promise<unknown>,
  ): Promise<string> {
    const { caller, method } = request;
    invariant(caller !== undefined, 'the guard lets nobody write who is not known');
    const key = idempotencyKey(headerOf(request, 'idempotency-key'));
    const asked = { key, method, path: `${pathOf(request)} of ${partner}`, body };
    const form = formOf(caller, asked);
    const answer = async () =>
      this.#requests.once({ person: caller.person }, asked, async ({ isRepeated }) =>
        JSON.stringify(await work({ caller, form, isRepeated })),
      );
    return sendJson(reply, await entered(answer));
  }
}

function formOf({ person }: Person, { key, path, body }: { key: string; path: string; body: Uint8Array }): string {
  const hash = createHash('sha256')
    .update(`${String(person)}\0${key}\0${path}\0`)
    .update(body)
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
