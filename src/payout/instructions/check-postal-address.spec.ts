import { describe, expect, it } from '@jest/globals';
import { checkPostalAddress, type AddressForms } from './check-postal-address.js';
import { Findings } from './finding.js';
import type { PostalAddress } from './payment-order.js';

function findingsOf(address: PostalAddress, forms: AddressForms = 'structured-or-hybrid'): string[] {
  const findings = new Findings(100);
  checkPostalAddress(findings.report, 'address', address, forms);
  return findings.all.map(({ code, path }) => `${code} ${path}`);
}

const TOWN = { town: 'Hamburg', country: 'DE' };

describe('checkPostalAddress', () => {
  it.each<[string, PostalAddress]>([
    ['structured, at its least', TOWN],
    [
      'structured, with everything',
      {
        ...TOWN,
        department: 'a',
        subDepartment: 'b',
        street: 'Kai',
        buildingNumber: '7',
        buildingName: 'c',
        floor: 'd',
        postBox: 'e',
        room: 'f',
        postCode: '20457',
        townLocation: 'g',
        district: 'h',
        countrySubdivision: 'HH',
      },
    ],
    ['hybrid with one line', { ...TOWN, lines: ['Kaistrasse 7a'] }],
    ['hybrid with two lines', { ...TOWN, street: 'Kai', lines: ['Block B', 'Gate 3'] }],
    ['hybrid with no lines after all', { ...TOWN, lines: [] }],
  ])('takes an address that is %s', (_, address) => {
    expect(findingsOf(address)).toEqual([]);
  });

  it.each<[string, PostalAddress, string[]]>([
    ['nothing', {}, ['ADDRESS_MISSING address']],
    ['no lines', { lines: [] }, ['ADDRESS_MISSING address']],
    ['lines alone', { lines: ['Kai 7', 'Hamburg'] }, ['ADDRESS_LINES_ALONE address']],
    ['lines and a post code', { postCode: '20457', lines: ['Kai 7'] }, ['ADDRESS_LINES_ALONE address']],
    ['lines and a country', { country: 'DE', lines: ['Kai 7'] }, ['ADDRESS_TOWN_MISSING address.town']],
    ['an empty town', { town: '', country: 'DE' }, ['VALUE_MISSING address.town']],
    ['a town alone', { town: 'Hamburg' }, ['ADDRESS_COUNTRY_MISSING address.country']],
    [
      'a street alone',
      { street: 'Kai' },
      ['ADDRESS_TOWN_MISSING address.town', 'ADDRESS_COUNTRY_MISSING address.country'],
    ],
    ['three lines', { ...TOWN, lines: ['a', 'b', 'c'] }, ['ADDRESS_TOO_MANY_LINES address.lines']],
    ['an empty line', { ...TOWN, lines: ['a', ''] }, ['VALUE_MISSING address.lines[1]']],
    ['a line of 71 characters', { ...TOWN, lines: ['x'.repeat(71)] }, ['VALUE_TOO_LONG address.lines[0]']],
    ['a lower-case country', { town: 'Hamburg', country: 'de' }, ['ADDRESS_COUNTRY_UNKNOWN address.country']],
  ])('refuses an address with %s', (_, address, expected) => {
    expect(findingsOf(address)).toEqual(expected);
  });

  it.each<[string, PostalAddress, boolean]>([
    ['the town in a line', { ...TOWN, lines: ['20457 HAMBURG'] }, true],
    ['the town as part of a word', { ...TOWN, lines: ['Hamburger Strasse 1'] }, false],
    ['the post code in a line', { ...TOWN, postCode: '20457', lines: ['Kai 7, 20457'] }, true],
    ['street and number in a line', { ...TOWN, street: 'Am Kai', buildingNumber: '7', lines: ['Am  Kai, 7'] }, true],
    [
      'a house number that stands there by chance',
      { ...TOWN, street: 'Am Kai', buildingNumber: '7', lines: ['Floor 7'] },
      false,
    ],
    ['a line that is the house number', { ...TOWN, street: 'Am Kai', buildingNumber: '7', lines: ['7'] }, true],
    ['the country code at the end of a line', { ...TOWN, lines: ['Block B, DE'] }, true],
    ['a word that reads like the country code', { town: 'Bonn', country: 'DE', lines: ['Rue de Paris'] }, false],
    ['marks without words', { ...TOWN, street: '...', lines: ['---'] }, false],
  ])('%s: repeated is %p', (_, address, repeated) => {
    const codes = findingsOf(address).map((finding) => finding.split(' ')[0]);
    expect(codes).toEqual(repeated ? ['ADDRESS_LINE_REPEATS'] : []);
  });

  it('takes no lines where the bank takes none', () => {
    expect(findingsOf({ ...TOWN, lines: ['a', 'b', 'c'] }, 'structured')).toEqual([
      'ADDRESS_LINES_NOT_TAKEN address.lines',
    ]);
    expect(findingsOf(TOWN, 'structured')).toEqual([]);
  });
});
