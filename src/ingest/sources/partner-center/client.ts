import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { nextAfterUnauthorized } from '../../identity/refusals.js';
import { needsUser } from '../../identity/user-calls.js';
import { CallPacer, type Sleep } from './call-pacer.js';
import { errorAnswer } from './wire.js';

export interface PartnerCenterClientOptions {
  readonly baseUrl: string;
  readonly credential: TokenCredential;
  /** For calls that are open to a user only; left out, these too are made by the app alone. */
  readonly userCredential?: TokenCredential | undefined;
  readonly requestsPerMinute: number;
  readonly sleep: Sleep;
}

/** The Partner Center audience (contract of Partner Center, section 1). */
const SCOPE = 'https://api.partnercenter.microsoft.com/.default';

const ATTEMPTS = 5;
const TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

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
  readonly #http: AxiosInstance;
  readonly #credential: TokenCredential;
  readonly #userCredential: TokenCredential;
  readonly #pacer: CallPacer;
  readonly #sleep: Sleep;
  readonly #correlationId = randomUUID();
  #calls = 0;
  #retries = 0;
  #throttled = 0;

  constructor({ baseUrl, credential, userCredential, requestsPerMinute, sleep }: PartnerCenterClientOptions) {
    this.#credential = credential;
    this.#userCredential = userCredential ?? credential;
    this.#sleep = sleep;
    this.#pacer = new CallPacer(requestsPerMinute, sleep);
    this.#http = axios.create({
      baseURL: `${baseUrl}/v1`,
      timeout: TIMEOUT_MS,
      // Every answer comes back to us, whatever its status; its body stays the text it was.
      validateStatus: () => true,
      transformResponse: (body: unknown) => body,
      responseType: 'text',
      maxRedirects: 0,
      headers: {
        Accept: 'application/json',
        'MS-Contract-Version': 'v1',
        'MS-PartnerCenter-Application': 'Seatback',
        'X-Locale': 'en-US',
      },
    });
  }

  counts(): CallCounts {
    return { calls: this.#calls, retries: this.#retries, throttled: this.#throttled };
  }

  /**
   * Reads one address.
   *
   * @param path below `/v1`, or the whole address of another surface
   * @param body asks by POST, as reports are asked for
   * @throws PartnerCenterError PARTNER_CENTER_REFUSED (403), PARTNER_CENTER_FAILED (anything else that does not pass;
   *   401 also without a token), PARTNER_CENTER_UNREADABLE (an answer of another form than documented)
   */
  async read<T extends z.ZodType>(
    path: string,
    answer: T,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<z.output<T>> {
    const requestId = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      await this.#pacer.turn();
      const outcome = await this.#call(
        path,
        {
          ...headers,
          'MS-RequestId': requestId,
          'MS-CorrelationId': this.#correlationId,
        },
        body,
      );
      if (outcome instanceof PartnerCenterError || outcome.status >= 500 || outcome.status === 429) {
        const error = outcome instanceof PartnerCenterError ? outcome : refusalOf(path, outcome);
        if (attempt === ATTEMPTS) throw error;
        this.#retries += 1;
        await this.#wait(outcome instanceof PartnerCenterError ? undefined : outcome, attempt);
        continue;
      }
      if (outcome.status !== 200) throw refusalOf(path, outcome);
      return parseAnswer(path, outcome.data, answer);
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
      const authorized = { ...headers, Authorization: `Bearer ${token}` };
      return body === undefined
        ? await this.#http.get<string>(path, { headers: authorized })
        : await this.#http.post<string>(path, body, { headers: authorized });
    } catch (error) {
      return failed(
        path,
        'an answer',
        error instanceof Error ? error.message : String(error),
        'Check the network; the next pull tries again.',
        undefined,
        error,
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

  async #wait(response: AxiosResponse<string> | undefined, attempt: number): Promise<void> {
    const asked = Number(response?.headers['retry-after'] ?? Number.NaN);
    // Full jitter: many workers that failed together must not come back together.
    const backOff = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    const waitMs = Number.isFinite(asked) && asked >= 0 ? asked * 1000 : backOff;
    if (response?.status === 429) {
      this.#throttled += 1;
      this.#pacer.pause(waitMs);
      return;
    }
    await this.#sleep(waitMs);
  }
}

function parseAnswer<T extends z.ZodType>(path: string, body: string, answer: T): z.output<T> {
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
    throw unreadable(path, 'JSON', storable(body.length > 80 ? `${body.slice(0, 80)}…` : body), cause);
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
