import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditLog } from '../../src/audit/index.js';
import { AnswerClaims } from '../../src/claims/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { ListDeadlines } from '../../src/deadlines/index.js';
import { RecordClaimAnswer } from '../../src/ingest/index.js';
import { CLOCK } from '../../src/kernel/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CASH_BACK, claimRow, registrationRow, salesTo } from './cash-back-sales.js';
import { ProgrammeWorld } from './programme-world.js';

const world = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const claims = () => world.app.get(AnswerClaims);
const review = () => claims().review(world.campaign);
const by = (actor: string) => ({ actor, reason: 'Looked at the invoice' });

/** Both partners, registered; 1001 sold to these customers. */
const sales = (...customers: readonly number[]) =>
  salesTo(...customers)
    .partner('1002')
    .rows('registrations.csv', registrationRow('1001'), registrationRow('1002'));

const claimed = (...rows: Parameters<typeof claimRow>[]) =>
  new ImportFiles().rows('claims.csv', ...rows.map((row) => claimRow(...row)));

async function answers(): Promise<string[]> {
  const rows = await world.query<{ told: string }>(
    `SELECT claim_id || ' ' || outcome AS told FROM claim_answer WHERE recorded_to IS NULL ORDER BY claim_id COLLATE "C"`,
  );
  return rows.map(({ told }) => told);
}

/** Answers claims on sessions that do something else before each of their statements. */
function answeringAfter(before: (sql: string, parameters: readonly unknown[]) => Promise<void>): AnswerClaims {
  const real = world.app.get(UnitOfWork);
  const watched = (session: Session) =>
    new Proxy(session, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'query' && name !== 'one' && name !== 'execute') return value.bind(target) as unknown;
        return async (sql: string, parameters: readonly unknown[] = []) => {
          await before(sql, parameters);
          return value.call(target, sql, parameters) as unknown;
        };
      },
    });
  const unitOfWork = {
    inTransaction: (work: (session: Session) => Promise<unknown>) =>
      real.inTransaction((session) => work(watched(session))),
    inSession: (work: (session: Session) => Promise<unknown>) => real.inSession((session) => work(watched(session))),
  } as unknown as UnitOfWork;
  const auditLog = world.app.get(AuditLog, { strict: false });
  return new AnswerClaims(
    unitOfWork,
    new RecordClaimAnswer(auditLog, world.app.get(CLOCK)),
    auditLog,
    world.app.get(CLOCK),
  );
}

const ofAnother = { claim_id: 'X-1', partner_id: '1002', mpn_id: '1002', received_at: '2017-07-02T00:30:00Z' };
const older = { claim_id: 'C-0', received_at: '2017-07-02T00:30:00Z' };

describe('two claims for one sale', () => {
  it('wait while the first of them does, and the second is valid where the first was of another', async () => {
    await world.imported(sales().rows('claims.csv', claimRow(1, ofAnother), claimRow(1)));
    expect(await review()).toMatchObject([
      { answered: null, open: ['no sale of that name is on record'] },
      {
        answered: null,
        open: ['no sale of that name is on record', 'an earlier claim for this sale, X-1, waits for its answer'],
      },
    ]);
    await world.imported(salesTo(1));
    await review();
    expect(await answers()).toEqual(['C-1 valid', 'X-1 rejected']);
  });

  it('wait for the appeal of the first of them', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1, older)));
    await claims().answer(world.campaign, 'C-0', 'rejected', ['incomplete'], by('dana'));
    await claims().appeal(world.campaign, 'C-0', by('pat'));
    await world.imported(claimed([1]));
    expect(await review()).toMatchObject([
      { answered: null, open: ['an earlier claim for this sale, C-0, waits for its answer'] },
    ]);
    await claims().answer(world.campaign, 'C-0', 'valid', [], by('robin'));
    expect(await review()).toMatchObject([{ answered: 'rejected', rejected: ['claimed-before'] }]);
  });

  it('are never both found valid by checks, also where the one that is older comes later', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1)));
    await review();
    await world.imported(claimed([1, older]));
    expect(await review()).toMatchObject([
      { answered: null, rejected: [], open: ['another claim for this sale, C-1, was found valid'] },
    ]);
    expect(await answers()).toEqual(['C-1 valid']);
    await claims().answer(world.campaign, 'C-0', 'rejected', ['claimed-before'], by('dana'));
    expect(await review()).toEqual([]);
  });
});

