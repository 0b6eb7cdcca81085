import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { nextAfterUnauthorized } from '../../identity/refusals.js';
import { needsUser } from '../../identity/user-calls.js';
import { expectNotStopped, stoppable } from '../../pulls/pull-stop.js';
import type { Sleep } from './call-pacer.js';
import { bucketOf, Governor, type LimitBucket } from './governor.js';
import { errorAnswer } from './wire.js';

export interface PartnerCenterClientOptions {
  readonly baseUrl: string;
  readonly credential: TokenCredential;
  /** For calls that are open to a user only; left out, these too are made by the app alone. */
  readonly userCredential?: TokenCredential | undefined;
  readonly requestsPerMinute: number;
  readonly sleep: Sleep;
  /** For one call, from asking to the end of its answer. */
  readonly timeoutMs?: number;
  /** Told of each attempt that failed and is repeated, with the ids that Microsoft's support asks for. */
  readonly onRetry?: (line: string) => void;
  /** Aborted: no call is begun any more. Those under way may end. */
  readonly stop?: AbortSignal | undefined;
}

/** The Partner Center audience (contract of Partner Center, section 1). */
const SCOPE = 'https://api.partnercenter.microsoft.com/.default';

const ATTEMPTS = 5;
/** A token may be refused that was good a moment ago; a second one that is refused is no accident. */
const SIGN_INS = 2;
const TIMEOUT_MS = 120_000;
/** Being told to wait is no failure; being told so again and again, each time after the wait, is. */
const THROTTLED_AT_MOST = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever asks for more is asked again all the same: the night is not that long. */
const LONGEST_RETRY_AFTER_MS = 900_000;

/** How a call ended that brought no answer to read. `isRefusal`: we may not look; it is no fault that passes. */
export class PartnerCenterError extends SeatbackError {
  readonly status: number | undefined;

  constructor(
    report: ConstructorParameters<typeof SeatbackError>[0],
    status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(report, options);
    this.status = status;
  }

  get isRefusal(): boolean {
    return this.status === 403;
  }
}

export interface CallCounts {
  readonly calls: number;
  readonly retries: number;
  readonly throttled: number;
}

/**
 * Reads Partner Center over HTTP. A call that fails for a passing reason is repeated under the same `MS-RequestId`,
 * a new call takes a new one; `Retry-After` is obeyed (contract of Partner Center, section 2).
 */
export class PartnerCenterClient {
  /** For Microsoft's support: on every call of this client. */
  readonly correlationId = randomUUID();
  readonly #http: AxiosInstance;
  readonly #credential: TokenCredential;
  readonly #userCredential: TokenCredential;
  readonly #governor: Governor;
  readonly #sleep: Sleep;
  readonly #timeoutMs: number;
  readonly #onRetry: (line: string) => void;
  readonly #stop: AbortSignal | undefined;
  #tokenRefused: PartnerCenterError | undefined;
  #calls = 0;
  #retries = 0;
  #throttled = 0;

