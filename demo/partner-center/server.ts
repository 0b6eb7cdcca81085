import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { millisOf, MovableClock, type Instant } from '../../src/kernel/index.js';
import type { World } from '../world/index.js';
import { guidOf } from '../world/random.js';
import { assertWithinWorld } from '../world/state.js';
import { notAuthenticated, throttled, wrongAudience, type Answer } from './answer.js';
import { answerInPlace } from './faults/answer-in-place.js';
import { FaultDesk, type FaultKind, type FaultPlan } from './faults/plan.js';
import { resourceOf } from './faults/resources.js';
import { spoil } from './faults/spoil.js';
import { InsightsDesk } from './insights-desk.js';
import { GraphDesk, isGraphPath, type GraphOptions } from './graph-desk.js';
import { DOCUMENTED_PAGE_SIZES, pageNumber, type PageSizes } from './paging.js';
import { answerTo } from './routes.js';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, TokenDesk, type Registration } from './tokens.js';

export interface PartnerCenterOptions {
  /** The simulated instant at which the server starts. */
  readonly startAt: Instant;
  /** Refuses every nth request to `/v1` with 429. */
  readonly throttle?: { readonly everyNth: number; readonly retryAfterS: number };
  /** Left out: any free port. */
  readonly port?: number;
  /** Of access tokens, by the real clock. Left out: an hour less a second, as Entra gives. */
  readonly tokenLifetimeS?: number;
  readonly graph?: GraphOptions;
  /** Left out: as documented. */
  readonly pageSizes?: PageSizes;
}

export interface SimulatedPartnerCenter extends Registration {
  /** Stands for `https://api.partnercenter.microsoft.com`; paths begin with `/v1`. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** Stands for `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl: string;
  /** @throws Error outside of the span that the world tells of */
  moveTo(at: Instant): void;
  /**
   * From here on requests meet with what the plan says; without one with nothing any more. Token requests always do
   * well.
   *
   * @param elapsedMs how long the plan has been in force, by the clock of whoever asks
   * @param onStall told of each answer that will never be whole
   */
  suffer(plan: FaultPlan | undefined, elapsedMs?: () => number, onStall?: () => void): void;
  /** Requests to `/v1` and to Graph so far, refused ones included; token requests are not counted. */
  requestCount(): number;
  close(): Promise<void>;
}

const FORM_BYTES_MOST = 16_384;

