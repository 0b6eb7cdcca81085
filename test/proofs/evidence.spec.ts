import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CalculateCampaign, ExplainCustomer, type Explanation } from '../../src/calculation/index.js';
import {
  ImportFolder,
  LocateEvidence,
  PullPartnerCenter,
  RereadPayloads,
  ShowPayload,
  type Evidence,
  type IngestOptions,
} from '../../src/ingest/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { instant } from '../../src/kernel/index.js';
import {
  BUSINESS_CENTRAL,
  csv,
  customerId,
  ibanOf,
  ImportFiles,
  licenceLine,
  newCommerceLine,
} from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { NightlyPartnerCenter } from '../ingest/nightly-partner-center.js';
import { mistaken } from '../ingest/wrong-mappings.js';

const JULY = instant('2019-07-06T10:00:00Z');
const IBAN = ibanOf(91827364);

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  await seatback.database.clear();
  seatback.clock.moveTo(JULY);
});
afterAll(() => seatbacks.end());

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('a finding', () => {
  it('leads to the rows of the files it rests on', async () => {
    const legacy = csv([licenceLine(2), licenceLine(1), licenceLine(1, { Quantity: 2, Subtotal: '4.50' })]);
    const files = new ImportFiles()
      .partner('1001')
      .sale(2, { invoice: 'D9' })
      .sale(1, { invoice: 'D9' })
      .billingIsKnown()
      .file('billing/D9.csv', '')
      .file('billing/D8.csv.gz', legacy);
    await imported(files);
    const { readings, lines, evidence } = await explained();
    expect(readings).toHaveLength(1);
    const [seats] = evidence.readings;
    expect(seats).toMatchObject({ delivery: 1, name: 'seats.csv', place: 'line 3' });
    expect(await shown(seats)).toMatchObject({
      isWhole: true,
      header: 'customer_id,sku_part_number,sku_id,assigned,purchased,observed_at',
      text: expect.stringMatching(new RegExp(`^${customerId(1)},.*,15,15,2019-06-30T20:00:00Z$`)),
    });

    expect(lines.map(({ invoice, fileLine }) => [invoice, fileLine])).toEqual([
      ['D8', 3],
      ['D8', 4],
    ]);
    expect(evidence.lines).toMatchObject([
      {
        name: 'billing/D8.csv.gz',
        hash: sha256(legacy),
        place: 'line 3',
        reference: `${sha256(legacy).slice(0, 16)}:3`,
      },
      { place: 'line 4' },
    ]);
    expect((await shown(evidence.lines[1])).text).toBe(legacy.split('\n')[3]);
  });

  it('leads to lines of the export that came as a file', async () => {
    const lines = [newCommerceLine(2), newCommerceLine(1)].map((line) => JSON.stringify(line));
    await imported(
      new ImportFiles()
        .partner('1001')
        .rows('products.csv', {
          product: 'business-central',
          product_family: 'dynamics-365',
          sku_part_number: BUSINESS_CENTRAL.partNumber,
          sku_id: BUSINESS_CENTRAL.skuId,
          offer_id: 'CFQ7TTC0LH18:0001',
        })
        .file('billing/export.json.gz', gzipSync(`${lines.join('\n')}\n`))
        .billingIsKnown(),
    );
    const { evidence } = await explained();
    expect(evidence.lines).toMatchObject([{ name: 'billing/export.json.gz', place: 'line 2' }]);
    expect(await shown(evidence.lines[0])).toMatchObject({ text: lines[1], header: null });
  });

  it('leads to where it was received, also when that was read again', async () => {
    const importing = await seatbacks.sameDatabase(seatback, {
      partnerCenter: {
        partnerCenter: seatback.database.environment.partnerCenter,
        mapping: mistaken('counts a seat too many in files', 'bills twice in legacy files'),
      },
    });
    const files = new ImportFiles().partner('1001').sale(1).billingIsKnown();
    await importing.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
    await importing.close();
    await imported(new ImportFiles().rows('billing/another.csv', licenceLine(3, { Quantity: 4 })));
    expect(await seatback.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'one too many' })).toMatchObject({
      delivery: 3,
    });
    const { readings, lines, evidence } = await explained();
    expect([readings[0]?.delivery, lines[0]?.delivery]).toEqual([3, 3]);
    expect(evidence.readings).toMatchObject([{ delivery: 1, name: 'seats.csv', place: 'line 2' }]);
    expect(evidence.lines).toMatchObject([{ delivery: 1, name: 'billing/D2019-06.csv', place: 'line 2' }]);
  });
});

