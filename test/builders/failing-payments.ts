import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import {
  AdjustByHand,
  CarryOutNotices,
  PreparePayout,
  type DecideOptions,
  type PreparedPayout,
} from '../../src/payout/index.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { AnsweringBank } from './answering-bank.js';
import { customerId, ibanOf, ImportFiles } from './import-folder.js';
import { CAMPAIGN, NOW, type PayoutWorld, type SentPayment } from './payout-world.js';

/** What is not answered in time is forfeited by this one. */
export const FORFEITING = aCampaign({ ...EARNED_BY_SELLING, 'bank details': { days: 5, notices: 3 } });

/** Payments of partner 1001, what its bank says of them, what is added by hand, and what people decide. */
export class FailingPayments {
  readonly bank: AnsweringBank;
  readonly #world: () => PayoutWorld;

  constructor(world: () => PayoutWorld) {
    this.#world = world;
    this.bank = new AnsweringBank(world);
  }

  async beginAnew(): Promise<void> {
    const { clock, database } = this.#world().seatback;
    clock.moveTo(NOW);
    await database.clear();
    rmSync(join(database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
  }

  /** 1001 is paid 4000. */
  async sent(campaign?: Campaign): Promise<SentPayment> {
    const world = this.#world();
    if (campaign === undefined) await world.postedSeason(2);
    else await world.postedBy(campaign, new ImportFiles(), [2]);
    await world.released();
    return this.paymentNumber(1);
  }

  async paymentNumber(number: number): Promise<SentPayment> {
    return (await this.#world().payments())[number - 1]!;
  }

  async adjusted(amount: string, campaignId = CAMPAIGN): Promise<void> {
    const adjust = this.#world().seatback.app.get(AdjustByHand);
    const { adjustment } = await adjust.propose({
      partnerId: '1001',
      campaignId,
      customer: customerId(1),
      amount,
      currency: 'USD',
      reason: 'agreed by letter',
      actor: 'dana',
    });
    await adjust.approve(adjustment, 'robin');
  }

  async decided(about: string, as: DecideOptions['as']): Promise<unknown> {
    const { question } = (await this.#world().questions()).find((each) => each.about === about)!;
    return this.#world().decided(question, { as });
  }

  async newAccount(number = 4711): Promise<void> {
    await this.#world().imported(new ImportFiles().account('1001', { iban: ibanOf(number) }));
  }

  async leave(batch: number): Promise<unknown> {
    await this.#world().release().approve(batch, 'carl');
    return this.#world().release().release(batch, 'rita');
  }

  round(): ReturnType<CarryOutNotices['execute']> {
    return this.#world().seatback.app.get(CarryOutNotices).execute();
  }

  /** All notices that there are, with their days. */
  async asMuchTimeAsThereIs(): Promise<void> {
    for (let times = 0; times < 5; times += 1) {
      await this.round();
      this.#world().daysLater(7);
      await this.round();
      this.#world().daysLater(1);
    }
  }

  preparedElsewhere(): Promise<PreparedPayout> {
    return this.#world().seatback.app.get(PreparePayout).execute('b-campaign', 'mia');
  }

  async withoutAccount(): Promise<void> {
    await this.#world().imported(new ImportFiles().account('1001', { iban: undefined, account_number: undefined }));
  }

  /** 1001 earns 4000 in another campaign, too. */
  async postedElsewhere(): Promise<void> {
    const { app } = this.#world().seatback;
    const { run } = await app.get(CalculateCampaign).execute(aCampaign(EARNED_BY_SELLING, { campaign: 'b-campaign' }));
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
  }
}
