import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { instant, Money } from '../../src/kernel/index.js';
import { checkBatches, partnerPayments, ReadAnswers, ShowPayout } from '../../src/payout/index.js';
import { statusReport } from '../builders/bank-reports.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, codeOf, PayoutWorld } from './payout-world.js';

const world = new PayoutWorld();
const { postedSeason, prepared, release, outbox, query, ledgerProblems, stateOfBatch } = world;
const schemas = join(world.seatbacks.newFolder(), 'schemas');
beforeAll(async () => {
  mkdirSync(schemas);
  await world.open({ SEATBACK_SCHEMA_FOLDER: schemas });
});
beforeEach(async () => {
  await world.clear();
  writeFileSync(world.settings, SETTINGS);
  writeFileSync(join(schemas, 'pain.001.001.09.xsd'), schemaOf('Document'));
});
afterAll(() => world.end());

/** Two accounts at a bank in Britain, and one whose payments a vendor takes as CSV. */
const SETTINGS = `
payer: { name: Harbour Cloud Distribution Ltd, town: Bristol, country: GB }
initiatingParty: { id: HARBOURCD01, scheme: CUST }
chargeBearer: SHAR
debtorAccounts:
  - { iban: GB33BUKB20201555555555, currency: USD, bic: BUKBGB22, bankTimeZone: Europe/London, cutOff: "15:00", pays: { countries: [GB] } }
  - { iban: GB29NWBK60161331926819, currency: USD, bic: BUKBGB22, bankTimeZone: Europe/London, cutOff: "09:30" }
  - accountNumber: "000123456789"
    currency: USD
    bic: CHASUS33
    clearing: { system: USABA, member: "021000021" }
    bankTimeZone: America/New_York
    initiatingParty: { id: VENDOR7, scheme: BANK }
    chargeBearer: DEBT
    pays: { countries: [US] }
    format: csv
`;

const AMERICAN = {
  iban: undefined,
  account_number: '123456789012',
  bic: 'CHASUS33',
  bank_country: 'US',
  currency: 'USD',
};

/** 1001 has its bank in Britain and earns 2000, 1002 in Germany and 4000, 1003 in the United States and 2000. */
function threeCountries(): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .partner('1002', {
      profile: { country: 'DE', town: 'Berlin', postcode: '10115' },
      account: { iban: 'DE89370400440532013000', bic: 'COBADEFF', bank_country: 'DE', currency: 'USD' },
    })
    .partner('1003', {
      profile: { country: 'US', town: 'Boston', postcode: '02108', region: 'MA' },
      account: AMERICAN,
    })
    .sale(1)
    .sale(2, { partner: '1002' })
    .sale(3, { partner: '1002' })
    .sale(4, { partner: '1003' })
    .billingIsKnown();
}

const shown = (batch: number) => world.seatback.app.get(ShowPayout).execute(batch);
const answered = async (content: string) => {
  const report = { bank: 'BUKBGB22', fileName: 'report.xml', content: pieces(content) };
  return world.seatback.app.get(ReadAnswers).execute(report);
};

