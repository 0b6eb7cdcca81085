import { describe, expect, it } from '@jest/globals';
import { checkClearingMember, clearingSystem } from './clearing-member.js';

describe('checkClearingMember', () => {
  it.each([
    ['USABA', '021123458', 'US'],
    ['AUBSB', '063000', 'AU'],
    ['CACPA', '000412345', 'CA'],
    ['INFSC', 'SEAT0A1B2C3', 'IN'],
    ['SGIBG', '7171', 'SG'],
    ['SGIBG', '7171001', 'SG'],
    ['CHBCC', '230', 'CH'],
    ['CHBCC', '30005', 'CH'],
    ['KRBOK', 'ANY1', 'KR'],
    ['MX', '012', 'MX'],
  ])('accepts %s %s', (system, member, country) => {
    expect(checkClearingMember(system, member)).toMatchObject({ valid: true, system: { code: system, country } });
  });

  it.each([
    ['a system that does not exist', 'USXXX', '021123458', 'unknown-clearing-system'],
    ['a word that every object has', 'constructor', '1', 'unknown-clearing-system'],
    ['a short sort code', 'GBDSC', '20353', 'format'],
    ['dashes', 'GBDSC', '20-35-30', 'format'],
    ['a Canadian number without the leading zero', 'CACPA', '100412345', 'format'],
    ['five digits for Singapore', 'SGIBG', '71710', 'format'],
    ['an Indian code without its zero', 'INFSC', 'SEAT1A1B2C3', 'format'],
    ['nothing', 'MX', '', 'format'],
    ['36 characters', 'MX', '1'.repeat(36), 'format'],
    ['a routing number with a wrong check digit', 'USABA', '021123459', 'check-digit'],
    ['a routing number from a closed range', 'USABA', '130000006', 'reserved-prefix'],
  ])('refuses %s', (_, system, member, fault) => {
    expect(checkClearingMember(system, member)).toMatchObject({ valid: false, fault });
  });

  it('says what form the member id has', () => {
    expect(checkClearingMember('CHBCC', '1')).toMatchObject({ expected: '3 to 5 digits for CHBCC' });
    expect(clearingSystem('AUBSB')).toEqual({ code: 'AUBSB', country: 'AU', format: '6 digits' });
    expect(clearingSystem('MX')).toEqual({ code: 'MX', country: 'MX' });
  });
});
