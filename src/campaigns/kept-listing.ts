import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedCampaign } from './campaign-file.js';
import { listCampaigns } from './campaign-listing.js';

/** So long after it was last written, a file that is written again is told by its time. */
const TOLD_BY_TIME_MS = 2_000;

interface KeptListing {
  /** Of the folder and all that lies in it: names, inodes, sizes and times. */
  readonly state: string;
  readonly listed: readonly ListedCampaign[];
}

const kept = new Map<string, KeptListing>();

/**
 * As `listCampaigns`, for pages that are asked for many times a second: read again as soon as anything in the folder has
 * changed. Whoever is to calculate or to approve by a file reads it for itself.
 */
export function keptCampaigns(folder: string): readonly ListedCampaign[] {
  const { state, isSettled } = stateOf(folder);
  const known = kept.get(folder);
  if (known?.state === state) return known.listed;
  const listed = listCampaigns(folder);
  // What was written a moment ago may be written again without its time telling so.
  if (isSettled) kept.set(folder, { state, listed });
  else kept.delete(folder);
  return listed;
}

/**
 * Names, inodes, sizes and times of the campaign files: what follows from the files is another only where this is.
 * Undefined where one was written so lately that it may be written again without telling.
 */
export function campaignFilesState(folder: string): string | undefined {
  const { state, isSettled } = stateOf(folder);
  return isSettled ? state : undefined;
}

function stateOf(folder: string): { readonly state: string; readonly isSettled: boolean } {
  let newestMs = 0;
  const told = (path: string): string => {
    // A link leads to another file, which may change while the link does not.
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return 'none';
    newestMs = Math.max(newestMs, Number(found.ctimeMs), Number(found.mtimeMs));
    return `${String(found.dev)} ${String(found.ino)} ${String(found.size)} ${String(found.mtimeNs)} ${String(found.ctimeNs)}`;
  };
  const ofFolder = told(folder);
  if (ofFolder === 'none') return { state: ofFolder, isSettled: false };
  const names = readdirSync(folder).sort();
  const state = [ofFolder, ...names.map((name) => `${name} ${told(join(folder, name))}`)].join('\n');
  return { state, isSettled: performance.timeOrigin + performance.now() - newestMs > TOLD_BY_TIME_MS };
}
