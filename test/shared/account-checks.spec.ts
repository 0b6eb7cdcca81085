import { expect, it } from '@jest/globals';
import {
  checkBic,
  checkClearingMember,
  checkIban,
  checkRoutingNumber,
  clearingSystem,
  countryHasIban,
  isCountry,
  readIban,
} from '../../src/payout/account-checks/index.js';
import { ibanStructure } from '../../src/payout/account-checks/iban-structures.js';
import { describeAgainstShared, readSharedTable } from './shared-contracts.js';

const BANKING = 'contracts/banking';

describeAgainstShared('IBANs, held against ../shared (skipped where it is missing)', () => {
  it('knows every country of the structure table with its length and structure, and no other', () => {
    const rows = readSharedTable<'country_code' | 'iban_length' | 'iban_regex' | 'status'>(
      `${BANKING}/iban-structures.csv`,
    );
    for (const { country_code: country, iban_length: length, iban_regex: pattern, status } of rows) {
      const structure = ibanStructure(country);
      const bban = pattern.replace(`${country}[0-9]{2}`, '');
      expect([country, structure?.length, structure?.bban.source, structure?.registered]).toEqual([
        country,
        Number(length),
        bban,
        status === 'registry',
      ]);
    }
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const known = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => ibanStructure(code) !== undefined);
    expect(known).toEqual(rows.map(({ country_code: country }) => country).sort());
  });

  it('accepts every registry example in electronic and in print form', () => {
    const rows = readSharedTable<'iban_electronic' | 'iban_print' | 'passes_structure_and_mod97' | 'status'>(
      `${BANKING}/iban-registry-examples.csv`,
    );
    for (const { iban_electronic: electronic, iban_print: print, passes_structure_and_mod97: passes, status } of rows) {
      expect(passes).toBe('true');
      const accepted = {
        valid: true,
        iban: { electronic, country: electronic.slice(0, 2), registered: status === 'registry' },
      };
      expect([electronic, checkIban(electronic)]).toEqual([electronic, accepted]);
      expect([print, readIban(print)]).toEqual([print, accepted]);
    }
  });

  it('refuses every invalid IBAN, for the reason that the table gives', () => {
    const rows = readSharedTable<'value' | 'reason'>(`${BANKING}/iban-invalid.csv`);
    for (const { value, reason } of rows) {
      // The table gives print forms, whose blanks are no fault; lower case is one, so nothing else is normalised.
      const check = checkIban(value.replaceAll(' ', ''));
      const fault = check.valid ? 'valid' : check.fault;
      expect([value, sameReason(fault, reason) ? reason : fault]).toEqual([value, reason]);
    }
  });
});

/** The table names a check digit of 00 or 99 now by its range and now by the division, and national digits with policies. */
function sameReason(fault: string, reason: string): boolean {
  if (reason === 'mod97') return fault === 'mod97' || fault === 'check-digit-range';
  return fault === (reason === 'national-check-or-policy' ? 'national-check' : reason);
}

describeAgainstShared('BICs, held against ../shared (skipped where it is missing)', () => {
  it('accepts every valid one and marks the test BIC', () => {
    for (const { value, note } of readSharedTable<'value' | 'note'>(`${BANKING}/bic-valid.csv`)) {
      expect(checkBic(value)).toEqual({
        valid: true,
        bic: { code: value, country: value.slice(4, 6), test: note.startsWith('test BIC') },
      });
    }
  });

  it('refuses every invalid one, for the reason that the table gives', () => {
    for (const { value, reason } of readSharedTable<'value' | 'reason'>(`${BANKING}/bic-invalid.csv`)) {
      const check = checkBic(value);
      expect([value, check.valid ? 'valid' : check.fault]).toEqual([value, reason.replace(/ \(.*/, '')]);
    }
  });
});

describeAgainstShared(
  'routing numbers and clearing systems, held against ../shared (skipped where it is missing)',
  () => {
    it('judges every routing number as the table does', () => {
      for (const { value, valid } of readSharedTable<'value' | 'valid'>(`${BANKING}/aba-routing-vectors.csv`)) {
        expect([value, String(checkRoutingNumber(value).valid)]).toEqual([value, valid]);
      }
    });

    const CLEARING_SYSTEMS = `${BANKING}/clearing-system-ids.csv`;
    type Column = 'code' | 'country' | 'member_id_pattern' | 'country_has_iban';

    it('knows every clearing system, its country and whether that country has IBANs', () => {
      for (const { code, country, country_has_iban: hasIban } of readSharedTable<Column>(CLEARING_SYSTEMS)) {
        expect(isCountry(country)).toBe(true);
        expect([code, clearingSystem(code)?.country]).toEqual([code, country]);
        // The table asks whether the registry has a structure for the letters themselves; territories borrow another's.
        if (country !== 'BL') expect([code, String(countryHasIban(country))]).toEqual([code, hasIban]);
      }
    });

    it('has the format of every member id that the table has', () => {
      for (const { code, member_id_pattern: pattern } of readSharedTable<Column>(CLEARING_SYSTEMS)) {
        if (pattern === '') continue;
        const inTable = new RegExp(`^(?:${pattern})$`);
        for (let length = 1; length <= 13; length += 1) {
          for (const member of [memberOf(length, '0'), memberOf(length, '1'), `SEAT0${memberOf(length, '0')}`]) {
            // Ours is narrower in two places: the zero that begins a Canadian number, the check digit of an American one.
            const narrower = (code === 'CACPA' && !member.startsWith('0')) || code === 'USABA';
            const ours = checkClearingMember(code, member);
            if (!narrower) expect([code, member, ours.valid]).toEqual([code, member, inTable.test(member)]);
            else if (!inTable.test(member)) expect([code, member, ours.valid]).toEqual([code, member, false]);
          }
        }
      }
    });
  },
);

function memberOf(length: number, first: string): string {
  return first.padEnd(length, '2');
}
