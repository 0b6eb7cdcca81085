import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { VendorCaller } from '../../../payout/index.js';

/** Of the HTTP server's request, what is asked of it here. */
export interface VendorHttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came. */
  readonly rawBody?: Buffer;
  /** Set by the guard, and by nobody else. */
  vendorCaller?: VendorCaller;
}

/** Of the HTTP server's reply, what is told to it here. */
export interface VendorHttpReply {
  header: (name: string, value: string) => unknown;
  code: (status: number) => unknown;
}

/** The only value of a header; undefined where it is absent or was sent twice. */
export function headerOf({ headers }: Pick<VendorHttpRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

export function pathOf({ url }: Pick<VendorHttpRequest, 'url'>): string {
  return url.split('?')[0] ?? '/';
}

/** Sends JSON that its schema describes, with its ETag; nothing but 304 where the caller has it already. */
export function sendTagged(
  request: VendorHttpRequest,
  reply: VendorHttpReply,
  schema: z.ZodType,
  value: unknown,
): string | undefined {
  const body = JSON.stringify(schema.parse(value));
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return isKnown(request, reply, tag) ? undefined : sendJson(reply, body);
}

/** Tells the tag; whether the caller named it (RFC 9110, section 13.1.2). */
export function isKnown(request: VendorHttpRequest, reply: VendorHttpReply, tag: string): boolean {
  reply.header('etag', tag);
  const named = (headerOf(request, 'if-none-match') ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  if (!named.includes(tag) && !named.includes('*')) return false;
  reply.code(304);
  return true;
}

export function sendJson(reply: VendorHttpReply, body: string): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  return body;
}
