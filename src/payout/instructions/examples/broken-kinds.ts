import { Money } from '../../../kernel/index.js';
import { ibanOf } from '../../account-checks/index.js';
import type { ChargeBearer, RegulatoryReport } from '../payment-order.js';
import {
  block,
  type BrokenOrder,
  header,
  PAYMENT,
  payment,
  report,
  seen,
  sepa,
  SOUND_ORDER,
  unseen,
} from './broken-order.js';
import { exampleAmericanPayment, exampleOrderOf } from './payment-orders.js';

const { purposeCode: _purpose, ...RENMINBI_WITHOUT_PURPOSE } = exampleAmericanPayment(1, {
  amount: Money.of(9, 'CNY'),
  creditorAgent: { bic: 'SEATCNSH', clearingMember: { system: 'CNAPS', memberId: '999100000018' } },
});

/** Kinds of payment, and what goes along. */
export const BROKEN_KINDS: readonly BrokenOrder[] = [
  // Kind of payment
  unseen(
    'a payment type at both levels',
    payment({ paymentType: { categoryPurpose: 'SUPP' } }),
    'PAYMENT_TYPE_AT_BOTH_LEVELS',
    `${PAYMENT}.paymentType`,
  ),
  unseen(
    'a service level that is not listed',
    block({ paymentType: { serviceLevel: 'FAST' } }),
    'SERVICE_LEVEL_UNKNOWN',
    'blocks[0].paymentType.serviceLevel',
  ),
  seen(
    'a category purpose of five letters',
    block({ paymentType: { categoryPurpose: 'SUPPL' } }),
    'CATEGORY_PURPOSE_UNKNOWN',
    'blocks[0].paymentType.categoryPurpose',
    ['<Cd>SUPP<', '<Cd>SUPPL<'],
  ),
  seen('a purpose that is not listed', payment({ purposeCode: 'CASHX' }), 'PURPOSE_UNKNOWN', `${PAYMENT}.purposeCode`, [
    '<Cd>REBT<',
    '<Cd>CASHX<',
  ]),
  unseen('a purpose of our own', payment({ purposeCode: 'SEAT' }), 'PURPOSE_UNKNOWN', `${PAYMENT}.purposeCode`),
  seen(
    'a charge bearer of the old format',
    block({ chargeBearer: 'OUR' as ChargeBearer }),
    'CHARGE_BEARER_UNKNOWN',
    'blocks[0].chargeBearer',
    ['<ChrgBr>DEBT<', '<ChrgBr>OUR<'],
  ),
  unseen('SEPA at our charge', sepa({}, 'DEBT'), 'SEPA_CHARGE_BEARER', 'blocks[0].chargeBearer'),
  unseen(
    'charges of SEPA without SEPA',
    block({ chargeBearer: 'SLEV' }),
    'SLEV_WITHOUT_SEPA',
    'blocks[0].chargeBearer',
  ),
  unseen('SEPA in dollars', sepa({ amount: Money.of(2000, 'USD') }), 'SEPA_CURRENCY', `${PAYMENT}.amount`),
  unseen(
    'SEPA to Türkiye',
    sepa({ creditorAccount: { iban: ibanOf('TR', '0006100519786457841326') }, creditorAgent: { bic: 'SEATTRIS' } }),
    'SEPA_ACCOUNT',
    `${PAYMENT}.creditorAccount`,
  ),
  unseen(
    'a proprietary scheme of the sender',
    header({ initiatingParty: { ...SOUND_ORDER.initiatingParty, schemeCode: 'TXID' as 'BANK' } }),
    'INITIATING_PARTY_SCHEME',
    'initiatingParty.schemeCode',
  ),
  // What goes along
  seen('a remittance of nothing', payment({ remittance: {} as never }), 'REMITTANCE_FORM', `${PAYMENT}.remittance`, [
    '<Ustrd>Rebate campaign 7, statement 2026-06</Ustrd>',
    '<Ustrd/>',
  ]),
  unseen(
    'a creditor reference with wrong check digits',
    payment({ remittance: { creditorReference: 'RF19539007547034' } }),
    'CREDITOR_REFERENCE_INVALID',
    `${PAYMENT}.remittance.creditorReference`,
  ),
  unseen(
    'renminbi without purpose',
    exampleOrderOf(RENMINBI_WITHOUT_PURPOSE),
    'PURPOSE_ASKED',
    `${PAYMENT}.purposeCode`,
  ),
  unseen(
    'a payment to the Emirates without report',
    payment({ creditorAccount: { iban: ibanOf('AE', '9990123456789012345') }, creditorAgent: { bic: 'SEATAEAD' } }),
    'REGULATORY_REPORT_ASKED',
    `${PAYMENT}.regulatoryReports`,
  ),
  seen(
    'a report for neither side',
    report({ indicator: 'NONE' as 'BOTH' }),
    'REGULATORY_REPORT_INDICATOR',
    `${PAYMENT}.regulatoryReports[0].indicator`,
    ['<RmtInf>', '<RgltryRptg><DbtCdtRptgInd>NONE</DbtCdtRptgInd></RgltryRptg><RmtInf>'],
  ),
  unseen('a report without type', report({ type: '' }), 'VALUE_MISSING', `${PAYMENT}.regulatoryReports[0].type`, [
    '<RmtInf>',
    '<RgltryRptg><DbtCdtRptgInd>CRED</DbtCdtRptgInd><Dtls><Cd>1</Cd></Dtls></RgltryRptg><RmtInf>',
  ]),
  seen(
    'eleven reports',
    payment({ regulatoryReports: Array<RegulatoryReport>(11).fill({ indicator: 'CRED', type: 'PURPOSE' }) }),
    'TOO_MANY_REGULATORY_REPORTS',
    `${PAYMENT}.regulatoryReports`,
    ['<RmtInf>', `${'<RgltryRptg><DbtCdtRptgInd>CRED</DbtCdtRptgInd></RgltryRptg>'.repeat(11)}<RmtInf>`],
  ),
  unseen(
    'a report to an authority without name and country',
    report({ authority: {} }),
    'VALUE_MISSING',
    `${PAYMENT}.regulatoryReports[0].authority`,
    ['<RmtInf>', '<RgltryRptg><Authrty/></RgltryRptg><RmtInf>'],
  ),
];
