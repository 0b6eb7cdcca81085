import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CalculateCampaign, findRun, RestateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import type { Language } from '../../src/kernel/index.js';
import { checkDocuments, documentsOfPartner, type DocumentFormat } from '../../src/payout/index.js';
import { keptFile } from '../../src/payout/wire-files/index.js';
import { IssueDocuments, type GivenDocument } from '../../src/portal/index.js';
import { statement as bankStatement } from '../builders/bank-reports.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld, SELLING_EARNS } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';
import { readPdf, readXlsx, type SheetValue } from './read-files.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(async () => {
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  // Batches of the tests before carried the same names.
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
});
afterAll(() => seatbacks.end());

const NBSP = '\u00A0';
/** Letters of all that a European company name is written in. */
const NAME = 'Åström & Größe Ελλάς Жук AB';

const season = () =>
  new ImportFiles()
    .partner('1001', { profile: { legal_name: NAME, locale: 'sv-SE', contact_email: 'anna@example.com' } })
    .partner('1002', { profile: { locale: 'de-DE' } })
    .sale(1)
    .sale(2)
    .sale(3, { assigned: 4 })
    .sale(4, { partner: '1002' });

async function posted(files = season()): Promise<void> {
  await world.imported(files.billingIsKnown());
  const { app } = world.seatback;
  await post((await app.get(CalculateCampaign).execute(SELLING_EARNS)).run);
}

async function post(run: number): Promise<void> {
  const approval = world.seatback.app.get(RunApproval);
  await approval.submit(run, 'sue');
  await approval.approve(run, 'art');
  await approval.post(run, 'sue');
}

const ALL: readonly DocumentFormat[] = ['pdf', 'csv', 'xlsx'];
const issue = () => world.seatback.app.get(IssueDocuments);
const given = (partner = '1001', options: { language?: Language; run?: number; formats?: typeof ALL } = {}) =>
  issue().statement(partner, CAMPAIGN, { formats: ALL, ...options });

function fileOf({ files }: GivenDocument, format: DocumentFormat): Buffer {
  return files.find(({ name }) => name.endsWith(`.${format}`))!.content;
}

const hashes = ({ files }: GivenDocument) => files.map(({ fileHash }) => fileHash);

/** The values beside a label of a worksheet. */
function beside(rows: readonly (readonly SheetValue[])[], label: string): readonly SheetValue[] {
  return rows
    .find(([first]) => first === label)!
    .slice(1)
    .filter((value) => value !== null);
}