describe('what Partner Center answered', () => {
  let center: NightlyPartnerCenter;
  let pulling: TestSeatback;
  beforeEach(async () => {
    center = new NightlyPartnerCenter(7, 4);
    const options: IngestOptions = await center.open();
    pulling = await seatbacks.sameDatabase(seatback, { partnerCenter: options });
    for (const night of [0, 1, 2, 3]) {
      const dueAt = instant(`2019-06-0${night + 1}T01:00:00Z`);
      pulling.clock.moveTo(dueAt);
      center.at(night);
      await pulling.app.get(PullPartnerCenter).execute({ dueAt });
    }
    seatback.clock.moveTo(JULY);
  });
  afterEach(async () => {
    await pulling.close();
    center.close();
  });

  it('is found by the item, for the seats of every reading, of whichever night', async () => {
    const known = await query<{ customerId: string; readAt: string; sku: string; seats: number }>(
      `SELECT customer_id AS "customerId", covered.observed_from AS "readAt", sku_id::text AS sku, seats_assigned AS seats
       FROM reading_coverage AS covered JOIN customer ON customer_key BETWEEN customer_from AND customer_to
       JOIN seat_history AS history USING (customer_key) JOIN observed_sku USING (observed_sku_key)
       WHERE resource = 'seats' AND history.recorded_to IS NULL AND history.observed_from <= covered.observed_from
         AND (history.observed_to IS NULL OR history.observed_to > covered.observed_from) ORDER BY 1, 2, 3`,
    );
    expect(known.length).toBeGreaterThan(15);
    for (const { customerId: id, readAt, sku, seats } of known) {
      const [found] = await seatback.app
        .get(LocateEvidence)
        .ofReading({ customerId: id, readAt: instant(readAt), knownDelivery: 4 }, [{ sku, partNumber: null }]);
      expect(found?.name).toBe(`customers/${id}/subscribedskus`);
      const item = JSON.parse((await shown(found)).text ?? '') as unknown;
      expect(item).toMatchObject({ consumedUnits: seats, productSku: { id: sku } });
    }
  });

  it('is found by page and item, for every line of an invoice', async () => {
    const known = await query<{
      file: string;
      fileLine: number;
      delivery: number;
      customerId: string;
      seats: number;
      subtotal: string;
    }>(
      `SELECT file, file_line AS "fileLine", recorded_from AS delivery, customer_id AS "customerId", quantity::integer AS seats, subtotal::text
       FROM billing_line JOIN invoice USING (invoice_key) JOIN customer USING (customer_key) ORDER BY file, line`,
    );
    expect(known.length).toBeGreaterThan(3);
    const found = await seatback.app.get(LocateEvidence).ofLines(known.map((line) => ({ ...line, readFrom: null })));
    for (const [index, { customerId: id, seats }] of known.entries()) {
      const item = JSON.parse((await shown(found[index])).text ?? '') as { readonly billableQuantity?: number };
      expect(item).toMatchObject({ customerId: id, quantity: seats });
    }
  });
});

