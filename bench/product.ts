import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as PartnerCenter from '../demo/partner-center/index.js';
import type * as World from '../demo/world/index.js';
import type * as Access from '../src/access/index.js';
import type * as App from '../src/app.module.js';
import type * as Calculation from '../src/calculation/index.js';
import type * as Campaigns from '../src/campaigns/index.js';
import type * as Config from '../src/config/index.js';
import type * as Database from '../src/database/index.js';
import type * as Ingest from '../src/ingest/index.js';
import type * as Kernel from '../src/kernel/index.js';
import type * as AccountChecks from '../src/payout/account-checks/index.js';
import type * as Messages from '../src/payout/answers/messages/index.js';
import type * as Instructions from '../src/payout/instructions/index.js';
import type * as WireFiles from '../src/payout/wire-files/index.js';

/** The folder of the product, built. What is measured is what is shipped: `dist`, not the sources. */
export const PROJECT_FOLDER = dirname(import.meta.dirname);

function built(path: string): string {
  const file = join(PROJECT_FOLDER, 'dist', path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first.`);
  return file;
}

export const productAccess = async (): Promise<typeof Access> =>
  (await import(built('src/access/index.js'))) as typeof Access;
export const productApp = async (): Promise<typeof App> => (await import(built('src/app.module.js'))) as typeof App;
export const productCalculation = async (): Promise<typeof Calculation> =>
  (await import(built('src/calculation/index.js'))) as typeof Calculation;
export const productCampaigns = async (): Promise<typeof Campaigns> =>
  (await import(built('src/campaigns/index.js'))) as typeof Campaigns;
export const productConfig = async (): Promise<typeof Config> =>
  (await import(built('src/config/index.js'))) as typeof Config;
export const productDatabase = async (): Promise<typeof Database> =>
  (await import(built('src/database/index.js'))) as typeof Database;
export const productIngest = async (): Promise<typeof Ingest> =>
  (await import(built('src/ingest/index.js'))) as typeof Ingest;
export const productKernel = async (): Promise<typeof Kernel> =>
  (await import(built('src/kernel/index.js'))) as typeof Kernel;
export const productAccountChecks = async (): Promise<typeof AccountChecks> =>
  (await import(built('src/payout/account-checks/index.js'))) as typeof AccountChecks;
export const productInstructions = async (): Promise<typeof Instructions> =>
  (await import(built('src/payout/instructions/index.js'))) as typeof Instructions;
export const productMessages = async (): Promise<typeof Messages> =>
  (await import(built('src/payout/answers/messages/index.js'))) as typeof Messages;
export const productWireFiles = async (): Promise<typeof WireFiles> =>
  (await import(built('src/payout/wire-files/index.js'))) as typeof WireFiles;
export const simulatedPartnerCenter = async (): Promise<typeof PartnerCenter> =>
  (await import(built('demo/partner-center/index.js'))) as typeof PartnerCenter;
export const simulatedWorld = async (): Promise<typeof World> =>
  (await import(built('demo/world/index.js'))) as typeof World;
