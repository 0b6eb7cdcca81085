import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims } from '../../src/claims/index.js';
import { codesOf, dealtSeason, type ClaimProgramme, type DealtClaim } from './claim-season.js';
import { ProgrammeVoice } from './programme-voice.js';
import { ProgrammeWorld } from './programme-world.js';

/** How a partner is told of each rejection, in the language of its programme. */
export type RejectionWords = Readonly<Record<string, string>>;

/** The words of a language in what partners read. */
export interface SpokenWords {
  readonly rejected: string;
  readonly isValid: string;
  readonly received: string;
  readonly standing: { readonly valid: string; readonly rejected: string };
  readonly final: string;
  /** The head of a statement. */
  readonly statement: string;
  readonly reasons: RejectionWords;
}

export interface StoryDays {
  /** When everything has come that the season is made of. */
  readonly reviewedAt: string;
  readonly appealedAt: string;
  readonly decidedAt: string;
  /** When it is calculated, and paid. */
  readonly paidAt: string;
}

/**
 * A programme of claims from generated registrations, claims and sales to wires: the claims of a season are answered by
 * checks where they are certain and by people else, some are appealed, and what is left is paid; partners are told all of
 * it in the language of the programme.
 */
export function tellSeasons(
  programme: ClaimProgramme,
  { seeds, words, days }: { readonly seeds: readonly number[]; readonly words: SpokenWords; readonly days: StoryDays },
): void {
  const world = new ProgrammeWorld(programme.campaignId, days.reviewedAt);
  let voice: ProgrammeVoice;
  beforeAll(async () => {
    await world.start(programme.currency, { PORT: '0' });
    voice = await ProgrammeVoice.open(world);
  });
  beforeEach(() => world.begin());
  afterAll(async () => {
    await voice.close();
    await world.end();
  });

  const answers = () => world.app.get(AnswerClaims);
  const answer = async ({ claimId }: DealtClaim, reasons: readonly string[], actor = 'dana') =>
    answers().answer(world.campaign, claimId, reasons.length > 0 ? 'rejected' : 'valid', reasons, {
      actor,
      reason: 'Looked at what there is',
    });
  const standing = async () =>
    Object.fromEntries(
      (await answers().list(world.campaign)).map(({ claimId, answer: given }) => [
        claimId,
        given === null ? 'waiting' : [given.outcome, ...given.reasons].join(' '),
      ]),
    );

  describe.each(seeds)(`a season of ${programme.campaignId}, drawn by %d`, (seed) => {
    it('is claimed, answered, appealed, calculated and paid by wire, and told in the language of its page', async () => {
      const { files, claims, partners } = dealtSeason(programme, seed);
      expect(await world.imported(files)).toEqual({ quarantined: 0 });

      for (const claim of claims.filter(({ fate }) => fate.by === 'hasty person'))
        await answer(claim, claim.fate.reasons);
      await answers().review(world.campaign);
      const isByPeople = ({ fate }: DealtClaim) =>
        fate.by === 'person' || (programme.readsInvoices && fate.reasons.length === 0);
      const afterChecks = await standing();
      for (const claim of claims.filter(isByPeople)) {
        expect([claim.fate.name, afterChecks[claim.claimId]]).toEqual([claim.fate.name, 'waiting']);
        await answer(claim, claim.fate.reasons);
      }
      // What waited for an earlier claim for its sale has its answer now.
      await answers().review(world.campaign);
      expect(await standing()).toEqual(
        Object.fromEntries(
          claims.map(({ claimId, fate }) => [
            claimId,
            fate.reasons.length > 0 ? `rejected ${fate.reasons.join(' ')}` : 'valid',
          ]),
        ),
      );

      world.moveTo(days.appealedAt);
      const appealed = claims.filter(({ fate }) => fate.appealed !== undefined);
      for (const { claimId } of appealed)
        await answers().appeal(world.campaign, claimId, { actor: 'pat', reason: 'The sale is on the second page' });
      world.moveTo(days.decidedAt);
      for (const claim of appealed)
        await answer(claim, claim.fate.appealed === 'valid' ? [] : ['sale-not-found'], 'robin');

      world.moveTo(days.paidAt);
      await world.posted();
      expect(await world.wired()).toEqual(wiresOf(programme, claims));
      await expectTold(claims, partners);
    });
  });

  it('a season reaches every code that the programme can come to', () => {
    const { claims } = dealtSeason(programme, seeds[0] ?? 1);
    expect(codesOf(claims)).toEqual(Object.keys(words.reasons).toSorted());
  });

  async function expectTold(claims: readonly DealtClaim[], partners: readonly string[]): Promise<void> {
    for (const partner of partners) {
      const own = claims.filter((claim) => claim.partner === partner);
      const mails = await voice.mails(partner);
      expect([partner, ...new Set(mails.map(({ language }) => language))]).toEqual([partner, programme.language]);
      const page = await voice.page(partner, '/claims');
      expect(page.language).toBe(programme.language);
      for (const { claimId, fate } of own) {
        const told = mails.filter(({ text }) => text.includes(` ${claimId} `));
        const [received, first, second] = told.map(({ subject }) => subject);
        expect([fate.name, received]).toEqual([fate.name, expect.stringContaining(words.received)]);
        const [code] = fate.reasons;
        if (code === undefined) {
          expect([fate.name, first, second]).toEqual([fate.name, expect.stringContaining(words.isValid), undefined]);
          continue;
        }
        expect([fate.name, first]).toEqual([fate.name, expect.stringContaining(words.rejected)]);
        expect(told[1]?.text).toContain(words.reasons[code]);
        if (fate.appealed === 'valid') expect(second).toContain(words.isValid);
        if (fate.appealed === 'rejected') expect(told[2]?.text).toContain(words.final);
        if (fate.appealed !== 'valid') expect(page.text).toContain(words.reasons[code]);
      }
      const isPaid = (claim: DealtClaim) => claim.fate.reasons.length === 0 || claim.fate.appealed === 'valid';
      expect(page.text.includes(words.standing.valid)).toBe(own.some(isPaid));
      expect(page.text.includes(words.standing.rejected)).toBe(!own.every(isPaid));
      const statement = await voice.statement(partner);
      expect([statement.language, statement.text]).toEqual([
        programme.language,
        expect.stringContaining(words.statement),
      ]);
    }
  }
}

/** What is to be paid: each seat of each customer whose claim was found valid in the end, up to the most that count. */
function wiresOf({ rate, mostSeats, currency }: ClaimProgramme, claims: readonly DealtClaim[]): string[] {
  const owed = new Map<string, number>();
  for (const { partner, seats, fate } of claims)
    if (fate.reasons.length === 0 || fate.appealed === 'valid')
      owed.set(partner, (owed.get(partner) ?? 0) + Math.min(seats, mostSeats) * rate);
  return [...owed].map(([partner, amount]) => `${partner} ${amount.toFixed(2)} ${currency}`).toSorted();
}
