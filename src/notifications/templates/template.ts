import type { Notice } from '../notice.js';

/** What a mail says beside the notice itself, in the form of the language. */
export interface Spoken {
  readonly campaign: string;
  readonly partner: string;
  /** `USD 4,000.00`; empty where the notice has no amount. */
  readonly amount: string;
  /** The day, or the moment, up to which something can be done; empty where there is none. */
  readonly until: string;
  readonly reasons: string;
  /** Whom it is about; empty where it is about no customer. */
  readonly customer: string;
  /** How the details are given: by the link of a page, or with the code of the invitation. */
  readonly link: { readonly page: string } | { readonly code: string } | undefined;
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

export type Template = (notice: Notice, spoken: Spoken) => MailText;

/** Paragraphs, apart by empty lines; empty ones are left out. */
export function letter(subject: string, ...paragraphs: readonly string[]): MailText {
  return { subject, text: `${paragraphs.filter((each) => each !== '').join('\n\n')}\n` };
}