describe('a statement', () => {
  it('says of a partner all that it earned, and why, in its language, with the digests', async () => {
    await posted();
    await world.prepared();
    const document = await given();
    expect(document).toMatchObject({ document: 'S-000001', edition: 1, language: 'sv', partnerId: '1001' });

    const pdf = await readPdf(fileOf(document, 'pdf'));
    expect(pdf).toMatchObject({ title: 'Avräkning S-000001', language: 'sv-SE', isTagged: true });
    const { app } = world.seatback;
    const run = await app.get(UnitOfWork).inSession((session) => findRun(session, 1));
    const [{ digest }] = (await world.query<{ digest: string }>(
      `SELECT digest FROM partner_earning JOIN partner USING (partner_key) WHERE partner_id = '1001'`,
    )) as [{ digest: string }];
    for (const words of [
      NAME,
      'Customer 1',
      'Kvalificerad',
      'Inte kvalificerad',
      'För få platser var tilldelade till användare.',
      '4 000,00',
      'Förbereds för betalning',
      '27 september 2019',
      run.digest.slice(0, 40),
      digest.slice(0, 40),
      document.contentHash.slice(0, 40),
      'Sida 1 av',
    ])
      expect(pdf.text.replaceAll(NBSP, ' ')).toContain(words);
  });

  it('comes to what the ledger has, in each format', async () => {
    await posted();
    const batch = await world.released();
    const document = await given();
    const ledger = await world.query<{ kind: string; balance: string }>(
      `SELECT kind, (-sum(amount))::text AS balance FROM account JOIN posting USING (account_key) JOIN partner USING (partner_key)
       WHERE partner_id = '1001' GROUP BY kind HAVING sum(amount) <> 0`,
    );
    expect(ledger).toEqual([{ kind: 'in-transit', balance: '4000.00' }]);

    const sheets = await readXlsx(fileOf(document, 'xlsx'));
    const [head, accounts, payments, customers] = [...sheets.values()];
    expect([...sheets.keys()]).toEqual(['Avräkning S-000001', 'I våra böcker, över kampanje', 'Betalningar', 'Kunder']);
    expect(beside(head!, 'Intjänat')).toEqual([4000, 'USD']);
    expect(accounts!.slice(1)).toEqual([['Skickat, inte bekräftat ännu', 4000, 'USD']]);
    const [first] = await world.payments();
    expect(payments![1]!.slice(0, 3)).toEqual([first!.id, 4000, 'USD']);
    expect(payments![1]![3]).toEqual(new Date(`${batch!.executionDate}T00:00:00Z`));
    const rewards = customers!.slice(1, -1).map((row) => Number(row[6]));
    expect(rewards).toEqual([2000, 2000, 0]);
    expect(customers!.at(-1)![6]).toBe(4000);

    const csv = fileOf(document, 'csv').toString('utf8');
    expect(csv.startsWith('\uFEFFAvräkning S-000001\r\n')).toBe(true);
    expect(csv).toContain('\r\nIntjänat;4000,00;USD\r\n');
    expect(csv).toContain(`\r\n${first!.id};4000,00;USD;${batch!.executionDate};Skickad till banken;2019-08-05;\r\n`);
  });

  it.each([
    ['en', 'Statement S-000001', 'Earned 4,000.00 USD', 'Window 1 January 2019 – 30 June 2019', ',4000.00,USD'],
    ['de', 'Abrechnung S-000001', 'Verdient 4.000,00 USD', 'Zeitraum 1. Januar 2019 – 30. Juni 2019', ';4000,00;USD'],
    ['sv', 'Avräkning S-000001', 'Intjänat 4 000,00 USD', 'Period 1 januari 2019 – 30 juni 2019', ';4000,00;USD'],
  ] as const)('has numbers and days in the form of %s', async (language, title, earned, window, cells) => {
    await posted();
    const document = await given('1001', { language });
    const pdf = await readPdf(fileOf(document, 'pdf'));
    expect(pdf.title).toBe(title);
    expect(pdf.text.replaceAll(NBSP, ' ')).toContain(earned);
    expect(pdf.text.replaceAll(NBSP, ' ')).toContain(window);
    expect(fileOf(document, 'csv').toString('utf8')).toContain(cells);
  });

  it('is the same to the byte as long as there is nothing else to say, and its hashes are kept', async () => {
    await posted();
    const first = await given();
    world.daysLater(30);
    const again = await given();
    expect(again).toEqual(first);
    const kept = await world.query<{ hash: string }>('SELECT file_hash AS hash FROM issued_file ORDER BY format DESC');
    expect(kept.map(({ hash }) => hash).sort()).toEqual(hashes(first).sort());
    for (const { content, fileHash } of first.files)
      expect(createHash('sha256').update(content).digest('hex')).toBe(fileHash);
  });

  it('is the next edition under the same number when something has happened', async () => {
    await posted();
    expect(await given()).toMatchObject({ document: 'S-000001', edition: 1 });
    expect(await given('1002')).toMatchObject({ document: 'S-000002', edition: 1, language: 'de' });
    await world.released();
    expect(await given()).toMatchObject({ document: 'S-000001', edition: 2 });
    expect(await given()).toMatchObject({ edition: 2 });
    expect(await world.query('SELECT count(*)::integer AS kept FROM issued_document')).toEqual([{ kept: 3 }]);
  });

  it('has one number and one edition, also where it is asked for twice at once', async () => {
    await posted();
    const both = await Promise.all([given(), given(), given('1002')]);
    expect(both[0]).toEqual(both[1]);
    expect(both.map(({ document }) => document).sort()).toEqual(
      both[2].document === 'S-000001' ? ['S-000001', 'S-000002', 'S-000002'] : ['S-000001', 'S-000001', 'S-000002'],
    );
  });

  it('says by cause and customer what changed since the last one, to the cent', async () => {
    await posted();
    const before = await given();
    await world.released();
    await world.imported(season().sale(3, { readAt: '2019-06-30T21:00:00Z' }).sale(5).billingIsKnown());
    const restated = (await world.seatback.app.get(RestateCampaign).execute(SELLING_EARNS)).run!;
    await post(restated.run);
    const document = await given();
    expect(document.document).not.toBe(before.document);
    const sheets = await readXlsx(fileOf(document, 'xlsx'));
    const head = [...sheets.values()][0]!;
    expect(beside(head, 'Jämfört med')).toEqual(['S-000001']);
    expect(beside(head, 'Intjänat tidigare')).toEqual([4000, 'USD']);
    const changes = sheets.get('Ändringar sedan den senaste')!;
    const [{ earned }] = (await world.query<{ earned: string }>(
      `SELECT earned::text FROM accrual JOIN partner USING (partner_key) WHERE partner_id = '1001' AND run = ${String(restated.run)}`,
    )) as [{ earned: string }];
    const rows = changes.slice(1, -1);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(Number(earned) - 4000);
    expect(changes.at(-1)![3]).toBe(Number(earned) - 4000);

    // What was given out by the run before is given again as it was; nothing new is said of it.
    expect(await given('1001', { run: 1 })).toEqual(before);
    await expect(given('1002', { run: 1 })).rejects.toMatchObject({ code: 'STATEMENT_NOT_ISSUED' });
  });

  it('is given to every partner of the run, in the order of their ids', async () => {
    await posted();
    const all: GivenDocument[] = [];
    for await (const document of issue().allStatements(CAMPAIGN, { formats: ['csv'] })) all.push(document);
    expect(all.map(({ partnerId, document, language }) => [partnerId, document, language])).toEqual([
      ['1001', 'S-000001', 'sv'],
      ['1002', 'S-000002', 'de'],
    ]);
  });

  it('goes on over pages where there are many customers, and loses none', async () => {
    const files = new ImportFiles().partner('1001');
    for (let customer = 1; customer <= 90; customer += 1) files.sale(customer);
    await posted(files);
    const pdf = await readPdf(fileOf(await given(), 'pdf'));
    expect(pdf.pages).toBeGreaterThan(2);
    for (let customer = 1; customer <= 90; customer += 1) expect(pdf.text).toContain(`Customer ${String(customer)} `);
  });

  it('is refused where nothing is posted, for nobody, and for who has nothing in the run', async () => {
    await expect(given()).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
    await world.imported(season().partner('1009').billingIsKnown());
    await expect(given()).rejects.toMatchObject({ code: 'NO_POSTED_RUN' });
    await posted();
    await expect(given('1009')).rejects.toMatchObject({ code: 'NO_STATEMENT' });
  });

  it('keeps names from outside text in a spreadsheet', async () => {
    await posted(
      new ImportFiles()
        .partner('1001', { profile: { legal_name: '=cmd|calc' } })
        .sale(1)
        .rows('customers.csv', {
          customer_id: '00000000-0000-4000-8000-000000000001',
          name: '+HYPERLINK("x";"y")',
          segment: 'SMB',
        }),
    );
    const document = await given();
    const csv = fileOf(document, 'csv').toString('utf8');
    expect(csv).toContain(`'=cmd|calc`);
    expect(csv).toContain(`"'+HYPERLINK(""x"";""y"")"`);
    const customers = (await readXlsx(fileOf(document, 'xlsx'))).get('Customers')!;
    expect(customers[1]![0]).toBe('+HYPERLINK("x";"y")');
  });

  it('is not given out in other bytes than before', async () => {
    await posted();
    await given();
    await world.damage(`UPDATE issued_file SET file_hash = repeat('0', 64) WHERE format = 'csv'`);
    await expect(given()).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    expect(await world.attempt(`UPDATE issued_document SET content = '{}'`)).toBe('42501');
    expect(
      await world.attempt(
        `INSERT INTO issued_document (document, edition, kind, statement, content, content_hash, issued_at)
         VALUES ('S-000001', 2, 'statement', 1, '{}', repeat('0', 64), now())`,
      ),
    ).toBe('23514');
  });
});

