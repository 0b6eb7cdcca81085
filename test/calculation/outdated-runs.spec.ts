import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { RestatingWorld } from './restating-world.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

const outdated = (now: number) => ({
  code: 'RUN_OUTDATED',
  report: { found: `a newer delivery: 1, now ${String(now)}` },
});
const more = (customer: number) =>
  new ImportFiles().rows('customers.csv', { customer_id: customerId(customer), segment: 'ENTERPRISE' });
const because = { asKnownBecause: 'Paid today; the rest is restated' };

describe('a run that more has come to since it was submitted', () => {
  beforeEach(async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).sale(2).billingIsKnown());
    const { run } = await world.calculated();
    await world.approval.submit(run, 'mia');
    await world.imported(more(2));
  });

  it('is not approved unless somebody says why; what was said is not asked again', async () => {
    await expect(world.approval.approve(1, 'carl')).rejects.toMatchObject(outdated(2));
    await world.approval.approve(1, 'carl', because);
    expect(await world.approval.post(1, 'mia')).toMatchObject({ state: 'posted' });
    expect(
      await world.lines(
        `SELECT act || ' ' || COALESCE(detail->>'asKnownBecause', 'nothing said') || ' ' || (detail->>'outdatedBy') AS line
         FROM audit_entry WHERE act IN ('run.approved', 'run.posted') ORDER BY entry`,
      ),
    ).toEqual([
      'run.approved Paid today; the rest is restated ["a newer delivery: 1, now 2"]',
      'run.posted nothing said ["a newer delivery: 1, now 2"]',
    ]);
  });

  it('is not posted where still more has come', async () => {
    await world.approval.approve(1, 'carl', because);
    await world.imported(more(1));
    await expect(world.approval.post(1, 'mia')).rejects.toMatchObject(outdated(3));
    expect(await world.lines('SELECT kind AS line FROM journal')).toEqual([]);
    expect(await world.approval.post(1, 'mia', because)).toMatchObject({ state: 'posted' });
    expect(await world.problems()).toEqual([]);
  });
});

describe('a run that counts what a person decided', () => {
  it('is approved by somebody else than that person', async () => {
    await world.imported(
      new ImportFiles().partner('1001').sale(1, { readAt: '2019-06-20T20:00:00Z' }).billingIsKnown(),
    );
    await world.calculated();
    await world.decided({ customer: customerId(1), rule: 'assigned-seats', partnerId: undefined }, 'met');
    const { run } = await world.calculated();
    await world.approval.submit(run, 'mia');
    await expect(world.approval.approve(run, 'Dana')).rejects.toMatchObject({ code: 'DECIDER_APPROVES' });
    expect(await world.approval.approve(run, 'carl')).toMatchObject({ state: 'approved' });
  });
});
