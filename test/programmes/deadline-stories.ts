import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims, EnterRegistration } from '../../src/claims/index.js';
import { ListDeadlines, RemindPartners } from '../../src/deadlines/index.js';
import { ApproveBankDetails, CarryOutNotices, EnterBankDetails } from '../../src/payout/index.js';
import { ibanOf, type ImportFiles } from '../builders/import-folder.js';
import { ProgrammeVoice } from './programme-voice.js';
import { ProgrammeWorld } from './programme-world.js';

/** A stretch by its edges: the first instant inside, and the first after it. */
export interface Edges {
  readonly from: string;
  readonly until: string;
}

/** What the deadlines of a programme are, as instants that its page and its terms come to, reckoned by hand. */
export interface ProgrammeDeadlines {
  readonly campaignId: string;
  readonly currency: string;
  /** What stands in the subject of mails, in the language of the programme. */
  readonly language: string;
  readonly words: {
    readonly wanted: string;
    readonly foretold: string;
    readonly forfeited: string;
    readonly near: string;
  };
  /** Before anything of the programme. */
  readonly before: string;
  readonly registration: Edges & { readonly terms: string; readonly agreementNumber: string };
  /** When nothing can be returned any more, for a partner of the country. */
  readonly returns: { readonly country: string; readonly until: string }[];
  /** The first instant after the calculation date; undefined where the programme has none. */
  readonly calculation?: string;
  /** When the season is calculated, and the first instant after the last day to pay it. */
  readonly postedAt: string;
  readonly payBy: string;
  /** On a day on which what was prepared then can still leave. */
  readonly paidAt: string;
  /** For which notices a partner without an account is asked, from the round at `postedAt` on. */
  readonly notices: {
    readonly secondAt: string;
    readonly thirdAt: string;
    readonly foretoldAt: string;
    readonly overAt: string;
  };
  /** A day of reminding of the registration, and when nobody is reminded any more. */
  readonly reminded: { readonly fortnight: string; readonly threeDays: string };
  readonly wire: string;
  /**
   * The files of one partner, 1001, of a country, that earns `wire`; with its registration and claims answered, where the
   * programme asks for them.
   */
  earned(world: ProgrammeWorld, changes: { readonly country?: string; readonly account: boolean }): Promise<void>;
  /** Sales of 1001, who did not register. */
  sold(): ImportFiles;
}

