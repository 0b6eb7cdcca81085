import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApproveBankDetails, EnterBankDetails, InvitePayee } from '../../src/payout/index.js';
import { FailingPayments, FORFEITING } from '../builders/failing-payments.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, PayoutWorld } from '../builders/payout-world.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { Seatbacks } from '../seatback.js';
import { accountOf } from '../payout/payees-world.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
const story = new FailingPayments(() => world);
const { bank } = story;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(() => story.beginAnew());
afterAll(() => seatbacks.end());

const fewerSales = (sales: number): ImportFiles => {
  const files = new ImportFiles();
  for (let customer = 1; customer <= sales; customer += 1) files.sale(customer, { partner: '1001' });
  return files;
};

describe('what was forfeited and turns out to have been paid', () => {
  it('is forfeited no more, where the notices forfeited it', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.asMuchTimeAsThereIs();
    expect(await world.balances()).toEqual({ expense: '4000.00', forfeited: '4000.00' });
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
  });

  it('is not taken from what the partner earned elsewhere', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.asMuchTimeAsThereIs();
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await story.postedElsewhere();
    expect(await story.preparedElsewhere()).toMatchObject({ batch: { totals: { USD: '4000.00' } } });
  });

  it('takes nothing with it of what is added after that', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.asMuchTimeAsThereIs();
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await story.newAccount();
    await story.adjusted('1000.00');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '5000.00', paid: '4000.00', payable: '1000.00' });
  });

  it('is owed back as far as it is not earned any more, where a restatement had taken some of it', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'forfeit');
    await world.restated(1);
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '2000.00', forfeited: '2000.00' });
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '2000.00', paid: '4000.00', recoverable: '2000.00' });
  });
});

describe('what another campaign sets off before the own one is prepared', () => {
  it('is what the own one does not have: it lies payable there, and was restated down', async () => {
    await world.postedSeason(2);
    await story.withoutAccount();
    await world.prepared();
    await story.postedElsewhere();
    await world.restated(1);
    await story.preparedElsewhere();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });

  it('or was forfeited there', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.asMuchTimeAsThereIs();
    await story.postedElsewhere();
    await world.restatedBy(FORFEITING, fewerSales(1));
    await story.preparedElsewhere();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });

  it('nor what the partner had forfeited', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'forfeit');
    await story.postedElsewhere();
    await story.adjusted('-4000.00');
    expect(await story.preparedElsewhere()).toMatchObject({ batch: { totals: { USD: '4000.00' } } });
  });
});

describe('a payout is prepared', () => {
  it('again where a restatement raised the minimum after a payment had failed', async () => {
    await world.postedSeason(2, 1);
    await world.released();
    const [first] = await world.payments();
    await bank.refused(first!, 'AC04');
    const dearer = aCampaign(
      { ...EARNED_BY_SELLING, 'minimum payout': { amount: '5000', below: 'forfeit' } },
      { version: 2, 'known from': '2019-08-05T08:30:00Z' },
    );
    await world.restatedBy(
      dearer,
      new ImportFiles()
        .sale(1, { partner: '1001' })
        .sale(2, { partner: '1001' })
        .sale(3, { partner: '1002' })
        .sale(4, { partner: '1002' }),
    );
    await world.prepared();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });

  it('again where another location of its company earns less after a payment had failed', async () => {
    const ofCompany = aCampaign({
      ...EARNED_BY_SELLING,
      'minimum payout': { amount: '5000', below: 'forfeit', scope: 'company' },
    });
    const sales = new ImportFiles().sale(1, { partner: '1001' }).sale(2, { partner: '1001' });
    const company = { profile: { global_partner_id: 'G' } };
    await world.postedBy(
      ofCompany,
      new ImportFiles().partner('1001', company).partner('1002', company).and(sales).sale(3, { partner: '1002' }),
      [],
    );
    await world.released();
    await bank.refused(await story.paymentNumber(1), 'AC04');
    await world.restatedBy(ofCompany, sales);
    await world.prepared();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });

  it('again where another campaign is prepared before what was taken by hand is', async () => {
    await world.postedSeason(2);
    await story.adjusted('-500.00');
    await story.postedElsewhere();
    await story.preparedElsewhere();
    await world.prepared();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });

  it('again where that campaign had forfeited, and something is added to it', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'forfeit');
    await story.withoutAccount();
    await story.adjusted('2000.00');
    await world.prepared();
    await story.postedElsewhere();
    await story.adjusted('-500.00');
    await story.preparedElsewhere();
    await story.adjusted('100.00');
    await world.prepared();
    await world.prepared();
    expect(await world.problems()).toEqual([]);
  });
});

describe('what waits for a person', () => {
  it('is not forfeited by the notices of a partner without an account, once an adjustment has taken it up', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'NARR');
    await story.adjusted('100.00');
    await story.withoutAccount();
    await world.prepared();
    world.daysLater(1);
    await story.asMuchTimeAsThereIs();
    expect((await world.balances())['forfeited'] ?? '0').toBe('0');
    expect((await world.questions()).map(({ about }) => about)).toContain('payment-failed');
  });

  it('is paid in the end, though forfeited for a personal account while a bank contradicted itself', async () => {
    const first = await story.sent(
      aCampaign({
        ...EARNED_BY_SELLING,
        'bank details': { days: 5, notices: 3, 'personal account': 'rejects the claims' },
      }),
    );
    await bank.refused(first, 'AC04');
    await story.adjusted('100.00');
    await world.prepared();
    await bank.debited(first);
    const { app } = world.seatback;
    const { token } = await app.get(InvitePayee).execute('1001', CAMPAIGN, 'dana');
    const { bankDetails } = await app
      .get(EnterBankDetails)
      .byInvitation(token, { details: accountOf(1, { accountKind: 'personal' }), actor: 'pat' });
    await app.get(ApproveBankDetails).refuse(bankDetails, 'robin', 'a private account');
    await story.decided('payment-contradicted', 'paid');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '4100.00', paid: '4000.00', forfeited: '100.00' });
  });

  it('is rejected for a personal account after a payment has failed, as the terms say', async () => {
    const first = await story.sent(
      aCampaign({
        ...EARNED_BY_SELLING,
        'bank details': { days: 5, notices: 3, 'personal account': 'rejects the claims' },
      }),
    );
    await bank.refused(first, 'AC04');
    await story.round();
    const { app } = world.seatback;
    const { token } = await app.get(InvitePayee).execute('1001', CAMPAIGN, 'dana');
    const { bankDetails } = await app
      .get(EnterBankDetails)
      .byInvitation(token, { details: accountOf(1, { accountKind: 'personal' }), actor: 'pat' });
    expect(await app.get(ApproveBankDetails).refuse(bankDetails, 'robin', 'a private account')).toMatchObject({
      forfeited: [{ amount: '4000.00' }],
    });
  });
});
