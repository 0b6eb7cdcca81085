import type { INestApplicationContext } from '@nestjs/common';
import type { Terminal } from '../../src/commands/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { instant, type MovableClock } from '../../src/kernel/index.js';
import { checkLedger } from '../../src/ledger/index.js';
import {
  ApproveBankDetails,
  CarryOutNotices,
  checkAnswers,
  checkBatches,
  checkPayeeRecords,
  factsOf,
  InvitePayee,
  listBatches,
  paymentReason,
  PreparePayout,
  ReadAnswers,
  ReleasePayout,
  ShowPayees,
  ShowPayout,
  type GivenBankDetails,
  type PayoutBatch,
} from '../../src/payout/index.js';
import { statement, statusReport } from '../bank/index.js';
import { accountIn, CAMPAIGN_ID, type Partner } from '../world/index.js';
import { visitPayeePage } from './payee-page-visit.js';
import { LedgerSayer } from './say-ledger.js';

/** Two people of finance, and whoever answers for the partner. */
const MAKER = 'dana';
const CHECKER = 'robin';

const BANK = 'BUKBGB22';

/** What is sent back of 2,000.00 after a bank in between took its charge. */
const RETURN_CHARGE = 25;

interface Scene {
  readonly app: INestApplicationContext;
  /** Where the program answers HTTP. */
  readonly address: string;
  readonly clock: MovableClock;
  readonly terminal: Terminal;
  readonly partner: Partner;
}

/** From an earning without an account to money that came back once and arrived: every step is the product's own. */
export class PayoutStory {
  readonly #app: INestApplicationContext;
  readonly #address: string;
  readonly #clock: MovableClock;
  readonly #terminal: Terminal;
  readonly #partner: Partner;
  readonly #ledger: LedgerSayer;

  constructor({ app, address, clock, terminal, partner }: Scene) {
    this.#app = app;
    this.#address = address;
    this.#clock = clock;
    this.#terminal = terminal;
    this.#partner = partner;
    this.#ledger = new LedgerSayer(app, terminal);
  }

