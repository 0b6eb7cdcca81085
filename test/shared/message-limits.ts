import { ibanOf, mod97 } from '../../src/payout/account-checks/index.js';
import { ADDRESS_ELEMENTS } from '../../src/payout/instructions/address-elements.js';
import {
  exampleAmericanPayment,
  exampleBlock,
  exampleOrder,
  exampleOrderOf,
  examplePayment,
} from '../../src/payout/instructions/examples/payment-orders.js';
import type {
  Payment,
  PaymentBlock,
  PaymentOrder,
  Party,
  RegulatoryReport,
} from '../../src/payout/instructions/index.js';
import { SCHEMA_TYPES, type SchemaLimit } from '../../src/payout/instructions/schema-types.js';

/** A field of the order whose limit comes from the schema: a value at the limit and one beyond it. */
export interface MessageLimit {
  readonly field: string;
  readonly orderWith: (value: string) => PaymentOrder;
  readonly at: string;
  readonly beyond: string;
}

const GERMAN = examplePayment(1);
const BLOCK = exampleBlock([GERMAN]);

const header = (change: Partial<PaymentOrder>) => exampleOrder([BLOCK], change);
const block = (change: Partial<PaymentBlock>) => exampleOrder([exampleBlock([GERMAN], change)]);
const payment = (change: Partial<Payment>) => exampleOrderOf(examplePayment(1, change));
const american = (change: Partial<Payment>) => exampleOrderOf(exampleAmericanPayment(1, change));
const creditor = (change: Partial<Party>) => payment({ creditor: { ...GERMAN.creditor, ...change } });
const debtor = (change: Partial<Party>) => block({ debtor: { ...BLOCK.debtor, ...change } });
const report = (change: Partial<RegulatoryReport>) =>
  payment({ regulatoryReports: [{ indicator: 'CRED', type: 'PURPOSE', ...change }] });
const bank = (name: string, town: string) =>
  american({
    creditorAgent: {
      clearingMember: { system: 'USABA', memberId: '021123458' },
      name,
      address: { town, country: 'US' },
    },
  });

/** `count` letters that stand nowhere else in the message. */
function length(field: string, count: number, orderWith: MessageLimit['orderWith']): MessageLimit {
  return { field, orderWith, at: 'Q'.repeat(count), beyond: 'Q'.repeat(count + 1) };
}

function value(field: string, at: string, beyond: string, orderWith: MessageLimit['orderWith']): MessageLimit {
  return { field, orderWith, at, beyond };
}

/** `body` and `moved`, completed by the check digits of ISO 7064 MOD 97-10. */
function completed(body: string, moved: string): string {
  return body + moved + String(98 - mod97(`${body}${moved}00`)).padStart(2, '0');
}

const ADDRESS_LENGTHS = ADDRESS_ELEMENTS.flatMap(([part, , type]) => {
  const limit: SchemaLimit = SCHEMA_TYPES[type];
  return limit.kind === 'text' ? [{ part, max: limit.maxCharacters }] : [];
});

const LEI = completed('5299SEATBACK000001', '');
/** As long as ISO 11649 lets a reference be. */
const REFERENCE = `RF${completed('ABCDEFGHIJKLMNOPQRSTU', 'RF').slice(-2)}ABCDEFGHIJKLMNOPQRSTU`;
const RUSSIAN = ibanOf('RU', '04452522540817810538091310419');

