import {
  assumedTerms,
  checkCampaign,
  isPublished,
  spokenName,
  termConfirmations,
  type CampaignRemark,
  type ListedCampaign,
  type TermConfirmation,
} from '../campaigns/index.js';
import type { Session } from '../database/index.js';
import { SeatbackError, type FailureReport } from '../kernel/index.js';
import type { Terminal } from './terminal.js';

/** A campaign file as a calculation would find it. */
export interface CheckedCampaign {
  readonly campaign: string;
  readonly version: number | null;
  /** False where a calculation would refuse it. */
  readonly isUsable: boolean;
  readonly isPublished: boolean;
  /** Why it cannot be read, or is not what was published under its version. */
  readonly failure: FailureReport | null;
  readonly remarks: readonly CampaignRemark[];
  readonly assumed: readonly {
    readonly term: string;
    readonly assumed: string;
    readonly confirmation: TermConfirmation | null;
  }[];
}

export async function checkedCampaign(session: Session, listed: ListedCampaign): Promise<CheckedCampaign> {
  const { campaignId, campaign } = listed;
  if (campaign === null) {
    const { failure } = listed;
    return {
      campaign: campaignId,
      version: null,
      isUsable: false,
      isPublished: false,
      failure,
      remarks: [],
      assumed: [],
    };
  }
  const remarks = checkCampaign(campaign);
  const published = await publishedOrFailure(session, campaign);
  const confirmations = await termConfirmations(session, campaignId, campaign.terms);
  const failure = typeof published === 'boolean' ? null : published;
  return {
    campaign: campaignId,
    version: campaign.version,
    isUsable: failure === null && remarks.every(({ severity }) => severity !== 'contradiction'),
    isPublished: published === true,
    failure,
    remarks,
    assumed: assumedTerms(campaign.terms).map((name) => ({
      term: spokenName(name),
      assumed: campaign.terms[name]?.assumed ?? '',
      confirmation: confirmations.get(name) ?? null,
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

export function sayChecked(terminal: Terminal, checked: CheckedCampaign): void {
  const { campaign, version, failure, remarks, assumed } = checked;
  if (version !== null) terminal.say(`${campaign}, version ${String(version)}:`);
  for (const { severity, term, message } of remarks) terminal.say(`  ${severity}: ${term}: ${message}`);
  if (failure !== null) terminal.complain(failure);
  if (version === null) return;
  if (checked.isUsable)
    terminal.say(`  no contradictions; ${checked.isPublished ? 'as it was published' : 'not published yet'}`);
  for (const { term, assumed: why, confirmation } of assumed) {
    const by =
      confirmation === null
        ? 'nobody confirmed it yet'
        : `confirmed by ${confirmation.confirmedBy} on ${confirmation.confirmedAt.slice(0, 10)}`;
    terminal.say(`  assumed, ${by}: ${term}: ${why}`);
  }
}
