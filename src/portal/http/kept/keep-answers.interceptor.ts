import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, of, type Observable } from 'rxjs';
import { campaignFilesState } from '../../../campaigns/index.js';
import { CLOCK, millisOf, type Clock } from '../../../kernel/index.js';
import { CAMPAIGNS_FOLDER } from '../../reading/known-campaign.js';
import type { PersonReply, PersonRequest } from '../access/person-http.js';
import { RequestMetrics } from '../operations/request-metrics.js';
import { headerOf, isKnown } from '../vendors/vendor-http.js';
import { KeptAnswers, type Ground, type KeptAnswer } from './kept-answers.js';
import { noted } from './noted-work.js';

const MINUTE_MS = 60_000;

/**
 * Sends a page again where nothing was written since it was made, and keeps what is made. It stands behind the guard:
 * who asks was looked up for this request, in one statement with what of the database is to be seen.
 */
@Injectable()
export class KeepAnswers implements NestInterceptor {
  readonly #answers: KeptAnswers;
  readonly #metrics: RequestMetrics;
  readonly #folder: string;
  readonly #clock: Clock;
  #lookedAt: { readonly files: string | undefined } | undefined;

  constructor(
    answers: KeptAnswers,
    metrics: RequestMetrics,
    @Inject(CAMPAIGNS_FOLDER) folder: string,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#answers = answers;
    this.#metrics = metrics;
    this.#folder = folder;
    this.#clock = clock;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<PersonRequest>();
    const reply = context.switchToHttp().getResponse<PersonReply>();
    const key = this.#answers.isOn ? keyOf(request) : undefined;
    const ground = key === undefined ? undefined : this.#groundOf(request);
    if (key === undefined || ground === undefined) return next.handle();
    const kept = this.#answers.find(key, ground);
    this.#metrics.keptAnswer(kept === undefined ? 'made' : 'sent-again');
    if (kept !== undefined) return of(sent(kept, request, reply));
    return noted((notes) =>
      next.handle().pipe(
        map((answer: unknown) => {
          if (typeof answer !== 'string') throw new Error('Broken invariant: a page that is kept is text');
          return sent(this.#answers.keep(key, ground, answer, notes), request, reply);
        }),
      ),
    );
  }

  #groundOf({ signedIn }: PersonRequest): Ground | undefined {
    const files = this.#files();
    const visible = signedIn?.visibleState ?? undefined;
    if (files === undefined || visible === undefined) return undefined;
    const minute = Math.floor(millisOf(this.#clock.now()) / MINUTE_MS);
    return { state: `${visible}\n${files}`, minute };
  }

  /** Looked at once for all requests that go on in the same turn of the event loop: each of them came before that. */
  #files(): string | undefined {
    if (this.#lookedAt === undefined) {
      this.#lookedAt = { files: campaignFilesState(this.#folder) };
      setImmediate(() => (this.#lookedAt = undefined));
    }
    return this.#lookedAt.files;
  }
}

/**
 * Of what nobody else asks: the form token is that of one session, and roles and partners are those of now. Undefined
 * where nobody has signed in, or something else than the whole page is asked for.
 */
function keyOf(request: PersonRequest): string | undefined {
  const { method, url, signedIn, sight } = request;
  if (method !== 'GET' || signedIn === undefined) return undefined;
  const { formToken, person, roles, partnerKeys } = signedIn;
  return [
    formToken,
    person,
    [...roles].join(' '),
    partnerKeys.join(' '),
    sight === undefined ? 'everything' : sight.join(' '),
    headerOf(request, 'accept-language') ?? '',
    url,
  ].join('\n');
}

function sent({ body, tag }: KeptAnswer, request: PersonRequest, reply: PersonReply): Buffer | undefined {
  return tag !== undefined && isKnown(request, reply, tag) ? undefined : body;
}
