import { unrecordedActs, type RecordedAct } from '../audit/index.js';
import type { Session } from '../database/index.js';

export interface WebhookCheck {
  readonly endpoints: number;
  readonly problems: readonly string[];
}

/** Where events are sent to, and with which secrets, was somebody's doing. */
export async function checkWebhooks(session: Session): Promise<WebhookCheck> {
  const acts = await session.query<RecordedAct>(`
    SELECT added_by AS actor, 'webhook.add' AS act, 'webhook endpoint ' || endpoint AS subject FROM webhook_endpoint
    UNION ALL SELECT disabled_by, 'webhook.disable', 'webhook endpoint ' || endpoint FROM webhook_endpoint WHERE disabled_by IS NOT NULL
    UNION ALL SELECT issued_by, CASE secret WHEN 1 THEN 'webhook.add' ELSE 'webhook.rotate' END, 'webhook endpoint ' || endpoint FROM webhook_secret
    ORDER BY 3, 2, 1`);
  const { endpoints } = await session.one<{ endpoints: number }>(
    'SELECT count(*)::integer AS endpoints FROM webhook_endpoint',
  );
  return {
    endpoints,
    problems: (await unrecordedActs(session, acts)).map(
      ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
    ),
  };
}
