import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeTogether } from './output-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatback-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const contents = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const ofRun = (run: string, earnings: Iterable<string> | AsyncIterable<string> = [run]) => [
  { name: 'determinations.csv', parts: [run] },
  { name: 'earnings.csv', parts: earnings },
  { name: 'run.json', parts: [run] },
];

describe('files that belong together', () => {
  it('take their names when all of them are whole', async () => {
    await writeTogether(folder, ofRun('1', ['a', 'b']));
    expect(contents()).toEqual({ 'determinations.csv': '1', 'earnings.csv': 'ab', 'run.json': '1' });
  });

  it('stay those of the run before where one of them breaks off, and nothing unfinished is left', async () => {
    await writeTogether(folder, ofRun('1'));
    async function* breaksOff() {
      yield '2';
      throw new Error('The connection is lost');
    }
    await expect(writeTogether(folder, ofRun('2', breaksOff()))).rejects.toThrow('The connection is lost');
    expect(contents()).toEqual({ 'determinations.csv': '1', 'earnings.csv': '1', 'run.json': '1' });
  });

  it('are without the one that vouches for them where not all could take their names', async () => {
    await writeTogether(folder, ofRun('1'));
    rmSync(join(folder, 'earnings.csv'));
    await writeTogether(join(folder, 'earnings.csv'), ofRun('x'));
    await expect(writeTogether(folder, ofRun('2'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(folder).sort()).toEqual(['determinations.csv', 'earnings.csv']);
  });

  it.each([
    ['is a file', () => 'a-file'],
    ['lies in a file', () => join('a-file', 'out')],
  ])('are refused where the folder %s, without a trace of the program', async (_what, where) => {
    writeFileSync(join(folder, 'a-file'), '');
    const out = join(folder, where());
    await expect(writeTogether(out, ofRun('1'))).rejects.toMatchObject({
      report: { code: 'OUTPUT_UNWRITABLE', where: out },
    });
  });
});
