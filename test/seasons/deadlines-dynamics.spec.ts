import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RunApproval } from '../../src/calculation/index.js';
import { ListDeadlines, RemindPartners } from '../../src/deadlines/index.js';
import {
  AdjustByHand,
  ApproveBankDetails,
  CarryOutNotices,
  EnterBankDetails,
  ReadAnswers,
} from '../../src/payout/index.js';
import { inChunks, statusReport } from '../builders/bank-reports.js';
import { customerId, ibanOf, ImportFiles } from '../builders/import-folder.js';
import { codeOf, minuteBefore } from '../programmes/deadline-stories.js';
import { DYNAMICS } from '../programmes/dynamics-season.js';
import { ProgrammeVoice } from '../programmes/programme-voice.js';
import { ProgrammeWorld } from '../programmes/programme-world.js';

/**
 * Each deadline of the campaign, met and missed by one minute. Days are those of London: of UTC in winter, an hour ahead
 * in summer. What the days of sales and of seat readings come to by a minute is told with the season.
 */

/** The first instant after the window, after the last day for proofs, and after the last banking day to pay. */
const WINDOW_OVER = '2019-06-30T23:00:00Z';
const PROOFS_OVER = '2019-07-31T23:00:00Z';
const PAY_BY = '2019-09-28T00:00:00Z';
/** From then on it is Friday at the bank, and what is prepared leaves on Monday. */
const LAST_PREPARED = '2019-09-27T00:00:00Z';

const world = new ProgrammeWorld(DYNAMICS, '2019-06-30T21:00:00Z');
let voice: ProgrammeVoice;
beforeAll(async () => {
  await world.start('USD', { PORT: '0', SEATBACK_PAYEE_WAITING_HOURS: '0' });
  voice = await ProgrammeVoice.open(world);
});
beforeEach(() => world.begin());
afterAll(async () => {
  await voice.close();
  await world.end();
});

/** Partner 1001 and its customers of 15 seats; its proof comes on a day, or not at all. */
function sold(customers: readonly number[], proofOn: string | null): ImportFiles {
  const files = new ImportFiles()
    .partner('1001', {
      profile: { locale: 'en-GB', contact_email: 'pat@partner1001.example' },
      account: { currency: 'USD' },
    })
    .billingIsKnown();
  for (const customer of customers) files.sale(customer);
  const others = files.without('proofs.csv');
  return proofOn === null ? others : others.and(proof(proofOn));
}

function proof(on: string): ImportFiles {
  return new ImportFiles().rows('proofs.csv', {
    partner_id: '1001',
    campaign_id: DYNAMICS,
    kind: 'sales report',
    received_on: on,
  });
}

const outcomeOf = async (run: number) => (await world.outcomes(run))[1];
const shown = (instant: string) => `${instant.slice(0, 16)}Z`;
async function due(kind: string): Promise<string[]> {
  const { deadlines, now } = await world.app.get(ListDeadlines).execute([world.campaign]);
  return deadlines
    .filter((each) => each.kind === kind)
    .map(({ dueAt, subject }) => `${shown(dueAt)} ${now < dueAt ? 'ahead' : 'late'} ${subject ?? ''}`.trim());
}

describe('the window', () => {
  it('is over at midnight in London: a minute before nothing can be submitted, and then it can', async () => {
    await world.imported(sold([1], '2019-06-28'));
    world.moveTo(minuteBefore(WINDOW_OVER));
    const submitted = async () =>
      codeOf(world.app.get(RunApproval).submit(await world.calculated(), 'sue'), 'submitted');
    expect(await submitted()).toBe('WINDOW_NOT_OVER');
    world.moveTo(WINDOW_OVER);
    expect(await submitted()).toBe('submitted');
  });
});

