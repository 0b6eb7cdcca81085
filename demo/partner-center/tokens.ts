import { randomBytes, randomUUID } from 'node:crypto';
import type { Answer } from './answer.js';

export const PARTNER_CENTER_SCOPE = 'https://api.partnercenter.microsoft.com/.default';
export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

export interface Registration {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The token endpoint of Microsoft Entra for client credentials. Tokens age by the real clock, not by the simulated one:
 * a client judges their age by its own, and moving the world by a month must not make it look broken.
 */
export class TokenDesk {
  readonly #issued = new Map<string, { readonly scope: string; readonly expiresAtMs: number }>();

  constructor(
    private readonly registration: Registration,
    private readonly lifetimeS: number,
  ) {}

  answer(tenantId: string, form: URLSearchParams): Answer {
    const { registration } = this;
    const grant = form.get('grant_type') ?? '';
    const scope = form.get('scope') ?? '';
    const client = form.get('client_id') ?? '';
    if (tenantId !== registration.tenantId) {
      return refusal(400, 'invalid_request', 90002, `There is no tenant '${tenantId}'.`);
    }
    if (grant !== 'client_credentials') {
      return refusal(400, 'unsupported_grant_type', 70003, `The grant type '${grant}' is not served.`);
    }
    if (scope === '') {
      return refusal(400, 'invalid_request', 900144, "The parameter 'scope' is missing.");
    }
    if (client !== registration.clientId) {
      return refusal(400, 'unauthorized_client', 700016, `No application '${client}' is registered in this tenant.`);
    }
    if (form.get('client_secret') !== registration.clientSecret) {
      return refusal(401, 'invalid_client', 7000215, 'The client secret is wrong.');
    }
    const token = randomBytes(48).toString('base64url');
    this.#issued.set(token, { scope, expiresAtMs: Date.now() + this.lifetimeS * 1000 });
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: this.lifetimeS, ext_expires_in: this.lifetimeS, access_token: token },
    };
  }

  /** Before its time, as when somebody revokes it. */
  expire(token: string): void {
    const issued = this.#issued.get(token);
    if (issued !== undefined) this.#issued.set(token, { ...issued, expiresAtMs: 0 });
  }

  judge(token: string, scope: string): 'good' | 'unknown' | 'expired' | 'other-audience' {
    const issued = this.#issued.get(token);
    if (issued === undefined) return 'unknown';
    if (issued.expiresAtMs <= Date.now()) return 'expired';
    return issued.scope === scope ? 'good' : 'other-audience';
  }
}

function refusal(status: number, error: string, code: number, what: string): Answer {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${String(code)}: ${what} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${String(code)}`,
    },
  };
}
