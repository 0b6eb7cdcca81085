import type { PostalAddress } from './payment-order.js';
import type { SchemaType } from './schema-types.js';

export type AddressPart = Exclude<keyof PostalAddress, 'lines'>;

/** The parts of an address in the order of the schema (`PostalAddress24`); lines follow after the last. */
export const ADDRESS_ELEMENTS: readonly (readonly [part: AddressPart, element: string, type: SchemaType])[] = [
  ['department', 'Dept', 'Max70Text'],
  ['subDepartment', 'SubDept', 'Max70Text'],
  ['street', 'StrtNm', 'Max70Text'],
  ['buildingNumber', 'BldgNb', 'Max16Text'],
  ['buildingName', 'BldgNm', 'Max35Text'],
  ['floor', 'Flr', 'Max70Text'],
  ['postBox', 'PstBx', 'Max16Text'],
  ['room', 'Room', 'Max70Text'],
  ['postCode', 'PstCd', 'Max16Text'],
  ['town', 'TwnNm', 'Max35Text'],
  ['townLocation', 'TwnLctnNm', 'Max35Text'],
  ['district', 'DstrctNm', 'Max35Text'],
  ['countrySubdivision', 'CtrySubDvsn', 'Max35Text'],
  ['country', 'Ctry', 'CountryCode'],
];

export const ADDRESS_LINE_TYPE: SchemaType = 'Max70Text';

/** The schema permits seven; banks take two (contract section 4). */
export const MAX_ADDRESS_LINES = 2;
