import { describe, expect, it } from '@jest/globals';
import { calendarDate } from '../../kernel/index.js';
import { flawOf, standingRegistration, type StatedRegistration } from './judge-registration.js';

const TERMS = {
  days: { from: calendarDate('2015-07-01'), to: calendarDate('2015-12-14') },
  terms: '10at5-2015',
  needs: ['agreement number'],
} as const;
const COMPANY = { legalName: 'Nordlicht Software GmbH', country: 'DE' };

function stated(changes: Partial<Record<keyof StatedRegistration, string | null>> = {}): StatedRegistration {
  return {
    registeredOn: calendarDate('2015-08-01'),
    contactEmail: 'pat@nordlicht.example',
    companyName: 'Nordlicht Software',
    termsVersion: '10at5-2015',
    termsAcceptedOn: calendarDate('2015-08-01'),
    agreementNumber: 'A-1',
    ...changes,
  } as StatedRegistration;
}

describe('a registration', () => {
  it.each([
    ['with all that is asked', {}, null],
    ['on the first day', { registeredOn: '2015-07-01' }, null],
    ['a day too early', { registeredOn: '2015-06-30' }, 'too-early'],
    ['on the last day', { registeredOn: '2015-12-14' }, null],
    ['a day too late', { registeredOn: '2015-12-15' }, 'too-late'],
    ['without an address', { contactEmail: 'pat' }, 'no-address'],
    ['by an address that anybody gets', { contactEmail: 'pat@Hotmail.de' }, 'consumer-domain'],
    ['that accepts nothing', { termsAcceptedOn: null }, 'terms-not-accepted'],
    ['that accepts the terms of another offer', { termsVersion: '25at25' }, 'terms-not-accepted'],
    ['that accepts too late', { termsAcceptedOn: '2015-12-15' }, 'terms-not-accepted'],
    ['without an agreement number', { agreementNumber: null }, 'no-agreement-number'],
    ['by the name in capitals', { companyName: 'NORDLICHT SOFTWARE GMBH' }, null],
    ['by a name with a slip of the pen', { companyName: 'Nordlicht Sotfware GmbH' }, 'name-unclear'],
    ['by the name of another company', { companyName: 'Südwind Handel AG' }, 'name-differs'],
  ])('%s', (_, changes, flaw) => {
    expect(flawOf(stated(changes), TERMS, COMPANY)).toBe(flaw);
  });

  it('needs no agreement number where the offer asks for none', () => {
    const { needs: _, ...terms } = TERMS;
    expect(flawOf(stated({ agreementNumber: null }), terms, COMPANY)).toBeNull();
  });
});

it('of several registrations the first that counts stands, else one for a person, else the first', () => {
  const late = { flaw: 'too-late' } as const;
  const unclear = { flaw: 'name-unclear' } as const;
  const [good, other] = [{ flaw: null }, { flaw: null }];
  expect(standingRegistration([late, unclear, good, other])).toBe(good);
  expect(standingRegistration([late, unclear])).toBe(unclear);
  expect(standingRegistration([late])).toBe(late);
  const none = standingRegistration<{ readonly flaw: null }>([]);
  expect(none).toBeUndefined();
});
