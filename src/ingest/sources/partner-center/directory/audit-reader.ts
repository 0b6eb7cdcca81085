import { millisOf, plusMillis, type Instant } from '../../../../kernel/index.js';
import type { AnswerSource } from '../answers.js';
import { unreadable } from '../partner-center-error.js';
import { endless, PAGES_AT_MOST } from '../paging.js';
import { nextPage } from '../wire.js';
import { auditHintOf, type AuditHint } from './mapper.js';
import { auditRecordsPage } from './wire.js';

/** An older start is answered with 400 (contract of Partner Center, section 10). */
export const AUDIT_DAYS_AT_MOST = 90;
const DAY_MS = 86_400_000;

/**
 * Acts done through Partner Center, as a hint at what changed. Seats that a customer's own administrator assigned are
 * not among them: nothing is left unread because no hint names it.
 *
 * @throws PartnerCenterError
 */
export async function readAuditHints(answers: AnswerSource, since: Instant, until: Instant): Promise<AuditHint[]> {
  const earliest = plusMillis(until, -(AUDIT_DAYS_AT_MOST - 1) * DAY_MS);
  const from = millisOf(since) < millisOf(earliest) ? earliest : since;
  const first = `auditrecords?startDate=${from.slice(0, 10)}&endDate=${until.slice(0, 10)}&size=500`;
  const hints: AuditHint[] = [];
  let path = first;
  let headers: Record<string, string> = {};
  for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
    const { value } = await answers.read(
      { name: `auditrecords page ${String(page)}`, path, headers },
      auditRecordsPage,
    );
    for (const record of value.items) {
      const hint = auditHintOf(record);
      if (hint !== undefined && hint.at >= since) hints.push(hint);
    }
    const next = nextPage(value);
    if (next === undefined) return hints;
    const { continuationToken } = next;
    if (continuationToken === undefined) throw unreadable(path, 'a continuation token for the next page', 'none');
    if (headers['MS-ContinuationToken'] === continuationToken) throw endless(path);
    path = `${first}&seekOperation=Next`;
    headers = { 'MS-ContinuationToken': continuationToken };
  }
  throw endless(first);
}
