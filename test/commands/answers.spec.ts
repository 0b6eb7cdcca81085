import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { StandingCommands } from './standing-commands.js';

const commands = new StandingCommands();
const { work, campaigns } = commands;
const run = async (...args: readonly string[]) => commands.run(args);
const campaignFile = (name: string, text: string) => commands.campaignFile(name, text);

beforeAll(async () => {
  campaignFile('a-campaign.yaml', campaignText({ 'proof of performance': undefined }));
  campaignFile('other-campaign.yaml', campaignText({}, { campaign: 'other-campaign' }));
  await commands.open();
  const facts = new ImportFiles()
    .partner('1001')
    .partner('1002', { account: null })
    .billingIsKnown()
    .sale(1)
    .sale(2, { assigned: 14 })
    .sale(3, { partner: '1002' })
    .writeTo(join(work, 'facts'));
  expect(await run('ingest', 'files', facts)).toMatchObject({ code: 0, errors: '' });
});
afterAll(() => commands.close());

describe('the command line', () => {
  it('answers programs in JSON, errors too', async () => {
    expect(await commands.json(['run', 'list', 'another-campaign'])).toEqual([]);
    const missing = await commands.run(['payout', 'release', '77', '--actor', 'robin', '--json']);
    expect(missing).toMatchObject({ code: 1, errors: '' });
    expect(JSON.parse(missing.said)).toMatchObject({
      error: { code: 'BATCH_UNKNOWN', expected: expect.any(String), next: expect.any(String) },
    });
  });

  it('leaves what is bad with place, expected, found and what to do, and takes the rest', async () => {
    const folder = new ImportFiles().sale(4).sale(5, { readAt: 'yesterday' }).writeTo(join(work, 'half-bad'));
    const taken = await run('ingest', 'files', folder);
    expect(taken.code).toBe(2);
    expect(taken.said).toMatch(/seats\.csv +3 +observed_at .*yesterday/);
  });

  it.each<readonly [args: string, code: number, said: RegExp | string]>([
    ['identity status', 0, 'Store one: npx seatback identity store.'],
    ['ingest status', 0, 'No pull has been made.'],
    ['ingest directory', 1, 'PARTNER_CENTER_TENANT_ID'],
    ['ingest unbilled --pull', 1, 'PARTNER_CENTER_TENANT_ID'],
    ['ingest witnesses 2019-06', 0, '0 witnesses'],
    ['ingest quarantine --csv ./repair', 1, /OPTION_MISSING[\s\S]*--delivery <number>/],
    ['ingest quarantine', 0, /seats\.csv +3 +observed_at/],
    ['ingest show nothing', 1, 'REFERENCE_UNREADABLE'],
    ['ingest reread --dry-run --actor dana --reason look', 0, 'Nothing was changed.'],
  ])('%s says how things stand', async (args, code, said) => {
    const { code: ended, said: answer, errors } = await run(...args.split(' '));
    expect({ ended, answer: `${answer}${errors}` }).toEqual({
      ended: code,
      answer: typeof said === 'string' ? expect.stringContaining(said) : expect.stringMatching(said),
    });
  });

  it('says at every step whom a run leaves out, and ends with 2', async () => {
    campaignFile('b-campaign.yaml', campaignText({ 'proof of performance': undefined }, { campaign: 'b-campaign' }));
    const out = join(work, 'b-out');
    expect((await run('calculate', 'b-campaign', '--out', out)).code).toBe(2);
    const [older] = await commands.json<{ run: number }[]>(['run', 'list', 'b-campaign']);
    await run('ingest', 'files', new ImportFiles().partner('1003').writeTo(join(work, 'late')));
    const outdated = await run('run', 'submit', String(older?.run), '--actor', 'dana');
    expect(outdated).toMatchObject({ code: 1, said: '' });
    expect(outdated.errors).toContain('RUN_OUTDATED');

    await run('calculate', 'b-campaign', '--out', out);
    const [latest] = await commands.json<{ run: number }[]>(['run', 'list', 'b-campaign']);
    await run('ingest', 'files', new ImportFiles().partner('1004').writeTo(join(work, 'later')));
    const number = String(latest?.run);
    // The customer whose only reading could not be read, above.
    const leftOut =
      /^1 undecided customer of 1 partner left out of this payout; at most 2000\.00 USD more, if all of them qualified\.$/m;
    const submitted = await run('run', 'submit', number, '--actor', 'dana', '--as-known', 'The books are closed');
    expect(submitted).toMatchObject({ code: 2, errors: '', said: expect.stringMatching(leftOut) });
    const approved = await run('run', 'approve', number, '--actor', 'robin');
    expect(approved).toMatchObject({ code: 2, errors: '', said: expect.stringMatching(leftOut) });
    const posted = await commands.run(['run', 'post', number, '--actor', 'robin', '--json']);
    expect(posted).toMatchObject({ code: 2, errors: '' });
    expect(JSON.parse(posted.said)).toMatchObject({
      state: 'posted',
      leftOut: { customers: 1, partners: 1, reward: '2000.00', currency: 'USD' },
    });
    expect((await run('verify')).said).toContain('Everything adds up.');
  });

  it.each([
    ['a folder that is not there', ['ingest', 'files', '/no/such/folder'], 'FOLDER_MISSING'],
    ['a campaign nobody wrote', ['calculate', 'no-campaign', '--out', join(work, 'none')], 'CAMPAIGN_UNKNOWN'],
    ['a step of a run by nobody', ['run', 'submit', '1', '--actor', ''], 'ACTOR_INVALID'],
    [
      'a report in two forms',
      ['report', '1001', '--csv', '--json'],
      "option '--csv' cannot be used with option '--json'",
    ],
    ['a run nobody made', ['run', 'post', '99', '--actor', 'dana'], 'RUN_UNKNOWN'],
    ['to explain what no run looked at', ['explain', 'other-campaign', customerId(1)], 'NO_RUN'],
    ['to explain a campaign nobody wrote', ['explain', 'no-campaign', customerId(1)], 'CAMPAIGN_UNKNOWN'],
    ['to pay for a campaign nobody wrote', ['payout', 'prepare', 'no-campaign', '--actor', 'dana'], 'CAMPAIGN_UNKNOWN'],
    ['a partner nobody knows', ['report', 'nobody'], 'PARTNER_UNKNOWN'],
    ['to close a month to come', ['ledger', 'close-month', '2100-01', '--actor', 'robin'], 'MONTH_NOT_OVER'],
    [
      'to confirm a name of nobody',
      ['payout', 'confirm-name', 'nobody', '--reason', 'So it is', '--actor', 'robin'],
      'PARTNER_UNKNOWN',
    ],
  ])('refuses %s', async (_what, args, code) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toContain(code);
    expect(existsSync(join(work, 'none'))).toBe(false);
  });

  it('says which term of a campaign file cannot be used, and where', async () => {
    campaignFile('broken.yaml', campaignText({ 'minimum seats': 'fifteen' }, { campaign: 'broken' }));
    const checked = await run('campaigns', 'check', 'broken');
    rmSync(join(campaigns, 'broken.yaml'));
    expect(checked).toMatchObject({ code: 1, said: '' });
    expect(checked.errors).toMatch(/found +minimum seats \(line \d+\): "fifteen"\n +where +broken\.yaml/);
  });

  it('says which setting cannot be used', async () => {
    const refused = await commands.run(['verify'], { PORT: 'soon', DATABASE_URL: 'mysql://secret@there' });
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('SETTING_INVALID');
    expect(refused.errors).not.toContain('secret');
  });

  it('says in words that it cannot write where it should, before it calculates', async () => {
    const file = join(work, 'a-file');
    writeFileSync(file, '');
    const before = (await commands.json<unknown[]>(['run', 'list', 'a-campaign'])).length;
    for (const out of [file, join(file, 'out')]) {
      const refused = await run('calculate', 'a-campaign', '--out', out);
      expect(refused).toMatchObject({ code: 1, said: '' });
      expect(refused.errors).toMatch(/^\nOUTPUT_UNWRITABLE\n/);
    }
    expect(await commands.json<unknown[]>(['run', 'list', 'a-campaign'])).toHaveLength(before);
  });

  it('names folders that it did not read, and holds that back', async () => {
    const taken = await run(
      'ingest',
      'files',
      new ImportFiles().file('Billing/D1.csv', 'x').writeTo(join(work, 'case')),
    );
    expect(taken.code).toBe(2);
    expect(taken.said).toContain('Folders not read: Billing/.');
  });
});
