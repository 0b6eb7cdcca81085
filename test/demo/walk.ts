import { PARTNER_CENTER_SCOPE, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** JSON of a shape that the test itself checks. */
export type Json = Readonly<Record<string, unknown>>;

export async function signIn(
  center: SimulatedPartnerCenter,
  changes: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const response = await fetch(center.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: center.clientId,
      client_secret: center.clientSecret,
      scope: PARTNER_CENTER_SCOPE,
      ...changes,
    }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

/** A client without any comfort: one token, and what the documentation says about paging. */
export class Walk {
  private constructor(
    private readonly center: SimulatedPartnerCenter,
    private readonly token: string,
  ) {}

  static async through(center: SimulatedPartnerCenter): Promise<Walk> {
    const { body } = await signIn(center);
    return new Walk(center, String(body['access_token']));
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.ask('GET', path, headers);
  }

  async ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const response = await fetch(`${this.center.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...headers },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }

  /** All customers, page by page: the address is built anew, only the token is taken from the link. */
  async customers(size: number): Promise<Json[]> {
    const found: Json[] = [];
    let reply = await this.get(`/v1/customers?size=${String(size)}`);
    for (let pages = 0; pages < 1000; pages += 1) {
      found.push(...itemsOf(reply));
      const next = nextOf(reply);
      if (next === undefined) return found;
      const { key, value } = (next['headers'] as { key: string; value: string }[])[0] ?? { key: '', value: '' };
      reply = await this.get(`/v1/customers?size=${String(size)}&seekOperation=Next`, { [key]: value });
    }
    throw new Error('The pages of customers do not end.');
  }

  /** All items of a list that pages by offset. */
  async listed(path: string, size: number): Promise<Json[]> {
    const found: Json[] = [];
    for (let pages = 0; pages < 1000; pages += 1) {
      const mark = path.includes('?') ? '&' : '?';
      const reply = await this.get(`${path}${mark}size=${String(size)}&offset=${String(found.length)}`);
      found.push(...itemsOf(reply));
      if (nextOf(reply) === undefined) return found;
    }
    throw new Error(`The pages of ${path} do not end.`);
  }

  lines(invoiceId: string, size: number): Promise<Json[]> {
    return this.listed(
      `/v1/invoices/${invoiceId}/lineitems?provider=office&invoicelineitemtype=BillingLineItems`,
      size,
    );
  }
}

export function itemsOf({ body }: Reply): Json[] {
  return body['items'] as Json[];
}

export function nextOf({ body }: Reply): Json | undefined {
  return (body['links'] as Record<string, Json> | undefined)?.['next'];
}