/** Each deadline of a programme, met and missed by one minute. */
export function tellDeadlines(programme: ProgrammeDeadlines): void {
  const world = new ProgrammeWorld(programme.campaignId, programme.before);
  let voice: ProgrammeVoice;
  beforeAll(async () => {
    await world.start(programme.currency, { PORT: '0', SEATBACK_PAYEE_WAITING_HOURS: '0' });
    voice = await ProgrammeVoice.open(world);
  });
  beforeEach(() => world.begin());
  afterAll(async () => {
    await voice.close();
    await world.end();
  });

  const due = async (kind: string): Promise<string[]> => {
    const { deadlines, now } = await world.app.get(ListDeadlines).execute([world.campaign]);
    return deadlines
      .filter((each) => each.kind === kind)
      .map(({ dueAt, subject }) => `${dueAt.slice(0, 16)}Z ${now < dueAt ? 'ahead' : 'late'} ${subject ?? ''}`.trim());
  };
  const shown = (instant: string) => `${instant.slice(0, 16)}Z`;

  describe('the registration', () => {
    const { from, until, terms, agreementNumber } = programme.registration;

    it.each([
      ['a minute early', minuteBefore(from), 'OUTSIDE_REGISTRATION_PERIOD'],
      ['in the first minute', from, 'registered'],
      ['in the last minute', minuteBefore(until), 'registered'],
      ['a minute late', until, 'OUTSIDE_REGISTRATION_PERIOD'],
    ])('%s, at %s: %s', async (_, at, outcome) => {
      await world.imported(programme.sold());
      world.moveTo(at);
      const registering = world.app.get(EnterRegistration).enter(
        world.campaign,
        { partnerId: '1001', actor: 'pat', form: randomUUID() },
        {
          contactEmail: 'pat@partner1001.example',
          companyName: 'Partner 1001 Ltd',
          acceptedTerms: terms,
          agreementNumber,
        },
      );
      expect(await codeOf(registering, 'registered')).toBe(outcome);
    });

    it('is on the list until it is over', async () => {
      world.moveTo(minuteBefore(until));
      expect(await due('registration')).toEqual([`${shown(until)} ahead`]);
      world.moveTo(until);
      expect(await due('registration')).toEqual([]);
    });

    it('is reminded of fourteen days and three days before, and not a minute sooner', async () => {
      const remind = () => world.app.get(RemindPartners).execute([world.campaign]);
      const reminded = async () =>
        (await voice.mails('1001')).filter(
          ({ kind, subject }) => kind === 'deadline-near' && subject.includes(programme.words.near),
        );
      world.moveTo(minuteBefore(programme.reminded.fortnight));
      await world.imported(programme.sold());
      await world.estimated();
      for (const [at, count] of [
        [minuteBefore(programme.reminded.fortnight), 0],
        [programme.reminded.fortnight, 1],
        [minuteBefore(programme.reminded.threeDays), 1],
        [programme.reminded.threeDays, 2],
      ] as const) {
        world.moveTo(at);
        await remind();
        expect([at, (await reminded()).length]).toEqual([at, count]);
      }
      expect((await reminded()).map(({ language }) => language)).toEqual([programme.language, programme.language]);
    });
  });

  describe('the payment', () => {
    it.each(programme.returns)(
      'waits until nothing can be returned in $country, to the minute',
      async ({ country, until }) => {
        world.moveTo(minuteBefore(until));
        await programme.earned(world, { country, account: true });
        await world.posted();
        expect(await world.waiting()).toEqual(['1001: return-window']);
        world.moveTo(until);
        expect(await world.waiting()).toEqual([]);
        expect(await world.wired()).toEqual([programme.wire]);
      },
    );

    it('is on the list until it is made, and late a minute after its last day', async () => {
      world.moveTo(programme.postedAt);
      await programme.earned(world, { account: true });
      await world.posted();
      await world.prepared();
      world.moveTo(minuteBefore(programme.payBy));
      const [line, ...others] = await due('payment');
      expect([line, others]).toEqual([expect.stringContaining(`${shown(programme.payBy)} ahead`), []]);
      world.moveTo(programme.payBy);
      expect(await due('payment')).toEqual([expect.stringContaining(`${shown(programme.payBy)} late`)]);
      world.moveTo(programme.paidAt);
      expect(await world.wired()).toEqual([programme.wire]);
      expect(await due('payment')).toEqual([]);
    });

    if (programme.calculation !== undefined)
      it('is preceded by a calculation date, which is on the list until it is over', async () => {
        const { calculation = '' } = programme;
        world.moveTo(minuteBefore(calculation));
        expect(await due('calculation')).toEqual([`${shown(calculation)} ahead`]);
        world.moveTo(calculation);
        expect(await due('calculation')).toEqual([]);
      });
  });

  describe('bank details', () => {
    const { secondAt, thirdAt, foretoldAt, overAt } = programme.notices;
    const round = async () =>
      (await world.app.get(CarryOutNotices).execute(world.campaign.campaign)).carriedOut.map(
        ({ done, notice }) => `${done} ${String(notice)}`,
      );

    /** To the last notice, each in the minute in which the one before is over. */
    async function asked(): Promise<void> {
      world.moveTo(programme.postedAt);
      await programme.earned(world, { account: false });
      await world.posted();
      await world.prepared();
      expect(await round()).toEqual(['asked 1']);
      for (const [at, number] of [
        [secondAt, 2],
        [thirdAt, 3],
      ] as const) {
        world.moveTo(minuteBefore(at));
        expect(await round()).toEqual([]);
        world.moveTo(at);
        expect(await round()).toEqual([`asked ${String(number)}`]);
      }
      world.moveTo(minuteBefore(foretoldAt));
      expect([await round(), await due('forfeiture')]).toEqual([[], []]);
      world.moveTo(foretoldAt);
      expect(await round()).toEqual(['foretold 3']);
    }

    /** By the link of the last mail. */
    async function given(): Promise<number> {
      const mails = (await voice.mails('1001')).filter(({ kind }) => kind === 'details-wanted');
      const token = /^([\w-]{20,})$/m.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
      const details = {
        accountName: 'Partner 1001 Ltd',
        accountKind: 'business',
        iban: ibanOf(1001),
        bic: 'BUKBGB22',
        bankCountry: 'GB',
        currency: programme.currency,
      } as const;
      const { bankDetails } = await world.app.get(EnterBankDetails).byInvitation(token, { details, actor: 'pat' });
      return bankDetails;
    }

    it('that come in the last minute of the last notice are paid to', async () => {
      await asked();
      world.moveTo(minuteBefore(overAt));
      const bankDetails = await given();
      await world.app.get(ApproveBankDetails).approve(bankDetails, 'robin');
      world.moveTo(overAt);
      await round();
      expect(await world.wired()).toEqual([programme.wire]);
      expect(await due('forfeiture')).toEqual([]);
    });

    it('that come a minute later are refused, and the amount is forfeited by the notices that told of it', async () => {
      await asked();
      const [, amount = '', currency = ''] = programme.wire.split(' ');
      expect(await due('forfeiture')).toEqual([`${shown(overAt)} ahead ${amount} ${currency} without bank details`]);
      world.moveTo(minuteBefore(overAt));
      expect(await round()).toEqual([]);
      const before = await voice.mails('1001');
      world.moveTo(overAt);
      expect(await codeOf(given(), 'taken')).not.toBe('taken');
      expect(await round()).toEqual(['forfeited 3']);
      expect(await world.wired()).toEqual([]);
      const mails = [...before, ...(await voice.mails('1001')).filter(({ kind }) => kind === 'forfeited')];
      const { wanted, foretold, forfeited } = programme.words;
      const told = mails.filter(({ kind }) => /^(details|about|forfeited)/.test(kind));
      // The links of the first two are replaced by then: what is read is what could still be sent.
      expect(told.map(({ language, subject }) => [language, subject])).toEqual([
        [programme.language, expect.stringContaining(wanted)],
        [programme.language, expect.stringContaining(foretold)],
        [programme.language, expect.stringContaining(forfeited)],
      ]);
      expect(await world.query('SELECT kind FROM payee_notice ORDER BY payee_notice')).toEqual([
        { kind: 'details-wanted' },
        { kind: 'details-wanted' },
        { kind: 'details-wanted' },
        { kind: 'about-to-be-forfeited' },
        { kind: 'forfeited' },
      ]);
    });
  });
}

