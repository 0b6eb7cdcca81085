import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { CLOCK, type Clock } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { keepAnswer } from '../../src/payout/answers/kept-answers.js';
import { readKeptAnswer } from '../../src/payout/answers/read-kept-answer.js';
import { AdjustByHand, CarryOutNotices, PreparePayout, ReadAnswers, ReleasePayout } from '../../src/payout/index.js';
import { inChunks } from '../builders/bank-reports.js';
import { customerId, ibanOf, ImportFiles } from '../builders/import-folder.js';
import { FORFEITING } from '../builders/failing-payments.js';
import { CAMPAIGN, NOW, SELLING_EARNS, type PayoutWorld } from '../builders/payout-world.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { StoryBank } from './story-bank.js';
import { PAID_IN_THEIRS, rates } from './story-rates.js';

/** What happened in stories, for the figures. */
export interface StoryFigures {
  steps: number;
  payments: number;
  reports: number;
  repeats: number;
  crashes: number;
  decisions: number;
  lies: number;
  /** Paid in another currency than the one in which they were owed. */
  exchanged: number;
  adjustments: number;
  restatements: number;
  notices: number;
  forfeited: number;
}

interface StorySeason {
  readonly campaign: Campaign;
  /** Of each partner. */
  readonly sales: readonly number[];
  readonly currencies: readonly string[];
}

const STEPS = 22;
const SETTLING_ROUNDS = 12;
const VERIFY_EVERY_STEPS = 6;
const BANK = 'BUKBGB22';

/**
 * A payout from the first batch to the last answer: people, partners and a bank that repeats, reorders and changes its
 * mind, programs that crash between any two steps, two readers of the same file at once. After each step everything adds
 * up; in the end nothing is left open.
 */
export class PayoutStory {
  readonly #world: PayoutWorld;
  readonly #random: SeededRandom;
  readonly #bank: StoryBank;
  readonly #figures: StoryFigures;
  readonly #partners: readonly string[];
  readonly #firstCustomers: readonly number[];
  /** Of the accounts; none where everybody is paid in dollars. */
  readonly #currencies: readonly string[];
  readonly #campaign: Campaign;
  /** With what was approved by hand, in US dollars. */
  #earned: number;
  readonly #told: string[] = [];
  /** The partner of each customer. */
  readonly #sold: string[];
  #accounts = 5_000;
  #sinceVerified = 0;

  private constructor(
    world: PayoutWorld,
    random: SeededRandom,
    { campaign, sales, currencies }: StorySeason,
    figures: StoryFigures,
  ) {
    this.#world = world;
    this.#random = random;
    this.#bank = new StoryBank(random);
    this.#partners = sales.map((_, index) => String(1001 + index));
    this.#sold = sales.flatMap((times, index) => Array<string>(times).fill(String(1001 + index)));
    this.#firstCustomers = sales.map((_, index) => sales.slice(0, index).reduce((sum, each) => sum + each, 1));
    this.#currencies = currencies;
    this.#campaign = campaign;
    this.#earned = sales.reduce((sum, each) => sum + each, 0) * 2_000;
    this.#figures = figures;
  }

  /** @throws with the steps that led there, where something does not add up */
  static async tell(world: PayoutWorld, seed: number, figures: StoryFigures): Promise<void> {
    const random = new SeededRandom(seed);
    world.seatback.clock.moveTo(NOW);
    await world.seatback.database.clear();
    rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
    const sales = Array.from({ length: random.integer(1, 3) }, () => random.integer(1, 3));
    const currencies = random.chance(0.5) ? sales.map(() => random.pick(['USD', 'EUR', 'GBP', 'JPY'])) : [];
    const inDollars = random.chance(0.5) ? SELLING_EARNS : FORFEITING;
    const campaign = currencies.length === 0 ? inDollars : PAID_IN_THEIRS;
    const files = currencies.length === 0 ? new ImportFiles() : new ImportFiles().rows('fx_rates.csv', ...rates(1));
    await world.postedBy(campaign, files, sales, currencies);
    const story = new PayoutStory(world, random, { campaign, sales, currencies }, figures);
    try {
      await story.#run();
    } catch (error) {
      throw new Error(`seed ${String(seed)}: ${story.#told.join(' > ')}`, { cause: error });
    }
  }

