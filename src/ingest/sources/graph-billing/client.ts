import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TokenCredential } from '@azure/identity';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { TokenSource } from '../../identity/token-source.js';
import { expectNotStopped, stoppable } from '../../pulls/pull-stop.js';
import type { CallTiming } from '../partner-center/call-pacer.js';
import { Governor } from '../partner-center/governor.js';
import { retryAfterMs } from '../partner-center/retry-after.js';
import { exportFailed, failed, parseAnswer, refusalOf, refused, unreadable } from './answers.js';
import { blobAddress, manifestAnswer, operationAnswer, operationState, type Manifest } from './wire.js';

export interface GraphBillingClientOptions {
  readonly http: AxiosInstance;
  /** With the version, such as `https://graph.microsoft.com/v1.0` */
  readonly baseUrl: string;
  readonly credential: TokenCredential;
  /** Limits of Graph's billing are not documented: those of Partner Center are kept here, too. */
  readonly requestsPerMinute: number;
  readonly timing: CallTiming;
  /** Aborted: no call is begun any more. */
  readonly stop?: AbortSignal | undefined;
}

export type UnbilledPeriod = 'current' | 'last';

/** An export that was asked for. */
export interface AskedExport {
  /** The address at which it is looked at; it holds no signature. */
  readonly operation: string;
  /** Before the first look. */
  readonly waitMs: number;
}

/** The Graph audience (contract of Partner Center, section 1). */
const SCOPE = 'https://graph.microsoft.com/.default';

const BILLING = 'reports/partners/billing';
const ATTEMPTS = 5;
/** A token may be refused that was good a moment ago; a second one that is refused is no accident. */
const SIGN_INS = 2;
/** Being told to wait is no failure; being told so again and again, each time after the wait, is. */
const THROTTLED_AT_MOST = 20;
const LONGEST_RETRY_AFTER_MS = 900_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How long to wait between two looks at an operation that names no time. */
const LOOK_AGAIN_MS = 10_000;
/** An export that takes longer is left to the next pull. How long they take is not documented. */
const WAIT_AT_MOST_MS = 2 * 3_600_000;
const LOOKS_AT_MOST = 1_000;

/**
 * Asks Graph for exports of partner billing, and fetches their files. Exports are asked for, looked at until they are
 * done, and described by a manifest with a signed address that expires.
 */
export class GraphBillingClient {
  readonly #http: AxiosInstance;
  readonly #baseUrl: string;
  readonly #tokens: TokenSource;
  readonly #governor: Governor;
  readonly #timing: CallTiming;
  readonly #stop: AbortSignal | undefined;
  #calls = 0;

