import type { SealedColumn } from '../database/index.js';
import { contentPurpose } from './answers/kept-answers.js';
import { filePartPurpose } from './wire-files/index.js';
import { PAYEE_PURPOSE } from './payees/payee.js';
import { detailsPurpose } from './payees/stored-details.js';

/** What payout keeps sealed: accounts that were entered or paid to, wire files, and what banks answered. */
export const PAYOUT_SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'bank_details',
    column: 'account_sealed',
    key: ['bank_details'],
    reads: ['partner_key'],
    purpose: ({ partner_key: partnerKey }) => detailsPurpose(partnerKey as number),
  },
  { table: 'payee', column: 'account_sealed', key: ['payee'], purpose: () => PAYEE_PURPOSE },
  {
    table: 'payout_file_part',
    column: 'sealed',
    key: ['message_id', 'part'],
    // A part has a megabyte; files of before have one part, with all of them.
    rowsAtATime: 1,
    purpose: ({ message_id: messageId, part }) => filePartPurpose(messageId as string, part as number),
  },
  {
    table: 'bank_answer_content',
    column: 'sealed',
    key: ['answer', 'part'],
    // A part has a megabyte.
    rowsAtATime: 8,
    purpose: ({ answer, part }) => contentPurpose(answer as number, part as number),
  },
];
