import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the product, built. What is measured is what is shipped: `dist`, not the sources. */
const PROJECT_FOLDER = dirname(import.meta.dirname);

function built(path: string): string {
  const file = join(PROJECT_FOLDER, 'dist', path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first.`);
  return file;
}

type App = typeof import('../src/app.module.js');
type Config = typeof import('../src/config/index.js');
type Database = typeof import('../src/database/index.js');
type Ingest = typeof import('../src/ingest/index.js');
type PartnerCenter = typeof import('../demo/partner-center/index.js');
type World = typeof import('../demo/world/index.js');

export const productApp = async (): Promise<App> => (await import(built('src/app.module.js'))) as App;
export const productConfig = async (): Promise<Config> => (await import(built('src/config/index.js'))) as Config;
export const productDatabase = async (): Promise<Database> =>
  (await import(built('src/database/index.js'))) as Database;
export const productIngest = async (): Promise<Ingest> => (await import(built('src/ingest/index.js'))) as Ingest;
export const simulatedPartnerCenter = async (): Promise<PartnerCenter> =>
  (await import(built('demo/partner-center/index.js'))) as PartnerCenter;
export const simulatedWorld = async (): Promise<World> => (await import(built('demo/world/index.js'))) as World;
