import { Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Environment } from '../config/index.js';
import { connect, expectCurrentSchema, migrate, serviceDataSource } from './data-source.js';
import { joinEmbeddedServer, type EmbeddedServer } from './embedded/index.js';
import { keyFileOf, withKeptFingerprintKey } from './kept-keys.js';
import { openVault, Vault } from './sealed.js';
import { UnitOfWork } from './unit-of-work.js';

export interface DatabaseOptions {
  readonly environment: Environment;
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  /** Told before each step of the start that takes noticeable time. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/** The pool of the service role, and the embedded server below it where there is one. */
class OpenDatabase {
  readonly dataSource: DataSource;
  readonly #server: EmbeddedServer | undefined;

  private constructor(dataSource: DataSource, server: EmbeddedServer | undefined) {
    this.dataSource = dataSource;
    this.#server = server;
  }

  /** The embedded database is migrated on the way; one that DATABASE_URL names must be current already. */
  static async open({ environment, entities, onStep }: DatabaseOptions): Promise<OpenDatabase> {
    const server =
      environment.databaseUrl === undefined
        ? await joinEmbeddedServer(environment.dataFolder, { ...(onStep === undefined ? {} : { onStep }) })
        : undefined;
    try {
      if (server !== undefined) {
        onStep?.('migrate');
        await migrate(server.ownerUrl);
      }
      const dataSource = serviceDataSource(environment.databaseUrl ?? server?.serviceUrl ?? '', entities);
      await connect(dataSource, 'DATABASE_URL');
      await expectCurrentSchema(dataSource);
      return new OpenDatabase(dataSource, server);
    } catch (error) {
      await server?.leave();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.#server?.leave();
  }
}

/** Last to go: everything else may still need the database while it shuts down. */
@Injectable()
class DatabaseShutdown implements OnApplicationShutdown {
  readonly #database: OpenDatabase;

  constructor(@Inject(OpenDatabase) database: OpenDatabase) {
    this.#database = database;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#database.close();
  }
}

@Module({})
export class DatabaseModule {
  static register(options: DatabaseOptions): DynamicModule {
    const { encryptionKey, keysBefore, dataFolder } = options.environment;
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: OpenDatabase, useFactory: () => OpenDatabase.open(options) },
        { provide: DataSource, inject: [OpenDatabase], useFactory: (database: OpenDatabase) => database.dataSource },
        {
          provide: Vault,
          inject: [OpenDatabase],
          useFactory: async (database: OpenDatabase) => {
            try {
              const vault = openVault({ encryptionKey, keysBefore }, keyFileOf(dataFolder));
              return await withKeptFingerprintKey(vault, database.dataSource);
            } catch (error) {
              // Nobody else would: a start that fails runs no shutdown.
              await database.close();
              throw error;
            }
          },
        },
        UnitOfWork,
        DatabaseShutdown,
      ],
      exports: [DataSource, UnitOfWork, Vault],
    };
  }
}
