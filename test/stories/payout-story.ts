import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { CLOCK, type Clock } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { keepAnswer } from '../../src/payout/answers/kept-answers.js';
import { readKeptAnswer } from '../../src/payout/answers/read-kept-answer.js';
import { PreparePayout, ReadAnswers, ReleasePayout } from '../../src/payout/index.js';
import { inChunks } from '../builders/bank-reports.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, type PayoutWorld } from '../builders/payout-world.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { StoryBank } from './story-bank.js';

/** What happened in stories, for the figures. */
export interface StoryFigures {
  steps: number;
  payments: number;
  reports: number;
  repeats: number;
  crashes: number;
  decisions: number;
  lies: number;
}

const STEPS = 18;
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
  readonly #told: string[] = [];
  #accounts = 5_000;
  #sinceVerified = 0;

  private constructor(world: PayoutWorld, random: SeededRandom, partners: readonly string[], figures: StoryFigures) {
    this.#world = world;
    this.#random = random;
    this.#bank = new StoryBank(random);
    this.#partners = partners;
    this.#figures = figures;
  }

  /** @throws with the steps that led there, where something does not add up */
  static async tell(world: PayoutWorld, seed: number, figures: StoryFigures): Promise<void> {
    const random = new SeededRandom(seed);
    world.seatback.clock.moveTo(NOW);
    await world.seatback.database.clear();
    rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
    const sales = Array.from({ length: random.integer(1, 3) }, () => random.integer(1, 3));
    await world.postedSeason(...sales);
    const story = new PayoutStory(
      world,
      random,
      sales.map((_, index) => String(1001 + index)),
      figures,
    );
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

  async #act(act: 'deliver' | 'decide' | 'details' | 'pay' | 'wait'): Promise<void> {
    if (act === 'deliver') return this.#deliver(false);
    if (act === 'decide') return void (await this.#decide());
    if (act === 'details') return this.#details();
    if (act === 'pay') return this.#pay();
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
    this.#bank.take(batch.messageId, payments);
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
    if (about === 'payment-failed' && isContradicted && this.#bank.wasPaid(payment ?? '')) {
      // Left open by the contradiction: the money is there, so nothing is paid again.
      const contradiction = (await this.#world.questions()).find(
        (each) => each.about === 'payment-contradicted' && each.payment === payment,
      );
      if (contradiction === undefined) return false;
      await this.#world.decided(contradiction.question, { as: 'paid' });
    } else if (about === 'payment-contradicted')
      await this.#world.decided(question, {
        as: isContradicted ? (this.#bank.wasPaid(payment ?? '') ? 'paid' : 'not-paid') : 'noted',
      });
    else if (about === 'payment-failed')
      await this.#world.decided(question, {
        as: this.#random.pick(['pay-again', 'pay-again', 'ask-again', 'forfeit']),
      });
    else await this.#world.decided(question, { as: 'noted' });
    this.#told.push(`decided ${about}`);
    await this.#expectSound();
    return true;
  }

  /** Partners who were asked name another account; some do anyway. */
  async #details(): Promise<void> {
    const asked = await this.#world.query<{ partner: string }>(
      `SELECT DISTINCT partner_id AS partner FROM payout_hold JOIN partner USING (partner_key) WHERE held_to IS NULL AND reason = 'details-rejected'`,
    );
    const files = new ImportFiles();
    for (const { partner } of asked) files.account(partner, { iban: ibanOf((this.#accounts += 1)) });
    if (asked.length > 0) await this.#world.imported(files);
  }

  /** Everything adds up, and whatever was earned is somewhere; all that `verify` looks at, now and then. */
  async #expectSound(): Promise<void> {
    const [sums] = await this.#world.query<{ unbalanced: number; twice: number; earned: string; elsewhere: string }>(
      `SELECT (SELECT count(*) FROM (SELECT journal FROM posting GROUP BY journal HAVING sum(amount) <> 0) AS wrong)::integer AS unbalanced,
         (SELECT count(*) - count(DISTINCT end_to_end_id) FROM payment_instruction)::integer AS twice,
         COALESCE(sum(amount) FILTER (WHERE kind = 'expense'), 0)::text AS earned,
         COALESCE(-sum(amount) FILTER (WHERE kind IN ('accrued', 'payable', 'held', 'in-transit', 'returned', 'paid', 'forfeited', 'carried',
           'recoverable')), 0)::text AS elsewhere
       FROM posting JOIN account USING (account_key)`,
    );
    expect(sums).toMatchObject({ unbalanced: 0, twice: 0 });
    expect(Number(sums!.elsewhere)).toBe(Number(sums!.earned));
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
    const {
      paid = '0',
      forfeited = '0',
      recoverable = '0',
      bank: _bank,
      'bank-charges': _charges,
      expense,
      ...open
    } = await this.#world.balances();
    expect(open).toEqual({});
    expect(Number(paid) + Number(forfeited) - Number(recoverable)).toBe(Number(expense));
    const ofPartners = await this.#world.query<{ partner: string; paid: string }>(
      `SELECT partner_id AS partner, (-sum(amount))::text AS paid FROM posting JOIN account USING (account_key) JOIN partner USING (partner_key)
       WHERE kind = 'paid' GROUP BY partner_id`,
    );
    for (const partner of this.#partners)
      expect([partner, Number(ofPartners.find((each) => each.partner === partner)?.paid ?? 0)]).toEqual([
        partner,
        this.#bank.netPaid(partner),
      ]);
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
