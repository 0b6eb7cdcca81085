import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, Inject } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import { Allow } from '../access/allow.js';
import { GatherMetrics } from './gather-metrics.js';

export const METRICS_PATH = '/metrics';

/** Figures for Prometheus. Read by whoever shows the token of the settings; by nobody, where there is none. */
@Controller()
@Allow('public')
export class MetricsController {
  readonly #gather: GatherMetrics;
  readonly #token: string | undefined;

  constructor(gather: GatherMetrics, @Inject(ENVIRONMENT) { operations }: Environment) {
    this.#gather = gather;
    this.#token = operations.metricsToken;
  }

  /** @throws SeatbackError METRICS_NOT_SET_UP, METRICS_TOKEN_INVALID */
  @Get(METRICS_PATH)
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(@Headers('authorization') authorization: string | undefined): Promise<string> {
    if (this.#token === undefined) throw notSetUp();
    const shown = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    if (!isSame(shown, this.#token)) throw tokenInvalid();
    return this.#gather.text();
  }
}

/** Takes as long whatever the difference is. */
function isSame(shown: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(expected));
}

function notSetUp(): SeatbackError {
  return new SeatbackError({
    code: 'METRICS_NOT_SET_UP',
    expected: 'a token by which the metrics are read: SEATBACK_METRICS_TOKEN',
    found: 'none',
    where: METRICS_PATH,
    next: 'Set it, and give it to Prometheus as its bearer token; docs/operations.md says how.',
  });
}

function tokenInvalid(): SeatbackError {
  return new SeatbackError({
    code: 'METRICS_TOKEN_INVALID',
    expected: 'Authorization: Bearer, with the token of SEATBACK_METRICS_TOKEN',
    found: 'another, or none',
    where: METRICS_PATH,
    next: 'Give Prometheus the token as `authorization.credentials` or `credentials_file`.',
  });
}
