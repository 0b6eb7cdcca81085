import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import { headerOf } from '../vendors/vendor-http.js';
import type { PersonReply, PersonRequest } from './person-http.js';

const WINDOW_MS = 60_000;
/** From behind one address many people may come. */
const PEOPLE_OF_AN_ADDRESS = 5;
/** Of ten requests one may be a step of a sign-in, each of which asks the provider. */
const REQUESTS_TO_A_SIGN_IN = 10;

type Limited = 'address' | 'person' | 'sign-in';
type Limiter = (
  request: never,
) => Promise<{ readonly isAllowed: boolean; readonly isExceeded?: boolean; readonly ttlInSeconds?: number }>;

/** How often somebody may ask. Counted by each process for itself, and forgotten when it ends. */
@Injectable()
export class RequestLimits {
  readonly #adapterHost: HttpAdapterHost;
  readonly #perMinute: number;
  readonly #isOn: boolean;
  #limiters: Readonly<Record<Limited, Limiter>> | undefined;

  constructor(
    adapterHost: HttpAdapterHost,
    @Inject(ENVIRONMENT) { requestsPerMinute, signIn }: Pick<Environment, 'requestsPerMinute' | 'signIn'>,
  ) {
    this.#adapterHost = adapterHost;
    this.#perMinute = requestsPerMinute;
    // Where nobody signs in nobody comes but who is on this machine.
    this.#isOn = signIn !== undefined;
  }

  /** @throws SeatbackError TOO_MANY_REQUESTS */
  async count(limited: Limited, request: PersonRequest, reply: PersonReply): Promise<void> {
    if (!this.#isOn) return;
    this.#limiters ??= this.#made();
    const { isAllowed, isExceeded, ttlInSeconds = WINDOW_MS / 1000 } = await this.#limiters[limited](request as never);
    if (isAllowed || isExceeded !== true) return;
    reply.header('retry-after', String(ttlInSeconds));
    throw new SeatbackError({
      code: 'TOO_MANY_REQUESTS',
      expected: 'fewer requests in a minute',
      found: 'more than are answered',
      where: limited === 'person' ? 'this session' : 'this address',
      next: `Wait ${String(ttlInSeconds)} seconds.`,
    });
  }

  #made(): Readonly<Record<Limited, Limiter>> {
    const server =
      this.#adapterHost.httpAdapter.getInstance<
        ReturnType<NestFastifyApplication['getHttpAdapter']> extends { getInstance(): infer Server } ? Server : never
      >();
    const limiter = (max: number, keyGenerator: (request: PersonRequest) => string) =>
      server.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: keyGenerator as never }) as Limiter;
    return {
      address: limiter(this.#perMinute * PEOPLE_OF_AN_ADDRESS, addressOf),
      person: limiter(this.#perMinute, ({ caller }) => String(caller?.person)),
      'sign-in': limiter(Math.ceil(this.#perMinute / REQUESTS_TO_A_SIGN_IN), addressOf),
    };
  }
}

/** Whoever connects from this machine may be its proxy, which adds the address it was asked from at the end. */
function addressOf(request: PersonRequest): string {
  const isOfThisMachine = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip);
  const passedOn = headerOf(request, 'x-forwarded-for')?.split(',').at(-1)?.trim();
  return isOfThisMachine && passedOn !== undefined && passedOn !== '' ? passedOn : request.ip;
}
