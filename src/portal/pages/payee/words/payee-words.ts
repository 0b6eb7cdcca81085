import type { DetailsDoubt, DetailsFault, NameOutcome } from '../../../../payout/index.js';

export const FORM_FIELDS = [
  'accountKind',
  'accountName',
  'bankCountry',
  'currency',
  'iban',
  'accountNumber',
  'bic',
  'clearingMemberId',
  'givenBy',
  'contact',
] as const;

/** In the order in which the page asks for them. */
export type FormField = (typeof FORM_FIELDS)[number];

export type FormFault = DetailsFault | 'missing' | 'choose' | 'too-long' | 'person-invalid';

/** Why the page cannot go on. */
export type Refusal = 'unknown' | 'used' | 'over' | 'no-session' | 'too-many' | 'form';

interface Paragraphs {
  readonly title: string;
  readonly text: readonly string[];
}

/** All that the pages say on which a partner gives its bank details, in one language. */
export interface PayeeWords {
  readonly skip: string;
  readonly languages: string;
  readonly error: string;
  readonly opening: { readonly title: string; readonly text: string; readonly go: string };
  readonly form: {
    readonly title: string;
    readonly intro: (payer: string | null, campaign: string, partner: string) => string;
    readonly until: (deadline: string) => string;
    readonly steps: string;
    readonly errorsTitle: (count: number) => string;
    readonly typeAgain: string;
    readonly groups: Readonly<Record<'account' | 'bank' | 'person', string>>;
    readonly labels: Readonly<Record<FormField, string>>;
    readonly hints: Readonly<Record<FormField, string>>;
    readonly kinds: Readonly<Record<'business' | 'personal', string>>;
    readonly personalMeans: Readonly<Record<'rejects the claims' | 'is asked again', string>>;
    readonly choose: string;
    readonly submit: string;
  };
  readonly faults: Readonly<Record<FormFault, string>>;
  readonly review: {
    readonly title: string;
    readonly lead: string;
    readonly labels: Readonly<Record<'account' | 'registeredName' | 'bank', string>>;
    /** The name of the account beside that of the register. */
    readonly names: Readonly<Record<NameOutcome, Paragraphs>>;
    readonly doubts: Readonly<Record<DetailsDoubt, string>>;
    readonly doubtsTitle: string;
    readonly confirm: string;
    readonly change: string;
    readonly changeMeans: string;
  };
  readonly received: {
    readonly title: string;
    readonly once: string;
    readonly reference: string;
    readonly givenBy: string;
    readonly givenAt: string;
    readonly nextTitle: string;
    readonly next: (waitingHours: string) => readonly string[];
    readonly notYouTitle: string;
    readonly notYou: (address: string | undefined) => string;
    readonly done: string;
  };
  readonly refused: Readonly<Record<Refusal, Paragraphs>>;
  /** Where the reason does not say more. */
  readonly ask: (address: string | undefined) => string;
}
