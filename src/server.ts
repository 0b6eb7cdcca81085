import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppOptions } from './app.module.js';
import { readEnvironment, type Environment } from './config/index.js';
import { SeatbackError, SystemClock } from './kernel/index.js';
import { endOnSignals } from './end-on-signals.js';
import { JsonLogger, openLog, type Log } from './logging/index.js';
import { NotedClock, portalAdapter, PortalHttpModule, Readiness, RequestMetrics } from './portal/http/index.js';
import { StartLogger } from './start-logger.js';

export interface ServerOptions extends AppOptions {
  /** SIGINT and SIGTERM end the server in order, and with it the process. */
  readonly endsOnSignal?: boolean;
  /** Where lines of the log go, where the environment asks for them; standard output, where it is left out. */
  readonly logTo?: { write(line: string): void };
  /** Told once requests are answered. */
  readonly onListening?: (address: string) => void;
}

export interface RunningServer {
  /** For example http://127.0.0.1:3000 */
  readonly address: string;
  readonly app: NestFastifyApplication;
  /** Lets requests under way end, then leaves the database. */
  close(): Promise<void>;
}

interface Operations {
  readonly log: Log | undefined;
  readonly metrics: RequestMetrics;
  readonly readiness: Readiness;
}

@Module({})
class ServerModule {
  static register(options: ServerOptions, operations: Operations): DynamicModule {
    return {
      module: ServerModule,
      imports: [
        AppModule.register({ ...options, clock: new NotedClock(options.clock ?? new SystemClock()) }),
        PortalHttpModule.register(options.environment, operations),
      ],
    };
  }
}

/**
 * Answers HTTP at the address that HOST and PORT name; port 0 takes any that is free.
 *
 * @param options as the environment of this process says, where they are left out
 * @throws SeatbackError SETTING_INVALID, ADDRESS_IN_USE, and those of the database
 */
export async function startServer(options: ServerOptions = ofThisProcess()): Promise<RunningServer> {
  const { environment } = options;
  expectSignIn(environment);
  const operations: Operations = {
    log: environment.operations.isLogJson ? openLog('http', options.logTo) : undefined,
    metrics: new RequestMetrics(),
    readiness: new Readiness(),
  };
  const { log, readiness } = operations;
  const app = await NestFactory.create<NestFastifyApplication>(
    ServerModule.register(options, operations),
    portalAdapter(environment, operations),
    {
      logger: log === undefined ? new StartLogger('error', 'fatal') : new JsonLogger(log),
      abortOnError: false,
      // What a vendor says is kept as it came.
      rawBody: true,
    },
  );
  try {
    const address = await listen(app, environment);
    if (options.endsOnSignal === true)
      endOnSignals({ readiness, drainMs: environment.operations.drainMs, log, close: () => closed(app) });
    log?.info({ address }, 'listening');
    options.onListening?.(address);
    return { address, app, close: () => closed(app) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Connections whose last answer has left are not waited for: a browser would keep them for more than a minute. */
const IDLE_CLOSED_EVERY_MS = 100;

async function closed(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_CLOSED_EVERY_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

/** In production nobody reads without a name, also on the machine itself. */
function expectSignIn({ mode, signIn }: Environment): void {
  if (mode !== 'production' || signIn !== undefined) return;
  throw new SeatbackError({
    code: 'SETTING_INVALID',
    expected: 'SEATBACK_OIDC_ISSUER: the address of the OpenID provider where people sign in',
    found: 'SEATBACK_OIDC_ISSUER: nothing',
    where: 'environment variables',
    next: 'Set it, with SEATBACK_OIDC_CLIENT_ID and SEATBACK_PUBLIC_URL; docs/sign-in.md says how.',
  });
}

function ofThisProcess(): ServerOptions {
  const environment = readEnvironment(process.env);
  return {
    environment,
    endsOnSignal: true,
    onListening: (address) => {
      // Among lines of JSON the log says it.
      if (!environment.operations.isLogJson) process.stdout.write(`Seatback answers at ${address} (Ctrl-C ends it)\n`);
    },
  };
}

async function listen(app: NestFastifyApplication, { host, port }: Environment): Promise<string> {
  await app.init();
  try {
    // Not through Nest, which would log an address in use before it throws.
    await app.getHttpAdapter().getInstance().listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SeatbackError(
      {
        code: 'ADDRESS_IN_USE',
        expected: 'an address that is free',
        found: `${host}:${String(port)}, where another process answers`,
        where: 'HOST and PORT',
        next: 'Stop the other process, or set PORT to another number.',
      },
      { cause: error },
    );
  }
  const { port: taken } = app.getHttpServer().address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(taken)}`;
}
