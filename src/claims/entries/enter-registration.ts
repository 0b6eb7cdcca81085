import { Inject, Injectable } from '@nestjs/common';
import type { Campaign, CampaignTerms } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { RecordPartnerEntry } from '../../ingest/index.js';
import { actorOf, CLOCK, dayOf, type Clock } from '../../kernel/index.js';
import { flawOf, isForAPerson, knownPartner, type RegistrationFlaw } from '../../partners/index.js';
import { registeredCompany, registrationOf, type RegistrationStanding } from '../registration-standing.js';
import { faultOf, isWithin, registrationPeriod, type ClaimFault } from './claim-form.js';
import type { EnteringPerson } from './enter-claim.js';
import {
  outsideRegistrationPeriod,
  registeredBefore,
  registrationFlawed,
  registrationNotAsked,
} from './entry-errors.js';

export type { RegistrationStanding } from '../registration-standing.js';

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** What a partner is asked for when it registers. */
const REGISTRATION_FIELDS = ['contactEmail', 'companyName', 'agreementNumber'] as const;
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number];

export type TypedRegistration = Readonly<Record<RegistrationField, string>> & {
  /** The terms that were accepted, by the name that the offer has for them; empty where none were. */
  readonly acceptedTerms: string;
};

export type RegistrationFault = ClaimFault | RegistrationFlaw;

/** Takes the registration of a partner for an offer: once, in its period, by the offer's own terms. */
@Injectable()
export class EnterRegistration {
  readonly #unitOfWork: UnitOfWork;
  readonly #record: RecordPartnerEntry;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, record: RecordPartnerEntry, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#record = record;
    this.#clock = clock;
  }

  /** The registration that stands; undefined where there is none. @throws SeatbackError PARTNER_UNKNOWN */
  async standing({ campaign, terms }: Offer, partnerId: string): Promise<RegistrationStanding | undefined> {
    return this.#unitOfWork.inSession(async (session) => {
      const { partnerKey } = await knownPartner(session, partnerId);
      return registrationOf(session, { campaignId: campaign, partnerKey }, terms);
    });
  }

  /**
   * What is wrong with what was written, by field. A name that is another company's is none: a person asks for a copy.
   *
   * @throws SeatbackError REGISTRATION_NOT_ASKED, OUTSIDE_REGISTRATION_PERIOD, PARTNER_UNKNOWN
   */
  async review(
    offer: Offer,
    partnerId: string,
    typed: TypedRegistration,
  ): Promise<readonly { readonly field: RegistrationField | 'acceptedTerms'; readonly fault: RegistrationFault }[]> {
    this.#expectOpen(offer);
    return this.#unitOfWork.inSession((session) => this.#faults(session, offer, partnerId, typed));
  }

  /** @throws SeatbackError as `review`, and REGISTERED_BEFORE, REGISTRATION_INVALID, ACTOR_INVALID */
  async enter(
    offer: Offer,
    { partnerId, actor: named, form }: EnteringPerson,
    typed: TypedRegistration,
  ): Promise<RegistrationStanding> {
    const actor = actorOf(named);
    const { campaign, terms } = offer;
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'delivery');
      const { partnerKey } = await knownPartner(session, partnerId);
      const own = { campaignId: campaign, partnerKey };
      const before = await registrationOf(session, own, terms);
      if (before !== undefined && (await isEnteredBy(session, partnerKey, form))) return before;
      this.#expectOpen(offer);
      if (before !== undefined && (before.flaw === null || (await hasEntered(session, own))))
        throw registeredBefore(campaign);
      const [fault] = await this.#faults(session, offer, partnerId, typed);
      if (fault !== undefined) throw registrationFlawed(campaign, `${fault.field}: ${fault.fault}`);
      await this.#record.registration(
        session,
        { ...own, partnerId, actor, form },
        {
          contactEmail: typed.contactEmail.trim(),
          companyName: typed.companyName.trim(),
          termsVersion: typed.acceptedTerms,
          agreementNumber: asksForAgreement(terms) ? typed.agreementNumber.trim() : null,
        },
      );
      return (await registrationOf(session, own, terms)) ?? { registeredAt: this.#clock.now(), flaw: null };
    });
  }

  #expectOpen({ campaign, terms }: Offer): void {
    const period = registrationPeriod(terms);
    if (period === undefined) throw registrationNotAsked(campaign);
    const now = this.#clock.now();
    if (!isWithin(period, now)) throw outsideRegistrationPeriod(campaign, period, now);
  }

  async #faults(
    session: Session,
    { terms }: Offer,
    partnerId: string,
    typed: TypedRegistration,
  ): Promise<{ readonly field: RegistrationField | 'acceptedTerms'; readonly fault: RegistrationFault }[]> {
    const { registration, timeZone } = terms;
    if (registration === undefined) return [];
    const written = registrationFields(terms).flatMap((field) => {
      const fault = faultOf(typed[field].trim());
      return fault === undefined ? [] : [{ field, fault }];
    });
    if (written.length > 0) return written;
    const today = dayOf(this.#clock.now(), timeZone.value);
    const stated = {
      registeredOn: today,
      contactEmail: typed.contactEmail.trim(),
      companyName: typed.companyName.trim(),
      termsVersion: typed.acceptedTerms,
      termsAcceptedOn: today,
      agreementNumber: typed.agreementNumber.trim(),
    };
    const { partnerKey } = await knownPartner(session, partnerId);
    const company = (await registeredCompany(session, partnerKey)) ?? { legalName: '', country: null };
    const flaw = flawOf(stated, registration.value, company);
    return flaw === null || isForAPerson(flaw) ? [] : [{ field: FIELD_OF_FLAW[flaw] ?? 'acceptedTerms', fault: flaw }];
  }
}

/** What the offer asks to be written. */
export function registrationFields(terms: CampaignTerms): RegistrationField[] {
  return REGISTRATION_FIELDS.filter((field) => field !== 'agreementNumber' || asksForAgreement(terms));
}

function asksForAgreement({ registration }: CampaignTerms): boolean {
  return registration?.value.needs?.includes('agreement number') === true;
}

const FIELD_OF_FLAW: Partial<Record<RegistrationFlaw, RegistrationField>> = {
  'no-address': 'contactEmail',
  'consumer-domain': 'contactEmail',
  'no-agreement-number': 'agreementNumber',
};

interface Own {
  readonly campaignId: string;
  readonly partnerKey: number;
}

async function isEnteredBy(session: Session, partnerKey: number, form: string): Promise<boolean> {
  const found = await session.query('SELECT FROM partner_entry WHERE partner_key = $1 AND form = $2', [
    partnerKey,
    form,
  ]);
  return found.length > 0;
}

async function hasEntered(session: Session, { campaignId, partnerKey }: Own): Promise<boolean> {
  const found = await session.query(
    `SELECT FROM partner_entry WHERE partner_key = $1 AND campaign_id = $2 AND kind = 'registration'`,
    [partnerKey, campaignId],
  );
  return found.length > 0;
}