describe('what is shown of a payload', () => {
  it('is never an account number', async () => {
    const files = new ImportFiles()
      .account('1001', { iban: IBAN, town: 'Two\nlines' })
      .file('billing/by-mistake.csv', `name,account\nAcme,${IBAN}\n`)
      .file('billing/whatever.json', `{"account": "${IBAN}"}\n`);
    await imported(files);
    const payloads = await query<{ hash: string; name: string }>(
      `SELECT encode(payload_hash, 'hex') AS hash, name FROM delivery_payload`,
    );
    expect(payloads).toHaveLength(3);
    for (const { hash, name } of payloads) {
      const line = name.endsWith('.json') ? 1 : 2;
      const payload = await seatback.app.get(ShowPayload).execute(`${hash}:${line}`);
      expect(payload).toMatchObject({ isSealed: true, receivedAs: [{ name, delivery: 1, source: 'files' }] });
      expect(payload.text).not.toMatch(/\d{5}/);
      expect(payload.text).toContain('****');
    }
  });

  it('may be nothing but where it came from', async () => {
    const row = { customer_id: customerId(1), segment: 'SMB' };
    await imported(new ImportFiles().rows('customers.csv', row));
    await imported(new ImportFiles().rows('customers.csv', row).rows('seats.csv', { customer_id: 'nobody' }));
    expect(
      await seatback.app.get(ShowPayload).execute(
        sha256(csv([row]))
          .slice(0, 8)
          .toUpperCase(),
      ),
    ).toEqual({
      hash: sha256(csv([row])),
      byteCount: String(csv([row]).length),
      isSealed: false,
      isWhole: true,
      receivedAs: [1, 2].map((delivery) => ({
        delivery,
        source: 'files',
        recordedAt: JULY,
        name: 'customers.csv',
        observedAt: null,
      })),
      place: null,
      header: null,
      text: null,
    });
  });

  it.each([
    ['a reference that is none', 'seats.csv:3', 'REFERENCE_UNREADABLE'],
    ['a beginning that is too short', '3f2a', 'REFERENCE_UNREADABLE'],
    ['a payload that nobody received', '0123456789abcdef:1', 'PAYLOAD_UNKNOWN'],
  ])('is nothing of %s', async (_case, reference, code) => {
    await expect(seatback.app.get(ShowPayload).execute(reference)).rejects.toMatchObject({ report: { code } });
  });

  it('is nothing where it has no such place, and nothing where it is not what was received', async () => {
    const row = { customer_id: customerId(1), segment: 'SMB' };
    await imported(new ImportFiles().rows('customers.csv', row));
    const hash = sha256(csv([row]));
    for (const place of ['3', 'items[0]'])
      await expect(seatback.app.get(ShowPayload).execute(`${hash}:${place}`)).rejects.toMatchObject({
        report: { code: 'PLACE_UNKNOWN' },
      });
    const admin = new Client({ connectionString: seatback.database.adminUrl });
    await admin.connect();
    await admin.query(`SET session_replication_role = 'replica'`);
    await admin.query('UPDATE payload_chunk SET content = $1', [gzipSync(csv([{ ...row, segment: 'ENTERPRISE' }]))]);
    await admin.end();
    await expect(seatback.app.get(ShowPayload).execute(`${hash}:2`)).rejects.toMatchObject({
      report: { code: 'PAYLOAD_DAMAGED' },
    });
  });
});

async function imported(files: ImportFiles): Promise<void> {
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

interface Explained extends Explanation {
  readonly evidence: Readonly<Record<'readings' | 'lines', readonly (Evidence | undefined)[]>>;
}

/** Why customer 1 has the outcome it has, and where that stands. */
async function explained(): Promise<Explained> {
  const { app } = seatback;
  const run = await app.get(CalculateCampaign).execute(aCampaign());
  const explanation = await app.get(ExplainCustomer).execute(run.campaignId, customerId(1));
  const { readAt, delivery: knownDelivery, readings, lines } = explanation;
  const locate = app.get(LocateEvidence);
  return {
    ...explanation,
    evidence: {
      readings:
        readAt === null ? [] : await locate.ofReading({ customerId: customerId(1), readAt, knownDelivery }, readings),
      lines: await locate.ofLines(lines.map((line) => ({ ...line, customerId: customerId(1) }))),
    },
  };
}

async function shown(evidence: Evidence | undefined) {
  if (evidence === undefined) throw new Error('no evidence');
  return seatback.app.get(ShowPayload).execute(evidence.reference);
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