  async tell(): Promise<void> {
    const { legalName } = this.#partner;
    await this.#step('2019-08-12T09:00:00Z', 'The payout is prepared, and the partner is asked', async () => {
      await this.#prepare();
      await this.#sendNotices();
    });
    await this.#step('2019-08-13T10:00:00Z', 'It answers with an account in another name', async () => {
      const entered = await this.#answer(this.#account('Someone Elsewhere Holdings Ltd', '1001'));
      await this.#app.get(ApproveBankDetails).refuse(entered, CHECKER, 'the account is in the name of another company');
      this.#terminal.say(`${CHECKER} refuses them: another company's account is not paid to.`);
    });
    await this.#step('2019-08-13T11:00:00Z', 'It is asked once more', () => this.#sendNotices());
    await this.#step('2019-08-14T10:00:00Z', 'It gives its own account', async () => {
      await this.#approve(await this.#answer(this.#account(legalName, '2002')));
      await this.#prepare();
    });
    const first = await this.#paid('2019-08-16T09:00:00Z');
    await this.#step('2019-08-19T07:00:00Z', 'The bank says that the money has left: pain.002, camt.054', async () => {
      await this.#report('pain.002', statusReport(this.#settled(first, 'STATUS-1')));
      await this.#report('camt.054', statement(await this.#debit(first, 'NOTE-1')));
    });
    await this.#step('2019-09-05T07:00:00Z', 'Weeks later it comes back, short by charges', async () => {
      await this.#report('camt.054', statement(await this.#return(first, 'NOTE-2')));
    });
    await this.#step('2019-09-05T08:00:00Z', 'The partner was asked for another account at once', async () => {
      await this.#sendNotices();
      const { requests } = await this.#app.get(ShowPayees).one(this.#partner.id);
      const { cause = '', notices = [] } = requests.find(({ endedAs }) => endedAs === null) ?? {};
      for (const { notice, recordedAt, answerBy } of notices)
        this.#terminal.say(
          `Because of ${cause.replace('-', ' ')}: notice ${String(notice)} of 3 at ${recordedAt.slice(0, 16)}Z, to be answered before ${answerBy?.slice(0, 16) ?? ''}Z.`,
        );
    });
    await this.#step('2019-09-06T10:00:00Z', 'It gives another one', async () => {
      await this.#approve(await this.#answer(this.#account(legalName, '3003')));
    });
    const second = await this.#paid('2019-09-09T09:00:00Z');
    await this.#step('2019-09-10T07:00:00Z', 'The bank has paid it', async () => {
      await this.#report('pain.002', statusReport(this.#settled(second, 'STATUS-2')));
      await this.#report('camt.054', statement(await this.#debit(second, 'NOTE-3')));
    });
    await this.#sayEnd();
  }

  /** @throws Error where something does not add up: then the story is not told to its end */
  async #step(at: string, title: string, act: () => Promise<void>): Promise<void> {
    this.#clock.moveTo(instant(at));
    this.#terminal.say(`\n${at.slice(0, 10)}  ${title}`);
    await act();
    await this.#ledger.say();
  }

  async #prepare(): Promise<PayoutBatch | undefined> {
    const { batch, held } = await this.#app.get(PreparePayout).execute(CAMPAIGN_ID, MAKER);
    for (const { partnerId, amount, reasons } of held)
      this.#terminal.say(
        `${String(amount)} ${amount.currency.code} for partner ${partnerId} waits: ${reasons.map(({ reason }) => reason.replaceAll('-', ' ')).join(', ')}.`,
      );
    return batch;
  }

  async #sendNotices(): Promise<void> {
    const { carriedOut } = await this.#app.get(CarryOutNotices).execute(CAMPAIGN_ID);
    for (const { partnerId, done, notice, answerBy } of carriedOut)
      this.#terminal.say(
        `Partner ${partnerId}: ${done.replace('-', ' ')}${notice === null ? '' : `, notice ${String(notice)} of 3`}${answerBy === null ? '' : `, to be answered before ${answerBy.slice(0, 16)}Z`}.`,
      );
  }

  /** On the page, by a link that is taken once. @returns the number of the details */
  async #answer(details: GivenBankDetails): Promise<number> {
    const { id, contactName } = this.#partner;
    const { token } = await this.#app.get(InvitePayee).execute(id, CAMPAIGN_ID, MAKER);
    const { account, nameSays, reference } = await visitPayeePage(this.#address, token, {
      details,
      person: contactName,
    });
    this.#terminal.say(`${contactName} gives account ${account} in the name "${details.accountName}", on the page.`);
    this.#terminal.say(`Beside "${this.#partner.legalName}" in the register, it says there: ${nameSays}.`);
    return reference;
  }

  async #approve(bankDetails: number): Promise<void> {
    const { payableFrom } = await this.#app.get(ApproveBankDetails).approve(bankDetails, CHECKER);
    this.#terminal.say(`${CHECKER} approves them; they are paid to from ${payableFrom?.slice(0, 16) ?? ''}Z on.`);
  }

  /** Prepared by one, approved by another, released: the file lies in the outbox. */
  async #paid(at: string): Promise<PayoutBatch> {
    let batch: PayoutBatch | undefined;
    await this.#step(at, 'A batch is prepared, approved and released', async () => {
      batch = await this.#prepare();
      if (batch === undefined) throw new Error('There is nothing to pay.');
      await this.#app.get(ReleasePayout).approve(batch.batch, CHECKER, { fileHash: batch.fileHash });
      batch = await this.#app.get(ReleasePayout).release(batch.batch, CHECKER);
      this.#terminal.say(
        `Batch ${String(batch.batch)}, prepared by ${MAKER}, approved and released by ${CHECKER}: ${batch.releasedAs ?? ''}`,
      );
      for (const { accountName, account, amount, currency, endToEndId } of await this.#payments(batch))
        this.#terminal.say(`  ${amount} ${currency} to ${accountName}, account ${account}, as ${endToEndId}`);
    });
    if (batch === undefined) throw new Error('There is nothing to pay.');
    return batch;
  }

  async #payments({ batch }: PayoutBatch) {
    return (await this.#app.get(ShowPayout).execute(batch)).payments;
  }

  #settled({ messageId }: PayoutBatch, id: string) {
    return { id, original: messageId, blocks: [{ id: `${messageId}-1`, status: 'ACSC' }] };
  }

  async #debit(batch: PayoutBatch, id: string) {
    const [payment] = await this.#payments(batch);
    return {
      id,
      entries: [{ amount: payment?.amount ?? '', transactions: [{ endToEndId: payment?.endToEndId ?? '' }] }],
    };
  }

  async #return(batch: PayoutBatch, id: string) {
    const [payment] = await this.#payments(batch);
    return {
      id,
      entries: [
        {
          amount: (Number(payment?.amount) - RETURN_CHARGE).toFixed(2),
          direction: 'CRDT' as const,
          code: ['PMNT', 'ICDT', 'RRTN'] as const,
          transactions: [{ endToEndId: payment?.endToEndId ?? '', returnReason: 'AC04' }],
        },
      ],
    };
  }

  /** A file that the bank laid there: what it says, in words, and what came of it. */
  async #report(kind: string, content: string): Promise<void> {
    const read = await this.#app.get(ReadAnswers).execute({
      bank: BANK,
      fileName: `${kind}.xml`,
      content: (async function* () {
        yield Buffer.from(content);
      })(),
    });
    const facts = await this.#app.get(UnitOfWork).inSession((session) => factsOf(session, read.answer, 10));
    // What concerns no payment by itself is left out: a group's or a whole entry's status.
    for (const { says, amount, currency, reasons } of facts.filter(({ says }) => says !== 'nothing')) {
      const why = reasons
        .map(({ code }) => `, ${code ?? ''}: ${paymentReason(code ?? '')?.en ?? 'a reason that is in no list'}`)
        .join('');
      this.#terminal.say(`${kind}: ${says}${amount === null ? '' : ` ${amount} ${currency ?? ''}`}${why}`);
    }
  }

  #account(accountName: string, number: string): GivenBankDetails {
    const { iban, bic, country, currency } = accountIn(this.#partner.country, number);
    return { accountName, accountKind: 'business', iban, bic, bankCountry: country, currency };
  }

  async #sayEnd(): Promise<void> {
    const { problems, batches } = await this.#app.get(UnitOfWork).inTransaction(async (session) => ({
      problems: [
        ...(await checkLedger(session)).problems,
        ...(await checkBatches(session, this.#app.get(Vault))).problems,
        ...(await checkAnswers(session, this.#app.get(Vault))).problems,
        ...(await checkPayeeRecords(session)).problems,
      ],
      batches: await listBatches(session, CAMPAIGN_ID),
    }));
    if (problems.length > 0) throw new Error(`The books do not add up: ${problems.join('; ')}`);
    this.#terminal.say(
      `\nPaid. ${String(batches.length)} files left, each payment under an id of its own; all journals balance, and every check of \`seatback verify\` on payouts holds.`,
    );
  }
}
