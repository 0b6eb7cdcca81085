import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A secret to sign with, as its owner is given it. Source: Standard Webhooks, "Signature scheme". */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface SignedMessage {
  /** Of the event: the same at each try. */
  readonly id: string;
  /** Of this try, in seconds since 1970. */
  readonly timestampS: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, timestamp and body, by each secret that is valid, so that a
 * receiver that has only the older or only the newer one can verify.
 */
export function signatureHeaders(
  { id, timestampS, body }: SignedMessage,
  secrets: readonly string[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const signed = `${id}.${String(timestampS)}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestampS), 'webhook-signature': signatures.join(' ') };
}
