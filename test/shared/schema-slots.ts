import type { SchemaType } from '../../src/payout/instructions/schema-types.js';

/** A place for one value of a type in the message of the sound order, and values on both sides of its limits. */
export interface SchemaSlot {
  /** @param value already escaped */
  readonly slot: (message: string, value: string) => string;
  readonly fit: readonly string[];
  readonly unfit: readonly string[];
}

export const SCHEMA_SLOTS: Readonly<Record<SchemaType, SchemaSlot>> = {
  Max10Text: text(10, inReport('<Cd>', '</Cd>')),
  Max16Text: text(16, elementOf('Cdtr', 'BldgNb')),
  Max34Text: text(
    34,
    insteadOf(/<CdtrAcct>.*<\/CdtrAcct>/, '<CdtrAcct><Id><Othr><Id>', '</Id></Othr></Id></CdtrAcct>'),
  ),
  Max35Text: text(35, elementOf('Cdtr', 'TwnNm')),
  Max70Text: text(70, elementOf('Cdtr', 'StrtNm')),
  Max140Text: text(140, elementOf('RmtInf', 'Ustrd')),
  ExternalAccountIdentification1Code: text(
    4,
    insteadOf(
      /<CdtrAcct>.*<\/CdtrAcct>/,
      '<CdtrAcct><Id><Othr><Id>1</Id><SchmeNm><Cd>',
      '</Cd></SchmeNm></Othr></Id></CdtrAcct>',
    ),
  ),
  ExternalCategoryPurpose1Code: text(4, elementOf('CtgyPurp', 'Cd')),
  ExternalClearingSystemIdentification1Code: text(
    5,
    insteadOf(
      /<BICFI>SEATDEFF<\/BICFI>/,
      '<ClrSysMmbId><ClrSysId><Cd>',
      '</Cd></ClrSysId><MmbId>1</MmbId></ClrSysMmbId>',
    ),
  ),
  ExternalOrganisationIdentification1Code: text(4, elementOf('SchmeNm', 'Cd')),
  ExternalPurpose1Code: text(4, elementOf('Purp', 'Cd')),
  ExternalServiceLevel1Code: text(4, elementOf('SvcLvl', 'Cd')),
  ActiveOrHistoricCurrencyCode: {
    slot: elementOf('DbtrAcct', 'Ccy'),
    fit: ['USD', 'ZZZ'],
    unfit: ['', 'US', 'USDX', 'usd', 'U5D', ' USD'],
  },
  BICFIDec2014Identifier: {
    slot: elementOf('CdtrAgt', 'BICFI'),
    fit: ['SEATDEFF', 'SEATDEFFXXX', '5EATDEFF', 'SEATQQFF'],
    unfit: ['', 'SEATDEF', 'SEATDEFFX', 'SEATDEFFXX', 'SEATDEFFXXXX', 'seatdeff', 'SEATD3FF', 'SEAT DEFF'],
  },
  CountryCode: { slot: elementOf('Cdtr', 'Ctry'), fit: ['DE', 'QQ'], unfit: ['', 'D', 'DEU', 'de', 'D3'] },
  IBAN2007Identifier: {
    slot: elementOf('CdtrAcct', 'IBAN'),
    fit: ['DE081', `DE08${'9'.repeat(30)}`, 'DE08a'],
    unfit: ['', 'DE08', `DE08${'9'.repeat(31)}`, 'dE081', 'D8081', 'DEA81', 'DE08 1'],
  },
  LEIIdentifier: {
    slot: insteadOf(/(?<=<\/PstlAdr>)(?=<\/Cdtr>)/, '<Id><OrgId><LEI>', '</LEI></OrgId></Id>'),
    fit: ['5299SEATBACK00000135', '0'.repeat(20)],
    unfit: ['', '0'.repeat(19), '0'.repeat(21), '5299seatback00000135', '5299SEATBACK0000013A'],
  },
  Max15NumericText: {
    slot: elementOf('GrpHdr', 'NbOfTxs'),
    fit: ['1', '9'.repeat(15)],
    unfit: ['', '1'.repeat(16), '-1', '1.5', '1e3', ' 1'],
  },
  UUIDv4Identifier: {
    slot: elementOf('PmtId', 'UETR'),
    fit: ['00000000-0000-4000-8000-000000000000', 'abcdef01-2345-4789-bcde-f0123456789a'],
    unfit: [
      '',
      '00000000-0000-1000-8000-000000000000',
      '00000000-0000-4000-7000-000000000000',
      'ABCDEF01-2345-4789-bcde-f0123456789a',
      '00000000000040008000000000000000',
      '00000000-0000-4000-8000-00000000000',
    ],
  },
  ChargeBearerType1Code: {
    slot: elementOf('PmtInf', 'ChrgBr'),
    fit: ['DEBT', 'CRED', 'SHAR', 'SLEV'],
    unfit: ['', 'OUR', 'debt', 'DEBT '],
  },
  PaymentMethod3Code: { slot: elementOf('PmtInf', 'PmtMtd'), fit: ['TRF', 'TRA', 'CHK'], unfit: ['', 'DD', 'trf'] },
  RegulatoryReportingType1Code: {
    slot: insteadOf(/(?=<RmtInf>)/, '<RgltryRptg><DbtCdtRptgInd>', '</DbtCdtRptgInd></RgltryRptg>'),
    fit: ['CRED', 'DEBT', 'BOTH'],
    unfit: ['', 'NONE', 'both'],
  },
  DocumentType3Code: {
    slot: insteadOf(
      /<Ustrd>[^<]*<\/Ustrd>/,
      '<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>',
      '</Cd></CdOrPrtry></Tp><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>',
    ),
    fit: ['SCOR', 'RADM', 'PUOR'],
    unfit: ['', 'CINV', 'scor'],
  },
  ActiveOrHistoricCurrencyAndAmount_SimpleType: {
    slot: insteadOf(/<InstdAmt[^<]*<\/InstdAmt>/, '<InstdAmt Ccy="USD">', '</InstdAmt>'),
    fit: ['0', '0.00001', '9'.repeat(18), `${'9'.repeat(13)}.99999`],
    unfit: ['', '-1', '0.000001', '9'.repeat(19), `${'9'.repeat(14)}.99999`, '1e3', '1,000', '1 000'],
  },
  DecimalNumber: {
    slot: elementOf('GrpHdr', 'CtrlSum'),
    fit: ['0', '0.12345678901234567', '9'.repeat(18), '9.99999999999999999'],
    unfit: ['', '0.123456789012345678', '9'.repeat(19), '99.99999999999999999', '2e3', '2,000'],
  },
};

function text(max: number, slot: SchemaSlot['slot']): SchemaSlot {
  return { slot, fit: ['a', 'a'.repeat(max), '\u{1F4BA}'.repeat(max)], unfit: ['', 'a'.repeat(max + 1)] };
}

/** The text of the first element `name` inside the first `around`. */
function elementOf(around: string, name: string): SchemaSlot['slot'] {
  const place = new RegExp(`(?<=<${around}>(?:(?!</${around}>)[^])*?<${name}>)[^<]*(?=</${name}>)`);
  return insteadOf(place, '', '');
}

function inReport(before: string, after: string): SchemaSlot['slot'] {
  return insteadOf(/(?=<RmtInf>)/, `<RgltryRptg><Dtls>${before}`, `${after}</Dtls></RgltryRptg>`);
}

function insteadOf(place: RegExp, before: string, after: string): SchemaSlot['slot'] {
  return (message, value) => {
    if (!place.test(message)) throw new Error(`the sound order has no place ${place.source}`);
    return message.replace(place, () => before + value + after);
  };
}
