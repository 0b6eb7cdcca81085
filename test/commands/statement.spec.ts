import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFiles } from '../builders/import-folder.js';
import { campaignText, EARNED_BY_SELLING } from '../campaign-builder.js';
import { StandingCommands } from './standing-commands.js';

const commands = new StandingCommands();
const run = async (...args: readonly string[]) => commands.run(args);
const out = join(commands.work, 'statements');
const CAMPAIGN = ['--campaign', 'a-campaign'];

beforeAll(async () => {
  commands.campaignFile('a-campaign.yaml', campaignText(EARNED_BY_SELLING));
  await commands.open();
  const facts = new ImportFiles()
    .partner('1001', { profile: { locale: 'sv-SE' } })
    .partner('1002')
    .billingIsKnown()
    .sale(1)
    .sale(2, { partner: '1002' })
    .writeTo(join(commands.work, 'facts'));
  expect(await run('ingest', 'files', facts)).toMatchObject({ code: 0 });
  expect(await run('calculate', 'a-campaign', '--out', join(commands.work, 'out'))).toMatchObject({ code: 0 });
  for (const [step, actor] of [
    ['submit', 'dana'],
    ['approve', 'robin'],
    ['post', 'robin'],
  ] as const)
    expect(await run('run', step, '1', '--actor', actor)).toMatchObject({ code: 0 });
});
afterAll(() => commands.close());

describe('npx seatback statement', () => {
  it('writes all formats in the language of the partner, and says number, edition and hash', async () => {
    const said = await run('statement', '1001', ...CAMPAIGN, '--out', out);
    expect(said).toMatchObject({ code: 0, errors: '' });
    expect(said.said).toMatch(/1001 +S-000001 +1 +.*S-000001-1-sv\.pdf +[0-9a-f]{64}/);
    expect(readdirSync(out).sort()).toEqual(['S-000001-1-sv.csv', 'S-000001-1-sv.pdf', 'S-000001-1-sv.xlsx']);
    expect(readFileSync(join(out, 'S-000001-1-sv.pdf')).subarray(0, 8).toString()).toBe('%PDF-1.7');
  });

  it('writes those of all partners, and answers programs', async () => {
    const all = join(commands.work, 'all');
    expect(
      await commands.json(['statement', 'all', ...CAMPAIGN, '--format', 'csv', '--language', 'de', '--out', all]),
    ).toMatchObject([
      { partnerId: '1001', document: 'S-000001', edition: 1, files: [{ name: 'S-000001-1-de.csv' }] },
      { partnerId: '1002', document: 'S-000002', edition: 1, files: [{ name: 'S-000002-1-de.csv' }] },
    ]);
    expect(readdirSync(all)).toHaveLength(2);
  });

  it('says what is wrong', async () => {
    expect(await run('statement', '7', ...CAMPAIGN, '--out', out)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('PARTNER_UNKNOWN'),
    });
    expect(await run('remittance', 'SB-X-1', '--out', out)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('PAYMENT_UNKNOWN'),
    });
    expect(await run('statement', '1001', ...CAMPAIGN, '--out', join(out, 'S-000001-1-sv.pdf'))).toMatchObject({
      code: 1,
      errors: expect.stringContaining('OUTPUT_UNWRITABLE'),
    });
  });
});

describe('npx seatback notifications', () => {
  it('says that nothing is sent as long as no server is named', async () => {
    expect(await run('notifications', 'list')).toMatchObject({ code: 0, said: expect.stringContaining('No mails.') });
    expect(await run('notifications', 'send')).toMatchObject({
      code: 2,
      said: expect.stringContaining('SEATBACK_SMTP_URL'),
    });
    expect(
      await run('notifications', 'decide', '1', '--as', 'settled', '--reason', 'by phone', '--actor', 'dana'),
    ).toMatchObject({ code: 1, errors: expect.stringContaining('NOTIFICATION_UNKNOWN') });
  });
});
