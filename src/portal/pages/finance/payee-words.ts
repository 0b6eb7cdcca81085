import type { BankDetailsAnswer, PayeeAnswer } from '../../answers/payee-answers.js';
import type { Tone } from '../words.js';

export const DETAILS_STATES: Readonly<
  Record<BankDetailsAnswer['state'], { readonly says: string; readonly tone: Tone }>
> = {
  'waits for approval': { says: 'Waits for a second person', tone: 'open' },
  approved: { says: 'Approved', tone: 'good' },
  refused: { says: 'Refused', tone: 'closed' },
};

export const SOURCES: Readonly<Record<BankDetailsAnswer['source'], string>> = {
  invitation: 'by a link',
  'authorised-user': 'for the partner',
  'imported-file': 'from the imported file',
  'vendor-reference': 'as the vendor calls it',
};

const OUTCOMES: Readonly<Record<NonNullable<PayeeAnswer['name']>['outcome'], string>> = {
  match: 'is the registered one',
  'close-match': 'is nearly the registered one',
  'not-possible': 'cannot be compared with the registered one',
  'no-match': 'is another than the registered one',
};

/** The name of the account beside the registered one, and what a person decided of it. */
export function nameWords(name: PayeeAnswer['name']): string {
  if (name === null) return 'There is nothing to compare yet.';
  const { outcome, registered, account, differences, decision } = name;
  const differs = differences.length === 0 ? '' : `; differs in: ${differences.join(', ')}`;
  const decided = decision === null ? '' : `; ${decision} by a person`;
  return outcome === 'match'
    ? `“${account}” ${OUTCOMES.match}`
    : `“${account}” ${OUTCOMES[outcome]}, “${registered}”${differs}${decided}`;
}
