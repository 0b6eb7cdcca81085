import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareCodePoints, SeatbackError, type FailureReport } from '../kernel/index.js';
import { campaignSource, draftSource } from './campaign-source.js';
import { parseCampaign, parseCampaignFile, type CampaignFile } from './parse-campaign.js';
import type { Campaign } from './terms.js';

/**
 * Reads a campaign file.
 *
 * @throws SeatbackError CAMPAIGN_UNREADABLE, naming the line and the term of each problem
 */
export function readCampaignFile(path: string): Campaign {
  return parseCampaign(campaignSource(path), basename(path));
}

/** Reads a file that proposes other terms for a campaign; it may have any name. */
export function readDraft(path: string, campaignId: string): CampaignFile {
  return parseCampaignFile(draftSource(path), basename(path), campaignId);
}

/** A campaign file, read or not: one that cannot be read does not hide the others. */
export type ListedCampaign = { readonly campaignId: string } & (
  | (CampaignFile & { readonly failure: null })
  | { readonly campaign: null; readonly failure: FailureReport }
);

/** All campaigns of a folder, by id. @throws SeatbackError FOLDER_MISSING */
export function readCampaignsFolder(folder: string): ListedCampaign[] {
  return campaignFiles(folder).map((path) => {
    const campaignId = basename(path).replace(/\.ya?ml$/, '');
    try {
      return { campaignId, ...readWithLines(path), failure: null };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      return { campaignId, campaign: null, failure: error.report };
    }
  });
}

/** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
export function findCampaign(folder: string, campaignId: string): Campaign {
  return findCampaignFile(folder, campaignId).campaign;
}

/** With the lines on which its terms stand. @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
export function findCampaignFile(folder: string, campaignId: string): CampaignFile {
  const path = campaignFiles(folder).find((file) => basename(file).replace(/\.ya?ml$/, '') === campaignId);
  if (path !== undefined) return readWithLines(path);
  throw new SeatbackError({
    code: 'CAMPAIGN_UNKNOWN',
    expected: `one of the campaigns: ${
      campaignFiles(folder)
        .map((file) => basename(file).replace(/\.ya?ml$/, ''))
        .join(', ') || 'none'
    }`,
    found: `"${campaignId}"`,
    where: folder,
    next: 'See npx seatback campaigns list.',
  });
}

/** The file of a campaign as it stands, also where no campaign can be read from it. */
export interface CampaignText {
  readonly fileName: string;
  readonly text: string;
}

/** Undefined where the campaign has no file. @throws SeatbackError CAMPAIGN_UNREADABLE, FOLDER_MISSING */
export function campaignText(folder: string, campaignId: string): CampaignText | undefined {
  const path = campaignFiles(folder).find((file) => basename(file).replace(/\.ya?ml$/, '') === campaignId);
  return path === undefined ? undefined : { fileName: basename(path), text: campaignSource(path) };
}

function readWithLines(path: string): CampaignFile {
  return parseCampaignFile(campaignSource(path), basename(path));
}

function campaignFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort(compareCodePoints)
      .map((name) => join(folder, name));
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'FOLDER_MISSING',
        expected: 'a folder with campaign files',
        found: cause instanceof Error ? cause.message : 'no such folder',
        where: folder,
        next: 'Set SEATBACK_CAMPAIGNS to the folder that holds them.',
      },
      { cause },
    );
  }
}
