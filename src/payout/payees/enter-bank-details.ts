import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  dayOf,
  maskAccount,
  maskAccountsInText,
  SeatbackError,
  type Clock,
} from '../../kernel/index.js';
import { BANK_ACCOUNT_PURPOSE, partnerName, registeredPayees } from '../../partners/index.js';
import { readIban } from '../account-checks/index.js';
import { checkBankDetails, type DetailsFinding, type GivenBankDetails } from './check-bank-details.js';
import { checkName, type CheckedName } from './name-decisions.js';
import { unknownPartner } from './payee-errors.js';
import { detailsInvalid, type GivenVendorReference } from './read-given-details.js';
import { detailsPurpose, importedAccounts, type DetailsSource } from './stored-details.js';
import { takeableInvitation } from './takeable-invitation.js';

export interface EnteredDetails {
  readonly bankDetails: number;
  readonly partnerId: string;
  readonly source: DetailsSource;
  readonly accountKind: 'business' | 'personal';
  /** Only its last four; `none` where a vendor keeps it. */
  readonly account: string;
  /** Beside the registered name; null where the partner is not in the register. */
  readonly name: CheckedName | null;
  readonly warnings: readonly DetailsFinding[];
}

/** How the person who gave them can be found again. */
export interface GivenThrough {
  /** What the person is at the partner, or its e-mail, in its own words. */
  readonly contact: string;
  /** Id of the request by which they came. */
  readonly request: string;
}

interface NewDetails {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly source: DetailsSource;
  readonly payeeInvitation: number | null;
  readonly importedFrom: number | null;
  readonly details: GivenBankDetails | GivenVendorReference;
  readonly actor: string;
  readonly by?: GivenThrough | undefined;
}

