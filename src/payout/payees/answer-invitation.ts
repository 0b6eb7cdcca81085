import { Inject, Injectable } from '@nestjs/common';
import { campaignTitle, CampaignVersions } from '../../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, languageOf, maskAccount, type Clock, type Instant, type Language } from '../../kernel/index.js';
import { compareNames, partnerContacts, type NameOutcome, type PartnerContact } from '../../partners/index.js';
import { checkBankDetails, type GivenBankDetails } from './check-bank-details.js';
import { faultsOf, type FieldFault } from './details-faults.js';
import { tokenHash } from './invitation-tokens.js';
import { takeableInvitation } from './takeable-invitation.js';

/** Who is asked by an invitation, for what, and until when. */
export interface AskedPartner {
  readonly partnerId: string;
  /** As registered; the id where there is no name. */
  readonly partnerName: string;
  readonly language: Language;
  /** As registered, ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly campaign: string;
  readonly answerBy: Instant;
  readonly timeZone: string;
  /** By the terms, what follows where the account is a person's. */
  readonly personalAccount: 'rejects the claims' | 'is asked again';
}

/** Details as they would be kept: the account by its last four only. */
export interface ReviewedDetails {
  readonly account: string;
  readonly details: Omit<GivenBankDetails, 'iban' | 'accountNumber'>;
  /** Null where the partner has no name on record. */
  readonly name: NameOutcome | null;
  /** What does not stop them, and is most often a slip. */
  readonly doubts: readonly DetailsDoubt[];
}

export type DetailsDoubt = 'bank-elsewhere' | 'account-unusual';

/** What came by an invitation. */
export interface ReceivedDetails extends AskedPartner {
  readonly bankDetails: number;
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly account: string;
  readonly givenBy: string;
  readonly givenAt: Instant;
  /** From the approval by a second person until it is paid to. */
  readonly waitingMs: number;
}

const DOUBT_OF: Readonly<Record<string, DetailsDoubt>> = {
  BIC_COUNTRY_DISAGREES: 'bank-elsewhere',
  ACCOUNT_FORMAT_UNUSUAL: 'account-unusual',
};

/** What whoever holds the link of an invitation may see; it changes nothing, and uses nothing up. */
@Injectable()
export class AnswerInvitation {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#environment = environment;
    this.#clock = clock;
  }

  /** @throws SeatbackError INVITATION_UNKNOWN, INVITATION_USED, INVITATION_OVER */
  async asked(token: string): Promise<AskedPartner> {
    return this.#unitOfWork.inSession(async (session) => {
      const { payeeInvitation } = await takeableInvitation(session, token, this.#clock.now());
      return (await this.#invitation(session, payeeInvitation)).asked;
    });
  }

  /**
   * The details with all checks that entering them makes, before anything is entered. That another partner has the same
   * account is for finance to know, and is not told here.
   *
   * @throws SeatbackError INVITATION_UNKNOWN, INVITATION_USED, INVITATION_OVER
   */
  async review(
    token: string,
    given: GivenBankDetails,
  ): Promise<{ readonly asked: AskedPartner } & ({ readonly faults: readonly FieldFault[] } | ReviewedDetails)> {
    return this.#unitOfWork.inSession(async (session) => {
      const { payeeInvitation } = await takeableInvitation(session, token, this.#clock.now());
      const { asked, contact } = await this.#invitation(session, payeeInvitation);
      const { details, findings } = checkBankDetails(given);
      const faults = faultsOf(details, findings);
      if (faults.length > 0) return { asked, faults };
      const { iban, accountNumber, ...open } = details;
      const { legalName, country } = contact;
      return {
        asked,
        account: maskAccount(iban ?? accountNumber ?? ''),
        details: open,
        name: legalName === null ? null : compareNames(legalName, details.accountName, country?.toUpperCase()).outcome,
        doubts: [...new Set(findings.flatMap(({ code }) => DOUBT_OF[code] ?? []))],
      };
    });
  }

  /** What came by the link, whoever gave it; undefined where nothing did. */
  async received(token: string): Promise<ReceivedDetails | undefined> {
    return this.#unitOfWork.inSession(async (session) => {
      const [kept] = await session.query<
        Omit<ReceivedDetails, keyof AskedPartner | 'account' | 'waitingMs'> & {
          readonly payeeInvitation: number;
          readonly lastFour: string | null;
        }
      >(
        `SELECT payee_invitation AS "payeeInvitation", bank_details AS "bankDetails", account_name AS "accountName", account_kind AS "accountKind",
           account_last_four AS "lastFour", entered_by AS "givenBy", entered_at AS "givenAt"
         FROM payee_invitation JOIN bank_details USING (payee_invitation) WHERE token_hash = $1`,
        [tokenHash(token)],
      );
      if (kept === undefined) return undefined;
      const { payeeInvitation, lastFour, ...given } = kept;
      const { asked } = await this.#invitation(session, payeeInvitation);
      const { waitingMs } = this.#environment.payees;
      return { ...asked, ...given, account: `****${lastFour === '****' ? '' : (lastFour ?? '')}`, waitingMs };
    });
  }

  async #invitation(
    session: Session,
    payeeInvitation: number,
  ): Promise<{ readonly asked: AskedPartner; readonly contact: PartnerContact }> {
    const { partnerKey, campaignId, ...until } = await session.one<{
      partnerKey: number;
      campaignId: string;
      answerBy: Instant;
      timeZone: string;
    }>(
      `SELECT invitation.partner_key AS "partnerKey", campaign_id AS "campaignId", answer_by AS "answerBy", time_zone AS "timeZone"
       FROM payee_invitation AS invitation JOIN payee_request USING (payee_request) WHERE payee_invitation = $1`,
      [payeeInvitation],
    );
    const contact = (await partnerContacts(session, [partnerKey])).get(partnerKey);
    if (contact === undefined) throw new Error('Broken invariant: who is invited is a partner');
    const { partnerId, legalName, locale, country } = contact;
    const terms = (await this.#versions.newest(session, campaignId))?.terms;
    const asked: AskedPartner = {
      partnerId,
      partnerName: legalName ?? partnerId,
      language: languageOf(locale),
      country: country?.toUpperCase() ?? null,
      campaign: (await campaignTitle(session, campaignId)) ?? campaignId,
      ...until,
      personalAccount: terms?.bankDetails?.value.personalAccount ?? 'is asked again',
    };
    return { asked, contact };
  }
}
