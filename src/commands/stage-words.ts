import type { PayoutStage } from '../payout/index.js';

/** How far money has come, in the words that the pages use too. */
export const STAGE_WORDS: Readonly<Record<PayoutStage, string>> = {
  payable: 'payable, in no batch yet',
  'waiting-for-payee': 'payable, waits for payee',
  prepared: 'in a batch, to be approved',
  approved: 'in a batch, to be released',
  releasing: 'being released',
  released: 'sent to the bank',
  held: 'kept for undecided customers',
  forfeited: 'below the minimum: forfeited',
  cancelled: 'cancelled for the bank details, and forfeited',
  carried: 'below the minimum: carried over',
  settled: 'paid or set off before',
  recoverable: 'paid too much: to come back',
  converted: 'below the minimum: converted',
};