  constructor({
    baseUrl,
    credential,
    userCredential,
    requestsPerMinute,
    sleep,
    timeoutMs = TIMEOUT_MS,
    onRetry = () => undefined,
    stop,
  }: PartnerCenterClientOptions) {
    this.#credential = credential;
    this.#userCredential = userCredential ?? credential;
    this.#stop = stop;
    this.#sleep = stoppable(sleep, stop);
    this.#timeoutMs = timeoutMs;
    this.#onRetry = onRetry;
    this.#governor = new Governor({ callsPerMinute: requestsPerMinute, sleep: this.#sleep });
    this.#http = axios.create({
      baseURL: `${baseUrl}/v1`,
      // Every answer comes back to us, whatever its status; its body stays the text it was.
      validateStatus: () => true,
      transformResponse: (body: unknown) => body,
      responseType: 'text',
      maxRedirects: 0,
      // On this machine no proxy of the environment has a part in it, nor a look at the token.
      ...(isLoopback(baseUrl) ? { proxy: false as const } : {}),
      headers: {
        Accept: 'application/json',
        'MS-Contract-Version': 'v1',
        'MS-PartnerCenter-Application': 'Seatback',
        'MS-CorrelationId': this.correlationId,
        'X-Locale': 'en-US',
      },
    });
  }

  counts(): CallCounts {
    return { calls: this.#calls, retries: this.#retries, throttled: this.#throttled };
  }

  /** Where nothing got through, asking is of use again. */
  recover(): void {
    this.#governor.recover();
    this.#tokenRefused = undefined;
  }

  /** As `fetch`, and reads the answer. */
  async read<T extends z.ZodType>(
    path: string,
    form: T,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<z.output<T>> {
    return parseAnswer(path, await this.fetch(path, headers, body), form);
  }

  /**
   * Asks for one address.
   *
   * @param path below `/v1`, or the whole address of another surface
   * @param body asks by POST, as reports are asked for
   * @returns the body as it came
   * @throws PartnerCenterError PARTNER_CENTER_REFUSED (403), PARTNER_CENTER_DOWN (nothing got through for long),
   *   PARTNER_CENTER_FAILED (anything else that does not pass; 401 also without a token); PullStopped
   */
  async fetch(path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): Promise<string> {
    const bucket = bucketOf(path);
    const requestId = randomUUID();
    let signIns = 1;
    let throttled = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#tokenRefused !== undefined) throw this.#tokenRefused;
      if (this.#governor.isDown) throw down(path);
      const outcome = await this.#governor.govern(bucket, async () => {
        // Looked at when its turn has come: until then it may have waited for long.
        expectNotStopped(this.#stop);
        return this.#call(path, { ...headers, 'MS-RequestId': requestId }, body);
      });
      if (!(outcome instanceof PartnerCenterError) && outcome.status === 200) {
        this.#governor.succeeded(bucket);
        return outcome.data;
      }
      const error = outcome instanceof PartnerCenterError ? outcome : refusalOf(path, outcome);
      if (error.status === 429 && throttled < THROTTLED_AT_MOST) {
        throttled += 1;
        attempt -= 1;
      }
      const signsInAgain = error.status === 401 && signIns < SIGN_INS;
      if (signsInAgain) signIns += 1;
      if ((!mayPass(error) && !signsInAgain) || attempt === ATTEMPTS) {
        if (mayPass(error)) this.#governor.failed();
        // Nobody else need try: the token is the same for all.
        if (error.status === 401) this.#tokenRefused = error;
        throw error;
      }
      this.#retries += 1;
      this.#onRetry(
        `${error.report.found} at ${path}, attempt ${String(attempt)}, MS-RequestId ${requestId}, MS-CorrelationId ${this.correlationId}`,
      );
      await this.#wait(bucket, outcome, error, attempt);
    }
  }

  async #call(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: unknown,
  ): Promise<AxiosResponse<string> | PartnerCenterError> {
    this.#calls += 1;
    const token = await this.#signIn(path);
    try {
      // A body that comes a byte a minute never idles: what counts is how long the whole call takes.
      const options = {
        headers: { ...headers, Authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(this.#timeoutMs),
      };
      return body === undefined
        ? await this.#http.get<string>(path, options)
        : await this.#http.post<string>(path, body, options);
    } catch (error) {
      return failed(
        path,
        'an answer',
        axios.isCancel(error)
          ? `none within ${String(this.#timeoutMs / 1000)} s`
          : error instanceof Error
            ? error.message
            : String(error),
        'Check the network; the next pull tries again.',
        undefined,
        // Not the error itself: it holds the request, and with it the token.
        new Error(error instanceof Error ? error.message : String(error)),
      );
    }
  }

  /** The credential has repeated what may pass; what is left counts as a token that was refused. */
  async #signIn(path: string): Promise<string> {
    const next = 'Check the tenant, the client id and the secret or certificate of the app registration.';
    try {
      const credential = needsUser(path) ? this.#userCredential : this.#credential;
      const token = await credential.getToken(SCOPE);
      if (token !== null) return token.token;
    } catch (cause) {
      if (cause instanceof SeatbackError)
        throw failed(
          path,
          cause.report.expected,
          `${cause.code}: ${cause.report.found}`,
          cause.report.next,
          401,
          cause,
        );
      throw failed(path, 'an access token', cause instanceof Error ? cause.message : String(cause), next, 401, cause);
    }
    throw failed(path, 'an access token', 'none', next, 401);
  }

  async #wait(
    bucket: LimitBucket,
    outcome: AxiosResponse<string> | PartnerCenterError,
    { status }: PartnerCenterError,
    attempt: number,
  ): Promise<void> {
    const headers = outcome instanceof PartnerCenterError ? {} : outcome.headers;
    const askedMs = retryAfterMs(headers['retry-after']);
    // Full jitter: many workers that failed together must not come back together.
    const backOff = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    const waitMs = askedMs === undefined ? backOff : Math.min(askedMs, LONGEST_RETRY_AFTER_MS);
    if (status === 429) {
      this.#throttled += 1;
      this.#governor.throttled(bucket, waitMs);
      return;
    }
    if (status !== 401) this.#governor.failed();
    await this.#sleep(waitMs);
  }
}