/** Takes bank details, whichever way they come, and keeps them sealed until a second person has looked at them. */
@Injectable()
export class EnterBankDetails {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * By the link of an invitation, which is taken once. What cannot be paid to is refused and leaves the link as it was.
   *
   * @param given `actor`: the person of the partner who gives them; `by`: what is recorded of that person beside the name
   * @throws SeatbackError ACTOR_INVALID, INVITATION_UNKNOWN, INVITATION_USED, INVITATION_OVER, BANK_DETAILS_INVALID
   */
  async byInvitation(
    token: string,
    given: { readonly details: GivenBankDetails; readonly actor: string; readonly by?: GivenThrough },
  ): Promise<EnteredDetails> {
    const actor = actorOf(given.actor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const invitation = await takeableInvitation(session, token, this.#clock.now());
      return this.#enter(session, {
        ...invitation,
        source: 'invitation',
        importedFrom: null,
        details: given.details,
        actor,
        by: given.by,
      });
    });
  }

  /**
   * By somebody of ours who is allowed to, for a partner that told them.
   *
   * @throws SeatbackError ACTOR_INVALID, PARTNER_UNKNOWN, BANK_DETAILS_INVALID
   */
  async byUser(
    partnerId: string,
    given: { readonly details: GivenBankDetails; readonly actor: string },
  ): Promise<EnteredDetails> {
    return this.#forPartner(partnerId, given.actor, () => ({
      source: 'authorised-user',
      importedFrom: null,
      details: given.details,
    }));
  }

  /**
   * The account stays with the payment vendor; only what it calls the payee is kept.
   *
   * @throws SeatbackError ACTOR_INVALID, PARTNER_UNKNOWN, BANK_DETAILS_INVALID
   */
  async byVendor(
    partnerId: string,
    given: { readonly reference: GivenVendorReference; readonly actor: string },
  ): Promise<EnteredDetails> {
    const { vendorReference } = given.reference;
    if (readIban(vendorReference).valid || /^[\d\s-]{6,}$/.test(vendorReference))
      throw detailsInvalid([
        {
          place: 'vendorReference',
          expected: 'what the vendor calls the payee, with a letter in it, so that it cannot be an account',
          found: 'a number as an account has it',
        },
      ]);
    return this.#forPartner(partnerId, given.actor, () => ({
      source: 'vendor-reference',
      importedFrom: null,
      details: given.reference,
    }));
  }

  /**
   * Takes over the newest row of `bank_accounts.csv`, where such rows wait for a second person too.
   *
   * @throws SeatbackError ACTOR_INVALID, PARTNER_UNKNOWN, NO_IMPORTED_ACCOUNT, BANK_DETAILS_INVALID, SEAL_KEY_UNKNOWN, SEAL_BROKEN
   */
  async fromImport(partnerId: string, actor: string): Promise<EnteredDetails> {
    return this.#forPartner(partnerId, actor, async (session, partnerKey) => {
      const now = this.#clock.now();
      const account = (await registeredPayees(session, [partnerKey], dayOf(now, 'UTC'))).get(partnerKey)?.account;
      const imported = (await importedAccounts(session, [partnerKey])).get(partnerKey);
      const taken = await session.query('SELECT 1 FROM bank_details WHERE partner_key = $1 AND imported_from = $2', [
        partnerKey,
        imported?.delivery ?? null,
      ]);
      const sealed = account?.accountSealed ?? null;
      if (account === undefined || account === null || sealed === null || imported === undefined || taken.length > 0)
        throw noImportedAccount(partnerId, taken.length > 0);
      const number = this.#vault.open(sealed, BANK_ACCOUNT_PURPOSE).toString('utf8');
      return {
        source: 'imported-file',
        importedFrom: imported.delivery,
        details: {
          accountName: account.accountName,
          accountKind: account.accountKind,
          ...(account.accountKept === 'iban' ? { iban: number } : { accountNumber: number }),
          bic: account.bic ?? undefined,
          clearingSystem: account.clearingSystem ?? undefined,
          clearingMemberId: account.clearingMemberId ?? undefined,
          bankCountry: account.bankCountry,
          currency: account.accountCurrency,
        },
      };
    });
  }

  async #forPartner(
    partnerId: string,
    givenActor: string,
    details: (
      session: Session,
      partnerKey: number,
    ) => MaybePromise<Pick<NewDetails, 'source' | 'importedFrom' | 'details'>>,
  ): Promise<EnteredDetails> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const known = await partnerName(session, partnerId);
      if (known === undefined) throw unknownPartner(partnerId);
      const { partnerKey } = known;
      const entered = await details(session, partnerKey);
      return this.#enter(session, { partnerKey, partnerId, payeeInvitation: null, actor, ...entered });
    });
  }

  async #enter(session: Session, entered: NewDetails): Promise<EnteredDetails> {
    const now = this.#clock.now();
    const { partnerKey, partnerId } = entered;
    const checked =
      'vendorReference' in entered.details
        ? { account: undefined, warnings: [] }
        : await this.#checked(session, partnerKey, entered.details);
    const { account } = checked;
    const vendor = 'vendorReference' in entered.details ? entered.details : undefined;
    const { accountName, accountKind } = account ?? entered.details;
    const number = account?.iban ?? account?.accountNumber;
    const fingerprint = number === undefined ? null : this.#vault.fingerprint(number, BANK_ACCOUNT_PURPOSE);
    const lastFour = number === undefined ? null : maskAccount(number).replace(/^\*{4}(?=.)/, '');
    const { bankDetails } = await session.one<{ bankDetails: number }>(
      `INSERT INTO bank_details (partner_key, source, payee_invitation, imported_from, account_name, account_kind, account_kept, account_sealed,
         account_fingerprint, account_last_four, bic, clearing_system, clearing_member_id, bank_country, currency, vendor, vendor_reference,
         entered_by, entered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING bank_details AS "bankDetails"`,
      [
        partnerKey,
        entered.source,
        entered.payeeInvitation,
        entered.importedFrom,
        accountName,
        accountKind,
        account === undefined ? 'none' : account.iban === undefined ? 'account-number' : 'iban',
        number === undefined ? null : this.#vault.seal(number, detailsPurpose(partnerKey)),
        fingerprint,
        lastFour,
        account?.bic ?? null,
        account?.clearingSystem ?? null,
        account?.clearingMemberId ?? null,
        account?.bankCountry ?? null,
        account?.currency ?? null,
        vendor?.vendor ?? null,
        vendor?.vendorReference ?? null,
        entered.actor,
        now,
      ],
    );
    const partner = (await registeredPayees(session, [partnerKey], dayOf(now, 'UTC'))).get(partnerKey);
    const registeredName = partner?.legalName ?? null;
    const name =
      registeredName === null
        ? null
        : checkName(
            {
              partnerKey,
              registeredName,
              accountName,
              accountFingerprint: fingerprint,
              country: partner?.country ?? null,
            },
            [],
          );
    const shown = vendor === undefined ? maskAccount(number ?? '') : 'none';
    await this.#auditLog.record(session, {
      actor: entered.actor,
      act: 'payee.enter',
      subject: `bank details ${String(bankDetails)}`,
      detail: {
        partner: partnerId,
        source: entered.source,
        invitation: entered.payeeInvitation,
        account: shown,
        accountName: maskAccountsInText(accountName),
        accountKind,
        name: name?.outcome ?? null,
        ...(entered.by === undefined
          ? {}
          : { contact: maskAccountsInText(entered.by.contact), request: entered.by.request }),
      },
    });
    return {
      bankDetails,
      partnerId,
      source: entered.source,
      accountKind,
      account: shown,
      name,
      warnings: checked.warnings,
    };
  }

  /** @throws SeatbackError BANK_DETAILS_INVALID */
  async #checked(session: Session, partnerKey: number, given: GivenBankDetails) {
    const { details: account, findings } = checkBankDetails(given);
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0)
      throw detailsInvalid(errors.map(({ place, expected, found }) => ({ place, expected, found })));
    const number = account.iban ?? account.accountNumber ?? '';
    const others = await session.query<{ partnerId: string }>(
      `SELECT DISTINCT partner_id AS "partnerId" FROM partner
       JOIN (SELECT partner_key, account_fingerprint FROM bank_details UNION ALL
         SELECT partner_key, account_fingerprint FROM bank_account WHERE recorded_to IS NULL) AS known USING (partner_key)
       WHERE account_fingerprint = $1 AND partner_key <> $2 ORDER BY 1`,
      [this.#vault.fingerprint(number, BANK_ACCOUNT_PURPOSE), partnerKey],
    );
    const shared: DetailsFinding[] = others.map(({ partnerId }) => ({
      code: 'ACCOUNT_OF_ANOTHER',
      severity: 'warning',
      place: account.iban === undefined ? 'accountNumber' : 'iban',
      expected: 'an account of this partner alone',
      found: `one that partner ${partnerId} has, too`,
    }));
    return { account, warnings: [...findings, ...shared] };
  }
}

type MaybePromise<T> = T | Promise<T>;

function noImportedAccount(partnerId: string, isTaken: boolean): SeatbackError {
  return new SeatbackError({
    code: 'NO_IMPORTED_ACCOUNT',
    expected: 'a row of bank_accounts.csv with a number, not taken over yet',
    found: isTaken ? 'one that was taken over before' : 'none',
    where: `payee of partner ${partnerId}`,
    next: 'npx seatback payee show <partner> lists what is known.',
  });
}
