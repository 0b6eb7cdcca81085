import { describe, expect, it } from '@jest/globals';
import { readWhole, statement, statusReport, type StatementEntry } from '../../../test/builders/bank-reports.js';
import { interpretFact, type WaitReason } from './interpret-fact.js';
import type { ReportedStep } from './codes/index.js';

describe('what a status report says', () => {
  it.each<[string, string | undefined, ReportedStep, readonly WaitReason[]]>([
    ['RCVD', undefined, 'received', []],
    ['ACSP', undefined, 'in-process', []],
    ['ACWC', undefined, 'in-process', ['to-be-looked-at']],
    ['ACSC', undefined, 'debited', []],
    ['ACCC', undefined, 'credited', []],
    ['RJCT', 'AC04', 'rejected', []],
    ['RJCT', 'QQ99', 'rejected', ['reason-unknown']],
    ['ACSP', 'QQ99', 'in-process', []],
    ['CANC', undefined, 'cancelled', []],
    ['BLCK', undefined, 'blocked', ['to-be-looked-at']],
    ['PART', undefined, 'nothing', []],
    ['RVNM', undefined, 'nothing', ['to-be-looked-at']],
    ['FINE', undefined, 'nothing', ['status-unknown']],
  ])('by %s with reason %s', async (status, reason, says, waits) => {
    const payments = [{ endToEndId: 'SB-A-1', status, ...(reason === undefined ? {} : { reason }) }];
    const { facts } = await readWhole(statusReport({ original: 'SB-X', blocks: [{ id: 'SB-X-1', payments }] }));
    expect(interpretFact(facts.find(({ level }) => level === 'payment')!)).toEqual({ says, waits });
  });

  it('waits where it is about nothing that has a name', async () => {
    const { facts } = await readWhole(
      statusReport({
        status: 'RJCT',
        blocks: [{ status: 'RJCT', payments: [{ endToEndId: 'NOTPROVIDED', status: 'RJCT' }] }],
      }),
    );
    expect(facts.map((fact) => interpretFact(fact).waits)).toEqual([['ids-empty'], ['ids-empty'], ['ids-empty']]);
  });
});

describe('what a movement says', () => {
  const back = { amount: '1.00', direction: 'CRDT', isReversal: true } as const;
  it.each<[string, StatementEntry, ReportedStep, readonly WaitReason[]]>([
    ['booked debit', { amount: '1.00' }, 'debited', []],
    ['pending debit', { amount: '1.00', status: 'PDNG' }, 'in-process', []],
    ['debit to come', { amount: '1.00', status: 'FUTR' }, 'nothing', []],
    ['reversed debit', { ...back, transactions: [{ endToEndId: 'SB-A-1' }] }, 'returned', []],
    [
      'return by its code',
      { amount: '1.00', direction: 'CRDT', code: ['PMNT', 'ICDT', 'RRTN'], transactions: [{ uetr: 'u' }] },
      'returned',
      [],
    ],
    [
      'return by its reason',
      { amount: '1.00', direction: 'CRDT', transactions: [{ endToEndId: 'SB-A-1', returnReason: 'AC01' }] },
      'returned',
      [],
    ],
    [
      'return for a reason of nobody’s',
      { ...back, transactions: [{ endToEndId: 'SB-A-1', returnReason: 'QQ99' }] },
      'returned',
      ['reason-unknown'],
    ],
    [
      'return of nothing that has a name',
      { ...back, transactions: [{ endToEndId: 'NOTPROVIDED', returnReason: 'AC01' }] },
      'returned',
      ['ids-empty'],
    ],
    ['pending return', { ...back, status: 'PDNG', transactions: [{ endToEndId: 'SB-A-1' }] }, 'nothing', []],
    ['credit', { amount: '1.00', direction: 'CRDT', transactions: [{ endToEndId: 'SB-A-1' }] }, 'nothing', []],
    ['credit taken back', { amount: '1.00', isReversal: true, transactions: [{ endToEndId: 'X' }] }, 'nothing', []],
    ['entry of another status', { amount: '1.00', status: 'SOON' }, 'nothing', ['status-unknown']],
  ])('of a %s', async (_what, entry, says, waits) => {
    const { facts } = await readWhole(statement({ entries: [entry] }));
    expect(interpretFact(facts[0]!)).toEqual({ says, waits });
    if (facts.length > 1) expect(interpretFact(facts[1]!)).toEqual({ says: 'nothing', waits: [] });
  });
});
