import type { Session } from '../database/index.js';
import { endOfDay, dayOf, plusDays, type Guid, type Instant } from '../kernel/index.js';

/** So many days, with the one after which it was asked as the first, a question may wait; UTC. */
const ANSWERED_WITHIN_DAYS = 5;

export interface ListedQuestion {
  readonly question: number;
  readonly campaignId: string;
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly customerName: string | null;
  /** What it is about: the outcome that this run determined. */
  readonly run: number;
  readonly outcome: 'qualified' | 'not-qualified' | 'undecided';
  readonly asked: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly state: 'open' | 'answered' | 'withdrawn';
  readonly answer: string | null;
  readonly endedBy: string | null;
  readonly endedAt: Instant | null;
}

interface WhichQuestions {
  readonly campaignId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly question?: number | undefined;
  readonly openOnly?: boolean | undefined;
  readonly limit: number;
}

/** Questions of partners, the oldest first; of those in sight only, where the session is held to partners. */
export async function listQuestions(session: Session, which: WhichQuestions): Promise<ListedQuestion[]> {
  return session.query<ListedQuestion>(
    `SELECT question, asked.campaign_id AS "campaignId", partner_id AS "partnerId", customer_id AS "customerId",
       COALESCE(profile.name, listing.company_name) AS "customerName", run, outcome, asked, asked_by AS "askedBy", asked_at AS "askedAt",
       COALESCE(ending, 'open') AS state, answer, ended_by AS "endedBy", ended_at AS "endedAt"
     FROM partner_question AS asked JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     LEFT JOIN question_ending USING (question)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = asked.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = asked.customer_key AND listing.recorded_to IS NULL
     WHERE ($1::text IS NULL OR asked.campaign_id = $1) AND ($2::text IS NULL OR partner_id = $2)
       AND ($3::uuid IS NULL OR customer_id = $3) AND ($4::integer IS NULL OR question = $4)
       AND ($5::boolean IS NOT TRUE OR ending IS NULL)
     ORDER BY question LIMIT $6`,
    [
      which.campaignId ?? null,
      which.partnerId ?? null,
      which.customerId ?? null,
      which.question ?? null,
      which.openOnly ?? null,
      which.limit,
    ],
  );
}

/** The first instant at which the answer to a question is late. */
export function questionDueAt({ askedAt }: Pick<ListedQuestion, 'askedAt'>): Instant {
  return endOfDay(plusDays(dayOf(askedAt, 'UTC'), ANSWERED_WITHIN_DAYS), 'UTC');
}
