/** Of the HTTP server's request, what is asked of it here. */
export interface PayeeHttpRequest {
  /** Made by this server, and recorded with what the request did. */
  readonly id: string;
  readonly hostname: string;
  /** Of who is connected: the proxy, where there is one. */
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & { readonly cookie?: string | undefined };
}

/** Of the HTTP server's reply, what is told to it here. */
export interface PayeeHttpReply {
  header: (name: string, value: string) => unknown;
  code: (status: number) => unknown;
}

/**
 * The address that a request comes from. Of what a proxy says only its own word counts, which is the last: whatever
 * stands before may have been made up.
 */
export function callerAddress({ ip, headers }: PayeeHttpRequest, isPassedOn: boolean): string {
  const said = headers['x-forwarded-for'];
  const last = (typeof said === 'string' ? said : said?.at(-1))?.split(',').at(-1)?.trim();
  return isPassedOn && last !== undefined && last !== '' ? last.slice(0, 60) : ip;
}
