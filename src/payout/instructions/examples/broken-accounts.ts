import { ibanOf } from '../../account-checks/index.js';
import type { Account, Agent } from '../payment-order.js';
import {
  agent,
  american,
  block,
  type BrokenOrder,
  CLEARING,
  creditor,
  PAYMENT,
  payment,
  seen,
  unseen,
  without,
} from './broken-order.js';
import { exampleBlock } from './payment-orders.js';

/** Accounts and banks. */
export const BROKEN_ACCOUNTS: readonly BrokenOrder[] = [
  seen(
    'an account by nothing',
    payment({ creditorAccount: {} as Account }),
    'ACCOUNT_FORM',
    `${PAYMENT}.creditorAccount`,
    ['<CdtrAcct><Id><IBAN>', '<CdtrAcct><Id/><Id><IBAN>'],
  ),
  unseen(
    'an IBAN with a wrong check digit',
    payment({ creditorAccount: { iban: 'DE09999999990648489890' } }),
    'IBAN_INVALID',
    `${PAYMENT}.creditorAccount.iban`,
  ),
  seen(
    'an IBAN in print form',
    payment({ creditorAccount: { iban: 'DE08 9999 9999 0648 4898 90' } }),
    'IBAN_INVALID',
    `${PAYMENT}.creditorAccount.iban`,
    ['DE08999999990648489890', 'DE08 9999 9999 0648 4898 90'],
  ),
  unseen(
    'an IBAN of a country outside the registry',
    payment({
      creditorAccount: { iban: ibanOf('MA', '011519000001205000534921') },
      creditorAgent: { bic: 'SEATMAMC' },
    }),
    'IBAN_COUNTRY_UNREGISTERED',
    `${PAYMENT}.creditorAccount.iban`,
  ),
  unseen(
    'an account number where there are IBANs',
    payment({ creditorAccount: { other: '0648489890' } }),
    'IBAN_REQUIRED',
    `${PAYMENT}.creditorAccount.other`,
  ),
  unseen(
    'an account scheme that is not listed',
    american({ creditorAccount: { other: '123456', scheme: 'CLAB' } }),
    'ACCOUNT_SCHEME_UNKNOWN',
    `${PAYMENT}.creditorAccount.scheme`,
  ),
  unseen(
    'an account in a currency that does not exist',
    block({ debtorAccount: { ...exampleBlock([]).debtorAccount, currency: 'ZZZ' } }),
    'ACCOUNT_CURRENCY',
    'blocks[0].debtorAccount.currency',
  ),
  unseen(
    'an American account of 18 characters',
    american({ creditorAccount: { other: '1'.repeat(18) } }),
    'ACCOUNT_FORMAT_UNUSUAL',
    `${PAYMENT}.creditorAccount.other`,
  ),
  seen(
    'a BIC of seven characters',
    payment({ creditorAgent: { bic: 'SEATDEF' } }),
    'BIC_INVALID',
    `${PAYMENT}.creditorAgent.bic`,
    ['<BICFI>SEATDEFF<', '<BICFI>SEATDEF<'],
  ),
  unseen(
    'a BIC that begins with a digit',
    payment({ creditorAgent: { bic: '5EATDEFF' } }),
    'BIC_INVALID',
    `${PAYMENT}.creditorAgent.bic`,
  ),
  unseen('a test BIC', payment({ creditorAgent: { bic: 'SEATDEF0' } }), 'BIC_IS_TEST', `${PAYMENT}.creditorAgent.bic`),
  unseen(
    'a German IBAN at a French bank',
    payment({ creditorAgent: { bic: 'SEATFRPP' } }),
    'BIC_COUNTRY_DISAGREES',
    `${PAYMENT}.creditorAgent`,
  ),
  unseen('no bank', without('creditorAgent'), 'AGENT_MISSING', `${PAYMENT}.creditorAgent`),
  unseen(
    'a bank without BIC and clearing number',
    agent({ name: 'Seat Bank' }),
    'AGENT_MISSING',
    `${PAYMENT}.creditorAgent`,
  ),
  unseen(
    'a bank by BIC and name',
    agent({ bic: 'SEATUS33', clearingMember: CLEARING, name: 'Seat Bank' }),
    'AGENT_NAME_WITH_BIC',
    `${PAYMENT}.creditorAgent`,
  ),
  unseen(
    'a bank abroad without name',
    agent({ clearingMember: CLEARING, address: { town: 'Boston', country: 'US' } }),
    'AGENT_NAME_MISSING',
    `${PAYMENT}.creditorAgent.name`,
  ),
  unseen(
    'a bank abroad without address',
    agent({ clearingMember: CLEARING, name: 'Seat Bank' }),
    'ADDRESS_MISSING',
    `${PAYMENT}.creditorAgent.address`,
  ),
  unseen(
    'a bank in Japan without BIC',
    agent({
      clearingMember: { system: 'JPZGN', memberId: '9999001' },
      name: 'Seat Bank',
      address: { town: 'Tokyo', country: 'JP' },
    }),
    'AGENT_BIC_ASKED',
    `${PAYMENT}.creditorAgent.bic`,
    'written',
    ['ACCOUNT_FORMAT_UNUSUAL'],
  ),
  unseen(
    'a bank in Japan without clearing number',
    american({ creditorAgent: { bic: 'SEATJPJT' }, creditorAccount: { other: '1234567' } }),
    'AGENT_CLEARING_ASKED',
    `${PAYMENT}.creditorAgent.clearingMember`,
  ),
  unseen(
    'a clearing system that does not exist',
    agent({ bic: 'SEATUS33', clearingMember: { system: 'USXYZ', memberId: '1' } }),
    'CLEARING_SYSTEM_UNKNOWN',
    `${PAYMENT}.creditorAgent.clearingMember.system`,
  ),
  unseen(
    'a routing number with a wrong check digit',
    agent({ bic: 'SEATUS33', clearingMember: { system: 'USABA', memberId: '021123459' } }),
    'CLEARING_MEMBER_INVALID',
    `${PAYMENT}.creditorAgent.clearingMember.memberId`,
  ),
  unseen(
    'an American clearing number at a Canadian bank',
    american({ creditorAgent: { bic: 'SEATCATT', clearingMember: CLEARING } }),
    'CLEARING_COUNTRY_DISAGREES',
    `${PAYMENT}.creditorAgent`,
    'written',
    ['AGENT_CLEARING_ASKED'],
  ),
  seen(
    'four correspondents',
    payment({ intermediaryAgents: Array<Agent>(4).fill({ bic: 'SEATGB2L' }) }),
    'TOO_MANY_INTERMEDIARIES',
    `${PAYMENT}.intermediaryAgents`,
    ['<CdtrAgt>', '<IntrmyAgt4><FinInstnId><BICFI>SEATGB2L</BICFI></FinInstnId></IntrmyAgt4><CdtrAgt>'],
  ),
  unseen(
    'an LEI with wrong check digits',
    creditor({ lei: '5299SEATBACK00000100' }),
    'LEI_INVALID',
    `${PAYMENT}.creditor.lei`,
  ),
];
