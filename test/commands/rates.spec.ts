import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { StandingCommands } from './standing-commands.js';

// The first file of a run makes the server and its template.
jest.setTimeout(300_000);

const commands = new StandingCommands();
beforeAll(() => commands.open());
afterAll(() => commands.close());

const HEAD = 'base,quote,rate,rate_on,source';

describe('npx seatback rates', () => {
  it('imports a file of any name, corrects what comes again, and names what it cannot read by line', async () => {
    const file = join(commands.work, 'ecb.txt');
    writeFileSync(file, `${HEAD}\nEUR,USD,1.1182,2019-08-05,ECB\nEUR,SEK,10.7383,2019-08-05,ECB\n`);
    expect(await commands.run(['rates', 'import', file])).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^2 rates, delivery 1, recorded /),
    });
    expect(await commands.run(['rates', 'import', file])).toMatchObject({
      code: 0,
      said: 'Nothing new: all of it was known already.\n',
    });
    writeFileSync(file, `${HEAD}\nEUR,USD,1.1183,2019-08-05,ECB\nEUR,XXY,2,2019-08-05,ECB\nEUR,EUR,1,2019-08-05,ECB\n`);
    const corrected = await commands.run(['rates', 'import', file]);
    expect(corrected.code).toBe(2);
    expect(corrected.said).toMatch(/fx_rates\.csv\s+3\s+quote/);
    expect(corrected.said).toMatch(/fx_rates\.csv\s+4\s+quote/);
    const listed = await commands.json<{ rate: string; delivery: number }[]>([
      'rates',
      'list',
      '--on',
      '2019-08-05',
      '--json',
    ]);
    expect(listed).toMatchObject([
      { base: 'EUR', quote: 'SEK', rate: '10.7383', rateOn: '2019-08-05', source: 'ECB', delivery: 1 },
      { base: 'EUR', quote: 'USD', rate: '1.1183', delivery: 2 },
    ]);
    expect((await commands.run(['rates', 'list', '--source', 'a bank'])).said).toMatch(/^No such rates\./);
    expect((await commands.run(['verify'])).code).toBe(0);
  });

  it('refuses a file that is not there', async () => {
    const refused = await commands.run(['rates', 'import', join(commands.work, 'none.csv')]);
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toContain('FILE_UNREADABLE');
  });
});

describe('npx seatback ledger export', () => {
  it('writes rows to standard output and what they come to beside them; totals alone need a file', async () => {
    const exported = await commands.run(['ledger', 'export', '--period', '2019-08']);
    expect(exported).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^journal,line,accounting_date,[a-z_,]+\n$/),
      errors: expect.stringMatching(
        /^2019-08 \(open\): 0 journals, 0 postings\.\nSHA-256 [0-9a-f]{64}\nThe month is open/,
      ),
    });
    const refused = await commands.run(['ledger', 'export', '--period', '2019-08', '--json']);
    expect(JSON.parse(refused.said)).toMatchObject({ error: { code: 'OPTION_MISSING' } });
    expect(
      await commands.json(['ledger', 'export', '--period', '2019-08', '--json', '--out', join(commands.work, 'j.csv')]),
    ).toMatchObject({
      period: '2019-08',
      postings: 0,
      totals: [],
    });
  });
});