describe('what was given out', () => {
  const problems = async () =>
    (await world.seatback.app.get(UnitOfWork).inSession((session) => checkDocuments(session))).problems;

  it('is held against what was booked, its hash and its numbers', async () => {
    await posted();
    await world.released();
    const [payment] = await world.payments();
    await given();
    await issue().advice(payment!.id, { formats: ['csv'] });
    expect(await problems()).toEqual([]);
    const documents = await world.seatback.app
      .get(UnitOfWork)
      .inSession((session) => documentsOfPartner(session, CAMPAIGN, '1001'));
    expect(documents).toEqual([
      { document: 'S-000001', edition: 1, kind: 'statement' },
      { document: payment!.id, edition: 1, kind: 'remittance-advice' },
    ]);
    const forged = (hash: string) =>
      `UPDATE issued_document SET content = replace(content, '"earned":"4000.00"', '"earned":"4100.00"') WHERE document = 'S-000001';
       UPDATE issued_document SET content_hash = ${hash} WHERE document = 'S-000001'`;
    await world.damage('ALTER TABLE issued_document DROP CONSTRAINT issued_document_check');
    await world.damage(forged('content_hash'));
    expect(await problems()).toEqual([
      'document S-000001, edition 1: not what its hash says',
      'document S-000001, edition 1: says 4100.00, booked is 4000.00',
    ]);
    for (const content of ['no json', '{"total":"9999999.00"}'])
      await world
        .damage(`UPDATE issued_document SET content = '${content}' WHERE document = 'S-000001';
          UPDATE issued_document SET content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex') WHERE document = 'S-000001'`)
        .then(async () =>
          expect(await problems()).toEqual(['document S-000001, edition 1: says no amount, booked is 4000.00']),
        );
    await world.damage(`UPDATE partner_statement SET statement = 9 WHERE statement = 1`);
    expect((await problems()).at(-1)).toBe('7 numbers of statements are missing');
    await world.damage(`ALTER TABLE issued_document ADD CONSTRAINT issued_document_check
      CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')) NOT VALID`);
  });

  it('is named to the bank by the number of the statement', async () => {
    await posted();
    const { document } = await given('1002');
    const { batch } = await world.prepared();
    const { app } = world.seatback;
    const file = await app.get(UnitOfWork).inSession(async (session) => {
      const parts: Buffer[] = [];
      for await (const part of keptFile(session, app.get(Vault), batch!.messageId)) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    });
    expect(file).toContain(`<Ustrd>Rebate ${document}, a-campaign, partner 1002</Ustrd>`);
    expect(file).toContain(`<Ustrd>Rebate ${(await given()).document}, a-campaign, partner 1001</Ustrd>`);
  });
});

