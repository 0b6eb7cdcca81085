import { unrecordedActs } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

/** Holds what people accepted as proofs of performance against the audit log, and each against the fact that it is. */
export async function checkAcceptedProofs(
  session: Session,
): Promise<{ readonly proofs: number; readonly problems: readonly string[] }> {
  const proofs = await session.query<{ document: number; actor: string; isThere: boolean }>(
    `SELECT document, accepted_by AS actor, EXISTS (SELECT FROM proof WHERE proof.partner_key = accepted.partner_key
       AND proof.campaign_id = accepted.campaign_id AND proof.kind = accepted.kind AND proof.received_on = accepted.received_on
       AND recorded_from <= accepted.delivery AND recorded_to IS NULL) AS "isThere"
     FROM accepted_proof AS accepted ORDER BY document`,
  );
  const unrecorded = await unrecordedActs(
    session,
    proofs.map(({ document, actor }) => ({
      actor,
      act: 'proof.accept',
      subject: `claim document ${String(document)}`,
    })),
  );
  return {
    proofs: proofs.length,
    problems: [
      ...proofs
        .filter(({ isThere }) => !isThere)
        .map(({ document }) => `the proof that claim document ${String(document)} was accepted as is not on record`),
      ...unrecorded.map(
        ({ subject, actor }) => `${subject} was accepted as a proof by ${actor}, and the audit log does not know it`,
      ),
    ],
  };
}
