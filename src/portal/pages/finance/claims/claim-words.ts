import type { CorrectedField } from '../../../../claims/index.js';
import type { ClaimShow } from '../../../reading/claim-reading.js';

export type ClaimAct = 'claimAcceptance' | 'claimRejection' | 'appealTaking';

/** What finance's pages of claims say, in one language. */
export interface ClaimWords {
  readonly campaigns: string;
  readonly claimsOf: (campaign: string) => string;
  readonly lead: string;
  readonly noneAsked: string;
  readonly asReceived: string;
  readonly show: string;
  readonly shows: Readonly<Record<ClaimShow, string>>;
  readonly onlyOf: string;
  readonly look: string;
  readonly none: string;
  readonly further: string;
  readonly claim: string;
  readonly partner: string;
  readonly asPartnerSees: string;
  readonly standing: string;
  readonly due: string;
  readonly late: string;
  readonly because: string;
  readonly answeredBy: string;
  readonly checksAlone: string;
  readonly caption: string;
  readonly claimTitle: (claimId: string) => string;
  readonly says: string;
  readonly invoiceFile: string;
  readonly appealBefore: string;
  readonly checks: string;
  readonly checksLead: string;
  readonly certain: string;
  readonly toLookAt: string;
  readonly nothingOpen: string;
  readonly actions: string;
  readonly heads: Readonly<Record<ClaimAct, string>>;
  readonly buttons: Readonly<Record<ClaimAct, string>>;
  readonly explained: Readonly<Record<ClaimAct, string>>;
  readonly reasonOf: Readonly<Record<ClaimAct, string>>;
  readonly why: string;
  readonly youRejected: string;
  readonly roleMissing: string;
  readonly nothing: string;
  readonly nobodySignsIn: string;
  readonly history: string;
  readonly received: (delivery: number) => string;
  readonly corrected: (delivery: number, fields: readonly string[]) => string;
  readonly fields: Readonly<Record<CorrectedField, string>>;
  readonly valid: string;
  readonly rejected: string;
  readonly afterAppeal: string;
  readonly appealed: string;
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly notDone: string;
  readonly youHadWritten: string;
  /** By the codes of refusals; of any other the code and what was found. */
  readonly refusals: Readonly<Record<string, string>>;
}
