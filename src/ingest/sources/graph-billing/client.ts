import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TokenCredential } from '@azure/identity';
import type { AxiosInstance, AxiosResponse } from 'axios';
import type { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { expectNotStopped, stoppable } from '../../pulls/pull-stop.js';
import {
  blobAddress,
  graphErrorAnswer,
  manifestAnswer,
  operationAnswer,
  operationState,
  type Manifest,
} from './wire.js';

/** Waiting, so that tests need not. */
type Sleep = (ms: number) => Promise<void>;

export interface GraphBillingClientOptions {
  readonly http: AxiosInstance;
  /** With the version, such as `https://graph.microsoft.com/v1.0` */
  readonly baseUrl: string;
  readonly credential: TokenCredential;
  readonly sleep: Sleep;
  /** Aborted: no call is begun any more. */
  readonly stop?: AbortSignal | undefined;
}

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
const TIMEOUT_MS = 60_000;
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How long to wait between two looks at an operation that names no time. */
const LOOK_AGAIN_MS = 10_000;
/** An export that takes longer is left to the next pull. How long they take is not documented. */
const WAIT_AT_MOST_MS = 2 * 3_600_000;
const LOOKS_AT_MOST = 1_000;

/** How a call to Graph ended that brought nothing to read. It never shows an address with a signature. */
export class GraphBillingError extends SeatbackError {
  /** Looking at it again is of no use: the export failed, or Graph knows nothing of it any more. */
  readonly isOver: boolean;

  constructor(report: ConstructorParameters<typeof SeatbackError>[0], isOver = false) {
    super(report);
    this.isOver = isOver;
  }
}

/**
 * Asks Graph for exports of partner billing, and fetches their files. Exports are asked for, looked at until they are
 * done, and described by a manifest with a signed address that expires.
 */
export class GraphBillingClient {
  readonly #http: AxiosInstance;
  readonly #baseUrl: string;
  readonly #credential: TokenCredential;
  readonly #sleep: Sleep;
  readonly #stop: AbortSignal | undefined;
  #calls = 0;

  constructor({ http, baseUrl, credential, sleep, stop }: GraphBillingClientOptions) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#credential = credential;
    this.#sleep = stoppable(sleep, stop);
    this.#stop = stop;
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
    const path = `${BILLING}/reconciliation/billed/export`;
    const accepted = await this.#ask('POST', `${this.#baseUrl}/${path}`, { invoiceId, attributeSet: 'full' });
    if (accepted.status !== 202) throw refusalOf(path, accepted);
    const operation = headerOf(accepted, 'location');
    if (operation === undefined) throw unreadable(path, 'a Location to look at', 'none');
    return { operation, waitMs: retryAfterMs(accepted) ?? 0 };
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
      if (waitMs > 0) await this.#sleep(waitMs);
      const response = await this.#ask('GET', operation);
      if (response.status !== 200) throw refusalOf(operation, response);
      const outcome = operationState(parseAnswer(operation, response.data, operationAnswer));
      if (outcome.state === 'succeeded') return outcome.manifest;
      if (outcome.state === 'no-data') return undefined;
      if (outcome.state === 'failed') throw exportFailed(operation, outcome.found, true);
      if (outcome.state === 'unknown') throw unreadable(operation, 'a documented state', outcome.found);
      waitMs = retryAfterMs(response) ?? LOOK_AGAIN_MS;
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
   * @returns false where the signed address has expired: the manifest must be read again
   * @throws GraphBillingError GRAPH_FAILED
   */
  async download(manifest: Manifest, name: string, toPath: string): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      expectNotStopped(this.#stop);
      const outcome = await this.#fetch(blobAddress(manifest, name), toPath);
      if (outcome === 200) return true;
      if (outcome === 403) return false;
      const passes = typeof outcome === 'string' || outcome === 429 || outcome >= 500;
      const found = typeof outcome === 'string' ? outcome : `status ${String(outcome)}`;
      if (!passes || attempt === ATTEMPTS) throw failed(`file ${name}`, 'the file', found);
      await this.#sleep(backOffMs(attempt));
    }
  }

  /** A call that fails for a passing reason is repeated; `Retry-After` is obeyed. */
  async #ask(method: 'GET' | 'POST', address: string, body?: unknown): Promise<AxiosResponse<string>> {
    this.#assertOwn(address);
    const requestId = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      expectNotStopped(this.#stop);
      const outcome = await this.#call(method, address, body, requestId);
      const passes = typeof outcome === 'string' || outcome.status === 429 || outcome.status >= 500;
      if (!passes) return outcome;
      if (attempt === ATTEMPTS)
        throw typeof outcome === 'string' ? failed(address, 'an answer', outcome) : refusalOf(address, outcome);
      const asked = typeof outcome === 'string' ? undefined : retryAfterMs(outcome);
      await this.#sleep(asked ?? backOffMs(attempt));
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
      return await this.#http.request<string>({
        method,
        url: address,
        data: body,
        timeout: TIMEOUT_MS,
        validateStatus: () => true,
        transformResponse: (text: unknown) => text,
        responseType: 'text',
        maxRedirects: 0,
        headers: { Accept: 'application/json', Authorization: `Bearer ${token}`, 'client-request-id': requestId },
      });
    } catch (error) {
      return networkFailure(error);
    }
  }

  async #signIn(address: string): Promise<string> {
    const token = await this.#credential.getToken(SCOPE).catch((error: unknown) => {
      throw refused(address, error instanceof Error ? error.message : String(error));
    });
    if (token === null) throw refused(address, 'no access token');
    return token.token;
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
   * @returns the status; or why there is no answer
   */
  async #fetch(address: string, toPath: string): Promise<number | string> {
    this.#calls += 1;
    try {
      const response = await this.#http.get<Readable>(address, {
        timeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
        validateStatus: () => true,
        responseType: 'stream',
        // As it is kept: whether it is whole is seen when it is unpacked.
        decompress: false,
        maxRedirects: 0,
      });
      if (response.status !== 200) {
        response.data.destroy();
        return response.status;
      }
      await pipeline(response.data, createWriteStream(toPath, { mode: 0o600 }));
      return response.status;
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