  async #run(): Promise<void> {
    await this.#step('pay', () => this.#pay());
    for (let step = 0; step < STEPS; step += 1) {
      const act = this.#random.pick([
        'deliver',
        'deliver',
        'deliver',
        'deliver',
        'decide',
        'decide',
        'details',
        'pay',
        'wait',
        'adjust',
        'restate',
        'notices',
        'rates',
      ] as const);
      await this.#step(act, () => this.#act(act));
    }
    this.#bank.isSettling = true;
    for (let round = 0; round < SETTLING_ROUNDS; round += 1) {
      while (this.#bank.waiting.length > 0) await this.#step('deliver', () => this.#deliver(true));
      while (await this.#decide());
      await this.#step('details', () => this.#details());
      await this.#step('pay', () => this.#pay());
      if (this.#bank.waiting.length === 0 && (await this.#world.questions()).length === 0) break;
    }
    await this.#expectNothingOpen();
    this.#figures.lies += this.#bank.lies;
  }

  async #act(
    act: 'deliver' | 'decide' | 'details' | 'pay' | 'wait' | 'adjust' | 'restate' | 'notices' | 'rates',
  ): Promise<void> {
    if (act === 'deliver') return this.#deliver(false);
    if (act === 'decide') return void (await this.#decide());
    if (act === 'details') return this.#details();
    if (act === 'pay') return this.#pay();
    if (act === 'adjust') return this.#adjust();
    if (act === 'restate') return this.#restate();
    if (act === 'notices') return this.#notices();
    if (act === 'rates') return this.#correctRates();
    this.#world.daysLater(this.#random.integer(1, 20));
  }

  async #step(name: string, act: () => Promise<void> | void): Promise<void> {
    this.#told.push(name);
    this.#figures.steps += 1;
    // Something takes a second: a hold that ends and one that begins are never of one instant.
    this.#world.daysLater(1 / 86_400);
    await act();
    await this.#expectSound();
  }

  /** Two people and a clerk who clicks twice; a batch may be taken back before it leaves. */
  async #pay(): Promise<void> {
    const { app } = this.#world.seatback;
    const prepare = () => app.get(PreparePayout).execute(CAMPAIGN, 'mia');
    const prepared = this.#random.chance(0.3) ? await Promise.all([prepare(), prepare()]) : [await prepare()];
    const batch = prepared.flatMap((each) => each.batch ?? [])[0];
    if (batch === undefined) return;
    const release = app.get(ReleasePayout);
    if (!this.#bank.isSettling && this.#random.chance(0.15)) {
      await release.void(batch.batch, 'mia', 'once more');
      return;
    }
    await Promise.allSettled(['ada', 'ben'].map((actor) => release.approve(batch.batch, actor)));
    const released = await Promise.allSettled(['rita', 'rob'].map((actor) => release.release(batch.batch, actor)));
    expect(released.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const payments = (await this.#world.payments()).filter((payment) => payment.batch === batch.batch);
    this.#figures.payments += payments.length;
    this.#figures.exchanged += payments.filter(({ currency }) => currency !== 'USD').length;
    this.#bank.take(batch.messageId, payments);
  }

  /** One proposes, another approves or refuses, both of them twice. */
  async #adjust(): Promise<void> {
    const adjust = this.#world.seatback.app.get(AdjustByHand);
    const place = this.#random.integer(0, this.#partners.length - 1);
    const cents = this.#random.pick([1, 1_230, 250_000, -1, -5_000, -90_000]);
    const amount = (cents / 100).toFixed(2);
    const { adjustment } = await adjust.propose({
      partnerId: this.#partners[place]!,
      campaignId: CAMPAIGN,
      customer: customerId(this.#firstCustomers[place]!),
      amount,
      currency: 'USD',
      reason: 'agreed by letter',
      actor: 'dana',
    });
    this.#told.push(amount);
    if (this.#random.chance(0.2)) return;
    const isApproved = this.#random.chance(0.7);
    const decide = () =>
      isApproved ? adjust.approve(adjustment, 'robin') : adjust.refuse(adjustment, 'robin', 'paid by somebody else');
    const decided = await Promise.allSettled([decide(), decide()]);
    expect(decided.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    this.#figures.adjustments += 1;
    if (isApproved) this.#earned += cents / 100;
  }

  /** Whoever has not named another account is asked for it, and in the end forfeits where the terms say so. */
  async #notices(): Promise<void> {
    // All that there are, or the next.
    for (let rounds = this.#random.pick([1, 1, 9]); rounds > 0; rounds -= 1) {
      const { carriedOut } = await this.#world.seatback.app.get(CarryOutNotices).execute(CAMPAIGN);
      this.#told.push(...carriedOut.map(({ partnerId, done }) => `${partnerId} ${done}`));
      this.#figures.notices += carriedOut.length;
      this.#figures.forfeited += carriedOut.filter(({ done }) => done === 'forfeited').length;
      this.#world.daysLater(this.#random.pick([1, 5, 6]));
    }
  }

  /** One more sale of a partner becomes known. */
  async #restate(): Promise<void> {
    this.#sold.push(this.#random.pick(this.#partners));
    const files = new ImportFiles();
    for (const [index, partner] of this.#sold.entries()) files.sale(index + 1, { partner });
    await this.#world.restatedBy(this.#campaign, files);
    this.#figures.restatements += 1;
    this.#earned += 2_000;
  }

  /** What is paid from now on is paid at these. */
  async #correctRates(): Promise<void> {
    if (this.#currencies.length === 0) return;
    const factor = this.#random.pick([0.97, 0.99, 1.01, 1.04]);
    await this.#world.imported(new ImportFiles().rows('fx_rates.csv', ...rates(factor)));
  }

  /** One of those that wait, once or twice, at once or by a program that crashes over it. */
  async #deliver(isLast: boolean): Promise<void> {
    const { waiting } = this.#bank;
    if (waiting.length === 0) return;
    const place = this.#random.integer(0, waiting.length - 1);
    const report = waiting[place]!;
    if (isLast || this.#random.chance(0.8)) waiting.splice(place, 1);
    else this.#figures.repeats += 1;
    this.#figures.reports += 1;
    const otherBytes = this.#random.chance(0.2) ? report.replace('><GrpHdr>', '>\n  <GrpHdr>') : report;
    if (this.#random.chance(0.25)) await this.#crashOver(report);
    const read = () => this.#world.answered(otherBytes, { bank: BANK });
    if (this.#random.chance(0.2)) {
      this.#figures.repeats += 1;
      await Promise.all([read(), read(), this.#world.answered(report, { bank: BANK })]);
    } else await read();
    await this.#world.seatback.app.get(ReadAnswers).readRest();
  }

  /** While the bytes arrive; once they are kept; or when all of it was posted and nothing committed. */
  async #crashOver(report: string): Promise<void> {
    this.#figures.crashes += 1;
    const { app } = this.#world.seatback;
    const vault = app.get(Vault);
    const now = app.get<Clock>(CLOCK).now();
    const where = this.#random.pick(['arriving', 'kept', 'posted'] as const);
    await app.get(UnitOfWork).inSession(async (session) => {
      const content = where === 'arriving' ? cutOff(report) : inChunks(Buffer.from(report));
      const kept = await keepAnswer(session, vault, { bank: BANK, fileName: 'report.xml', content }, now).catch(
        onlyCrash,
      );
      if (where !== 'posted' || kept === undefined) return;
      const ledger = app.get(Ledger);
      const crashing = {
        post: async (...given: Parameters<Ledger['post']>) => {
          await ledger.post(...given);
          throw new Crash();
        },
      } as unknown as Ledger;
      await readKeptAnswer(session, { vault, ledger: crashing }, kept.answer, now).catch(onlyCrash);
    });
  }

  /** A person answers one question, after asking the bank. @returns whether there was one */
  async #decide(): Promise<boolean> {
    const [first] = this.#random.shuffled(await this.#world.questions());
    if (first === undefined) return false;
    const { question, about, payment } = first;
    this.#figures.decisions += 1;
    const isContradicted = (await this.#world.payments()).some(
      ({ id, state }) => id === payment && state === 'contradicted',
    );
    const contradiction = (await this.#world.questions()).find(
      (each) => each.about === 'payment-contradicted' && each.payment === payment,
    );
    if (isContradicted && contradiction !== undefined && about.startsWith('payment-'))
      // Before it is said what becomes of the payment.
      await this.#world.decided(contradiction.question, {
        as: this.#bank.hasLeft(payment ?? '') ? 'paid' : 'not-paid',
      });
    else if (about === 'payment-contradicted') await this.#world.decided(question, { as: 'noted' });
    else if (about === 'payment-failed') await this.#decideFailed(question);
    else await this.#world.decided(question, { as: 'noted' });
    this.#told.push(`decided ${about} (${first.found})`);
    await this.#expectSound();
    return true;
  }

  /** What an adjustment has taken up meanwhile is not there to be forfeited. */
  async #decideFailed(question: number): Promise<void> {
    const as = this.#random.pick(['pay-again', 'pay-again', 'ask-again', 'forfeit'] as const);
    try {
      await this.#world.decided(question, { as });
    } catch (error) {
      if (as !== 'forfeit' || !String(error).includes('an adjustment has taken its amount up')) throw error;
      await this.#world.decided(question, { as: 'pay-again' });
    }
  }

  /** Partners who were asked name another account; some do anyway. */
  async #details(): Promise<void> {
    const asked = await this.#world.query<{ partner: string }>(
      `SELECT DISTINCT partner_id AS partner FROM payout_hold JOIN partner USING (partner_key) WHERE held_to IS NULL AND reason = 'details-rejected'`,
    );
    const files = new ImportFiles();
    for (const { partner } of asked) {
      const currency = this.#currencies[this.#partners.indexOf(partner)];
      files.account(partner, { iban: ibanOf((this.#accounts += 1)), ...(currency === undefined ? {} : { currency }) });
    }
    if (asked.length > 0) await this.#world.imported(files);
  }

  /** Everything adds up, and whatever was earned is somewhere; all that `verify` looks at, now and then. */
  async #expectSound(): Promise<void> {
    const [sums] = await this.#world.query<{
      unbalanced: number;
      twice: number;
      earned: string;
      elsewhere: string;
      exchanged: string;
    }>(
      `SELECT (SELECT count(*) FROM (SELECT journal FROM posting GROUP BY journal, currency HAVING sum(amount) <> 0) AS wrong)::integer AS unbalanced,
         (SELECT count(*) - count(DISTINCT end_to_end_id) FROM payment_instruction)::integer AS twice,
         COALESCE(sum(amount) FILTER (WHERE kind = 'expense'), 0)::text AS earned,
         COALESCE(-sum(amount) FILTER (WHERE kind IN ('accrued', 'payable', 'held', 'in-transit', 'returned', 'paid', 'forfeited', 'carried',
           'recoverable')), 0)::text AS elsewhere,
         -- What was exchanged lies there in another currency; by our rate it is what was owed.
         (SELECT COALESCE(sum(-amount), 0) FROM posting JOIN account USING (account_key) JOIN journal USING (journal)
           WHERE posting.currency = 'USD' AND account.kind = 'currency-position' AND split_part(cause, ' ', 1) NOT IN ('exchanged', 'exchanged-back'))::text AS exchanged
       FROM posting JOIN account USING (account_key) WHERE posting.currency = 'USD'`,
    );
    expect(sums).toMatchObject({ unbalanced: 0, twice: 0 });
    expect(Number(sums!.earned)).toBeCloseTo(this.#earned, 5);
    expect(Number(sums!.elsewhere) + Number(sums!.exchanged)).toBeCloseTo(this.#earned, 5);
    this.#sinceVerified += 1;
    if (this.#sinceVerified >= VERIFY_EVERY_STEPS) await this.#verify();
  }

  async #verify(): Promise<void> {
    this.#sinceVerified = 0;
    expect(await this.#world.problems()).toEqual([]);
  }

  /** All timers have run out: what was earned is paid or forfeited, and the ledger knows what the bank did. */
  async #expectNothingOpen(): Promise<void> {
    await this.#verify();
    const open = await this.#world.query(
      `SELECT kind, partner_key AS partner, posting.currency, sum(amount)::text FROM posting JOIN account USING (account_key)
       WHERE kind IN ('accrued', 'payable', 'held', 'carried', 'converted', 'in-transit', 'returned') GROUP BY 1, 2, 3 HAVING sum(amount) <> 0`,
    );
    expect(open).toEqual([]);
    const { forfeited = '0', recoverable = '0' } = await this.#world.balances();
    expect(this.#bank.owedForPaid + Number(forfeited) - Number(recoverable)).toBeCloseTo(this.#earned, 5);
    const paid = await this.#world.query<{ partner: string; currency: string; paid: string }>(
      `SELECT partner_id AS partner, posting.currency, (-sum(amount))::numeric(20, 2)::text AS paid
       FROM posting JOIN account USING (account_key) JOIN partner USING (partner_key)
       WHERE kind = 'paid' GROUP BY 1, 2 HAVING sum(amount) <> 0`,
    );
    for (const partner of this.#partners) {
      const own = paid.filter((each) => each.partner === partner);
      expect([partner, Object.fromEntries(own.map((each) => [each.currency, each.paid]))]).toEqual([
        partner,
        this.#bank.netPaid(partner),
      ]);
    }
  }
}

class Crash extends Error {}

function onlyCrash(error: unknown): undefined {
  if (!(error instanceof Crash)) throw error;
  return undefined;
}

async function* cutOff(report: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(report.slice(0, report.length / 2));
  throw new Crash();
}
