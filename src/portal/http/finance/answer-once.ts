import { idempotencyKey, type AnsweredRequests } from '../../../idempotency/index.js';
import type { ProgramCall } from '../access/person-http.js';
import type { ApiRoute } from '../routes.js';
import { headerOf, pathOf, sendJson } from '../vendors/vendor-http.js';
import type { Taker } from './run-acts.js';

/** Takes a step, and says in JSON how things stand then. */
export type Work = (taker: Taker) => Promise<string>;

/** A program's request that writes: done once for its key, and answered alike each time. */
export async function answerOnce(
  requests: AnsweredRequests,
  { caller, request, reply }: ProgramCall,
  work: Work,
): Promise<string> {
  const key = idempotencyKey(headerOf(request, 'idempotency-key'));
  const body = request.rawBody ?? Buffer.alloc(0);
  const asked = { key, method: request.method, path: pathOf(request), body };
  const answer = await requests.once({ person: caller.person }, asked, ({ isRepeated }) =>
    work({ actor: caller.actor, mayHaveDone: isRepeated }),
  );
  return sendJson(reply, answer);
}

export function written({ answer }: ApiRoute, value: unknown): string {
  return JSON.stringify(answer.parse(value));
}
