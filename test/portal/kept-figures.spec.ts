import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import type { Run } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Money } from '../../src/kernel/index.js';
import { ledgerBalances } from '../../src/ledger/index.js';
import { campaignStanding } from '../../src/payout/index.js';
import { campaignAnswer } from '../../src/portal/answers/campaign-answers.js';
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

  it.each([
    ['calculated', () => Promise.resolve(), 0],
    ['posted', () => world.post(run), 2],
    ['prepared and released', async () => world.releasePayout(await world.preparePayout()), 3],
  ] as const)('are those of now when the run is %s, and when they are asked for again', async (_, step, accounts) => {
    await said();
    await step();
    const first = await said();
    expect(first).toMatchObject(await counted());
    expect(first.balances.length).toBeGreaterThanOrEqual(accounts);
    expect(await said()).toEqual(first);
  });
});
