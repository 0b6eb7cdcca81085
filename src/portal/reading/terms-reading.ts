import { existsSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import {
  campaignText,
  listCampaigns,
  statedVersions,
  termDifferences,
  valueWords,
  versionOf,
  type CampaignText,
  type StatedVersion,
} from '../../campaigns/index.js';
import { UnitOfWork } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { checkedCampaign, type CheckedCampaign } from './checked-campaign.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';

export interface ShownVersion extends Omit<StatedVersion, 'terms'> {
  /** From the version before it; null of the first one. */
  readonly differences: number | null;
}

/** What differs between two versions, each value on one line. */
export interface ShownDifferences {
  readonly from: number;
  readonly to: number;
  readonly differences: readonly { readonly term: string; readonly before: string; readonly after: string }[];
}

export interface TermsPage {
  readonly campaignId: string;
  readonly title: string | null;
  readonly source: CampaignText | undefined;
  /** Undefined where the campaign has no file any more. */
  readonly checked: CheckedCampaign | undefined;
  readonly versions: readonly ShownVersion[];
  /** Undefined before there are two versions. */
  readonly compared: ShownDifferences | undefined;
}

/** Reads a campaign's file with what the checks say of it, and what became of its terms version by version. */
@Injectable()
export class TermsReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #folder: string;

  constructor(unitOfWork: UnitOfWork, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#folder = folder;
  }

  /**
   * @param chosen versions to be compared; the newest with the one before it, where they are left out
   * @throws SeatbackError CAMPAIGN_UNKNOWN, VERSION_UNKNOWN
   */
  async terms(
    campaignId: string,
    chosen: { readonly from?: number | undefined; readonly to?: number | undefined },
  ): Promise<TermsPage> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { campaign } = await knownCampaign(session, this.#folder, campaignId);
      const listed = listCampaigns(this.#folder).find((each) => each.campaignId === campaignId);
      const versions = await statedVersions(session, this.#folder, campaignId);
      return {
        campaignId,
        title: campaign?.title ?? null,
        source: this.#source(campaignId),
        checked: listed === undefined ? undefined : await checkedCampaign(listed, session),
        versions: versions.map(({ terms, ...version }, index) => {
          const before = versions[index - 1];
          return { ...version, differences: before === undefined ? null : termDifferences(before.terms, terms).length };
        }),
        compared: compared(versions, campaignId, chosen),
      };
    });
  }

  /** What cannot be read at all the checks say. */
  #source(campaignId: string): CampaignText | undefined {
    try {
      return existsSync(this.#folder) ? campaignText(this.#folder, campaignId) : undefined;
    } catch (error) {
      if (error instanceof SeatbackError && error.code === 'CAMPAIGN_UNREADABLE') return undefined;
      throw error;
    }
  }
}

function compared(
  versions: readonly StatedVersion[],
  campaignId: string,
  chosen: { readonly from?: number | undefined; readonly to?: number | undefined },
): ShownDifferences | undefined {
  const to = chosen.to === undefined ? versions.at(-1) : versionOf(versions, chosen.to, campaignId);
  const from =
    chosen.from === undefined
      ? versions.findLast(({ version }) => to !== undefined && version < to.version)
      : versionOf(versions, chosen.from, campaignId);
  if (from === undefined || to === undefined) return undefined;
  return {
    from: from.version,
    to: to.version,
    differences: termDifferences(from.terms, to.terms).map(({ term, before, after }) => ({
      term,
      before: valueWords(before),
      after: valueWords(after),
    })),
  };
}