describe('the proof of performance', () => {
  it('is still possible in the last minute of its last day, and not a minute later', async () => {
    await world.imported(sold([1], null));
    world.moveTo(minuteBefore(PROOFS_OVER));
    const before = await world.calculated();
    expect(await outcomeOf(before)).toBe('undecided proof-of-performance 0');
    expect(await world.sentence(before, 1, 'proof-of-performance')).toBe(
      'No proof of performance yet; it can be handed in until 2019-07-31.',
    );
    world.moveTo(PROOFS_OVER);
    const after = await world.calculated();
    expect(await outcomeOf(after)).toBe('not-qualified proof-of-performance 0');
    expect(await world.sentence(after, 1, 'proof-of-performance')).toBe(
      'No proof of performance was received by 2019-07-31.',
    );
  });

  it.each([
    ['of the last day', '2019-07-31', 'qualified 2000.00'],
    ['of the day after', '2019-08-01', 'not-qualified proof-of-performance 0'],
  ])('%s is told of later: %s', async (_, on, outcome) => {
    world.moveTo('2019-08-05T09:00:00Z');
    await world.imported(sold([1], on));
    expect(await outcomeOf(await world.calculated())).toBe(outcome);
  });

  it('is on the list until it is over', async () => {
    world.moveTo(minuteBefore(PROOFS_OVER));
    expect(await due('proof')).toEqual([`${shown(PROOFS_OVER)} ahead`]);
    world.moveTo(PROOFS_OVER);
    expect(await due('proof')).toEqual([]);
  });

  const FORTNIGHT = '2019-07-17T23:00:00Z';
  const THREE_DAYS = '2019-07-28T23:00:00Z';
  const reminded = async (at: string) => {
    world.moveTo(at);
    await world.app.get(RemindPartners).execute([world.campaign]);
    return (await voice.mails('1001')).filter(({ kind }) => kind === 'deadline-near').map(({ subject }) => subject);
  };

  it('is reminded of fourteen days and three days before, and not a minute sooner', async () => {
    await world.imported(sold([1], null));
    world.moveTo('2019-07-02T09:00:00Z');
    await world.calculated();
    for (const [at, count] of [
      [minuteBefore(FORTNIGHT), 0],
      [FORTNIGHT, 1],
      [minuteBefore(THREE_DAYS), 1],
      [THREE_DAYS, 2],
      [minuteBefore(PROOFS_OVER), 2],
    ] as const)
      expect([at, (await reminded(at)).length]).toEqual([at, count]);
    expect((await reminded(minuteBefore(PROOFS_OVER)))[0]).toContain(
      'Proof of performance before the end of 31 July 2019',
    );
  });

  it('that has come is not reminded of', async () => {
    await world.imported(sold([1], null));
    world.moveTo('2019-07-02T09:00:00Z');
    await world.calculated();
    await world.imported(proof('2019-07-02'));
    expect(await reminded(THREE_DAYS)).toEqual([]);
  });
});

/** 1001 earns two rewards, and everything is there that paying them asks for. */
async function posted(at = '2019-08-01T09:00:00Z'): Promise<void> {
  world.moveTo(at);
  await world.imported(sold([1, 2], '2019-07-05'));
  await world.posted();
}

describe('the payment', () => {
  it('is on the list until it is made, and late a minute after its last banking day', async () => {
    await posted();
    await world.prepared();
    world.moveTo(minuteBefore(PAY_BY));
    expect(await due('payment')).toEqual([`${shown(PAY_BY)} ahead 4000.00 USD to 1 partners`]);
    world.moveTo(PAY_BY);
    expect(await due('payment')).toEqual([`${shown(PAY_BY)} late 4000.00 USD to 1 partners`]);
  });

  it.each([
    ['in the last minute', minuteBefore(LAST_PREPARED), '2019-09-27', []],
    [
      'a minute later',
      LAST_PREPARED,
      '2019-09-30',
      ['the execution date 2019-09-30 lies after 2019-09-27, the last day to pay'],
    ],
  ])('prepared %s to leave on its last banking day, at %s: leaves on %s', async (_, at, executionDate, warnings) => {
    await posted(at);
    const { batch, warnings: told } = await world.prepared();
    expect([batch?.executionDate, told]).toEqual([executionDate, warnings]);
  });
});