/** The deadlines of what is claimed. */
export interface ClaimDeadlines {
  readonly campaignId: string;
  readonly currency: string;
  readonly before: string;
  readonly claiming: Edges;
  /** When claims are received, and the first instant at which their answer is late. */
  readonly answers: readonly { readonly receivedAt: string; readonly lateAt: string }[];
  readonly rejectedAt: string;
  readonly appealable: { readonly until: string; readonly answerLateAt: string };
  /** Everything that a valid claim C-1 of 1001 needs, and the claim itself, received then. */
  claimed(receivedAt: string): ImportFiles;
  /** The same without the claim. */
  claimable(): ImportFiles;
  /** Enters the claim now. */
  enter(world: ProgrammeWorld): Promise<unknown>;
}

export function tellClaimDeadlines(programme: ClaimDeadlines): void {
  const world = new ProgrammeWorld(programme.campaignId, programme.before);
  beforeAll(() => world.start(programme.currency));
  beforeEach(() => world.begin());
  afterAll(() => world.end());

  const claims = () => world.app.get(AnswerClaims);
  const by = (actor: string) => ({ actor, reason: 'Read the copy of the invoice' });
  const due = async (kind: string): Promise<string[]> => {
    const { deadlines, now } = await world.app.get(ListDeadlines).execute([world.campaign]);
    return deadlines
      .filter((each) => each.kind === kind)
      .map(({ dueAt }) => `${dueAt.slice(0, 16)}Z ${now < dueAt ? 'ahead' : 'late'}`);
  };
  const shown = (instant: string) => `${instant.slice(0, 16)}Z`;

  describe('a claim', () => {
    it.each([
      ['a minute early', minuteBefore(programme.claiming.from), 'OUTSIDE_CLAIMING_PERIOD'],
      ['in the first minute', programme.claiming.from, 'claimed'],
      ['in the last minute', minuteBefore(programme.claiming.until), 'claimed'],
      ['a minute late', programme.claiming.until, 'OUTSIDE_CLAIMING_PERIOD'],
    ])('%s, at %s: %s', async (_, at, outcome) => {
      await world.imported(programme.claimable());
      world.moveTo(at);
      expect(await codeOf(programme.enter(world), 'claimed')).toBe(outcome);
    });

    it.each(programme.answers)(
      'received at $receivedAt is answered before $lateAt, and late then',
      async ({ receivedAt, lateAt }) => {
        world.moveTo(receivedAt);
        await world.imported(programme.claimed(receivedAt));
        world.moveTo(minuteBefore(lateAt));
        expect(await due('claim-answer')).toEqual([`${shown(lateAt)} ahead`]);
        world.moveTo(lateAt);
        // Ours stays until it is done.
        expect(await due('claim-answer')).toEqual([`${shown(lateAt)} late`]);
        await claims().answer(world.campaign, 'C-1', 'valid', [], by('dana'));
        expect(await due('claim-answer')).toEqual([]);
      },
    );
  });

  describe('an appeal', () => {
    const { until, answerLateAt } = programme.appealable;
    const rejected = async () => {
      world.moveTo(programme.rejectedAt);
      await world.imported(programme.claimed(programme.rejectedAt));
      await claims().answer(world.campaign, 'C-1', 'rejected', ['sale-not-found'], by('dana'));
    };

    it('in the last minute is taken, and answered before its own last day is over', async () => {
      await rejected();
      world.moveTo(minuteBefore(until));
      expect(await due('appeal')).toEqual([`${shown(until)} ahead`]);
      await claims().appeal(world.campaign, 'C-1', by('pat'));
      expect(await due('appeal')).toEqual([]);
      world.moveTo(minuteBefore(answerLateAt));
      expect(await due('claim-answer')).toEqual([`${shown(answerLateAt)} ahead`]);
      world.moveTo(answerLateAt);
      expect(await due('claim-answer')).toEqual([`${shown(answerLateAt)} late`]);
      await claims().answer(world.campaign, 'C-1', 'valid', [], by('robin'));
      expect(await due('claim-answer')).toEqual([]);
    });

    it('a minute later is refused, and nothing is due of it', async () => {
      await rejected();
      world.moveTo(until);
      expect(await due('appeal')).toEqual([]);
      expect(await codeOf(claims().appeal(world.campaign, 'C-1', by('pat')), 'appealed')).toBe('APPEAL_REFUSED');
    });
  });
}

export function minuteBefore(instant: string): string {
  return new Date(Date.parse(instant) - 60_000).toISOString();
}

/** The code of what was refused; else the word for what was done. */
export async function codeOf(work: Promise<unknown>, done: string): Promise<string> {
  return work.then(
    () => done,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}
