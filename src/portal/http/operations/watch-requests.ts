import { randomUUID } from 'node:crypto';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { asLoggedWork, type Log, type LogFields } from '../../../logging/index.js';
import type { PersonRequest } from '../access/person-http.js';
import { NO_ROUTE, type RequestMetrics } from './request-metrics.js';

/** In this form an id can hold nothing else. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface WatchedBy {
  readonly metrics: RequestMetrics;
  /** Undefined: requests leave no lines. */
  readonly log: Log | undefined;
}

/**
 * The id of a request: that of the proxy, where a setting says in which header it stands and it is a UUID, so that
 * nothing else can be brought in as one; otherwise our own.
 */
export function requestIdOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  header: string | undefined,
): string {
  const given = header === undefined ? undefined : headers[header];
  return typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : randomUUID();
}

/** A request whose address cannot be read: it fails before any hook. */
export function watchUnreadable(
  { id, method }: { readonly id: string; readonly method: string },
  status: number,
  { metrics, log }: WatchedBy,
): void {
  metrics.answered(method, undefined, status, 0);
  log?.info({ requestId: id, method, route: NO_ROUTE, status, milliseconds: 0 }, 'request');
}

/**
 * Measures each request, and writes one line of it: by the template of its route, never its path, query, headers, cookies or
 * body, in which names, bank details and tokens come.
 */
export function watchRequests(adapter: FastifyAdapter, { metrics, log }: WatchedBy): void {
  const known = new WeakMap<object, () => LogFields>();
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
    asLoggedWork({ requestId: request.id }, (fields) => {
      known.set(request, fields);
      done();
    });
  });
  adapter.getInstance().addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url;
    const { statusCode, elapsedTime } = reply;
    metrics.answered(method, route, statusCode, elapsedTime / 1000);
    const person = (request as unknown as Pick<PersonRequest, 'signedIn'>).signedIn?.person;
    log?.info(
      {
        ...known.get(request)?.(),
        method,
        route: route ?? NO_ROUTE,
        status: statusCode,
        milliseconds: Math.round(elapsedTime * 10) / 10,
        ...(person === undefined ? {} : { person }),
      },
      'request',
    );
    done();
  });
}