  constructor({ http, baseUrl, credential, requestsPerMinute, timing, stop }: GraphBillingClientOptions) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#tokens = new TokenSource(credential, SCOPE);
    this.#timing = { ...timing, sleep: stoppable(timing.sleep, stop) };
    this.#governor = new Governor({ callsPerMinute: requestsPerMinute, ...this.#timing });
    this.#stop = stop;
  }

  /** Where nothing got through, asking is of use again. */
  recover(): void {
    this.#governor.recover();
  }

  /** Those for files included. */
  callCount(): number {
    return this.#calls;
  }

  /**
   * Asks for an export of the lines of one invoice, all customers and all attributes.
   *
   * @throws GraphBillingError GRAPH_REFUSED, GRAPH_FAILED, GRAPH_UNREADABLE; PullStopped
   */
  async askForBilled(invoiceId: string): Promise<AskedExport> {
    return this.#askForExport('billed', { invoiceId, attributeSet: 'full' });
  }

  /**
   * Asks for an export of what is not billed yet.
   *
   * @param currencyCode of the billing
   * @param billingPeriod the running one, or the one before it until its invoice is there
   * @throws GraphBillingError GRAPH_REFUSED, GRAPH_FAILED, GRAPH_UNREADABLE; PullStopped
   */
  async askForUnbilled(currencyCode: string, billingPeriod: UnbilledPeriod): Promise<AskedExport> {
    return this.#askForExport('unbilled', { currencyCode, billingPeriod, attributeSet: 'full' });
  }

  async #askForExport(kind: 'billed' | 'unbilled', request: Readonly<Record<string, string>>): Promise<AskedExport> {
    const path = `${BILLING}/reconciliation/${kind}/export`;
    const accepted = await this.#ask('POST', `${this.#baseUrl}/${path}`, request);
    if (accepted.status !== 202) throw refusalOf(path, accepted);
    const operation = headerOf(accepted, 'location');
    if (operation === undefined) throw unreadable(path, 'a Location to look at', 'none');
    return { operation, waitMs: retryAfterMs(accepted.headers) ?? 0 };
  }

  /**
   * Looks at an export until it is done.
   *
   * @returns the manifest's address; undefined where there is no data
   * @throws GraphBillingError GRAPH_REFUSED, GRAPH_FAILED, GRAPH_UNREADABLE, EXPORT_FAILED; PullStopped
   */
  async exported({ operation, waitMs: firstWaitMs }: AskedExport): Promise<string | undefined> {
    let waitMs = firstWaitMs;
    for (let look = 0, waitedMs = 0; look < LOOKS_AT_MOST; look += 1) {
      waitedMs += waitMs;
      if (waitedMs > WAIT_AT_MOST_MS) break;
      if (waitMs > 0) await this.#timing.sleep(waitMs);
      const response = await this.#ask('GET', operation);
      if (response.status !== 200) throw refusalOf(operation, response);
      const outcome = operationState(parseAnswer(operation, response.data, operationAnswer));
      if (outcome.state === 'succeeded') return outcome.manifest;
      if (outcome.state === 'no-data') return undefined;
      if (outcome.state === 'failed') throw exportFailed(operation, outcome.found, true);
      if (outcome.state === 'unknown') throw unreadable(operation, 'a documented state', outcome.found);
      waitMs = retryAfterMs(response.headers) ?? LOOK_AGAIN_MS;
    }
    throw exportFailed(operation, 'still running', false);
  }

  /** @throws GraphBillingError GRAPH_REFUSED, GRAPH_FAILED, GRAPH_UNREADABLE */
  async manifest(address: string): Promise<Manifest> {
    const response = await this.#ask('GET', address);
    if (response.status !== 200) throw refusalOf(address, response);
    return parseAnswer(address, response.data, manifestAnswer);
  }

  /**
   * Fetches one file of a manifest as it is kept there, packed.
   *
   * @returns what else there is instead: the signed address has expired, or there is no such file any more, as when the
   *   export was made anew. Then the manifest must be read again.
   * @throws GraphBillingError GRAPH_FAILED
   */
  async download(manifest: Manifest, name: string, toPath: string): Promise<'whole' | 'expired' | 'gone'> {
    const outcome = await this.#repeat(`file ${name}`, () => this.#fetch(blobAddress(manifest, name), toPath));
    if (outcome.status === 200) return 'whole';
    if (outcome.status === 403) return 'expired';
    if (outcome.status === 404 || outcome.status === 410) return 'gone';
    throw failed(`file ${name}`, 'the file', `status ${String(outcome.status)}`);
  }

  async #ask(method: 'GET' | 'POST', address: string, body?: unknown): Promise<AxiosResponse<string>> {
    this.#assertOwn(address);
    const requestId = randomUUID();
    let signIns = 1;
    return this.#repeat(address, async () => {
      const outcome = await this.#call(method, address, body, requestId);
      if (typeof outcome === 'string' || outcome.status !== 401 || signIns === SIGN_INS) return outcome;
      signIns += 1;
      return this.#call(method, address, body, requestId);
    });
  }

  /** A call that fails for a passing reason is repeated; `Retry-After` is obeyed. */
  async #repeat<T extends AxiosResponse>(address: string, call: () => Promise<T | string>): Promise<T> {
    let throttled = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#governor.isDown('graph')) throw failed(address, 'an answer now and then', 'none for a long time');
      const outcome = await this.#governor.govern('graph', async () => {
        // Looked at when its turn has come: until then it may have waited for long.
        expectNotStopped(this.#stop);
        return call();
      });
      const status = typeof outcome === 'string' ? undefined : outcome.status;
      if (typeof outcome !== 'string' && status !== 429 && outcome.status < 500) {
        this.#governor.succeeded('graph');
        return outcome;
      }
      const found = typeof outcome === 'string' ? outcome : `status ${String(status)}`;
      const asked = typeof outcome === 'string' ? undefined : retryAfterMs(outcome.headers);
      const waitMs = asked === undefined ? backOffMs(attempt) : Math.min(asked, LONGEST_RETRY_AFTER_MS);
      if (status === 429 && throttled < THROTTLED_AT_MOST) {
        throttled += 1;
        attempt -= 1;
        this.#governor.throttled('graph', waitMs);
        continue;
      }
      this.#governor.failed('graph');
      if (attempt === ATTEMPTS) throw failed(address, 'an answer', found);
      await this.#timing.sleep(waitMs);
    }
  }

  /** @returns why there is no answer, where there is none */
  async #call(
    method: 'GET' | 'POST',
    address: string,
    body: unknown,
    requestId: string,
  ): Promise<AxiosResponse<string> | string> {
    this.#calls += 1;
    const token = await this.#signIn(address);
    try {
      // A body that comes a byte a minute never idles: what counts is how long the whole call takes.
      const response = await this.#timing.within(this.#timing.callTimeoutMs, async (signal) =>
        this.#http.request<string>({
          method,
          url: address,
          data: body,
          signal,
          validateStatus: () => true,
          transformResponse: (text: unknown) => text,
          responseType: 'text',
          maxRedirects: 0,
          headers: { Accept: 'application/json', Authorization: `Bearer ${token}`, 'client-request-id': requestId },
        }),
      );
      if (response.status === 401) this.#tokens.refuse(token);
      return response;
    } catch (error) {
      return networkFailure(error);
    }
  }

  async #signIn(address: string): Promise<string> {
    const token = await this.#tokens.token().catch((error: unknown) => {
      throw refused(address, error instanceof Error ? error.message : String(error));
    });
    if (token === undefined) throw refused(address, 'no access token');
    return token;
  }

  /** The token is for Graph alone: an address that leads elsewhere is not followed. */
  #assertOwn(address: string): void {
    const origin = URL.canParse(address) ? new URL(address).origin : 'no address';
    if (origin !== new URL(this.#baseUrl).origin)
      throw unreadable(BILLING, `an address of ${this.#baseUrl}`, `one of ${origin}`);
  }

  /**
   * Without the token: the signature in the address is all that the store of files asks for.
   *
   * @returns why there is no answer, where there is none
   */
  async #fetch(address: string, toPath: string): Promise<AxiosResponse | string> {
    this.#calls += 1;
    try {
      // Without a byte for so long; and in all, for one that comes a byte a minute never idles.
      const { callTimeoutMs, downloadTimeoutMs } = this.#timing;
      return await this.#timing.within(downloadTimeoutMs, async (signal) => {
        const response = await this.#http.get<Readable>(address, {
          timeout: callTimeoutMs,
          signal,
          validateStatus: () => true,
          responseType: 'stream',
          // As it is kept: whether it is whole is seen when it is unpacked.
          decompress: false,
          maxRedirects: 0,
        });
        if (response.status === 200)
          await pipeline(response.data, createWriteStream(toPath, { mode: 0o600 }), { signal });
        else response.data.destroy();
        return response;
      });
    } catch (error) {
      return networkFailure(error);
    }
  }
}

/** Only the kind of failure: messages and causes of the HTTP library may carry the address, and it the signature. */
function networkFailure(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : 'no answer';
}

function headerOf({ headers }: AxiosResponse, name: string): string | undefined {
  const value: unknown = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function backOffMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}