describe('a remittance advice', () => {
  it('names the payment, the statement and the state, and the account by its last four', async () => {
    await posted();
    await world.released();
    const { document: statement } = await given();
    const [payment] = await world.payments();
    const advice = await issue().advice(payment!.id, { formats: ALL, language: 'de' });
    expect(advice).toMatchObject({ document: payment!.id, edition: 1, partnerId: '1001' });
    const [head] = [...(await readXlsx(fileOf(advice, 'xlsx'))).values()];
    expect(beside(head!, 'Betrag')).toEqual([4000, 'USD']);
    expect(beside(head!, 'Zur Abrechnung')).toEqual([statement]);
    expect(beside(head!, 'Konto endet auf')).toEqual(['1001']);
    expect(beside(head!, 'UETR')).toEqual([payment!.uetr]);
    expect(beside(head!, 'Stand')).toEqual(['An die Bank gesendet']);
    for (const { content } of advice.files) expect(content.toString('latin1')).not.toContain('BUKB202015');
  });

  it('says of a payment that came back why, in words, and what came back', async () => {
    await posted();
    await world.released();
    const [payment] = await world.payments();
    const debit = { amount: '4000.00', transactions: [{ endToEndId: payment!.id }] };
    await world.answered(bankStatement({ id: 'OUT', entries: [debit] }));
    expect(fileOf(await given('1001', { language: 'en' }), 'csv').toString()).toContain(
      'What becomes of it,4000.00,USD,Paid\r\n',
    );
    const paid = await issue().advice(payment!.id, { formats: ['csv'], language: 'en' });
    expect(fileOf(paid, 'csv').toString()).toContain('State,Paid');
    const back = {
      amount: '3985.00',
      direction: 'CRDT',
      isReversal: true,
      transactions: [{ endToEndId: payment!.id, amount: '3985.00', returnReason: 'AC04', charge: '15.00' }],
    } as const;
    await world.answered(bankStatement({ id: 'BACK', entries: [back] }));
    const returned = await issue().advice(payment!.id, { formats: ['csv'], language: 'sv' });
    expect(returned.edition).toBe(2);
    const csv = fileOf(returned, 'csv').toString();
    expect(csv).toContain('Läge;Återsänd av banken');
    expect(csv).toContain('Kom tillbaka;3985,00;USD');
    expect(csv).toContain('Mottagarens konto är avslutat.');
    expect(await world.problems()).toEqual([]);
  });

  it('is refused for a payment that there is not', async () => {
    await expect(issue().advice('SB-NONE-1', { formats: ['csv'] })).rejects.toMatchObject({ code: 'PAYMENT_UNKNOWN' });
  });
});