describe('a claim that is corrected', () => {
  it('while it is looked at, is answered as it was corrected', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1, { mpn_id: '1009' })));
    let isCorrected = false;
    const reviewing = answeringAfter(async (_, [lock]) => {
      if (lock !== 'delivery' || isCorrected) return;
      // It waits for the lock behind an import.
      isCorrected = true;
      await world.imported(claimed([1]));
    });
    await reviewing.review(world.campaign);
    expect(isCorrected).toBe(true);
    expect(await answers()).toEqual(['C-1 valid']);
  });

  it('after checks rejected it, waits again, from then on, and is answered anew', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1, { mpn_id: '1009' })));
    expect(await review()).toMatchObject([{ answered: 'rejected', rejected: ['other-partner-id'] }]);
    world.moveTo('2017-07-10T01:00:00Z');
    await world.imported(claimed([1, { mpn_id: '1009' }]));
    expect(await review()).toEqual([]);
    await world.imported(claimed([1]));
    const { deadlines } = await world.app.get(ListDeadlines).execute([world.campaign]);
    expect(deadlines.filter(({ subject }) => subject === 'claim C-1')).toMatchObject([
      { kind: 'claim-answer', dueAt: '2017-07-28T16:00:00.000000Z' },
    ]);
    await expect(claims().appeal(world.campaign, 'C-1', by('pat'))).rejects.toMatchObject({ code: 'APPEAL_REFUSED' });
    expect(await review()).toMatchObject([{ answered: 'valid' }]);
    expect(await review()).toEqual([]);
    world.moveTo('2017-08-01T01:00:00Z');
    expect(await world.outcomes(await world.calculated())).toEqual({ 1: 'qualified 200.00' });
    expect(await world.query('SELECT kind FROM notification ORDER BY notification')).toEqual([
      { kind: 'claim-received' },
      { kind: 'claim-rejected' },
      { kind: 'claim-valid' },
    ]);
  });

  it('after a person rejected it, stays so until it is appealed', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1, { mpn_id: '1009' })));
    await claims().answer(world.campaign, 'C-1', 'rejected', ['other-partner-id'], by('dana'));
    await world.imported(claimed([1]));
    expect(await review()).toEqual([]);
    await claims().appeal(world.campaign, 'C-1', by('pat'));
    expect(await review()).toEqual([]);
    await claims().answer(world.campaign, 'C-1', 'valid', [], by('robin'));
    expect(await answers()).toEqual(['C-1 valid']);
  });

  it('after it was appealed, is left to the person who answers the appeal', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1, { mpn_id: '1009' })));
    await review();
    await claims().appeal(world.campaign, 'C-1', by('pat'));
    await world.imported(claimed([1]));
    expect(await review()).toEqual([]);
    expect(await answers()).toEqual(['C-1 rejected']);
  });
});

describe('a claim that cannot be looked at', () => {
  it('keeps no other back, and is named', async () => {
    await world.imported(sales(1, 2, 3).rows('claims.csv', claimRow(1), claimRow(2), claimRow(3)));
    const failing = answeringAfter(async (sql, [claimId]) => {
      if (sql.startsWith('INSERT INTO claim_answer') && claimId === 'C-2') throw new Error('the disk is full');
      await Promise.resolve();
    });
    await expect(failing.review(world.campaign)).rejects.toMatchObject({
      code: 'CLAIMS_NOT_REVIEWED',
      report: { findings: [{ place: 'claim C-2', found: 'the disk is full' }] },
    });
    expect(await answers()).toEqual(['C-1 valid', 'C-3 valid']);
    expect(await review()).toMatchObject([{ claim: { claimId: 'C-2' }, answered: 'valid' }]);
  });
});