describe('a payout from several accounts', () => {
  it('makes a file for each bank, with a block for each account and day, and says why each account pays', async () => {
    await postedSeason(threeCountries());
    const { batches, batch, held } = await prepared();
    expect(held).toEqual([]);
    expect(batch).toEqual(batches[0]);
    expect(batches).toMatchObject([
      { batch: 1, paymentCount: 2, totals: { USD: '6000.00' }, format: 'pain.001.001.09', debtorBic: 'BUKBGB22' },
      { batch: 2, paymentCount: 1, totals: { USD: '2000.00' }, format: 'csv', debtorBic: 'CHASUS33' },
    ]);
    // At nine in the morning (UTC) it is ten in London: the second account's cut-off is over.
    expect((await shown(1)).blocks).toEqual([
      {
        block: 1,
        debtorAccount: '****5555',
        debtorBic: 'BUKBGB22',
        executionDate: '2019-08-06',
        cutOff: '15:00',
        bankingDays: 'GB',
        currency: 'USD',
        serviceLevel: 'URGP',
        chargeBearer: 'SHAR',
        payments: 1,
        total: '2000.00',
        chosenBecause: { country: 1 },
      },
      expect.objectContaining({
        block: 2,
        debtorAccount: '****6819',
        executionDate: '2019-08-07',
        payments: 1,
        total: '4000.00',
        chosenBecause: { only: 1 },
      }),
    ]);
    expect((await shown(2)).blocks).toMatchObject([
      { bankingDays: 'US', chargeBearer: 'DEBT', debtorAccount: '****6789', chosenBecause: { country: 1 } },
    ]);
  });

  it('sends each file in the form that its bank or vendor takes', async () => {
    await postedSeason(threeCountries());
    const { batches } = await prepared();
    for (const { batch, fileHash } of batches) {
      await release().approve(batch, 'carl', { fileHash });
      await release().release(batch, 'rita');
    }
    const [first, second] = batches.map(({ messageId }) => messageId);
    expect(readdirSync(outbox()).sort()).toEqual([`${first}.xml`, `${second}.csv`].sort());
    const xml = readFileSync(join(outbox(), `${first}.xml`), 'utf8');
    expect([...xml.matchAll(/<PmtInfId>(.*?)<.*?<ReqdExctnDt><Dt>(.*?)</g)].map(([, id, day]) => [id, day])).toEqual([
      [`${first}-1`, '2019-08-06'],
      [`${first}-2`, '2019-08-07'],
    ]);
    const told = await world.seatback.app
      .get(UnitOfWork)
      .inSession((session) => partnerPayments(session, { campaignId: CAMPAIGN }));
    expect(told.map(({ messageId, executionDate }) => [messageId, executionDate])).toEqual([
      [first, '2019-08-06'],
      [first, '2019-08-07'],
      [second, '2019-08-06'],
    ]);
    const csv = readFileSync(join(outbox(), `${second}.csv`), 'utf8').split('\r\n');
    expect(csv).toHaveLength(3);
    expect(csv[1]).toContain(`${second},${second}-1,2019-08-06,000123456789,CHASUS33,URGP,DEBT,SB-`);
    expect(csv[1]).toContain(',123456789012,CHASUS33,');
    expect(await ledgerProblems()).toEqual([]);
    expect(await batchProblems()).toEqual([]);
  });

  it('moves only payments of the block that a bank speaks of; what it says of the file is for the others', async () => {
    await postedSeason(threeCountries());
    const { messageId } = (await prepared()).batch!;
    await release().approve(1, 'carl');
    await release().release(1, 'rita');
    const blocks = [{ id: `${messageId}-2`, status: 'RJCT', reason: 'AM04' }];
    await answered(statusReport({ original: messageId, status: 'ACSP', blocks }));
    expect((await shown(1)).payments.map(({ partnerId, state }) => [partnerId, state])).toEqual([
      ['1001', 'in-process'],
      ['1002', 'rejected'],
    ]);
    await expect(
      world.seatback.app.get(ReadAnswers).execute({ fileName: 'r.xml', content: pieces('<a/>') }),
    ).rejects.toMatchObject({ code: 'BANK_NOT_NAMED', report: { expected: expect.stringContaining('CHASUS33') } });
  });

  it('leaves out whom no account can pay, says why, and pays everybody else', async () => {
    writeFileSync(
      world.settings,
      SETTINGS.replace('cutOff: "09:30" }', 'cutOff: "09:30", pays: { countries: [SE] } }'),
    );
    await postedSeason(threeCountries());
    const { batches, held } = await prepared();
    expect(held).toMatchObject([
      {
        partnerId: '1002',
        reasons: [{ reason: 'currency-not-paid', found: 'no debtor account pays USD to a bank in DE' }],
      },
    ]);
    expect(batches).toMatchObject([{ totals: { USD: '2000.00' } }, { totals: { USD: '2000.00' } }]);
    expect(await world.seatback.app.get(ShowPayout).due()).toMatchObject([{ waitsFor: { 'currency-not-paid': 1 } }]);
    writeFileSync(world.settings, SETTINGS);
    expect(await prepared()).toMatchObject({ batches: [{ totals: { USD: '4000.00' } }], held: [] });
  });

  it('leaves out a payee that no CSV can name, and writes it once its name can be', async () => {
    await postedSeason(threeCountries().account('1003', { ...AMERICAN, account_name: '@Partner 1003 Ltd' }));
    const { batches, held } = await prepared();
    expect(held).toMatchObject([
      {
        partnerId: '1003',
        reasons: [
          {
            reason: 'payment-order-refused',
            found: 'as CSV: payee_name: expected a value that no spreadsheet computes, found one that begins so',
          },
        ],
      },
    ]);
    expect(batches).toMatchObject([{ format: 'pain.001.001.09', totals: { USD: '6000.00' } }]);
    await world.imported(new ImportFiles().account('1003', AMERICAN));
    expect(await prepared()).toMatchObject({ batches: [{ format: 'csv', totals: { USD: '2000.00' } }], held: [] });
  });

  it('does not leave from an account that was taken out of the settings, before or after the approval', async () => {
    await postedSeason(threeCountries());
    await prepared();
    const without = SETTINGS.split('\n')
      .filter((line) => !line.includes('GB29NWBK60161331926819'))
      .join('\n');
    writeFileSync(world.settings, without);
    const gone = {
      code: 'DEBTOR_ACCOUNT_GONE',
      report: { found: 'block 2: ****6819 at BUKBGB22', where: 'batch 1 of a-campaign' },
    };
    await expect(release().approve(1, 'carl')).rejects.toMatchObject(gone);
    writeFileSync(world.settings, SETTINGS);
    await release().approve(1, 'carl');
    writeFileSync(world.settings, without);
    await expect(release().release(1, 'rita')).rejects.toMatchObject(gone);
    expect(existsSync(outbox())).toBe(false);
    // The other bank's batch goes on.
    await release().approve(2, 'carl');
    expect(await release().release(2, 'rita')).toMatchObject({ state: 'released' });
    await release().void(1, 'mia', 'the account was closed');
    expect(await prepared()).toMatchObject({
      batches: [{ totals: { USD: '2000.00' } }],
      held: [{ partnerId: '1002', reasons: [{ reason: 'currency-not-paid' }] }],
    });
  });

  it('does not leave on its day after the cut-off of the bank', async () => {
    await postedSeason(threeCountries());
    await prepared();
    await release().approve(1, 'carl');
    // Three in the afternoon in London.
    world.seatback.clock.moveTo(instant('2019-08-06T14:00:00Z'));
    await expect(release().release(1, 'rita')).rejects.toMatchObject({
      code: 'EXECUTION_DATE_PAST',
      report: { expected: expect.stringContaining('until 15:00'), found: '2019-08-06' },
    });
    world.seatback.clock.moveTo(instant('2019-08-06T13:59:59Z'));
    expect(await release().release(1, 'rita')).toMatchObject({ state: 'released' });
  });

  it('tells long before the last day to pay what still waits', async () => {
    await postedSeason(threeCountries());
    await prepared();
    expect((await shown(1)).warnings).toEqual([]);
    world.seatback.clock.moveTo(instant('2019-09-01T09:00:00Z'));
    expect((await shown(1)).warnings).toEqual([
      'it is prepared and not released, and 2019-09-27 is the last day to pay: 26 days are left',
    ]);
    const show = world.seatback.app.get(ShowPayout);
    expect(await show.due()).toMatchObject([
      { campaignId: CAMPAIGN, payBy: '2019-09-27', daysLeft: 26, partners: 3, amount: Money.of('8000', 'USD') },
    ]);
    world.seatback.clock.moveTo(instant('2019-08-05T12:00:00Z'));
    for (const batch of [1, 2]) {
      await release().approve(batch, 'carl');
      await release().release(batch, 'rita');
    }
    expect(await show.due()).toEqual([]);
  });
});

