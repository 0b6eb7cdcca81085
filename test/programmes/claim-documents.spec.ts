import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AnswerClaims,
  CLAIM_SEALED_COLUMNS,
  ClaimDocuments,
  checkClaimDocuments,
  type DocumentKind,
} from '../../src/claims/index.js';
import { keyFileOf, resealColumn, UnitOfWork, Vault } from '../../src/database/index.js';
import { plusMillis } from '../../src/kernel/index.js';
import { csvDocument, inPieces, pdfDocument, pngDocument, workbookDocument } from '../builders/documents.js';
import { ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { ProgrammeWorld } from './programme-world.js';

const CAMPAIGN = 'cash-back-open-licence-we';
const world = new ProgrammeWorld(CAMPAIGN, '2014-07-01T09:00:00Z');
beforeAll(() => world.start('EUR'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const documents = () => world.app.get(ClaimDocuments);
const given = async (claimId: string, bytes: Buffer, kind: DocumentKind = 'invoice-copy', fileName = 'scan.pdf') =>
  documents().attach(world.campaign, claimId, { kind, fileName, content: inPieces(bytes) }, { actor: 'dana' });

function claim(claimId: string, partner: string, changes: CsvRow = {}): CsvRow {
  return {
    claim_id: claimId,
    partner_id: partner,
    campaign_id: CAMPAIGN,
    received_at: '2014-07-01T08:00:00Z',
    agreement_number: `a-${claimId}`,
    customer_name: 'Customer 1',
    distributor_name: 'North Distribution',
    invoice_file: 'invoice.pdf',
    ...changes,
  };
}

const claims = async () =>
  world.imported(
    new ImportFiles()
      .partner('1001')
      .partner('1002')
      .rows('claims.csv', claim('C-1', '1001'), claim('C-2', '1001'), claim('C-3', '1002')),
  );

/** What a person is to look at, by claim, beside the registration and the sale that these stories leave out. */
async function open(): Promise<Record<string, string[]>> {
  const reviewed = await world.app.get(AnswerClaims).review(world.campaign);
  return Object.fromEntries(reviewed.map((each) => [each.claim.claimId, each.open.slice(2)]));
}

const problems = async () =>
  world.app.get(UnitOfWork).inTransaction(async (session) => {
    return (await checkClaimDocuments(session, world.app.get(Vault))).problems;
  });

const WANTED = 'the copy of the invoice, which is still wanted';
const THERE = 'the copy of the invoice';

describe('a document of a claim', () => {
  it('comes back byte for byte, and its review says that the copy is there', async () => {
    await claims();
    expect(await open()).toEqual({ 'C-1': [WANTED], 'C-2': [WANTED], 'C-3': [WANTED] });
    // Of several parts.
    const large = Buffer.concat([pdfDocument().subarray(0, -6), randomBytes(2_500_000), Buffer.from('%%EOF\n')]);
    const kept = await given('C-1', large, 'invoice-copy', 'C:\\scans\\Rechnung\u202e 1.pdf');
    expect(kept).toMatchObject({ format: 'pdf', byteCount: large.length, givenBy: 'dana', fileName: 'Rechnung 1.pdf' });
    await given('C-2', pngDocument(), 'proof-of-performance');
    expect(await open()).toMatchObject({ 'C-1': [THERE], 'C-2': [WANTED] });
    const opened = await documents().open(kept.document);
    expect(opened.bytes.equals(large)).toBe(true);
    expect(await problems()).toEqual([]);
    const plain = await world.query(`SELECT FROM claim_document_part WHERE position('%PDF'::bytea IN sealed) > 0`);
    expect(plain).toEqual([]);
  });

  it('is one however often it is given, under whichever name', async () => {
    await claims();
    const first = await given('C-1', csvDocument());
    expect(await given('C-1', csvDocument(), 'proof-of-performance', 'again.csv')).toEqual(first);
    expect(await documents().list(CAMPAIGN, 'C-1')).toEqual([first]);
    expect(await world.query(`SELECT act FROM audit_entry WHERE act = 'claim.attach'`)).toHaveLength(1);
  });

  it('that was given for another claim too, of whomever, is something for a person', async () => {
    await claims();
    await given('C-1', pdfDocument());
    await given('C-3', pdfDocument());
    await given('C-2', pdfDocument('Invoice 4712'));
    expect(await open()).toEqual({
      'C-1': [THERE, 'a document that was given for claim C-3 too'],
      'C-2': [THERE],
      'C-3': [THERE, 'a document that was given for claim C-1 too'],
    });
  });

  it('is refused where it is too large, no document, of no claim, or one too many, and nothing is kept', async () => {
    await claims();
    const refused = async (work: Promise<unknown>) =>
      work.then(
        () => 'taken',
        (error: unknown) => (error as { code: string }).code,
      );
    const limit = documents().mostBytes;
    const padded = (length: number) => {
      const bytes = Buffer.alloc(length, ' ');
      pdfDocument().copy(bytes);
      bytes.write('%%EOF\n', length - 6);
      return bytes;
    };
    expect(await refused(given('C-1', padded(limit + 1)))).toBe('DOCUMENT_TOO_LARGE');
    expect(await refused(given('C-1', Buffer.from('MZ')))).toBe('DOCUMENT_KIND_REFUSED');
    expect(await refused(given('C-9', pdfDocument()))).toBe('CLAIM_UNKNOWN');
    expect(await world.query('SELECT FROM claim_document UNION ALL SELECT FROM claim_document_part')).toEqual([]);
    expect(await refused(given('C-1', padded(limit)))).toBe('taken');
    for (let page = 2; page <= 20; page += 1) await given('C-1', pdfDocument(String(page)));
    expect(await refused(given('C-1', pdfDocument('21')))).toBe('DOCUMENTS_TOO_MANY');
  });

  it('is missed by verify where anybody changed, lost or forged it', async () => {
    await claims();
    for (const [page, bytes] of [pdfDocument(), pngDocument(), workbookDocument(), csvDocument()].entries())
      await given(page < 2 ? 'C-1' : 'C-2', bytes);
    await world.damage(`UPDATE claim_document SET sha256 = sha256('another') WHERE document = 1;
      UPDATE claim_document_part SET sealed = NULL WHERE document = 2;
      UPDATE claim_document_part SET sealed = set_byte(sealed, 60, 255 - get_byte(sealed, 60)) WHERE document = 3;
      UPDATE claim_document SET given_by = 'mallory' WHERE document = 4`);
    expect(await problems()).toEqual([
      'document 1 of a claim is not what was given',
      'document 2 of a claim has 0 parts of 1',
      'document 3 of a claim cannot be opened: SEAL_BROKEN',
      'claim document 4 was given by mallory, and the audit log does not know it',
    ]);
  });
});

describe('when its time is over, a document', () => {
  it('loses its bytes and stays on record; not a minute earlier, and by nobody else', async () => {
    await claims();
    const { document, keptUntil, sha256 } = await given('C-1', pdfDocument());
    const erase = `UPDATE claim_document_part SET sealed = NULL`;
    world.moveTo(plusMillis(keptUntil, -60_000));
    expect(await documents().eraseDue()).toEqual([]);
    await expect(world.query(erase)).rejects.toMatchObject({ code: '23514' });
    await expect(
      world.query(`INSERT INTO claim_document_erasure VALUES (${String(document)}, '2014-07-02T00:00:00Z')`),
    ).rejects.toMatchObject({ code: '23514' });
    world.moveTo(keptUntil);
    expect(await documents().eraseDue()).toEqual([document]);
    expect(await documents().eraseDue()).toEqual([]);
    await expect(documents().open(document)).rejects.toMatchObject({ code: 'CLAIM_DOCUMENT_ERASED' });
    expect(await documents().list(CAMPAIGN, 'C-1')).toMatchObject([{ sha256, givenBy: 'dana', erasedAt: keptUntil }]);
    expect(await world.query('SELECT sealed FROM claim_document_part')).toEqual([{ sealed: null }]);
    expect(await problems()).toEqual([]);
    await world.damage(`UPDATE claim_document_part SET sealed = '\\x00'`);
    expect(await problems()).toEqual(['document 1 of a claim was erased, and has bytes']);
  });
});

describe('the database', () => {
  it('takes a document only for a claim of the partner, and changes none', async () => {
    await claims();
    await given('C-1', pdfDocument());
    const copied = (
      partner: string,
    ) => `INSERT INTO claim_document (campaign_id, claim_id, partner_key, kind, format, file_name, byte_count, part_count, sha256, given_by, given_at, kept_until)
      SELECT campaign_id, 'C-2', (SELECT partner_key FROM partner WHERE partner_id = '${partner}'), kind, format, file_name, byte_count, part_count, sha256, given_by, given_at, kept_until FROM claim_document`;
    await expect(world.query(copied('1002'))).rejects.toMatchObject({ code: '23514' });
    await expect(world.query(`UPDATE claim_document_part SET sealed = set_byte(sealed, 60, 0)`)).rejects.toMatchObject({
      code: '23514',
    });
    await expect(world.query(`UPDATE claim_document SET file_name = 'x'`)).rejects.toMatchObject({ code: '42501' });
    await expect(world.query('DELETE FROM claim_document_part')).rejects.toMatchObject({ code: '42501' });
    await expect(world.query(copied('1001'))).resolves.toBeDefined();
  });

  it('lets its bytes be sealed with another key', async () => {
    await claims();
    const { document } = await given('C-1', pdfDocument());
    const key = readFileSync(keyFileOf(world.seatback.database.environment.dataFolder), 'utf8').trim();
    const newer = new Vault([randomBytes(32), Buffer.from(key, 'base64')]);
    await world.app.get(UnitOfWork).inSession(async (session) => {
      for (const column of CLAIM_SEALED_COLUMNS)
        expect(await resealColumn(session, newer, column)).toMatchObject({ resealed: 1, unreadable: 0 });
      expect(await checkClaimDocuments(session, newer)).toEqual({ documents: 1, problems: [] });
    });
    await expect(documents().open(document)).rejects.toMatchObject({ code: 'SEAL_KEY_UNKNOWN' });
  });
});
