import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { registerWords } from '../../src/partners/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

const imported = async (files: ImportFiles) =>
  seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
const words = async () => seatback.app.get(UnitOfWork).inSession(registerWords);
const standing = (partner: string, kind: string, name: string, level?: string) => ({
  partner_id: partner,
  kind,
  name,
  valid_from: '2019-01-01',
  ...(level === undefined ? {} : { level }),
});

it('nothing is known of the words of the register before anything was imported', async () => {
  expect(await words()).toEqual({ standings: undefined, levels: [], segments: undefined });
});

it('the words are those that stand on record now', async () => {
  await imported(
    new ImportFiles()
      .rows(
        'partner_standings.csv',
        standing('1', 'membership', 'mpn'),
        standing('2', 'membership', 'MPN'),
        standing('1', 'competency', 'isv', 'gold'),
        standing('1', 'exclusion', 'managed'),
      )
      .rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' }, { customer_id: customerId(2) }),
  );
  expect(await words()).toEqual({
    standings: { membership: ['MPN', 'mpn'], competency: ['isv'], exclusion: ['managed'] },
    levels: ['gold'],
    segments: ['SMB'],
  });
  await imported(new ImportFiles().rows('partner_standings.csv', standing('2', 'membership', 'mpn')));
  expect((await words()).standings).toMatchObject({ membership: ['mpn'] });
});
