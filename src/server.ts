import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppOptions } from './app.module.js';
import { readEnvironment, type Environment } from './config/index.js';
import { SeatbackError } from './kernel/index.js';
import { StartLogger } from './start-logger.js';
import { portalAdapter, PortalHttpModule } from './portal/http/index.js';

export interface ServerOptions extends AppOptions {
  /** SIGINT and SIGTERM end the server in order, and with it the process. */
  readonly endsOnSignal?: boolean;
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

@Module({})
class ServerModule {
  static register(options: ServerOptions): DynamicModule {
    return {
      module: ServerModule,
      imports: [AppModule.register(options), PortalHttpModule.register(options.environment)],
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
  expectSignIn(options.environment);
  const app = await NestFactory.create<NestFastifyApplication>(
    ServerModule.register(options),
    portalAdapter(options.environment),
    {
      logger: new StartLogger('error', 'fatal'),
      abortOnError: false,
      // What a vendor says is kept as it came.
      rawBody: true,
    },
  );
  try {
    const address = await listen(app, options.environment);
    if (options.endsOnSignal === true) app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
    options.onListening?.(address);
    return { address, app, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
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
  return {
    environment: readEnvironment(process.env),
    endsOnSignal: true,
    onListening: (address) => process.stdout.write(`Seatback answers at ${address} (Ctrl-C ends it)\n`),
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
