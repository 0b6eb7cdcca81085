import { findCurrency, type Money } from '../../kernel/index.js';
import { ADDRESS_ELEMENTS, ADDRESS_LINE_TYPE } from './address-elements.js';
import type {
  Account,
  Agent,
  InitiatingParty,
  Party,
  Payment,
  PaymentType,
  PostalAddress,
  RegulatoryReport,
  Remittance,
} from './payment-order.js';
import { MAX_INTERMEDIARY_AGENTS, MAX_REGULATORY_REPORTS } from './schema-types.js';
import { element, optionalTextElement, textElement, UnwritableValue } from './xml-elements.js';

// The parts of pain.001.001.09, each with its elements in the order of the schema. All throw UnwritableValue.

/** `InitgPty` */
export function initiatingPartyElement({ name, id, schemeCode }: InitiatingParty): string {
  return element(
    'InitgPty',
    textElement('Nm', 'Max140Text', name),
    element(
      'Id',
      element(
        'OrgId',
        element(
          'Othr',
          textElement('Id', 'Max35Text', id),
          element('SchmeNm', textElement('Cd', 'ExternalOrganisationIdentification1Code', schemeCode)),
        ),
      ),
    ),
  );
}

/** `PmtTpInf`; nothing where the type says nothing. */
export function paymentTypeElement(type: PaymentType | undefined): string {
  const { serviceLevel, categoryPurpose } = type ?? {};
  if (serviceLevel === undefined && categoryPurpose === undefined) return '';
  return element(
    'PmtTpInf',
    serviceLevel === undefined ? '' : element('SvcLvl', textElement('Cd', 'ExternalServiceLevel1Code', serviceLevel)),
    categoryPurpose === undefined
      ? ''
      : element('CtgyPurp', textElement('Cd', 'ExternalCategoryPurpose1Code', categoryPurpose)),
  );
}

/** `Dbtr`, `Cdtr` */
export function partyElement(name: string, party: Party): string {
  return element(
    name,
    textElement('Nm', 'Max140Text', party.name),
    postalAddressElement(party.address),
    party.lei === undefined ? '' : element('Id', element('OrgId', textElement('LEI', 'LEIIdentifier', party.lei))),
  );
}

function postalAddressElement(address: PostalAddress): string {
  return element(
    'PstlAdr',
    ...ADDRESS_ELEMENTS.map(([part, name, type]) => optionalTextElement(name, type, address[part])),
    ...(address.lines ?? []).map((line) => textElement('AdrLine', ADDRESS_LINE_TYPE, line)),
  );
}

/** `DbtrAcct`, `CdtrAcct` */
export function accountElement(name: string, account: Account): string {
  const id =
    account.iban !== undefined
      ? textElement('IBAN', 'IBAN2007Identifier', account.iban)
      : element(
          'Othr',
          textElement('Id', 'Max34Text', account.other),
          account.scheme === undefined
            ? ''
            : element('SchmeNm', textElement('Cd', 'ExternalAccountIdentification1Code', account.scheme)),
        );
  return element(name, element('Id', id), optionalTextElement('Ccy', 'ActiveOrHistoricCurrencyCode', account.currency));
}

/** `DbtrAgt`, `IntrmyAgt1` to `3`, `CdtrAgt` */
export function agentElement(name: string, { bic, clearingMember, name: bankName, address }: Agent): string {
  return element(
    name,
    element(
      'FinInstnId',
      optionalTextElement('BICFI', 'BICFIDec2014Identifier', bic),
      clearingMember === undefined
        ? ''
        : element(
            'ClrSysMmbId',
            element('ClrSysId', textElement('Cd', 'ExternalClearingSystemIdentification1Code', clearingMember.system)),
            textElement('MmbId', 'Max35Text', clearingMember.memberId),
          ),
      optionalTextElement('Nm', 'Max140Text', bankName),
      address === undefined ? '' : postalAddressElement(address),
    ),
  );
}

/** `CdtTrfTxInf` */
export function paymentElement(payment: Payment): string {
  const { intermediaryAgents = [], regulatoryReports = [] } = payment;
  atMost('IntrmyAgt', MAX_INTERMEDIARY_AGENTS, intermediaryAgents.length);
  atMost('RgltryRptg', MAX_REGULATORY_REPORTS, regulatoryReports.length);
  return element(
    'CdtTrfTxInf',
    element(
      'PmtId',
      textElement('InstrId', 'Max35Text', payment.instructionId),
      textElement('EndToEndId', 'Max35Text', payment.endToEndId),
      textElement('UETR', 'UUIDv4Identifier', payment.uetr),
    ),
    paymentTypeElement(payment.paymentType),
    element('Amt', amountElement(payment.amount)),
    ...intermediaryAgents.map((agent, index) => agentElement(`IntrmyAgt${String(index + 1)}`, agent)),
    payment.creditorAgent === undefined ? '' : agentElement('CdtrAgt', payment.creditorAgent),
    partyElement('Cdtr', payment.creditor),
    accountElement('CdtrAcct', payment.creditorAccount),
    payment.purposeCode === undefined
      ? ''
      : element('Purp', textElement('Cd', 'ExternalPurpose1Code', payment.purposeCode)),
    ...regulatoryReports.map(regulatoryReportElement),
    payment.remittance === undefined ? '' : remittanceElement(payment.remittance),
  );
}

/** `InstdAmt`, with exactly the decimals that ISO 4217 has for the currency. */
function amountElement({ amount, currency: { code } }: Money): string {
  const currency = findCurrency(code);
  if (currency === undefined) throw new UnwritableValue('InstdAmt', 'a currency of ISO 4217', 'another');
  if (!amount.greaterThan(0)) throw new UnwritableValue('InstdAmt', 'more than 0', 'an amount that is not');
  if (amount.decimalPlaces() > currency.minorUnits) {
    const found = `${String(amount.decimalPlaces())} decimals`;
    throw new UnwritableValue('InstdAmt', `at most ${String(currency.minorUnits)} decimals for ${code}`, found);
  }
  const type = 'ActiveOrHistoricCurrencyAndAmount_SimpleType';
  return textElement('InstdAmt', type, amount.toFixed(currency.minorUnits), ` Ccy="${code}"`);
}

function regulatoryReportElement(report: RegulatoryReport): string {
  const { name, country } = report.authority ?? {};
  return element(
    'RgltryRptg',
    textElement('DbtCdtRptgInd', 'RegulatoryReportingType1Code', report.indicator),
    report.authority === undefined
      ? ''
      : element(
          'Authrty',
          optionalTextElement('Nm', 'Max140Text', name),
          optionalTextElement('Ctry', 'CountryCode', country),
        ),
    element(
      'Dtls',
      textElement('Tp', 'Max35Text', report.type),
      optionalTextElement('Ctry', 'CountryCode', report.country),
      optionalTextElement('Cd', 'Max10Text', report.code),
      ...(report.information ?? []).map((line) => textElement('Inf', 'Max35Text', line)),
    ),
  );
}

function remittanceElement(remittance: Remittance): string {
  if (remittance.text !== undefined) return element('RmtInf', textElement('Ustrd', 'Max140Text', remittance.text));
  return element(
    'RmtInf',
    element(
      'Strd',
      element(
        'CdtrRefInf',
        element('Tp', element('CdOrPrtry', textElement('Cd', 'DocumentType3Code', 'SCOR'))),
        textElement('Ref', 'Max35Text', remittance.creditorReference),
      ),
    ),
  );
}

function atMost(name: string, limit: number, count: number): void {
  if (count > limit) throw new UnwritableValue(name, `at most ${String(limit)}`, String(count));
}
