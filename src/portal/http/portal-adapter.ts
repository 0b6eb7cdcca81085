import type { IncomingMessage, ServerResponse } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyRateLimit from '@fastify/rate-limit';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Environment } from '../../config/index.js';
import { asOneRequest } from '../../database/index.js';
import { requestIdOf, watchRequests, watchUnreadable, type WatchedBy } from './operations/watch-requests.js';
import { failureResponse } from './failure-response.js';
import { refusalOf, routeKindFinder, routeKinds } from './route-kinds.js';
import { takeUploads } from './uploads/form-uploads.js';

const CONTENT_FROM_HERE =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Nothing is loaded from elsewhere, framed, sniffed, referred or kept; and nothing runs in the browser. */
const PROTECTION = {
  'content-security-policy': CONTENT_FROM_HERE,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** What a request may send: some thousand reports of a vendor. */
const MOST_BODY_BYTES = 1024 * 1024;

/**
 * The HTTP server below Nest: every answer is protected, and only names of this machine are answered; under any other
 * name only the kind of routes that is passed on under it.
 */
export function portalAdapter(
  environment: Pick<Environment, 'vendorHost' | 'payeeHost' | 'publicUrl' | 'operations' | 'documents'>,
  watchedBy: WatchedBy,
): FastifyAdapter {
  const kindOf = routeKindFinder(routeKinds(environment));
  const adapter = new FastifyAdapter({
    forceCloseConnections: 'idle',
    bodyLimit: MOST_BODY_BYTES,
    // Recorded with what a request did: of our own making or, where a setting says so, of the proxy's.
    requestIdHeader: false,
    genReqId: ({ headers }: Pick<IncomingMessage, 'headers'>) =>
      requestIdOf(headers, environment.operations.requestIdHeader),
    // An address that cannot be read fails before any hook or route.
    frameworkErrors: (
      error: unknown,
      request: { readonly url: string; readonly id: string; readonly method: string },
      { raw: response }: { readonly raw: ServerResponse },
    ) => {
      const { status, contentType, body } = failureResponse(error, request.url);
      watchUnreadable(request, status, watchedBy);
      response.writeHead(status, { ...PROTECTION, 'content-type': contentType }).end(body);
    },
  });
  watchRequests(adapter, watchedBy);
  adapter.getInstance().addHook('onRoute', (route) => {
    const { forms } = kindOf(route.url);
    if (forms !== undefined) route.bodyLimit = forms.mostBytes;
  });
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    void reply.headers(PROTECTION);
    const kind = kindOf(request.url);
    // One script of our own, on pages of people who sign in: bank details are typed where none runs.
    if (kind.entry === 'session')
      void reply.header('content-security-policy', `${CONTENT_FROM_HERE}; script-src 'self'`);
    const refusal = refusalOf(request, kind);
    if (refusal?.code === 'METHOD_REFUSED') void reply.header('allow', kind.methods.join(', '));
    done(refusal);
  });
  // After the body: what went before it is other work to the machine.
  adapter.getInstance().addHook('preHandler', (_request, _reply, done) => asOneRequest(done));
  takeUploads(adapter, environment.documents.mostBytes);
  void adapter.getInstance().register(fastifyCookie);
  // Counts where it is asked to: who asks is known to the guard.
  void adapter.getInstance().register(fastifyRateLimit, { global: false });
  return adapter;
}