/** In seconds, or as a date. @returns undefined where nothing is said that can be obeyed */
function retryAfterMs(said: unknown): number | undefined {
  if (typeof said !== 'string' || said.trim() === '') return undefined;
  if (/^\d+$/.test(said.trim())) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** No answer, a server's fault, or too many calls: worth another attempt. */
function mayPass({ status }: PartnerCenterError): boolean {
  return status === undefined || status >= 500 || status === 429 || status === 408;
}

function down(path: string): PartnerCenterError {
  return new PartnerCenterError(
    {
      code: 'PARTNER_CENTER_DOWN',
      expected: 'an answer now and then',
      found: 'none for a long time, from any address',
      where: path,
      next: 'Check the network and the status page of Partner Center; the pull tries again by itself.',
    },
    undefined,
  );
}

/**
 * Reads the body of an answer.
 *
 * @throws PartnerCenterError PARTNER_CENTER_UNREADABLE where it has another form than documented
 */
export function parseAnswer<T extends z.ZodType>(path: string, body: string, answer: T): z.output<T> {
  const parsed = answer.safeParse(parseJson(path, body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(
    path,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the documented form'}`,
    'an answer of another form',
  );
}

/** A byte order mark is stripped; numbers become their own text. */
function parseJson(path: string, body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''), asText as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new PartnerCenterError(
      {
        code: 'PARTNER_CENTER_GARBLED',
        expected: 'JSON',
        found: storable(body.length > 80 ? `${body.slice(0, 80)}…` : body),
        where: path,
        next: 'Something between here and Partner Center answered in its place; the next pull tries again.',
      },
      undefined,
      { cause },
    );
  }
}

function asText(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value === 'string') return storable(value);
  return typeof value === 'number' ? (context.source ?? String(value)) : value;
}

/** NUL and halves of a surrogate pair have no place in the database's text; one strange name must not stop a pull. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

function refusalOf(path: string, { status, data }: AxiosResponse<string>): PartnerCenterError {
  let said: z.output<typeof errorAnswer> = {};
  try {
    said = errorAnswer.parse(parseJson(path, data));
  } catch {
    // An empty or foreign body says nothing more than the status does.
  }
  const reason = [said.code ?? said.statusCode, said.description ?? said.message]
    .filter((part) => part !== null && part !== undefined)
    .join(' ');
  const found = `status ${String(status)}${reason === '' ? '' : `: ${reason}`}`;
  if (status === 403) {
    return new PartnerCenterError(
      {
        code: 'PARTNER_CENTER_REFUSED',
        expected: 'leave to read',
        found,
        where: path,
        next: 'Ask the customer for a GDAP relation with a reader role.',
      },
      status,
    );
  }
  return failed(
    path,
    'status 200',
    found,
    status === 401 ? nextAfterUnauthorized(said.code) : 'The next pull tries again.',
    status,
  );
}

function failed(
  path: string,
  expected: string,
  found: string,
  next: string,
  status: number | undefined,
  cause?: unknown,
): PartnerCenterError {
  return new PartnerCenterError({ code: 'PARTNER_CENTER_FAILED', expected, found, where: path, next }, status, {
    cause,
  });
}

/** An answer of another form than Microsoft documents. */
export function unreadable(path: string, expected: string, found: string, cause?: unknown): PartnerCenterError {
  return new PartnerCenterError(
    {
      code: 'PARTNER_CENTER_UNREADABLE',
      expected,
      found,
      where: path,
      next: 'Report it: the answer differs from what Microsoft documents.',
    },
    undefined,
    { cause },
  );
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
