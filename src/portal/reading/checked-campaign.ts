import {
  assumedTerms,
  checkCampaign,
  isPublished,
  notHeldAgainstRegister,
  spokenName,
  termConfirmations,
  type CampaignRemark,
  type ListedCampaign,
  type TermConfirmation,
} from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { mappedProducts } from '../../ingest/index.js';
import { registerWords } from '../../partners/index.js';
import { SeatbackError, type FailureReport } from '../../kernel/index.js';

/** A campaign file as a calculation would find it. */
export interface CheckedCampaign {
  readonly campaign: string;
  readonly version: number | null;
  /** False where it cannot be read, contradicts itself, or is not what was published. */
  readonly isUsable: boolean;
  /** Null where the database was not asked. */
  readonly isPublished: boolean | null;
  /** Why it cannot be read, or is not what was published under its version. */
  readonly failure: FailureReport | null;
  readonly remarks: readonly CampaignRemark[];
  /** What the terms could not be held against, and why. */
  readonly notLookedAt: readonly string[];
  readonly assumed: readonly {
    readonly term: string;
    readonly assumed: string;
    /** Null where nobody confirmed it; undefined where the database was not asked. */
    readonly confirmation: TermConfirmation | null | undefined;
  }[];
}

/** @param session left out, the file is looked at by itself: not what was published, confirmed or mapped */
export async function checkedCampaign(listed: ListedCampaign, session?: Session): Promise<CheckedCampaign> {
  const { campaignId, campaign } = listed;
  if (campaign === null) {
    const { failure } = listed;
    return {
      campaign: campaignId,
      version: null,
      isUsable: false,
      isPublished: session === undefined ? null : false,
      failure,
      remarks: [],
      notLookedAt: [],
      assumed: [],
    };
  }
  const products = session === undefined ? undefined : await mappedProducts(session);
  const register = session === undefined ? undefined : await registerWords(session);
  const remarks = checkCampaign(listed, products, register);
  const published = session === undefined ? null : await publishedOrFailure(session, campaign);
  const confirmations =
    session === undefined ? undefined : await termConfirmations(session, campaignId, campaign.terms);
  const failure = typeof published === 'object' ? published : null;
  return {
    campaign: campaignId,
    version: campaign.version,
    isUsable: failure === null && remarks.every(({ severity }) => severity !== 'contradiction'),
    isPublished: published === null ? null : published === true,
    failure,
    remarks,
    notLookedAt:
      register === undefined
        ? ['products, names of standings and segments: no database was asked']
        : notHeldAgainstRegister(campaign.terms, register),
    assumed: assumedTerms(campaign.terms).map((name) => ({
      term: spokenName(name),
      assumed: campaign.terms[name]?.assumed ?? '',
      confirmation: confirmations === undefined ? undefined : (confirmations.get(name) ?? null),
    })),
  };
}

async function publishedOrFailure(
  session: Session,
  campaign: NonNullable<ListedCampaign['campaign']>,
): Promise<boolean | FailureReport> {
  try {
    return await isPublished(session, campaign);
  } catch (error) {
    if (error instanceof SeatbackError) return error.report;
    throw error;
  }
}