function retryAfterMs(response: AxiosResponse): number | undefined {
  const seconds = Number(headerOf(response, 'retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function backOffMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

/** What does not fit is named by its place; a body is never shown, for a manifest holds a signature. */
function parseAnswer<T extends z.ZodType>(address: string, body: string, answer: T): z.output<T> {
  const parsed = answer.safeParse(parseJson(address, body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(
    address,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the documented form'}`,
    'an answer of another form',
  );
}

function parseJson(address: string, body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable(address, 'JSON', 'something else');
  }
}

function refusalOf(address: string, { status, data }: AxiosResponse<string>): GraphBillingError {
  let said = '';
  try {
    const { error } = graphErrorAnswer.parse(JSON.parse(data));
    said = `: ${error.code ?? ''} ${error.message ?? ''}`.trimEnd();
  } catch {
    // An empty or foreign body says nothing more than the status does.
  }
  const found = `status ${String(status)}${said}`;
  if (status === 401 || status === 403) return refused(address, found);
  return failed(address, 'an answer to read', found, status === 404 || status === 410);
}

function refused(address: string, found: string): GraphBillingError {
  return graphError('GRAPH_REFUSED', address, 'leave to read partner billing', found, {
    next: 'Grant the app registration PartnerBilling.Read.All on Microsoft Graph; docs/settings.md tells how.',
  });
}

function failed(address: string, expected: string, found: string, isOver = false): GraphBillingError {
  return graphError('GRAPH_FAILED', address, expected, found, { next: 'The next pull tries again.', isOver });
}

function exportFailed(address: string, found: string, isOver: boolean): GraphBillingError {
  return graphError('EXPORT_FAILED', address, 'an export that succeeds', found, {
    next: 'The next pull asks anew.',
    isOver,
  });
}

function unreadable(address: string, expected: string, found: string): GraphBillingError {
  return graphError('GRAPH_UNREADABLE', address, expected, found, {
    next: 'Report it: the answer differs from what Microsoft documents.',
  });
}

const SHOWN_CHARACTERS = 200;

function graphError(
  code: string,
  address: string,
  expected: string,
  found: string,
  { next, isOver }: { readonly next: string; readonly isOver?: boolean },
): GraphBillingError {
  // Kept in the database, where NUL and halves of a surrogate pair have no place.
  const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').slice(0, SHOWN_CHARACTERS).toWellFormed();
  const where = URL.canParse(address) ? new URL(address).pathname : address;
  return new GraphBillingError({ code, expected: storable(expected), found: storable(found), where, next }, isOver);
}