/** Serves a world over HTTP on this machine, in the forms in which Microsoft documents Partner Center. */
export async function startPartnerCenter(world: World, options: PartnerCenterOptions): Promise<SimulatedPartnerCenter> {
  assertWithinWorld(options.startAt);
  const clock = new MovableClock(options.startAt);
  const registration: Registration = {
    tenantId: world.distributor.tenantId,
    clientId: guidOf('distributor|app'),
    clientSecret: `sb~${guidOf('distributor|secret')}`,
  };
  const tokens = new TokenDesk(registration, options.tokenLifetimeS ?? 3599);
  const customersById = new Map(world.customers.map((customer) => [customer.id, customer]));
  const insights = new InsightsDesk();
  const graph = new GraphDesk(world, options.graph);
  const pageSizes = options.pageSizes ?? DOCUMENTED_PAGE_SIZES;
  let faults: FaultDesk | undefined;
  let stalled: () => void = () => undefined;
  let requests = 0;

  const faultOf = (request: IncomingMessage, path: string, query: URLSearchParams, body: string) => {
    if (faults === undefined) return undefined;
    const isGraph = isGraphPath(path) || graph.keepsFile(path);
    const asked = isGraph
      ? graph.resourceOf(request.method ?? 'GET', path, body)
      : resourceOf(path, pageNumber(query, headerOf(request, 'ms-continuationtoken'), sizeOf(path, pageSizes)));
    return faults.next(asked ?? 'other')?.kind;
  };

  const answer = async (request: IncomingMessage): Promise<Spoiled> => {
    const method = request.method ?? 'GET';
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(pathname)?.[1];
    if (tenant !== undefined && method === 'POST') return { given: tokens.answer(tenant, await formOf(request)) };
    const report = insights.file(pathname, searchParams, request.headers, world);
    if (report !== undefined) return { given: report };
    requests += 1;
    const body = method === 'POST' ? await bodyOf(request) : '';
    const fault = faultOf(request, pathname, searchParams, body);
    const inPlace = answerInPlace(fault, clock.now());
    if (inPlace !== undefined) return { given: inPlace };
    if (graph.keepsFile(pathname)) return { given: graph.file(pathname, searchParams, request.headers), fault };
    const isGraph = isGraphPath(pathname);
    if (fault === 'expired-token') tokens.expire(tokenOf(request) ?? '');
    const refused = refusalOf(request, tokens, isGraph ? GRAPH_SCOPE : PARTNER_CENTER_SCOPE);
    if (refused !== undefined) return { given: refused };
    const { throttle } = options;
    if (throttle !== undefined && requests % throttle.everyNth === 0) return { given: throttled(throttle.retryAfterS) };
    if (isGraph) {
      const origin = `http://${request.headers.host ?? ''}`;
      return { given: graph.answer({ method, path: pathname, body, origin, at: clock.now(), fault }), fault };
    }
    const given = answerTo(method, pathname, {
      world,
      customersById,
      at: clock.now(),
      query: searchParams,
      headers: request.headers,
      body: method === 'POST' ? jsonOf(body) : undefined,
      insights,
      pageSizes,
      fault,
    });
    return { given, fault };
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Spoiled => ({
        given: { status: 500, body: { code: 500, description: String(error), data: [], source: 'PartnerFD' } },
      }))
      .then((answered) => {
        send(request, response, answered, { now: clock.now(), onStall: stalled });
      })
      .catch(() => response.destroy());
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  return {
    ...registration,
    baseUrl,
    graphUrl: `${baseUrl}/v1.0`,
    tokenUrl: `${baseUrl}/${registration.tenantId}/oauth2/v2.0/token`,
    moveTo: (at) => {
      assertWithinWorld(at);
      clock.moveTo(at);
    },
    suffer: (plan, elapsedMs = () => 0, onStall = () => undefined) => {
      stalled = onStall;
      faults = plan === undefined ? undefined : new FaultDesk(plan, elapsedMs);
    },
    requestCount: () => requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}

/** An answer, and what becomes of it on its way. */
interface Spoiled {
  readonly given: Answer;
  readonly fault?: FaultKind | undefined;
}

function sizeOf(path: string, sizes: PageSizes): number {
  if (path.startsWith('/v1/customers')) return sizes.customers;
  return path === '/v1/invoices' ? sizes.invoices : sizes.lines;
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name]?.toString();
}

function tokenOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function refusalOf(request: IncomingMessage, tokens: TokenDesk, scope: string): Answer | undefined {
  const token = tokenOf(request);
  if (token === undefined) return notAuthenticated('The request carries no access token.');
  const verdict = tokens.judge(token, scope);
  if (verdict === 'good') return undefined;
  if (verdict === 'other-audience') return wrongAudience();
  return notAuthenticated(verdict === 'expired' ? 'The access token has expired.' : 'The access token is not valid.');
}

/** Both ids of the caller come back, or new ones where it sent none. `Date` is the simulated day, not today. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  { given: { status, body, headers = {} }, fault }: Spoiled,
  { now, onStall }: { readonly now: Instant; readonly onStall: () => void },
): void {
  const echoed = (name: string): string => headerOf(request, name) ?? randomUUID();
  const isFile = Buffer.isBuffer(body);
  const allHeaders = {
    'Content-Type': isFile ? 'application/octet-stream' : 'application/json; charset=utf-8',
    Date: new Date(millisOf(now)).toUTCString(),
    'MS-RequestId': echoed('ms-requestid'),
    'MS-CorrelationId': echoed('ms-correlationid'),
    'MS-CV': `${randomBytes(12).toString('base64')}.0`,
    'MS-ServerId': '030020119',
    ...headers,
  };
  const text = isFile || typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  if (
    fault !== undefined &&
    spoil(fault, { request, response, status, headers: allHeaders, body: Buffer.from(text), onStall })
  )
    return;
  response.writeHead(status, allHeaders);
  response.end(text);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await bodyOf(request));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > FORM_BYTES_MOST) throw new Error('A request is longer than any client makes it.');
  }
  return text;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
