import { loadLibrary, type LoadRequest } from './load-library.ts';

export interface Loaded {
  /** Of each answer, in the order in which they came. */
  readonly milliseconds: readonly number[];
  readonly requestsPerSecond: number;
}

/** Long: a slow answer is measured, and not taken for none. */
const ANSWERED_WITHIN_SECONDS = 60;

/**
 * Asks for the requests again and again, on so many connections, each of which asks for a part of them.
 *
 * @throws Error where an answer is none of 200 to 299, or none at all: what fails fast must not count as fast
 */
export async function load(
  url: string,
  requests: readonly LoadRequest[],
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Loaded> {
  const autocannon = await loadLibrary();
  const milliseconds: number[] = [];
  let client = 0;
  const going = autocannon({
    url,
    connections,
    duration: seconds,
    timeout: ANSWERED_WITHIN_SECONDS,
    setupClient: (each) => {
      // Parts, not all of them from another place on: writing a million requests down would be part of what is measured.
      const [from, to] = [client, client + 1].map((part) => Math.floor((part * requests.length) / connections));
      client += 1;
      each.setRequests(requests.length < connections ? requests : requests.slice(from, to));
    },
  });
  going.on('response', (_client, _status, _bytes, took) => milliseconds.push(took));
  const { requests: asked, duration, errors, timeouts, non2xx } = await going;
  if (errors + timeouts + non2xx > 0 || asked.total === 0)
    throw new Error(
      `Of ${String(asked.total)} requests ${String(non2xx)} were refused, ${String(errors)} failed and ${String(timeouts)} took too long; the first: ${requests[0]?.path ?? ''}`,
    );
  return { milliseconds, requestsPerSecond: asked.total / duration };
}

/** Asks for each address once, on so many connections, and measures nothing. @throws Error where an answer is none of 200 to 299 */
export async function askEach(url: string, requests: readonly LoadRequest[], connections: number): Promise<void> {
  const waiting = new Map(requests.map((request) => [`${request.path} ${request.headers['cookie'] ?? ''}`, request]));
  const left = waiting.values();
  const asking = async () => {
    for (const { path, headers } of left) {
      const answer = await fetch(`${url}${path}`, { headers });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} is answered with ${String(answer.status)}.`);
    }
  };
  await Promise.all(Array.from({ length: connections }, asking));
}

/** The value below which this share of them lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
