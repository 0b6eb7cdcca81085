import { statementName } from '../documents/statement-numbers.js';
import { transliterate } from '../instructions/index.js';

export const INSTRUCTION_COLUMNS = [
  'end_to_end_id',
  'batch',
  'line',
  'block',
  'run',
  'partner_key',
  'payee',
  'amount',
  'currency',
  'uetr',
  'revision',
  'account_because',
  'remittance',
];

export const BLOCK_COLUMNS = [
  'batch',
  'block',
  'debtor_account_last_four',
  'debtor_bic',
  'execution_date',
  'cut_off',
  'banking_days',
  'currency',
  'service_level',
  'charge_bearer',
  'payment_count',
  'total',
];

const REMITTANCE_LENGTH = 140;

/** What the partner reads of a payment. A partner id may hold any letter; one that no bank takes must not stop the payments of all. */
export function remittanceText(statement: number, campaignId: string, partnerId: string): string {
  const text = `Rebate ${statementName(statement)}, ${campaignId}, partner ${partnerId}`;
  return transliterate(text, REMITTANCE_LENGTH).sent;
}
