import { expect, it } from '@jest/globals';
import { paymentReason, paymentStatus } from '../../src/payout/answers/codes/index.js';
import { describeAgainstShared, readSharedTable } from './shared-contracts.js';

const BANKING = 'contracts/banking';
const codesOf = (file: string) => readSharedTable<'code'>(`${BANKING}/${file}`).map(({ code }) => code);

describeAgainstShared('codes of answers, held against ../shared (skipped where it is missing)', () => {
  it('has each status of the list, for files and for payments', () => {
    expect(codesOf('payment-status-codes.csv').filter((code) => paymentStatus(code) === undefined)).toEqual([]);
  });

  it('has each reason of a status, a return and a cancellation', () => {
    for (const list of ['status', 'return', 'cancellation'])
      expect([list, codesOf(`${list}-reason-codes.csv`).filter((code) => paymentReason(code) === undefined)]).toEqual([
        list,
        [],
      ]);
  });

  it('has no reason besides', () => {
    const listed = new Set(['status', 'return', 'cancellation'].flatMap((list) => codesOf(`${list}-reason-codes.csv`)));
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
    const neighbours = [...listed].flatMap((code) => letters.map((last) => code.slice(0, 3) + last));
    expect(neighbours.filter((code) => paymentReason(code) !== undefined && !listed.has(code))).toEqual([]);
  });

  it('sees in checks of the payee’s name what the table sees in them', () => {
    const rows = readSharedTable<'scheme' | 'code' | 'outcome'>(`${BANKING}/payee-name-check-codes.csv`).filter(
      ({ scheme }) => scheme.startsWith('pain.002'),
    );
    for (const { code, outcome } of rows) {
      const meaning = paymentStatus(code);
      expect([code, meaning?.says, meaning?.needsPerson]).toEqual([
        code,
        'nothing',
        /close|no-match|mixed/.test(outcome),
      ]);
    }
  });
});
