import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims } from '../../src/claims/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { RemindPartners } from '../../src/deadlines/index.js';
import { composeMail } from '../../src/notifications/compose-mail.js';
import { INVITATION_SECRETS, type InvitationSecrets } from '../../src/notifications/index.js';
import { checkNotices } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CASH_BACK, claimRow, registrationRow, salesTo } from './cash-back-sales.js';
import { ProgrammeWorld } from './programme-world.js';

/** Registrations and claims end with 31 July in Singapore, 16:00 UTC. */
const world = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

/** Partner 1002 sold to nobody. */
const sales = (...customers: readonly number[]) => salesTo(...customers).partner('1002');

const reminded = () => world.app.get(RemindPartners).execute([world.campaign]);

/** Reminders on record, as `partner: what`. */
async function reminders(): Promise<string[]> {
  const rows = await world.query<{ told: string }>(
    `SELECT partner_id || ': ' || (notice->>'about') || COALESCE(' ' || (notice->>'claimId'), '') AS told FROM notification JOIN partner USING (partner_key)
     WHERE kind = 'deadline-near' ORDER BY notification`,
  );
  return rows.map(({ told }) => told);
}

const problems = () =>
  world.app.get(UnitOfWork).inTransaction(async (session) => (await checkNotices(session)).problems);

describe('a partner with customers that may earn', () => {
  it('is reminded of what it has not handed in, fourteen days and three days before, once each and to the minute', async () => {
    await world.imported(sales(1));
    await world.calculated();
    world.moveTo('2017-07-17T15:59:00Z');
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-17T16:00:00Z');
    expect(await reminded()).toBe(2);
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-28T15:59:00Z');
    expect(await reminded()).toBe(0);
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(2);
    world.moveTo('2017-07-31T16:00:00Z');
    expect(await reminded()).toBe(0);
    expect((await reminders()).sort()).toEqual([
      '1001: claim',
      '1001: claim',
      '1001: registration',
      '1001: registration',
    ]);
    expect(await problems()).toEqual([]);
  });

  it('is not reminded of what has come since it was calculated', async () => {
    await world.imported(sales(1));
    await world.calculated();
    await world.imported(
      new ImportFiles().rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)),
    );
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(0);
  });

  it('is reminded of claims while one of its customers has none', async () => {
    await world.imported(
      sales(1, 2).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)),
    );
    await world.calculated();
    world.moveTo('2017-07-28T16:00:00Z');
    await reminded();
    expect(await reminders()).toEqual(['1001: claim']);
  });

  it('is told late rather than not at all where nobody looked on the day, and then of the later one alone', async () => {
    await world.imported(sales(1).rows('registrations.csv', registrationRow('1001')));
    await world.calculated();
    world.moveTo('2017-07-31T15:00:00Z');
    expect(await reminded()).toBe(1);
    expect(await reminded()).toBe(0);
  });

  it('is told in its language until when, and not any more once it is too late', async () => {
    await world.imported(sales(1).rows('registrations.csv', registrationRow('1001')));
    await world.calculated();
    world.moveTo('2017-07-28T16:00:00Z');
    await reminded();
    const composed = (now: string) =>
      world.app.get(UnitOfWork).inSession(async (session) => {
        world.moveTo(now);
        const [mail] = await session.query<{ notice: unknown; partnerKey: number; campaignId: string }>(
          `SELECT notice, partner_key AS "partnerKey", campaign_id AS "campaignId" FROM notification`,
        );
        return composeMail(session, mail as never, {
          secrets: world.app.get<InvitationSecrets>(INVITATION_SECRETS),
          payeePage: undefined,
          now: world.seatback.clock.now(),
        });
      });
    expect(await composed('2017-07-31T15:59:00Z')).toMatchObject({
      is: 'mail',
      language: 'sv',
      subject: expect.stringMatching(/^Anspråk före .*31\sjuli\s2017/),
      text: expect.stringContaining('inget anspråk'),
    });
    expect(await composed('2017-07-31T16:00:00Z')).toMatchObject({ is: 'lapsed' });
  });
});

describe('a partner whose claims were answered', () => {
  const claimed = (customer: number, changes = {}) =>
    world.imported(new ImportFiles().rows('claims.csv', claimRow(customer, changes)));
  const review = () => world.app.get(AnswerClaims).review(world.campaign);

  it('is not reminded to claim what was found valid, also before the next run', async () => {
    await world.imported(sales(1).rows('registrations.csv', registrationRow('1001')));
    await world.calculated();
    await claimed(1);
    expect(await review()).toMatchObject([{ answered: 'valid' }]);
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(0);
  });

  it('is reminded of a customer without a claim, whatever qualifies by the others', async () => {
    await world.imported(
      sales(1, 2).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)),
    );
    await review();
    world.moveTo('2017-07-17T16:00:00Z');
    await world.calculated();
    await reminded();
    expect(await reminders()).toEqual(['1001: claim']);
    await claimed(2);
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(0);
  });

  it('is reminded to claim where its claim was rejected, until it corrects it', async () => {
    await world.imported(sales(1).rows('registrations.csv', registrationRow('1001')));
    await world.calculated();
    await claimed(1, { mpn_id: '1009' });
    expect(await review()).toMatchObject([{ answered: 'rejected' }]);
    world.moveTo('2017-07-17T16:00:00Z');
    await reminded();
    expect(await reminders()).toEqual(['1001: claim']);
    await claimed(1);
    world.moveTo('2017-07-28T16:00:00Z');
    expect(await reminded()).toBe(0);
  });
});

describe('a partner whose claim was rejected', () => {
  it('is reminded of its appeal until it is made', async () => {
    await world.imported(sales(1).rows('claims.csv', claimRow(1)));
    const answers = world.app.get(AnswerClaims);
    await answers.answer(world.campaign, 'C-1', 'rejected', ['not-registered'], {
      actor: 'dana',
      reason: 'No registration came',
    });
    world.moveTo('2017-07-19T16:00:00Z');
    expect(await reminded()).toBe(1);
    expect(await reminders()).toEqual(['1001: appeal C-1']);
    expect(await problems()).toEqual([]);
    await answers.appeal(world.campaign, 'C-1', { actor: 'pat', reason: 'It is registered now' });
    world.moveTo('2017-07-31T00:00:00Z');
    expect(await reminded()).toBe(0);
  });
});

describe('checks and a person at the same time', () => {
  it('answer a claim once', async () => {
    await world.imported(sales(1).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)));
    const answers = world.app.get(AnswerClaims);
    const both = await Promise.allSettled([
      answers.answer(world.campaign, 'C-1', 'rejected', ['incomplete'], {
        actor: 'dana',
        reason: 'The seats are missing',
      }),
      answers.review(world.campaign),
      answers.review(world.campaign),
    ]);
    expect(both.slice(1).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await world.query('SELECT 1 FROM claim_answer')).toHaveLength(1);
  });
});
