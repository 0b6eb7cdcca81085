import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { UnitOfWork } from '../../src/database/index.js';
import {
  ImportFolder,
  PullPartnerCenter,
  RereadPayloads,
  type IngestOptions,
  type Pull,
} from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, ImportFiles, newCommerceLine, type CsvRow } from '../builders/import-folder.js';
import { localIngest } from '../builders/local-ingest.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { mistaken } from '../ingest/wrong-mappings.js';

const DUE = instant('2024-07-04T01:30:00Z');
const NEXT_DAY = plusMillis(DUE, 86_400_000);
const SIGNATURE = 'c2lnbmF0dXJl';

/** Stands for Partner Center, Graph and the store of files; each test says how they answer. */
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  request.setEncoding('utf8');
  let body = '';
  request.on('data', (piece: string) => (body += piece));
  request.on('end', () => {
    asked.push(`${request.method} ${url.pathname}`);
    tokens.push([url.pathname, request.headers.authorization]);
    const answer = world.answer(url, body);
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body ?? {}));
  });
});
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}
let asked: string[];
let tokens: (readonly [path: string, authorization: string | undefined])[];
let sleptMs: number[];
let origin: string;
let world: Exports;
let options: IngestOptions;

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  const local = await localIngest(server);
  origin = local.partnerCenter.url;
  options = {
    ...local,
    graphBilling: { url: `${origin}/v1.0` },
    credential: {
      getToken: async (scope) => ({ token: `for ${String(scope)}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    },
    sleep: async (ms) => {
      sleptMs.push(ms);
    },
  };
  seatback = await seatbacks.start({ partnerCenter: options });
});
beforeEach(async () => {
  await seatback.database.clear();
  seatback.clock.moveTo(DUE);
  [asked, tokens, sleptMs] = [[], [], []];
  world = new Exports();
  const products = new ImportFiles().rows('products.csv', {
    product: 'business-central',
    product_family: 'dynamics-365',
    sku_part_number: BUSINESS_CENTRAL.partNumber,
    sku_id: BUSINESS_CENTRAL.skuId,
    offer_id: 'CFQ7TTC0LH18:0001',
  });
  await seatback.app.get(ImportFolder).execute(products.writeTo(seatbacks.newFolder()));
});
afterAll(async () => {
  await seatbacks.end();
  server.closeAllConnections();
  server.close();
});

const line = (customer: number, changes: CsvRow = {}): CsvRow =>
  newCommerceLine(customer, {
    InvoiceNumber: 'G1',
    ChargeStartDate: '2024-06-01T00:00:00Z',
    ChargeEndDate: '2024-06-30T00:00:00Z',
    ...changes,
  });
const packed = (...lines: readonly CsvRow[]): Buffer =>
  gzipSync(lines.map((one) => `${JSON.stringify(one)}\n`).join(''));

/** Two invoices of June 2024 whose exports are in order, until a test says otherwise of G1. */
class Exports {
  documents: unknown[] = [this.document('G1'), this.document('G2')];
  totalCharges: unknown = 750;
  period = ['2024-06-01T10:00:00Z', '2024-06-30T10:00:00Z'];
  /** Files of G1 by name. */
  files: Record<string, Buffer> = { 'a.json.gz': packed(line(1)), 'b.json.gz': packed(line(2)) };
  asking: (() => Answer) | undefined;
  operation: ((look: number) => Answer) | undefined;
  manifest: ((read: number) => object) | undefined;
  file: ((name: string, signature: string) => Answer | undefined) | undefined;
  lineItems: ((url: URL) => Answer) | undefined;
  #looks = 0;
  #manifests = 0;

  document(id: string, more: object = {}) {
    return { id, documentType: 'invoice', invoiceDetails: [{ billingProvider: 'one_time' }], ...more };
  }

  answer(url: URL, body: string): Answer {
    const [, version, ...path] = url.pathname.split('/');
    if (version === 'v1') return this.#partnerCenter(path, url);
    if (version === 'v1.0') return this.#graph(path.slice(3), body);
    const name = path.at(-1) ?? '';
    if (path[0] === 'G2') return { body: packed(line(3, { InvoiceNumber: 'G2' })) };
    return this.file?.(name, url.searchParams.get('sig') ?? '') ?? { body: this.files[name] };
  }

  #partnerCenter([what, id, of]: readonly string[], url: URL): Answer {
    if (what !== 'invoices') return { body: { items: [] } };
    if (id === undefined) return { body: { items: this.documents } };
    if (of !== undefined) return this.lineItems?.(url) ?? { body: { items: [] } };
    const [billingPeriodStartDate, billingPeriodEndDate] = this.period;
    return { body: { id, billingPeriodStartDate, billingPeriodEndDate, totalCharges: this.totalCharges } };
  }

  #graph([kind, id]: readonly string[], body: string): Answer {
    const billing = `${origin}/v1.0/reports/partners/billing`;
    if (kind === 'reconciliation') {
      const { invoiceId } = JSON.parse(body) as { invoiceId: string };
      const accepted = { status: 202, headers: { Location: `${billing}/operations/${invoiceId}`, 'Retry-After': '7' } };
      return (invoiceId === 'G1' ? this.asking?.() : undefined) ?? accepted;
    }
    if (kind === 'operations') {
      const done = {
        '@odata.type': '#microsoft.graph.partners.billing.exportSuccessOperation',
        'resourceLocation@odata.navigationLink': `${billing}/manifests/${id}`,
      };
      return (id === 'G1' ? this.operation?.((this.#looks += 1)) : undefined) ?? { body: done };
    }
    const ofOther = { ...this.manifestOf('c.json.gz'), rootDirectory: `${origin}/files/G2` };
    if (id !== 'G1') return { body: ofOther };
    const ordinary = this.manifestOf(...Object.keys(this.files));
    return { body: { ...ordinary, ...this.manifest?.((this.#manifests += 1)) } };
  }

  manifestOf(...names: readonly string[]) {
    return {
      eTag: 'first',
      dataFormat: 'compressedJSONLines',
      rootDirectory: `${origin}/files/G1`,
      sasToken: `se=2024-07-04T13%3A30%3A00Z&sp=rl&sig=${SIGNATURE}`,
      blobCount: names.length,
      blobs: names.map((name) => ({ name })),
    };
  }
}

const running: Answer = {
  headers: { 'Retry-After': '9' },
  body: { '@odata.type': '#microsoft.graph.partners.billing.runningOperation', status: 'running' },
};
const downloads = () => asked.filter((path) => path.startsWith('GET /files/G1/')).map((path) => path.slice(14));

describe('an exported invoice', () => {
  it('is asked for, looked at no earlier than told, and its files are kept and read', async () => {
    world.operation = (look) => (look < 3 ? running : (undefined as never));
    expect(await pull()).toMatchObject({ invoicesRead: 2, invoicesNotTaken: 0, quarantined: [] });
    expect(sleptMs.slice(0, 3)).toEqual([7_000, 9_000, 9_000]);
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15, 3: 15 });
    expect(await coverage()).toEqual(['2024-06-01..2024-06-30']);
    const exported = `SELECT name FROM delivery_payload WHERE delivery = 2 AND name LIKE $$%/export/%$$ ORDER BY name`;
    expect(await query(exported)).toEqual([
      { name: 'invoices/G1/export/a.json.gz' },
      { name: 'invoices/G1/export/b.json.gz' },
      { name: 'invoices/G2/export/c.json.gz' },
    ]);
    expect(await query(`SELECT file, file_line AS line FROM billing_line ORDER BY file LIMIT 1`)).toEqual([
      { file: 'invoices/G1/export/a.json.gz', line: 1 },
    ]);
    // Each audience has its token, and the store of files none.
    const tokenOf = (part: string) =>
      new Set(tokens.filter(([path]) => path.startsWith(part)).map(([, token]) => token));
    expect([...tokenOf('/v1.0/')]).toEqual(['Bearer for https://graph.microsoft.com/.default']);
    expect([...tokenOf('/v1/')]).toEqual(['Bearer for https://api.partnercenter.microsoft.com/.default']);
    expect([...tokenOf('/files/')]).toEqual([undefined]);
  });

  it('is not asked for again once it was taken', async () => {
    await pull();
    asked = [];
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 0, exportCalls: 0 });
  });

  it('goes on with the files that are left where the signed address expires', async () => {
    let opened = 0;
    world.manifest = (read) => ({ sasToken: `sig=${SIGNATURE}${read}` });
    world.file = (_name, signature) =>
      signature === `${SIGNATURE}1` && (opened += 1) > 1 ? { status: 403 } : undefined;
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(downloads()).toEqual(['a.json.gz', 'b.json.gz', 'b.json.gz']);
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15, 3: 15 });
  });

  it('begins anew where the manifest has a new eTag by then: there is new data', async () => {
    const changed = line(1, { BillableQuantity: 20 });
    world.manifest = (read) => (read === 1 ? {} : { eTag: 'second', sasToken: 'sig=other' });
    world.file = (name, signature) => {
      if (signature === SIGNATURE) return name === 'a.json.gz' ? undefined : { status: 403 };
      return name === 'a.json.gz' ? { body: packed(changed) } : undefined;
    };
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(downloads()).toEqual(['a.json.gz', 'b.json.gz', 'a.json.gz', 'b.json.gz']);
    expect(await seatsByCustomer()).toEqual({ 1: 20, 2: 15, 3: 15 });
  });

  it('is asked for again after what passes, at every step', async () => {
    let trouble = 0;
    const once = (answer: Answer): Answer | undefined => ((trouble += 1) % 2 === 1 ? answer : undefined);
    world.asking = () => once({ status: 429, headers: { 'Retry-After': '30' } }) as never;
    world.operation = () => once({ status: 503 }) as never;
    world.file = () => once({ status: 500 });
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(sleptMs[0]).toBeCloseTo(30_000, -2);
  });

  it('is asked for under another token where the first has expired before its time', async () => {
    let refused = 0;
    world.asking = () => ((refused += 1) === 1 ? { status: 401 } : (undefined as never));
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
  });

  it('waits for as long as Retry-After says in a date, and does not count being told to wait as a failure', async () => {
    let told = 0;
    const wait = {
      status: 429,
      headers: { Date: 'Thu, 04 Jul 2024 01:30:00 GMT', 'Retry-After': 'Thu, 04 Jul 2024 01:31:00 GMT' },
    };
    world.file = () => ((told += 1) <= 12 ? wait : undefined);
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(Math.max(...sleptMs)).toBeGreaterThan(59_000);
  });

  it('that is made anew while its files are fetched is taken from the new manifest alone', async () => {
    world.manifest = (read) =>
      read === 1 ? world.manifestOf('old.json.gz') : { ...world.manifestOf('a.json.gz', 'b.json.gz'), eTag: 'second' };
    world.file = (name) => (name === 'old.json.gz' ? { status: 404 } : undefined);
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15, 3: 15 });
  });

  it('whose manifest has changed when the last file is there is fetched again: the first ones are of another edition', async () => {
    const changed = line(2, { BillableQuantity: 20 });
    world.manifest = (read) => (read === 1 ? {} : { eTag: 'second', sasToken: 'sig=other' });
    world.file = (name, signature) =>
      signature !== SIGNATURE && name === 'b.json.gz' ? { body: packed(changed) } : undefined;
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 20, 3: 15 });
  });

  it('leaves rows that cannot be read to quarantine, and takes the others', async () => {
    world.files = {
      'a.json.gz': packed(line(1), line(2, { BillableQuantity: 'many' }), line(3, { InvoiceNumber: 'G9' }), line(4)),
    };
    expect((await pull()).quarantined).toEqual([
      expect.objectContaining({ file: 'invoices/G1/export/a.json.gz', line: 2, column: 'billablequantity' }),
      expect.objectContaining({ line: 3, column: 'invoicenumber', expected: 'G1', found: '"G9"' }),
    ]);
    expect(await seatsByCustomer()).toEqual({ 1: 15, 3: 15, 4: 15 });
  });

  it('is read again from its files, in the order in which the manifest named them', async () => {
    world.files = {
      'b.json.gz': packed(line(1), line(2, { BillableQuantity: 4 })),
      'a.json.gz': packed(line(1, { BillableQuantity: 2 }), line(2, { ChargeEndDate: 'soon' })),
    };
    const wrong = { ...options, mapping: mistaken('bills another partner in new commerce') };
    const pulling = await seatbacks.sameDatabase(seatback, { partnerCenter: wrong });
    await pulling.app.get(PullPartnerCenter).execute({ dueAt: DUE });
    await pulling.close();
    const partners = () =>
      query(
        'SELECT DISTINCT partner_id AS id FROM billed_seat_history JOIN partner USING (partner_key) WHERE recorded_to IS NULL',
      );
    expect(await partners()).toEqual([{ id: 'somebody' }]);

    const reread = () =>
      seatback.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'another partner was taken' });
    expect(await reread()).toMatchObject({ delivery: 3, problems: [], rowsResolved: 0 });
    expect(await partners()).toEqual([{ id: '1001' }]);
    expect(await seatsByCustomer()).toEqual({ 1: 17, 2: 4, 3: 15 });
    expect(
      await query(`SELECT line, file, file_line AS "fileLine", read_from AS "readFrom" FROM billing_line JOIN invoice USING (invoice_key)
      WHERE invoice_number = 'G1' AND recorded_to IS NULL ORDER BY line`),
    ).toEqual([
      { line: 1, file: 'invoices/G1/export/b.json.gz', fileLine: 1, readFrom: 2 },
      { line: 2, file: 'invoices/G1/export/b.json.gz', fileLine: 2, readFrom: 2 },
      { line: 3, file: 'invoices/G1/export/a.json.gz', fileLine: 1, readFrom: 2 },
    ]);
    expect(await reread()).toMatchObject({ delivery: undefined, changeCount: 0 });
    // What was asked when it was pulled is not asked again.
    expect(asked.filter((path) => path.startsWith('POST'))).toHaveLength(2);
  });

  it('without a line, though there are charges, leaves its seats unknown', async () => {
    world.documents = [world.document('G1')];
    world.totalCharges = '750.00';
    for (const files of [{ 'a.json.gz': packed() }, {}]) {
      world.files = files;
      expect(await pull(plusMillis(DUE, Object.keys(files).length))).toMatchObject({
        invoicesRead: 0,
        invoicesNotTaken: 1,
      });
    }
    expect(await coverage()).toEqual([]);
  });

  it('stays as it is where one of its files is lost, and the others are read again', async () => {
    const wrong = { ...options, mapping: mistaken('bills another partner in new commerce') };
    const pulling = await seatbacks.sameDatabase(seatback, { partnerCenter: wrong });
    await pulling.app.get(PullPartnerCenter).execute({ dueAt: DUE });
    await pulling.close();
    const admin = new Client({ connectionString: seatback.database.adminUrl });
    await admin.connect();
    await admin.query(
      `DELETE FROM payload_chunk WHERE payload_hash = (SELECT payload_hash FROM delivery_payload WHERE name LIKE '%/b.json.gz')`,
    );
    await admin.end();
    const outcome = await seatback.app
      .get(RereadPayloads)
      .execute({ actor: 'dana', reason: 'another partner was taken' });
    expect(outcome.problems).toMatchObject([{ name: 'invoices/G1/export/b.json.gz', code: 'PAYLOAD_MISSING' }]);
    expect(
      await query(
        `SELECT invoice_number AS number, recorded_from AS recorded FROM invoice WHERE recorded_to IS NULL ORDER BY 1`,
      ),
    ).toEqual([
      { number: 'G1', recorded: 2 },
      { number: 'G2', recorded: 3 },
    ]);
  });

  it('may have a name that does not say that it is packed', async () => {
    world.files = { 'PartitionValue=default/part-0': packed(line(1)) };
    world.file = (name) => (name === 'part-0' ? { body: packed(line(1)) } : undefined);
    expect(await pull()).toMatchObject({ invoicesRead: 2, quarantined: [] });
  });
});

describe('an export without data', () => {
  beforeEach(() => {
    const error = { code: '5000', message: 'No data available' };
    world.operation = () => ({
      body: { '@odata.type': '#microsoft.graph.partners.billing.failedOperation', status: 'failed', error },
    });
  });

  it('is all there is of an invoice of zero', async () => {
    world.totalCharges = 0;
    expect(await pull()).toMatchObject({ invoicesRead: 2, invoicesNotTaken: 0, quarantined: [] });
    expect(await coverage()).toEqual(['2024-06-01..2024-06-30']);
  });

  it('is not believed of an invoice with charges: its seats are unknown, not zero', async () => {
    expect((await pull()).quarantined).toEqual([
      expect.objectContaining({ file: 'invoices/G1', code: 'INVOICE_NOT_TAKEN', expected: 'lines for charges of 750' }),
    ]);
    expect(await coverage()).toEqual([]);
  });
});

describe('what stops one invoice stops no other', () => {
  const half = packed(line(1), line(2));
  const cases: readonly (readonly [what: string, change: () => void, code: string])[] = [
    ['a file is cut short', () => (world.files['b.json.gz'] = half.subarray(0, half.length - 12)), 'FILE_UNREADABLE'],
    ['a file is not packed', () => (world.files['b.json.gz'] = Buffer.from('{"a":1}\n')), 'FILE_UNREADABLE'],
    [
      'a line is cut in half',
      () =>
        (world.files['b.json.gz'] = gzipSync(`${JSON.stringify(line(2))}\n${JSON.stringify(line(4)).slice(0, 70)}`)),
      'FILE_UNREADABLE',
    ],
    ['a file is missing from the manifest', () => (world.manifest = () => ({ blobCount: 3 })), 'GRAPH_UNREADABLE'],
    [
      'a file is named twice',
      () => (world.manifest = () => world.manifestOf('a.json.gz', 'a.json.gz')),
      'GRAPH_UNREADABLE',
    ],
    ['a name leads elsewhere', () => (world.manifest = () => world.manifestOf('../G2/c.json.gz')), 'GRAPH_UNREADABLE'],
    ['the format is another', () => (world.manifest = () => ({ dataFormat: 'parquet' })), 'GRAPH_UNREADABLE'],
    ['the signature opens nothing', () => (world.file = () => ({ status: 403 })), 'EXPORT_FAILED'],
    ['a file is not there', () => (world.file = () => ({ status: 404 })), 'EXPORT_FAILED'],
    ['a file is refused', () => (world.file = () => ({ status: 400 })), 'GRAPH_FAILED'],
    [
      'the export is made anew all the time',
      () => (world.manifest = (read) => ({ eTag: String(read) })),
      'EXPORT_FAILED',
    ],
    ['the export may not be asked for', () => (world.asking = () => ({ status: 403 })), 'GRAPH_REFUSED'],
    ['the token is not taken', () => (world.asking = () => ({ status: 401 })), 'GRAPH_REFUSED'],
    ['Graph fails', () => (world.asking = () => ({ status: 500 })), 'GRAPH_FAILED'],
    ['there is nowhere to look', () => (world.asking = () => ({ status: 202 })), 'GRAPH_UNREADABLE'],
    [
      'the place to look lies elsewhere, where our token must not go',
      () => (world.asking = () => ({ status: 202, headers: { Location: 'https://elsewhere.example/operations/1' } })),
      'GRAPH_UNREADABLE',
    ],
    ['the operation does not end', () => (world.operation = () => running), 'EXPORT_FAILED'],
    [
      'the operation fails',
      () => (world.operation = () => ({ body: { status: 'failed', error: { code: '1', message: 'Not so.' } } })),
      'EXPORT_FAILED',
    ],
    [
      'the state is one that nobody knows',
      () => (world.operation = () => ({ body: { status: 'paused' } })),
      'GRAPH_UNREADABLE',
    ],
    [
      'the operation is a web page',
      () => (world.operation = () => ({ body: Buffer.from('<html>') })),
      'GRAPH_UNREADABLE',
    ],
  ];

  it.each(cases)('where %s; its month is not known, and the next pull takes it', async (_what, change, code) => {
    change();
    const pulled = await pull();
    expect(pulled).toMatchObject({ invoicesRead: 1, invoicesNotTaken: 1 });
    expect(pulled.quarantined).toEqual([
      expect.objectContaining({ file: expect.stringMatching(/^invoices\/G1/), line: 0, code }),
    ]);
    expect(await seatsByCustomer()).toEqual({ 3: 15 });
    expect(await coverage()).toEqual([]);
    expect(await rememberedText()).not.toContain(SIGNATURE);

    world = new Exports();
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 1, invoicesNotTaken: 0, quarantined: [] });
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15, 3: 15 });
    expect(await coverage()).toEqual(['2024-06-01..2024-06-30']);
  });
});

describe('before there was an export', () => {
  beforeEach(() => {
    world.period = ['2024-01-01T10:00:00Z', '2024-01-31T10:00:00Z'];
    world.documents = [world.document('G1')];
  });
  const item = (customer: number) => {
    const names = Object.entries(line(customer)).map(([name, value]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      value,
    ]);
    return Object.fromEntries(names) as object;
  };

  it('lines are read page by page from /v1, by the token of the link alone', async () => {
    world.lineItems = (url) => {
      if (!url.pathname.endsWith('/OneTime/BillingLineItems')) {
        const headers = [{ key: 'MS-ContinuationToken', value: 'a,b/=' }];
        return {
          body: { items: [item(1)], links: { next: { uri: '/invoices/G1?size=2?seekOperation=Next', headers } } },
        };
      }
      expect(url.search).toBe('?seekOperation=Next');
      return { body: { items: [item(2)] } };
    };
    expect(await pull()).toMatchObject({ invoicesRead: 1, exportCalls: 0, quarantined: [] });
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15 });
    expect(await coverage()).toEqual(['2024-01-01..2024-01-31']);
  });

  it('is read again as it was taken, also where it took a second round', async () => {
    let refusals = 5;
    world.lineItems = () => ((refusals -= 1) >= 0 ? { status: 503 } : { body: { items: [item(1)] } });
    const patient = { ...options, partnerCenter: { ...options.partnerCenter, patienceMs: 600_000 } };
    const pulling = await seatbacks.sameDatabase(seatback, { partnerCenter: patient });
    expect(await pulling.app.get(PullPartnerCenter).execute({ dueAt: DUE })).toMatchObject({ invoicesRead: 1 });
    await pulling.close();
    const seats = await seatsByCustomer();
    expect(Object.keys(seats)).toEqual(['1']);
    const outcome = await seatback.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'nothing was wrong' });
    expect(outcome).toMatchObject({ delivery: undefined, problems: [] });
    expect(await seatsByCustomer()).toEqual(seats);
  });

  it('pages that do not end, or have no token for the next, are no invoice', async () => {
    world.lineItems = () => ({ body: { items: [item(1)], links: { next: { uri: 'x' } } } });
    expect((await pull()).quarantined).toEqual([expect.objectContaining({ code: 'PARTNER_CENTER_UNREADABLE' })]);
    const headers = [{ key: 'MS-ContinuationToken', value: 'again' }];
    world.lineItems = () => ({ body: { items: [item(1)], links: { next: { headers } } } });
    expect((await pull(NEXT_DAY)).quarantined).toEqual([
      expect.objectContaining({ code: 'PARTNER_CENTER_UNREADABLE' }),
    ]);
    expect(await query('SELECT 1 FROM billing_line')).toEqual([]);
  });
});

describe('notes', () => {
  const note = (documentType: string, more: object = {}) => world.document('G2', { documentType, ...more });

  it('that adjust an invoice add their lines, also where these name the invoice', async () => {
    world.documents = [world.document('G1', { amendments: [note('adjustment_note', { amendsOf: 'G1' })] })];
    world.files = { 'a.json.gz': packed(line(3, { BillableQuantity: 20 })) };
    await pull();
    expect(await seatsByCustomer()).toEqual({ 3: 35 });
  });

  it('that void an invoice take away its lines the night they are found, and it comes back no more', async () => {
    world.documents = [world.document('G1')];
    await pull();
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15 });
    world.documents = [world.document('G1'), note('void_note', { amendsOf: 'G1' })];
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 0, quarantined: [] });
    expect(await seatsByCustomer()).toEqual({});
    // Its lines stay on record as what was known before.
    expect(
      await query('SELECT line_count AS lines, recorded_from AS "from", recorded_to AS "to" FROM invoice ORDER BY 2'),
    ).toEqual([
      { lines: 2, from: 2, to: 3 },
      { lines: 0, from: 3, to: null },
    ]);
    expect(await pull(plusMillis(NEXT_DAY, 86_400_000))).toMatchObject({ invoicesRead: 0, changed: { billing: 0 } });
  });

  it('of a kind that nobody knows are not guessed, and their month is not known', async () => {
    world.documents = [world.document('G1'), note('debit_memo')];
    expect((await pull()).quarantined).toEqual([
      expect.objectContaining({ file: 'invoices/G2', column: 'documentType', found: '"debit_memo"' }),
    ]);
    expect(await seatsByCustomer()).toEqual({ 1: 15, 2: 15 });
    expect(await coverage()).toEqual([]);
  });
});

function pull(dueAt = DUE): Promise<Pull> {
  seatback.clock.moveTo(dueAt);
  return seatback.app.get(PullPartnerCenter).execute({ dueAt });
}

async function seatsByCustomer(): Promise<Record<string, number>> {
  const rows = await query<{ customer: number; seats: string }>(
    `SELECT right(customer_id::text, 1) AS customer, seats_billed AS seats FROM billed_seat_history
     JOIN customer USING (customer_key) WHERE recorded_to IS NULL`,
  );
  return Object.fromEntries(rows.map(({ customer, seats }) => [customer, Number(seats)]));
}

async function coverage(): Promise<string[]> {
  const rows = await query<{ days: string }>(
    `SELECT known_from || '..' || known_to AS days FROM record_coverage WHERE resource = 'billing'`,
  );
  return rows.map(({ days }) => days);
}

/** Everything that the program wrote down about what it read. */
async function rememberedText(): Promise<string> {
  const tables = ['quarantined_row', 'delivery_payload', 'delivery_summary', 'billing_line', 'invoice'];
  const rows = await Promise.all(tables.map((table) => query(`SELECT ${table}::text FROM ${table}`)));
  return JSON.stringify(rows);
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
