import type { CalendarDate, Instant, Language } from '../kernel/index.js';

interface Amount {
  /** Plain decimal. */
  readonly amount: string;
  readonly currency: string;
}

interface Asked {
  readonly payeeRequest: number;
  readonly payeeInvitation: number;
  /** Why the partner is asked. */
  readonly cause: 'details-missing' | 'payment-failed';
  readonly notice: number;
  readonly mostNotices: number;
  readonly answerBy: Instant;
  readonly timeZone: string;
}

export type ForfeitedBecause =
  | 'no-bank-details'
  | 'payment-failed'
  | 'personal-account'
  | 'not-paid-again'
  | 'below-minimum'
  | 'carry-expired';

/** What a partner is told, as facts. None of them is a bank detail; the secret of a link is none of them either. */
export type Notice =
  | ({ readonly kind: 'potential-payment'; readonly payBy: CalendarDate } & Amount)
  | ({ readonly kind: 'details-wanted' | 'details-refused' } & Asked)
  | {
      readonly kind: 'about-to-be-forfeited';
      readonly payeeRequest: number;
      /** Where the link of the last notice is over. */
      readonly payeeInvitation?: number | undefined;
      readonly forfeitedAt: Instant;
      readonly timeZone: string;
    }
  | ({ readonly kind: 'forfeited'; readonly because: ForfeitedBecause } & Amount)
  | ({ readonly kind: 'paid'; readonly endToEndId: string } & Amount)
  | ({
      readonly kind: 'returned';
      readonly endToEndId: string;
      /** Why, by what the bank said; none where it said nothing. */
      readonly reasons: readonly Readonly<Record<Language, string>>[];
      /** It never reached the payee's bank. */
      readonly isRefused: boolean;
    } & Amount)
  | { readonly kind: 'claim-received'; readonly claimId: string; readonly answerBy: Instant; readonly timeZone: string }
  | {
      readonly kind: 'deadline-near';
      /** What the partner can still do until then. */
      readonly about: 'registration' | 'claim' | 'proof' | 'appeal';
      /** The claim whose rejection can be appealed; else null. */
      readonly claimId: string | null;
      /** The first instant at which it is too late. */
      readonly before: Instant;
      readonly timeZone: string;
    }
  | { readonly kind: 'claim-valid'; readonly claimId: string }
  | {
      readonly kind: 'claim-rejected';
      readonly claimId: string;
      readonly reasons: readonly Readonly<Record<Language, string>>[];
      /** Null where the terms know no appeal, or it was made. */
      readonly appealBy: Instant | null;
      readonly timeZone: string;
    }
  | {
      readonly kind: 'question-answered';
      readonly question: number;
      /** The customer that it was about, by name or else by tenant. */
      readonly customer: string;
    };

export type NoticeKind = Notice['kind'];
