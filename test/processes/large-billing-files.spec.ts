import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from '@jest/globals';
import { readEnvironment } from '../../src/config/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder, type FolderImport } from '../../src/ingest/index.js';
import { hashOf } from '../../src/ingest/raw/payload-hash.js';
import { readPayload } from '../../src/ingest/raw/payload-store.js';
import { csv, customerId, ImportFiles, licenceLine, newCommerceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { everything } from '../ingest/known-facts.js';

/** As built: a thread runs no sources. */
const BUILT = pathToFileURL('dist/src/ingest/sources/files/billing-thread.js');

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

it('are read by a thread as they are without one, whatever is wrong with them', async () => {
  const folder = everyKindOfFile().writeTo(seatbacks.newFolder());
  const plain = await seatbacks.start();
  const threaded = await withThreads(BUILT);
  const expected = await imported(plain, folder);
  expect(expected.files.map(({ file, rowsRead, rowsTaken, sameAs }) => [file, rowsRead, rowsTaken, sameAs])).toEqual([
    ['customers.csv', 1, 1, undefined],
    ['billing/a.csv', 2, 2, undefined],
    ['billing/again.csv', 0, 0, 'billing/a.csv'],
    ['billing/b.csv.gz', 600, 598, undefined],
    ['billing/c.json', 2, 0, undefined],
    ['billing/open-quote.csv', 0, 0, undefined],
  ]);
  expect(expected.filesUnreadable.map(({ file }) => file).sort()).toEqual([
    'billing/cut.csv.gz',
    'billing/open-quote.csv',
  ]);
  expect(await imported(threaded, folder)).toEqual(expected);
  expect(await everything(threaded)).toEqual(await everything(plain));
  // The folder is known by what it holds, also where a thread found that out.
  expect((await imported(threaded, folder)).delivery).toBeUndefined();
});

it('fail the import where the thread ends before them, and nothing is lost', async () => {
  const folder = new ImportFiles().rows('billing/D1.csv', licenceLine(1)).writeTo(seatbacks.newFolder());
  for (const [program, found] of [
    ['process.exit(3)', /it ended with 3/],
    ['throw new Error("out of luck")', /out of luck/],
  ] as const) {
    const seatback = await withThreads(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    const before = await everything(seatback);
    await expect(imported(seatback, folder)).rejects.toMatchObject({
      code: 'READING_BROKE_OFF',
      report: { found: expect.stringMatching(found), where: 'billing/D1.csv' },
    });
    expect(await everything(seatback)).toEqual(before);
    const next = await seatbacks.sameDatabase(seatback);
    expect(await imported(next, folder)).toMatchObject({ delivery: { delivery: 1 } });
    await next.close();
  }
});

it('end with the import that is told to end', async () => {
  const folder = new ImportFiles().rows('billing/D1.csv', licenceLine(1)).writeTo(seatbacks.newFolder());
  const seatback = await withThreads(BUILT);
  const stop = (): never => {
    throw new Error('told to end');
  };
  await expect(seatback.app.get(ImportFolder).execute(folder, { onFile: stop })).rejects.toThrow('told to end');
  expect(await imported(seatback, folder)).toMatchObject({ delivery: { delivery: 1 } });
});

it('are not taken where somebody still writes to them', async () => {
  const many = csv(Array.from({ length: 3_000 }, (_, index) => licenceLine(index)));
  for (const [name, bytes] of [
    ['billing/D1.csv', Buffer.from(many)],
    ['billing/D1.csv.gz', gzipSync(many)],
  ] as const) {
    for (const read of ['by a thread', 'without one']) {
      const folder = new ImportFiles().file(name, bytes).writeTo(seatbacks.newFolder());
      const seatback = read === 'by a thread' ? await withThreads(BUILT) : await seatbacks.start();
      const write = (): void => appendFileSync(join(folder, name), '\n');
      await expect(seatback.app.get(ImportFolder).execute(folder, { onFile: write })).rejects.toMatchObject({
        code: 'FILE_CHANGED',
        report: { where: name },
      });
      // What was kept of it so far is kept as what it is.
      expect(await brokenPayloads(seatback)).toEqual([]);
      new ImportFiles().file(name, bytes).writeTo(folder);
      expect(await imported(seatback, folder)).toMatchObject({ delivery: { delivery: 1 } });
      expect(await brokenPayloads(seatback)).toEqual([]);
    }
  }
});

/** Hashes of payloads that are not what they are kept as. */
async function brokenPayloads({ app }: TestSeatback): Promise<string[]> {
  return app.get(UnitOfWork).inSession(async (session) => {
    const kept = await session.query<{ hash: Buffer }>('SELECT payload_hash AS hash FROM payload');
    const broken: string[] = [];
    for (const { hash } of kept) {
      const { digest } = await hashOf(readPayload(session, app.get(Vault), hash));
      if (!hash.equals(digest)) broken.push(hash.toString('hex'));
    }
    return broken;
  });
}

async function withThreads(program: URL): Promise<TestSeatback> {
  const { partnerCenter } = readEnvironment({});
  return seatbacks.start({ partnerCenter: { partnerCenter, billingThreads: { program, fromBytes: 0 } } });
}

async function imported({ app }: TestSeatback, folder: string): Promise<FolderImport> {
  return app.get(ImportFolder).execute(folder);
}

function everyKindOfFile(): ImportFiles {
  const many = Array.from({ length: 600 }, (_, index) =>
    newCommerceLine(index % 90, {
      InvoiceNumber: `G${String(index % 3)}`,
      ...(index === 200 ? { CustomerId: 'nobody' } : {}),
      ...(index === 300 ? { ChargeEndDate: '1/1/2001' } : {}),
    }),
  );
  const a = csv([licenceLine(1), licenceLine(2)]);
  return (
    new ImportFiles()
      .rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' })
      .file('billing/a.csv', a)
      .file('billing/again.csv', a)
      .file('billing/b.csv.gz', gzipSync(csv(many)))
      // An invoice of `b`, in another form.
      .file(
        'billing/c.json',
        [1, 2].map((line) => JSON.stringify(newCommerceLine(line, { InvoiceNumber: 'G1' }))).join('\n'),
      )
      .file('billing/cut.csv.gz', gzipSync(csv(many)).subarray(0, -100))
      .file('billing/open-quote.csv', csv([licenceLine(3)]) + '"never closed')
  );
}
