import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { removeDataFolder } from '../demo/demo-process.js';
import { SeatbackProcess, type StartedProcess } from '../commands/seatback-process.js';

/** Each command is a process of its own; on a busy machine some seconds. */
const work = mkdtempSync(join(tmpdir(), 'seatback-payee-'));
const dataFolder = join(work, 'own');
const campaigns = join(work, 'campaigns');
const seatback = new SeatbackProcess(dataFolder);
let server: StartedProcess;
const run = async (...args: readonly string[]) => seatback.run(args, { SEATBACK_CAMPAIGNS: campaigns });

beforeAll(async () => {
  new ImportFiles()
    .file(
      'a-campaign.yaml',
      campaignText({ 'proof of performance': undefined, 'bank details': { days: 5, notices: 3 } }),
    )
    .writeTo(campaigns);
  server = await seatback.start(['serve'], { PORT: '0', SEATBACK_CAMPAIGNS: campaigns });
  const facts = new ImportFiles()
    .partner('1001', { account: null })
    .billingIsKnown()
    .sale(1)
    .writeTo(join(work, 'facts'));
  await run('ingest', 'files', facts);
  expect(await run('calculate', 'a-campaign', '--out', join(work, 'out'))).toMatchObject({ code: 0, errors: '' });
});
afterAll(async () => {
  await server.stop();
  removeDataFolder(dataFolder);
  rmSync(work, { recursive: true, force: true });
});

describe('the payee commands', () => {
  it('take details from the link to the approval, with no number on any line', async () => {
    const invited = await run('payee', 'invite', '1001', '--campaign', 'a-campaign', '--actor', 'dana');
    expect(invited).toMatchObject({ code: 0, errors: '' });
    const token = /once: (\S+)/.exec(invited.said)?.[1] ?? '';
    const file = join(work, 'details.yaml');
    const details = { accountName: 'Partner 1001 Ltd', accountKind: 'business', bic: 'BUKBGB22', bankCountry: 'GB' };
    writeFileSync(file, JSON.stringify({ ...details, token, iban: ibanOf(1), currency: 'GBX' }));
    const slip = await run('payee', 'enter', '--file', file, '--actor', 'pat');
    expect(slip).toMatchObject({ code: 1, said: '' });
    expect(slip.errors).toMatch(/BANK_DETAILS_INVALID\n {2}expected {2}currency: a currency of ISO 4217/);
    writeFileSync(file, JSON.stringify({ ...details, token, iban: ibanOf(1), currency: 'GBP' }));
    const entered = await run('payee', 'enter', '--file', file, '--actor', 'pat');
    expect(entered).toMatchObject({ code: 0, errors: '' });
    expect(entered.said).toContain(`account ****${ibanOf(1).slice(-4)}, kept sealed`);

    const listed = await run('payee', 'list');
    expect(listed.code).toBe(2);
    expect(listed.said).toMatch(/1001 .*match .*invitation .*pat/);
    expect((await run('payee', 'approve', '1', '--actor', 'dana')).errors).toContain('SAME_PERSON');
    const approved = await run('payee', 'approve', '1', '--last-four', ibanOf(1).slice(-4), '--actor', 'robin');
    expect(approved.said).toMatch(/are approved; they may be paid to from 2/);
    const shown = await run('payee', 'show', '1001');
    expect(shown.code).toBe(2);
    expect(shown.said).toContain('waiting time: bank details 1 may be paid to from');
    expect(shown.said).toContain('A wire to GB needs an IBAN (22 characters, beginning with GB) and bic.');
    for (const { said, errors } of [slip, entered, listed, approved, shown])
      expect(said + errors).not.toContain(ibanOf(1));

    expect((await run('payee', 'notices', '--json')).said).toMatch(/"carriedOut": \[\]/);
    expect((await run('verify')).said).toContain('Everything adds up.');
  });

  it('take no number as an argument, and rotate the keys of the key file', async () => {
    expect((await run('payee', 'enter', '1001', '--iban', ibanOf(1), '--actor', 'pat')).code).toBe(1);
    expect(await run('keys', 'new', '--actor', 'dana')).toMatchObject({ code: 0 });
    const rotated = await run('keys', 'rotate', '--actor', 'dana');
    expect(rotated).toMatchObject({ code: 0 });
    expect(rotated.said).toMatch(/bank_details account_sealed +1 +0/);
    const keys = await seatback.json<{ state: string; values: number }[]>(['keys', 'show']);
    expect(keys.map(({ state, values }) => [state, values > 0])).toEqual([
      ['newest', true],
      ['opens', false],
    ]);
    expect((await run('payee', 'show', '1001')).said).toContain(ibanOf(1).slice(-4));
  });
});