export const MESSAGE_LIMITS: readonly MessageLimit[] = [
  length('messageId', 35, (messageId) => header({ messageId })),
  length('initiatingParty.name', 140, (name) => header({ initiatingParty: { name, id: '1', schemeCode: 'BANK' } })),
  length('initiatingParty.id', 35, (id) => header({ initiatingParty: { name: 'a', id, schemeCode: 'CUST' } })),
  value('initiatingParty.schemeCode', 'CUST', 'CUSTX', (schemeCode) =>
    header({ initiatingParty: { name: 'a', id: '1', schemeCode: schemeCode as 'CUST' } }),
  ),
  length('paymentInformationId', 35, (paymentInformationId) => block({ paymentInformationId })),
  value('executionDate', '2026-11-30', '2026-11-31', (date) =>
    block({ executionDate: date as PaymentBlock['executionDate'] }),
  ),
  length('debtor.name', 140, (name) => debtor({ name })),
  length('debtor.address.town', 35, (town) => debtor({ address: { town, country: 'IE' } })),
  value('debtor.lei', LEI, `${LEI}0`, (lei) => debtor({ lei })),
  length('debtorAccount.other', 34, (other) => block({ debtorAccount: { other } })),
  value('debtorAccount.currency', 'GBP', 'GBPX', (currency) => block({ debtorAccount: { other: '1', currency } })),
  value('debtorAgentBic', 'SEATIE2DQQQ', 'SEATIE2DQQQQ', (debtorAgentBic) => block({ debtorAgentBic })),
  value('chargeBearer', 'SHAR', 'SHARE', (chargeBearer) => block({ chargeBearer: chargeBearer as 'SHAR' })),
  value('paymentType.serviceLevel', 'NURG', 'NURGX', (serviceLevel) => block({ paymentType: { serviceLevel } })),
  value('paymentType.categoryPurpose', 'OTHR', 'OTHRX', (categoryPurpose) =>
    block({ paymentType: { categoryPurpose } }),
  ),
  length('instructionId', 35, (instructionId) => payment({ instructionId })),
  length('endToEndId', 35, (endToEndId) => payment({ endToEndId })),
  value('uetr', '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d', '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d5', (uetr) =>
    payment({ uetr }),
  ),
  length('creditor.name', 140, (name) => creditor({ name })),
  value('creditor.lei', LEI, `${LEI}0`, (lei) => creditor({ lei })),
  ...ADDRESS_LENGTHS.map(({ part, max }) =>
    length(`creditor.address.${part}`, max, (text) =>
      creditor({ address: { town: 'Bonn', country: 'DE', [part]: text } }),
    ),
  ),
  value('creditor.address.country', 'FR', 'FRA', (country) => creditor({ address: { town: 'Bonn', country } })),
  length('creditor.address.lines[0]', 70, (line) =>
    creditor({ address: { town: 'Bonn', country: 'DE', lines: [line] } }),
  ),
  length('creditor.address.lines[1]', 70, (line) =>
    creditor({ address: { town: 'Bonn', country: 'DE', lines: ['a', line] } }),
  ),
  length('creditorAccount.other', 34, (other) => american({ creditorAccount: { other } })),
  value('creditorAccount.scheme', 'UPIC', 'UPICX', (scheme) => american({ creditorAccount: { other: '1', scheme } })),
  // The longest IBAN there is has 33 characters; the schema ends at 34.
  value('creditorAccount.iban', RUSSIAN, `${RUSSIAN}99`, (iban) =>
    payment({ creditorAccount: { iban }, creditorAgent: { bic: 'SEATRUMM' } }),
  ),
  value('creditorAgent.bic', 'SEATDEFFQQQ', 'SEATDEFFQQQQ', (bic) => payment({ creditorAgent: { bic } })),
  value('creditorAgent.clearingMember.system', 'USPID', 'USPIDX', (system) =>
    american({ creditorAgent: { bic: 'SEATUS33', clearingMember: { system, memberId: '9999' } } }),
  ),
  length('creditorAgent.clearingMember.memberId', 35, (memberId) =>
    american({ creditorAgent: { bic: 'SEATMXMM', clearingMember: { system: 'MX', memberId } } }),
  ),
  length('creditorAgent.name', 140, (name) => bank(name, 'Boston')),
  length('creditorAgent.address.town', 35, (town) => bank('Seat Bank', town)),
  value('intermediaryAgents[0].bic', 'SEATGB2LQQQ', 'SEATGB2LQQQQ', (bic) =>
    payment({ intermediaryAgents: [{ bic }] }),
  ),
  value('purposeCode', 'COMM', 'COMMX', (purposeCode) => payment({ purposeCode })),
  value('regulatoryReports[0].indicator', 'BOTH', 'BOTHX', (indicator) => report({ indicator: indicator as 'BOTH' })),
  length('regulatoryReports[0].authority.name', 140, (name) => report({ authority: { name } })),
  value('regulatoryReports[0].authority.country', 'AE', 'AEX', (country) => report({ authority: { country } })),
  length('regulatoryReports[0].type', 35, (type) => report({ type })),
  value('regulatoryReports[0].country', 'AE', 'AEX', (country) => report({ country })),
  length('regulatoryReports[0].code', 10, (code) => report({ code })),
  length('regulatoryReports[0].information[0]', 35, (line) => report({ information: [line] })),
  length('remittance.text', 140, (text) => payment({ remittance: { text } })),
  // ISO 11649 ends at 25 characters, the element at 35.
  value('remittance.creditorReference', REFERENCE, `${REFERENCE}${'9'.repeat(11)}`, (creditorReference) =>
    payment({ remittance: { creditorReference } }),
  ),
];
