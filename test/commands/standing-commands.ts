import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportFiles } from '../builders/import-folder.js';
import { TestServer, type TestDatabase } from '../test-database.js';
import type { CommandRun } from './seatback-process.js';
import { StandingProcess } from './standing-process.js';

/** Commands on a database and a folder of campaigns of their own. */
export class StandingCommands {
  readonly work = mkdtempSync(join(tmpdir(), 'seatback-commands-'));
  readonly campaigns = join(this.work, 'campaigns');
  #server!: TestServer;
  #database!: TestDatabase;
  #process!: StandingProcess;

  async open(): Promise<void> {
    this.#server = await TestServer.join();
    this.#database = await this.#server.newDatabase();
    this.#process = new StandingProcess({
      DATABASE_URL: this.#database.serviceUrl,
      SEATBACK_DATA: join(this.work, 'own'),
      SEATBACK_CAMPAIGNS: this.campaigns,
    });
  }

  async close(): Promise<void> {
    await this.#process.end();
    await this.#database.drop();
    await this.#server.leave();
    rmSync(this.work, { recursive: true, force: true });
  }

  campaignFile(name: string, text: string): void {
    new ImportFiles().file(name, text).writeTo(this.campaigns);
  }

  async run(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<CommandRun> {
    return this.#process.run(args, variables);
  }

  /** What a command answers to a program. */
  async json<T>(args: readonly string[]): Promise<T> {
    return this.#process.json(args);
  }
}
