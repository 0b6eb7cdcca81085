import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { SeatbackProcess } from './seatback-process.js';
import { StandingCommands } from './standing-commands.js';

const commands = new StandingCommands();
const { work } = commands;
const proof = join(work, 'proof.json');
const received = join(work, 'received');
/** Where no database can be reached, and none may be started. */
const outside = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  SEATBACK_DATA: join(work, 'never-made'),
  SEATBACK_CAMPAIGNS: join(work, 'no-campaigns'),
};
beforeAll(async () => {
  commands.campaignFile('a-campaign.yaml', campaignText());
  await commands.open();
  const folder = new ImportFiles().partner('1001').sale(1).sale(2).billingIsKnown().writeTo(join(work, 'facts'));
  for (const args of [
    ['ingest', 'files', folder],
    ['calculate', 'a-campaign', '--out', join(work, 'out')],
    ['explain', 'a-campaign', customerId(1), '--proof', proof, '--with-payloads', received],
  ]) {
    const { code, errors } = await commands.run(args);
    expect([args[0], code, errors]).toEqual([args[0], 0, '']);
  }
}, 300_000);
afterAll(() => commands.close());

describe('seatback verify --proof', () => {
  it('checks a proof and its payloads without a database', async () => {
    const { code, said, errors } = await new SeatbackProcess(outside.SEATBACK_DATA).run(
      ['verify', '--proof', proof, '--payloads', received],
      outside,
    );
    expect([code, errors]).toEqual([0, '']);
    expect(said).toContain('The proof holds.');
    expect(said).toContain('for partner 1001 qualified, 2000.00 USD');
    expect(said).toMatch(/\d payloads have their hashes/);
    expect(readdirSync(work)).not.toContain('never-made');
  }, 300_000);

  it('says how much could not be checked without payloads', async () => {
    const { code, said } = await commands.run(['verify', '--proof', proof], outside);
    expect(code).toBe(0);
    expect(said).toContain('1 withheld');
    expect(said).not.toContain('The proof holds.');
  }, 300_000);

  it('refuses a proof in which a figure was changed', async () => {
    const changed = join(work, 'changed.json');
    writeFileSync(changed, readFileSync(proof, 'utf8').replace('"reward":"2000.00"', '"reward":"3000.00"'));
    const { code, said } = await commands.run(['verify', '--proof', changed, '--json'], outside);
    expect(code).toBe(1);
    expect(JSON.parse(said)).toMatchObject({ isRight: false });
    expect(said).toContain('says \\"3000.00\\", it is \\"2000.00\\"');
  }, 300_000);

  it('refuses payloads that are not those that were received', async () => {
    const [first] = readdirSync(received);
    writeFileSync(join(received, first!), 'something else');
    const { code, said } = await commands.run(['verify', '--proof', proof, '--payloads', received], outside);
    expect(code).toBe(1);
    expect(said).toContain('its bytes have another hash');
  }, 300_000);

  it('says what is wrong with a file that is no proof', async () => {
    const { code, errors } = await commands.run(['verify', '--proof', join(work, 'nothing.json')], outside);
    expect([code, errors]).toEqual([1, expect.stringContaining('FILE_UNREADABLE')]);
  }, 300_000);
});
