import type { PaymentState } from '../../../payout/index.js';
import type { Tone } from '../words.js';

const STATES: Readonly<Record<PaymentState, { readonly says: string; readonly tone: Tone }>> = {
  released: { says: 'Sent, nothing reported yet', tone: 'plain' },
  received: { says: 'Received by the bank', tone: 'plain' },
  'in-process': { says: 'In process at the bank', tone: 'plain' },
  debited: { says: 'Paid', tone: 'good' },
  blocked: { says: 'Kept by a bank', tone: 'open' },
  credited: { says: 'Credited to the payee', tone: 'good' },
  rejected: { says: 'Refused by a bank', tone: 'open' },
  cancelled: { says: 'Cancelled', tone: 'closed' },
  contradicted: { says: 'Reports contradict each other', tone: 'open' },
  returned: { says: 'Came back', tone: 'open' },
};

/** What a later version of the program knew and this one does not is shown as it stands. */
export function paymentStateWords(state: string): { readonly says: string; readonly tone: Tone } {
  return Object.hasOwn(STATES, state) ? STATES[state as PaymentState] : { says: state, tone: 'plain' };
}
