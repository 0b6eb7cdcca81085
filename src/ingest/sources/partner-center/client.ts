import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import type { AxiosInstance, AxiosResponse, CreateAxiosDefaults } from 'axios';
import type { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { nextAfterUnauthorized } from '../../identity/refusals.js';
import { TokenSource } from '../../identity/token-source.js';
import { needsUser } from '../../identity/user-calls.js';
import { expectNotStopped, stoppable } from '../../pulls/pull-stop.js';
import { openHttp } from '../open-http.js';
import { ORDINARY_TIMING, type Sleep, type Within } from './call-pacer.js';
import { parseAnswer, parseJson } from './parse-answer.js';
import { down, failed, PartnerCenterError } from './partner-center-error.js';
import { bucketOf, Governor, type LimitBucket } from './governor.js';
import { retryAfterMs } from './retry-after.js';
import { errorAnswer } from './wire.js';

export interface PartnerCenterClientOptions {
  readonly baseUrl: string;
  readonly credential: TokenCredential;
  /** For calls that are open to a user only; left out, these too are made by the app alone. */
  readonly userCredential?: TokenCredential | undefined;
  readonly requestsPerMinute: number;
  readonly sleep: Sleep;
  readonly nowMs?: () => number;
  readonly within?: Within;
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
/** Being told to wait is no failure; being told so again and again, each time after the wait, is. */
const THROTTLED_AT_MOST = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever asks for more is asked again all the same: the night is not that long. */
const LONGEST_RETRY_AFTER_MS = 900_000;

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
  readonly #calling: CreateAxiosDefaults;
  #http: Promise<AxiosInstance> | undefined;
  readonly #appTokens: TokenSource;
  readonly #userTokens: TokenSource;
  readonly #governor: Governor;
  readonly #sleep: Sleep;
  readonly #within: Within;
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
    nowMs = ORDINARY_TIMING.nowMs,
    within = ORDINARY_TIMING.within,
    timeoutMs = ORDINARY_TIMING.callTimeoutMs,
    onRetry = () => undefined,
    stop,
  }: PartnerCenterClientOptions) {
    this.#appTokens = new TokenSource(credential, SCOPE);
    this.#userTokens = userCredential === undefined ? this.#appTokens : new TokenSource(userCredential, SCOPE);
    this.#stop = stop;
    this.#sleep = stoppable(sleep, stop);
    this.#within = within;
    this.#timeoutMs = timeoutMs;
    this.#onRetry = onRetry;
    this.#governor = new Governor({ callsPerMinute: requestsPerMinute, sleep: this.#sleep, nowMs });
    this.#calling = {
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
    };
  }

  counts(): CallCounts {
    return { calls: this.#calls, retries: this.#retries, throttled: this.#throttled };
  }

  /** Where nothing got through, asking is of use again. */
  recover(): void {
    this.#governor.recover();
    this.#tokenRefused = undefined;
  }

  /** As `ask`, where the body as it came is not of interest. */
  async read<T extends z.ZodType>(
    path: string,
    form: T,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<z.output<T>> {
    return (await this.ask(path, form, headers, body)).value;
  }

  /** As `fetch`, and reads the answer; one that broke off on its way is asked for again. */
  async ask<T extends z.ZodType>(
    path: string,
    form: T,
    headers: Readonly<Record<string, string>> = {},
    sent?: unknown,
  ): Promise<{ readonly value: z.output<T>; readonly body: string }> {
    const read: z.output<T>[] = [];
    const body = await this.fetch(path, headers, sent, (answer) => {
      read[0] = parseAnswer(path, answer, form);
    });
    const [value] = read;
    if (value === undefined) throw new Error('Broken invariant: an answer is accepted before it is returned');
    return { value, body };
  }

  /**
   * Asks for one address.
   *
   * @param path below `/v1`, or the whole address of another surface
   * @param body asks by POST, as reports are asked for
   * @param accept reads the answer; one that it finds garbled is asked for again
   * @returns the body as it came
   * @throws PartnerCenterError PARTNER_CENTER_REFUSED (403), PARTNER_CENTER_DOWN (nothing got through for long),
   *   PARTNER_CENTER_FAILED (anything else that does not pass; 401 also without a token); PullStopped
   */
  async fetch(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
    accept: (answer: string) => void = () => undefined,
  ): Promise<string> {
    const bucket = bucketOf(path);
    const requestId = randomUUID();
    let signIns = 1;
    let throttled = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#tokenRefused !== undefined) throw this.#tokenRefused;
      if (this.#governor.isDown(bucket)) throw down(path);
      const outcome = await this.#governor.govern(bucket, async () => {
        // Looked at when its turn has come: until then it may have waited for long.
        expectNotStopped(this.#stop);
        return acceptable(await this.#call(path, { ...headers, 'MS-RequestId': requestId }, body), accept);
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
        if (mayPass(error)) this.#governor.failed(bucket);
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
    const tokens = needsUser(path) ? this.#userTokens : this.#appTokens;
    const token = await signIn(tokens, path);
    const http = await (this.#http ??= openHttp(this.#calling));
    try {
      // A body that comes a byte a minute never idles: what counts is how long the whole call takes.
      const response = await this.#within(this.#timeoutMs, async (signal) => {
        const options = { headers: { ...headers, Authorization: `Bearer ${token}` }, signal };
        return body === undefined ? http.get<string>(path, options) : http.post<string>(path, body, options);
      });
      if (response.status === 401) tokens.refuse(token);
      return response;
    } catch (error) {
      return failed(
        path,
        'an answer',
        isBrokenOff(error)
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

  async #wait(
    bucket: LimitBucket,
    outcome: AxiosResponse<string> | PartnerCenterError,
    { status }: PartnerCenterError,
    attempt: number,
  ): Promise<void> {
    const headers = outcome instanceof PartnerCenterError ? {} : outcome.headers;
    const askedMs = retryAfterMs(headers);
    // Full jitter: many workers that failed together must not come back together.
    const backOff = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    const waitMs = askedMs === undefined ? backOff : Math.min(askedMs, LONGEST_RETRY_AFTER_MS);
    if (status === 429) {
      this.#throttled += 1;
      this.#governor.throttled(bucket, waitMs);
      return;
    }
    if (status !== 401) this.#governor.failed(bucket);
    await this.#sleep(waitMs);
  }
}

/** The credential has repeated what may pass; what is left counts as a token that was refused. */
async function signIn(tokens: TokenSource, path: string): Promise<string> {
  const next = 'Check the tenant, the client id and the secret or certificate of the app registration.';
  try {
    const token = await tokens.token();
    if (token !== undefined) return token;
  } catch (cause) {
    if (cause instanceof SeatbackError)
      throw failed(path, cause.report.expected, `${cause.code}: ${cause.report.found}`, cause.report.next, 401, cause);
    throw failed(path, 'an access token', cause instanceof Error ? cause.message : String(cause), next, 401, cause);
  }
  throw failed(path, 'an access token', 'none', next, 401);
}

/** An answer that broke off, or of something in between, counts as none. */
function acceptable(
  outcome: AxiosResponse<string> | PartnerCenterError,
  accept: (answer: string) => void,
): AxiosResponse<string> | PartnerCenterError {
  if (outcome instanceof PartnerCenterError || outcome.status !== 200) return outcome;
  try {
    accept(outcome.data);
    return outcome;
  } catch (error) {
    if (error instanceof PartnerCenterError && error.code === 'PARTNER_CENTER_GARBLED') return error;
    throw error;
  }
}

/** No answer, a server's fault, or too many calls: worth another attempt. */
function mayPass({ status }: PartnerCenterError): boolean {
  return status === undefined || status >= 500 || status === 429 || status === 408;
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

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** How axios says that a call ran out of its time. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_CANCELED';
}
