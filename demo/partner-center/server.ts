import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { millisOf, MovableClock, type Instant } from '../../src/kernel/index.js';
import type { World } from '../world/index.js';
import { guidOf } from '../world/random.js';
import { assertWithinWorld } from '../world/state.js';
import { notAuthenticated, throttled, wrongAudience, type Answer } from './answer.js';
import { InsightsDesk } from './insights-desk.js';
import { GraphDesk, isGraphPath, type GraphOptions } from './graph-desk.js';
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
}

export interface SimulatedPartnerCenter extends Registration {
  /** Stands for `https://api.partnercenter.microsoft.com`; paths begin with `/v1`. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** Stands for `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl: string;
  /** @throws Error outside of the span that the world tells of */
  moveTo(at: Instant): void;
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
  let requests = 0;

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const method = request.method ?? 'GET';
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(pathname)?.[1];
    if (tenant !== undefined && method === 'POST') return tokens.answer(tenant, await formOf(request));
    const report = insights.file(pathname, searchParams, request.headers, world);
    if (report !== undefined) return report;
    requests += 1;
    if (graph.keepsFile(pathname)) return graph.file(pathname, searchParams, request.headers);
    const isGraph = isGraphPath(pathname);
    const refused = refusalOf(request, tokens, isGraph ? GRAPH_SCOPE : PARTNER_CENTER_SCOPE);
    if (refused !== undefined) return refused;
    const { throttle } = options;
    if (throttle !== undefined && requests % throttle.everyNth === 0) return throttled(throttle.retryAfterS);
    if (isGraph) {
      const origin = `http://${request.headers.host ?? ''}`;
      return graph.answer({ method, path: pathname, body: await bodyOf(request), origin, at: clock.now() });
    }
    return answerTo(method, pathname, {
      world,
      customersById,
      at: clock.now(),
      query: searchParams,
      headers: request.headers,
      body: method === 'POST' ? jsonOf(await bodyOf(request)) : undefined,
      insights,
    });
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Answer => ({
        status: 500,
        body: { code: 500, description: String(error), data: [], source: 'PartnerFD' },
      }))
      .then((given) => {
        send(request, response, given, clock.now());
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

function refusalOf(request: IncomingMessage, tokens: TokenDesk, scope: string): Answer | undefined {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
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
  { status, body, headers = {} }: Answer,
  now: Instant,
): void {
  const echoed = (name: string): string => request.headers[name]?.toString() ?? randomUUID();
  const isFile = Buffer.isBuffer(body);
  response.writeHead(status, {
    'Content-Type': isFile ? 'application/octet-stream' : 'application/json; charset=utf-8',
    Date: new Date(millisOf(now)).toUTCString(),
    'MS-RequestId': echoed('ms-requestid'),
    'MS-CorrelationId': echoed('ms-correlationid'),
    'MS-CV': `${randomBytes(12).toString('base64')}.0`,
    'MS-ServerId': '030020119',
    ...headers,
  });
  response.end(isFile || typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
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
