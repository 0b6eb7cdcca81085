/** What several stories of worked folders change, and how they read what comes of it. */
import type { OracleResult } from './oracle.js';
import { ONE_CUSTOMER, reading, seats, STANDINGS, standingsOf, type Files } from './worked-folder.js';

export const quarantined = (result: OracleResult): string[] =>
  result.quarantined.map(({ file, line, column }) => `${file}:${line} ${column}`);

export const fileOf = (name: string): readonly string[] => ONE_CUSTOMER[name]!;

export const withoutFile = (name: string): Files =>
  Object.fromEntries(Object.entries(ONE_CUSTOMER).filter(([file]) => file !== name));

export const QUALIFIED = ['1001,c,qualified,15,15,15,2000.00,USD,'];

/** Two partners in good standing; 1001 comes first in the register, whatever it sells. */
export const TWO_PARTNERS: Files = {
  'partners.csv': ['partner_id,legal_name,country', '1001,Nordwind GmbH,DE', '999,Smith Ltd,GB'],
  'partner_standings.csv': [STANDINGS, ...standingsOf('1001'), ...standingsOf('999')],
  'proofs.csv': [...fileOf('proofs.csv'), '999,dynamics-365-smb-csp-2019h1,2019-07-10'],
  'seats.csv': seats(reading('30')),
};
