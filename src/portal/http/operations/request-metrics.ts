import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** From what nobody notices to what nobody waits for. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests that no route answers share one label: their paths are whatever somebody sent. */
export const NO_ROUTE = 'none';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** What is measured of requests, and of the process itself. By prom-client, which Prometheus names for Node. */
export class RequestMetrics {
  readonly registry = new Registry();
  readonly #durations: Histogram<'method' | 'route' | 'status'>;
  readonly #keptAnswers: Counter<'answer'>;

  constructor() {
    this.#durations = new Histogram({
      name: 'seatback_http_request_duration_seconds',
      help: 'From the first byte of a request to the last of its answer, by the template of its route',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS_SECONDS,
      registers: [this.registry],
    });
    this.#keptAnswers = new Counter({
      name: 'seatback_http_kept_answers_total',
      help: 'Answers of pages that are kept: sent again as they were made, or made anew',
      labelNames: ['answer'],
      registers: [this.registry],
    });
    collectDefaultMetrics({ register: this.registry, prefix: 'seatback_process_' });
  }

  answered(method: string, route: string | undefined, status: number, seconds: number): void {
    const known = METHODS.has(method) ? method : 'other';
    this.#durations.observe({ method: known, route: route ?? NO_ROUTE, status: String(status) }, seconds);
  }

  keptAnswer(answer: 'sent-again' | 'made'): void {
    this.#keptAnswers.inc({ answer });
  }
}