describe('a payment that came back for the bank details', () => {
  /** Five days for each of three notices, to the midnight of London, each sent in the minute in which the one before is over. */
  const NOTICES = ['2019-08-07T09:00:00Z', '2019-08-12T23:00:00Z', '2019-08-18T23:00:00Z'] as const;
  const LAST_OVER = '2019-08-24T23:00:00Z';
  const round = async () =>
    (await world.app.get(CarryOutNotices).execute(DYNAMICS)).carriedOut.map(
      ({ done, notice }) => `${done} ${String(notice)}`,
    );

  async function asked(): Promise<void> {
    await posted();
    expect(await world.wired()).toEqual(['1001 4000.00 USD']);
    world.moveTo(NOTICES[0]);
    const [sent] = await world.query<{ id: string }>('SELECT end_to_end_id AS id FROM payment_instruction');
    const refused = statusReport({
      id: 'R1',
      original: 'SB-X',
      blocks: [{ payments: [{ endToEndId: sent?.id ?? '', status: 'RJCT', reason: 'AC04' }] }],
    }).replace('<OrgnlMsgId>SB-X</OrgnlMsgId>', '');
    const content = inChunks(Buffer.from(refused));
    await world.app.get(ReadAnswers).execute({ bank: 'BUKBGB22', fileName: 'refused.xml', content });
    expect(await round()).toEqual(['asked 1']);
    for (const [at, number] of [
      [NOTICES[1], 2],
      [NOTICES[2], 3],
    ] as const) {
      world.moveTo(minuteBefore(at));
      expect(await round()).toEqual([]);
      world.moveTo(at);
      expect(await round()).toEqual([`asked ${String(number)}`]);
    }
  }

  /** By the link of the last mail. */
  async function given(): Promise<number> {
    const mails = (await voice.mails('1001')).filter(({ kind }) => kind === 'details-wanted');
    expect(mails.at(-1)?.subject).toContain('Your bank details are wanted (3 of 3)');
    const token = /^([\w-]{20,})$/m.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
    const details = {
      accountName: 'Partner 1001 Ltd',
      accountKind: 'business',
      iban: ibanOf(4711),
      bic: 'BUKBGB22',
      bankCountry: 'GB',
      currency: 'USD',
    } as const;
    const { bankDetails } = await world.app.get(EnterBankDetails).byInvitation(token, { details, actor: 'pat' });
    return bankDetails;
  }

  it('is made again to details that come in the last minute of the last notice', async () => {
    await asked();
    world.moveTo(minuteBefore(LAST_OVER));
    expect(await due('bank-details')).toEqual([`${shown(LAST_OVER)} ahead notice 3 of 3`]);
    await world.app.get(ApproveBankDetails).approve(await given(), 'robin');
    world.moveTo(LAST_OVER);
    await round();
    expect(await world.waiting()).toEqual([]);
    expect(await world.wired()).toEqual(['1001 4000.00 USD', '1001 4000.00 USD']);
  });

  it('waits where they come a minute later: the page names no forfeiture for it, and none is foretold or booked', async () => {
    await asked();
    world.moveTo(LAST_OVER);
    expect(await codeOf(given(), 'taken')).not.toBe('taken');
    for (const at of [LAST_OVER, '2019-08-25T23:00:00Z', '2020-08-25T23:00:00Z']) {
      world.moveTo(at);
      expect([at, await round(), await due('forfeiture')]).toEqual([at, [], []]);
    }
    expect(await world.waiting()).toEqual(['1001: details-rejected', '1001: payment-failed']);
    expect((await voice.mails('1001')).map(({ kind }) => kind)).not.toContain('forfeited');
  });
});

describe('the minimum payout', () => {
  it.each([
    ['a cent less', '-0.01', [], ['forfeited']],
    ['exactly as much', '0', ['1001 2000.00 USD'], ['potential-payment']],
  ])(
    'with %s, by an adjustment: what is below is forfeited and told, and what is not is paid',
    async (_, by, wires, mails) => {
      world.moveTo('2019-08-01T09:00:00Z');
      await world.imported(sold([1], '2019-07-05'));
      await world.posted();
      if (by !== '0') {
        const adjust = world.app.get(AdjustByHand);
        const { adjustment } = await adjust.propose({
          partnerId: '1001',
          campaignId: DYNAMICS,
          customer: customerId(1),
          amount: by,
          currency: 'USD',
          reason: 'Agreed by letter',
          actor: 'dana',
        });
        await adjust.approve(adjustment, 'robin');
      }
      expect(await world.wired()).toEqual(wires);
      const told = await voice.mails('1001');
      expect(told.map(({ kind }) => kind)).toEqual(mails);
      if (by !== '0') expect(told[0]?.text).toContain('USD 1,999.99 of “Dynamics 365 SMB cash back');
      if (by !== '0') expect(told[0]?.text).toContain('It is below the minimum payout of the campaign.');
    },
  );
});
