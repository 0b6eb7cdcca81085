import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { earningsOfRun, type Run } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Money } from '../../src/kernel/index.js';
import { earnedAmounts, ledgerBalances } from '../../src/ledger/index.js';
import {
  AdjustByHand,
  campaignStanding,
  partnerStandings,
  partnersWithHistory,
  previewPayout,
} from '../../src/payout/index.js';
import { campaignAnswer } from '../../src/portal/answers/campaign-answers.js';
import { figuresOfNow } from '../../src/portal/reading/totals.js';
import { CAMPAIGN_API, CAMPAIGN_ID, PortalWorld } from './portal-world.js';

/** What the overview says of all partners together is kept while nothing is posted. After each step it is what it is without. */
describe('the figures of all partners together', () => {
  let world: PortalWorld;
  let run: Run;
  beforeAll(async () => {
    world = await PortalWorld.start();
    await world.bring(generateWorld({ seed: 7, customers: 60 }));
    run = await world.calculate();
    await world.confirmTerms();
  });
  afterAll(() => world.end());

  const said = async () => {
    const { balances, totals } = campaignAnswer.parse(await world.json(CAMPAIGN_API));
    return { balances, standing: totals?.standing, earning: totals?.partnersEarning };
  };
  const counted = () =>
    world.server.app.get(UnitOfWork).inTransaction(async (session) => ({
      balances: (await ledgerBalances(session, CAMPAIGN_ID)).map(({ kind, currency, balance }) => ({
        account: kind,
        balance: Money.of(balance, currency).toString(),
        currency,
      })),
      standing: await campaignStanding(session, CAMPAIGN_ID),
    }));

  const { terms } = findCampaign('campaigns', CAMPAIGN_ID);
  /** What would become of the run's earnings, partner by partner, with all that each one's money went through. */
  const previewedOneByOne = () =>
    world.server.app.get(UnitOfWork).inTransaction(async (session) => {
      const standings = await partnerStandings(session, CAMPAIGN_ID);
      const totals = new Map<string, { partners: number; amount: Money }>();
      for (const earning of await earningsOfRun(session, CAMPAIGN_ID, run.run))
        for (const { stage, amount } of previewPayout(
          earnedAmounts(earning),
          terms,
          standings.get(earning.partnerKey),
        )) {
          const total = totals.get(stage) ?? { partners: 0, amount: Money.zero(earning.currency) };
          totals.set(stage, { partners: total.partners + 1, amount: total.amount.plus(amount) });
        }
      return [...totals]
        .map(([stage, { partners, amount }]) => ({
          stage,
          partners,
          amount: amount.toString(),
          currency: run.currency,
        }))
        .toSorted((a, b) => (a.stage < b.stage ? -1 : 1));
    });
  const previewed = () =>
    world.server.app.get(UnitOfWork).inTransaction(async (session) => ({
      apart: (await partnersWithHistory(session, CAMPAIGN_ID)).size,
      stages: (await figuresOfNow(session, run, terms).preview()).stages,
    }));
  const adjust = async () => {
    const [partner] = await world.rows(
      `SELECT partner_id AS "partnerId", customer_id AS "customerId" FROM partner_earning JOIN partner USING (partner_key)
         JOIN determination USING (campaign_id, partner_key) JOIN customer USING (customer_key)
       WHERE earned > 0 ORDER BY 1 DESC, 2 LIMIT 1`,
    );
    const byHand = world.server.app.get(AdjustByHand);
    const { adjustment } = await byHand.propose({
      campaignId: CAMPAIGN_ID,
      partnerId: String(partner?.['partnerId']),
      customer: String(partner?.['customerId']),
      currency: run.currency,
      amount: '-7.50',
      reason: 'Agreed in a letter',
      actor: 'dana',
    });
    await byHand.approve(adjustment, 'robin');
  };

  it.each([
    ['calculated', () => Promise.resolve(), 0, 0],
    ['posted', () => world.post(run), 2, 0],
    ['adjusted by hand', adjust, 2, 1],
    ['prepared and released', async () => world.releasePayout(await world.preparePayout()), 3, 2],
  ] as const)(
    'are those of now when the run is %s, and when they are asked for again',
    async (_, step, accounts, apartAtLeast) => {
      await said();
      await step();
      const first = await said();
      expect(first).toMatchObject(await counted());
      expect(first.balances.length).toBeGreaterThanOrEqual(accounts);
      expect(await said()).toEqual(first);
      const { apart, stages } = await previewed();
      expect(stages).toEqual(await previewedOneByOne());
      expect(stages.length).toBeGreaterThan(0);
      expect(apart).toBeGreaterThanOrEqual(apartAtLeast);
      if (apartAtLeast < 2) expect(apart).toBe(apartAtLeast);
    },
  );
});
