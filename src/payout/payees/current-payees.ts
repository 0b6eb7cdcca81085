import type { PayeeSettings } from '../../config/index.js';
import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import { registeredPayees, type DeclaredAccount, type RegisteredPayee } from '../../partners/index.js';
import { checkName, nameDecisions, type CheckedName } from './name-decisions.js';
import type { HoldReason, VendorPayee } from './payee.js';
import { detailsPurpose, importedAccounts, newestDetails, type StoredDetails } from './stored-details.js';

/** A partner with the account that it would be paid on now, and what speaks against that account. */
export interface CurrentPayee {
  /** `account` is that of the newest details, whoever gave them. */
  readonly partner: RegisteredPayee;
  /** Undefined where the account is that of the imported file. */
  readonly details: StoredDetails | undefined;
  readonly holds: readonly HoldReason[];
  /** The approved vendor that pays it, and what that one calls it; undefined where an account is paid to. */
  readonly paidBy: Pick<VendorPayee, 'vendor' | 'reference'> | undefined;
  /** Undefined where there is nothing to compare, or the imported file counts as it is. */
  readonly name: CheckedName | undefined;
}

export interface CurrentPayeesContext {
  readonly today: CalendarDate;
  readonly now: Instant;
  readonly settings: PayeeSettings;
}

/** The newest details of each partner, by key: entered, imported, or kept by a payment vendor. Refused ones never counted. */
export async function currentPayees(
  session: Session,
  partnerKeys: readonly number[],
  { today, now, settings }: CurrentPayeesContext,
): Promise<Map<number, CurrentPayee>> {
  const partners = await registeredPayees(session, partnerKeys, today);
  const details = await newestDetails(session, partnerKeys);
  const imported = await importedAccounts(session, partnerKeys);
  const decisions = await nameDecisions(session, partnerKeys);
  const failed = await failedSince(session, partnerKeys);
  const vendors = await payingVendors(session);
  return new Map(
    [...partners].map(([key, partner]) => {
      const current = currentAccount(
        { partner, details: details.get(key), imported: imported.get(key), failedAt: failed.get(key) },
        { now, settings, vendors },
      );
      const { account } = current.partner;
      const isCompared = (current.details !== undefined || settings.importsNeedApproval) && account !== null;
      const name =
        isCompared && partner.legalName !== null
          ? checkName(
              {
                partnerKey: key,
                registeredName: partner.legalName,
                accountName: account.accountName,
                accountFingerprint: account.accountFingerprint,
                country: partner.country,
              },
              decisions.get(key) ?? [],
            )
          : undefined;
      return [key, { ...current, name, holds: [...current.holds, ...nameHolds(name)] }];
    }),
  );
}

interface Known {
  readonly partner: RegisteredPayee;
  readonly details: StoredDetails | undefined;
  readonly imported: { readonly delivery: number; readonly recordedAt: Instant } | undefined;
  /** When a payment to the account of then failed for its details, and was not found to be paid after all. */
  readonly failedAt: Instant | undefined;
}

function currentAccount(
  { partner, details, imported, failedAt }: Known,
  {
    now,
    settings,
    vendors,
  }: Pick<CurrentPayeesContext, 'now' | 'settings'> & { readonly vendors: ReadonlySet<string> },
): Omit<CurrentPayee, 'name'> {
  const importIsNewer =
    imported !== undefined &&
    (details === undefined || (imported.recordedAt > details.enteredAt && details.importedFrom !== imported.delivery));
  const since = importIsNewer ? imported.recordedAt : details?.enteredAt;
  const holds: HoldReason[] = [];
  if (failedAt !== undefined && since !== undefined && since < failedAt)
    holds.push({ reason: 'payment-failed', found: 'a payment to this account failed, and no other was given since' });
  if (importIsNewer) {
    if (settings.importsNeedApproval && partner.account?.accountKept !== 'none')
      holds.push({
        reason: 'approval-missing',
        found: `an account of delivery ${String(imported.delivery)} that nobody took over and approved`,
      });
    return { partner, details: undefined, paidBy: undefined, holds };
  }
  if (details === undefined) return { partner, details, paidBy: undefined, holds };
  const number = `bank details ${String(details.bankDetails)}`;
  if (details.decision === null)
    holds.push({ reason: 'approval-missing', found: `${number} wait for a second person` });
  else if (details.payableFrom !== null && details.payableFrom > now)
    holds.push({ reason: 'waiting-time', found: `${number} may be paid to from ${details.payableFrom}` });
  const { vendor, vendorReference: reference } = details;
  const paidBy = vendor !== null && reference !== null && vendors.has(vendor) ? { vendor, reference } : undefined;
  if (vendor !== null && paidBy === undefined)
    holds.push({ reason: 'paid-by-vendor', found: `only ${vendor} knows the account, and is no approved vendor here` });
  return { partner: { ...partner, account: declaredAccount(details) }, details, paidBy, holds };
}

/** As the register would declare it. */
function declaredAccount(details: StoredDetails): DeclaredAccount {
  const { bankCountry, currency, partnerKey } = details;
  return {
    accountName: details.accountName,
    accountKind: details.accountKind,
    accountKept: details.accountKept,
    accountSealed: details.accountSealed,
    accountPurpose: detailsPurpose(partnerKey),
    accountFingerprint: details.accountFingerprint,
    accountLastFour: details.accountLastFour,
    bic: details.bic,
    clearingSystem: details.clearingSystem,
    clearingMemberId: details.clearingMemberId,
    bankCountry: bankCountry ?? '',
    accountCurrency: currency ?? '',
    holderTown: null,
    holderCountry: null,
  };
}

function nameHolds(name: CheckedName | undefined): HoldReason[] {
  if (name === undefined || name.outcome === 'match') return [];
  const found = `"${name.account}" beside "${name.registered}"`;
  if (name.outcome === 'no-match') return [{ reason: 'account-name-differs', found }];
  if (name.decision === 'accepted') return [];
  return [{ reason: name.decision === 'refused' ? 'account-name-refused' : 'account-name-undecided', found }];
}

async function failedSince(session: Session, partnerKeys: readonly number[]): Promise<ReadonlyMap<number, Instant>> {
  const rows = await session.query<{ partnerKey: number; failedAt: Instant }>(
    `SELECT partner_key AS "partnerKey", max(opened_at) AS "failedAt" FROM payee_request
     WHERE partner_key = ANY($1) AND cause = 'payment-failed'
       AND NOT EXISTS (SELECT FROM answer_decision WHERE end_to_end_id = failed_payment AND decided_as = 'paid') GROUP BY partner_key`,
    [partnerKeys],
  );
  return new Map(rows.map(({ partnerKey, failedAt }) => [partnerKey, failedAt]));
}

/** Those that batches are made for, by their ids. */
async function payingVendors(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ vendor: string }>(
    'SELECT vendor FROM vendor WHERE approved_at IS NOT NULL AND disabled_at IS NULL',
  );
  return new Set(rows.map(({ vendor }) => vendor));
}
