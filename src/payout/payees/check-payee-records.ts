import { unrecordedActs, type RecordedAct } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

export interface PayeeCheck {
  readonly bankDetails: number;
  readonly problems: readonly string[];
}

/** Holds bank details, decisions and invitations against the audit log, and what was forfeited for them against the ledger. */
export async function checkPayeeRecords(session: Session): Promise<PayeeCheck> {
  const { bankDetails } = await session.one<{ bankDetails: number }>(
    'SELECT count(*)::integer AS "bankDetails" FROM bank_details',
  );
  const acts = await session.query<RecordedAct>(`
    SELECT entered_by AS actor, 'payee.enter' AS act, 'bank details ' || bank_details AS subject FROM bank_details
    UNION ALL SELECT decided_by, CASE decision WHEN 'approved' THEN 'payee.approve' ELSE 'payee.refuse' END, 'bank details ' || bank_details
      FROM bank_details_decision
    UNION ALL SELECT decided_by, 'payee.decide-name', 'partner ' || partner_id FROM payee_name_decision JOIN partner USING (partner_key)
    UNION ALL SELECT issued_by, 'payee.invite', 'partner ' || partner_id FROM payee_invitation JOIN partner USING (partner_key)
      WHERE issued_by IS NOT NULL
    UNION ALL SELECT placed_by, 'payee.hold', 'hold ' || person_hold FROM person_hold
    UNION ALL SELECT released_by, 'payee.release-hold', 'hold ' || person_hold FROM person_hold WHERE released_by IS NOT NULL
    ORDER BY 3, 2, 1`);
  const unposted = await session.query<{ run: number; partnerId: string }>(`
    SELECT run, partner_id AS "partnerId" FROM payee_forfeiture AS gone JOIN partner USING (partner_key)
    WHERE gone.amount IS DISTINCT FROM (SELECT -sum(posting.amount) FROM posting JOIN account USING (account_key)
      WHERE posting.journal = gone.journal AND account.kind = 'forfeited' AND account.partner_key = gone.partner_key
        AND account.campaign_id = gone.campaign_id AND posting.currency = gone.currency)
    ORDER BY run, partner_id`);
  return {
    bankDetails,
    problems: [
      ...(await unrecordedActs(session, acts)).map(
        ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
      ),
      ...unposted.map(
        ({ run, partnerId }) =>
          `what partner ${partnerId} forfeited of run ${String(run)} for its bank details is not what was posted`,
      ),
    ],
  };
}
