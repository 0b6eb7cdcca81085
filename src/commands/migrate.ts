import type { Command } from 'commander';
import { readEnvironment } from '../config/index.js';
import { joinEmbeddedServer, migrate } from '../database/index.js';
import { SeatbackError } from '../kernel/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { reporting, type CommonOptions } from './with-seatback.js';

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description(
      'bring the database schema up to date, as its owner (DATABASE_OWNER_URL); the embedded one is migrated by every command',
    )
    .option(...JSON_OPTION)
    .action((options: CommonOptions) =>
      reporting(options, async (terminal) => {
        const environment = readEnvironment(process.env);
        const ran =
          environment.databaseUrl === undefined
            ? await migrateEmbedded(environment.dataFolder)
            : await migrate(ownerUrl(environment.databaseOwnerUrl));
        terminal.answer({ ran });
        terminal.say(ran.length === 0 ? 'The schema is up to date.' : `Ran: ${ran.join(', ')}`);
        return EXIT.done;
      }),
    );
}

async function migrateEmbedded(dataFolder: string): Promise<string[]> {
  const server = await joinEmbeddedServer(dataFolder);
  try {
    return await migrate(server.ownerUrl);
  } finally {
    await server.leave();
  }
}

function ownerUrl(url: string | undefined): string {
  if (url !== undefined) return url;
  throw new SeatbackError({
    code: 'SETTING_MISSING',
    expected: 'DATABASE_OWNER_URL, the address of the database for the role seatback_owner',
    found: 'nothing',
    where: 'environment variables',
    next: 'Set it for this command only; the program itself works as seatback_service.',
  });
}
