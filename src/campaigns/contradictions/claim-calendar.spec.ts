import { expect, it } from '@jest/globals';
import { remarksOn } from '../../../test/builders/campaign-remarks.js';

const claims = (year: string, calendar: string) => ({
  claim: { days: { from: `${year}-01-01`, to: `${year}-12-31` }, needs: [] },
  'claim validation': { 'business days': 14, calendar },
});

it.each([
  ['2019', 'SE', false],
  ['2031', 'SE', true],
  ['2031', 'MONDAY_TO_FRIDAY', false],
])('a calendar of which nobody knows the holidays is told: %s, %s', (year, calendar, isTold) => {
  const said = remarksOn({ ...claims(year, calendar), 'pay by': '2032-12-30' }).filter(([, term]) =>
    term.includes('calendar'),
  );
  expect(said.map(([severity, , , message]) => [severity, message.split(':')[0]])).toEqual(
    isTold ? [['warning', `no holidays of ${calendar} are on record for 2031, 2032`]] : [],
  );
});
