/** What a route answers: a status and a body that becomes JSON; bytes are sent as they are, and undefined is empty. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export interface Link {
  readonly uri: string;
  readonly method: 'GET';
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}

export function link(uri: string, headers: Link['headers'] = []): Link {
  return { uri, method: 'GET', headers };
}

/**
 * The form in which every list arrives. `totalCount` is what Partner Center says, which is not always how many there
 * are.
 */
export function collection(
  totalCount: number,
  items: readonly unknown[],
  links?: Readonly<Record<string, Link>>,
): Answer {
  return ok({ totalCount, items, ...(links === undefined ? {} : { links }), attributes: { objectType: 'Collection' } });
}

/**
 * The usual error of `/v1`. The documentation calls `code` a string, its samples carry a number; both occur here, so
 * that a client reads both.
 */
export function failure(status: number, code: number | string, description: string): Answer {
  return { status, body: { code, description, data: [], source: 'PartnerFD' } };
}

// Codes of the documentation's list, as far as it names one for the case.
export const invalidRequest = (description: string): Answer => failure(400, 3000, description);
export const accessDenied = (): Answer =>
  failure(403, 2032, 'Access denied. The caller has no delegated administration for this customer.');
export const customerNotRelated = (id: string): Answer =>
  failure(404, 20002, `The partner has no relation with customer ${id}.`);
export const notFound = (what: string): Answer => failure(404, 1000, `${what} was not found.`);
export const serverFailed = (): Answer => failure(500, 500, 'The directory of the customer did not answer.');
// For a missing or outdated token no code is published; as text it is at least a string, as the documentation has it.
export const notAuthenticated = (why: string): Answer => failure(401, '401', why);
export const wrongAudience = (): Answer =>
  failure(401, 900420, 'The audience of the access token is not Partner Center.');

/**
 * Too many requests: a body of its own form, unlike every other error.
 *
 * @param retryAfter seconds or a date; left out: it does not say
 */
export function throttled(retryAfter?: number | Date): Answer {
  return {
    status: 429,
    body: { statusCode: 429, message: 'Too many requests. Try again later.' },
    headers:
      retryAfter === undefined
        ? {}
        : { 'Retry-After': typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString() },
  };
}