describe('official schemas', () => {
  it('that are missing stop a preparation, and the file that is expected is named', async () => {
    rmSync(join(schemas, 'pain.001.001.09.xsd'));
    await postedSeason(threeCountries());
    await expect(prepared()).rejects.toMatchObject({
      code: 'SCHEMA_MISSING',
      report: { expected: join(schemas, 'pain.001.001.09.xsd') },
    });
    expect(await stateOfBatch()).toBeUndefined();
    expect(await query('SELECT part FROM payout_file_part')).toEqual([]);
  });

  it('that refuse a file stop it before anybody can approve it', async () => {
    writeFileSync(join(schemas, 'pain.001.001.09.xsd'), schemaOf('Other'));
    await postedSeason(threeCountries());
    expect(await prepared().catch(codeOf)).toBe('SCHEMA_REFUSED');
    expect(await stateOfBatch()).toBeUndefined();
  });
});

async function batchProblems(): Promise<readonly string[]> {
  const { app } = world.seatback;
  return app.get(UnitOfWork).inTransaction(async (session) => (await checkBatches(session, app.get(Vault))).problems);
}

async function* pieces(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

/** Accepts whatever stands in a root of that name. */
function schemaOf(root: string): string {
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
    <xs:element name="${root}"><xs:complexType><xs:sequence><xs:any processContents="skip" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
  </xs:schema>`;
}
