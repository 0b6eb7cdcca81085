export type { DebtorAccount, PaymentFileFormat } from './debtor-accounts.js';
export * from './environment.js';
export * from './payer-settings.js';
export type { SignInSettings } from './sign-in-settings.js';
