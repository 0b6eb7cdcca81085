import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { StandingCommands } from './standing-commands.js';

const commands = new StandingCommands();
const { work, campaigns } = commands;
const run = async (...args: readonly string[]) => commands.run(args);
const campaignFile = (name: string, text: string) => commands.campaignFile(name, text);
const errorOf = (said: string) => (JSON.parse(said) as { error: Record<string, unknown> }).error;

/** One term is assumed and not confirmed by anybody. */
const ASSUMING = campaignText({ 'proof of performance': undefined }).replace(
  /(pay by:\n {4}value: .+\n {4})source: P/,
  '$1assumed: read so',
);

beforeAll(async () => {
  campaignFile('a-campaign.yaml', ASSUMING);
  await commands.open();
});
afterAll(() => commands.close());

describe('an import folder', () => {
  it('that is empty, or holds nothing that is known, fails', async () => {
    mkdirSync(join(work, 'empty'));
    expect(await run('ingest', 'files', join(work, 'empty'))).toMatchObject({
      code: 1,
      said: '',
      errors: expect.stringContaining('found     an empty folder'),
    });
    const wrong = await run('ingest', 'files', new ImportFiles().file('seat.csv', 'x\n').writeTo(join(work, 'wrong')));
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toMatch(/NO_IMPORT_FILE[\s\S]+only seat\.csv \(is it seats\.csv\?\)/);
  });

  it('says what of it was not read, follows no link out of it, and does not end with 0', async () => {
    const folder = new ImportFiles()
      .partner('1001')
      .partner('1002', { profile: { legal_name: '=1+1 Ltd\u001B[31m' } })
      .billingIsKnown()
      .sale(1)
      .sale(2, { partner: '1002' })
      .file('partner_standing.csv', 'x\n')
      .writeTo(join(work, 'facts'));
    writeFileSync(join(work, 'elsewhere.csv'), 'customer_id,name\n');
    symlinkSync(join(work, 'elsewhere.csv'), join(folder, 'prior_purchases.csv'));
    const taken = await run('ingest', 'files', folder);
    expect(taken.code).toBe(1);
    expect(taken.said).toContain('Not read: partner_standing.csv (is it partner_standings.csv?)');
    expect(taken.said).toMatch(/prior_purchases\.csv .+a link that leads out of it/);
    rmSync(join(folder, 'prior_purchases.csv'));
    expect((await run('ingest', 'files', folder)).code).toBe(2);
    expect(taken.said).not.toContain('columns not known');
  });
});

describe('a campaign file', () => {
  it('that cannot be read does not hide the others', async () => {
    campaignFile('broken.yaml', '- no campaign\n');
    for (const command of ['list', 'check']) {
      const said = await run('campaigns', command);
      expect(said).toMatchObject({ code: 1, said: expect.stringContaining('a-campaign') });
      expect(said.errors).toMatch(/CAMPAIGN_UNREADABLE[\s\S]+broken\.yaml/);
    }
    rmSync(join(campaigns, 'broken.yaml'));
  });

  it('with nothing named to confirm confirms nothing', async () => {
    const refused = await run('campaigns', 'confirm', 'a-campaign', '--reason', 'Agreed in July', '--actor', 'dana');
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toMatch(/OPTION_MISSING[\s\S]+Assumed are: pay by/);
  });

  it('is checked against what was published and confirmed', async () => {
    const checked = async () => run('campaigns', 'check', 'a-campaign');
    expect((await checked()).said).toMatch(/not published yet\n {2}assumed, nobody confirmed it yet: pay by: read so/);
    await run('campaigns', 'confirm', 'a-campaign', '--all', '--reason', 'Agreed in July', '--actor', 'dana');
    expect((await checked()).said).toMatch(/as it was published\n {2}assumed, confirmed by dana on [\d-]+: pay by/);
    campaignFile('a-campaign.yaml', ASSUMING.replace('value: 15', 'value: 16'));
    const edited = await checked();
    campaignFile('a-campaign.yaml', ASSUMING);
    expect(edited).toMatchObject({ code: 1, errors: expect.stringContaining('CAMPAIGN_EDITED') });
    expect(edited.said).not.toContain('no contradictions');
  });
});

describe('a calculation', () => {
  it('with a draft shows what would become of the money, and takes no number from the runs', async () => {
    const draft = join(work, 'draft.yaml');
    writeFileSync(draft, ASSUMING.replace('amount: "2000"\n      below', 'amount: "4000"\n      below'));
    const out = join(work, 'what-if');
    const said = await run('calculate', 'a-campaign', '--draft', draft, '--out', out);
    expect(said.errors).toBe('');
    expect(said.said).toMatch(/A draft of a-campaign, official, of which nothing is kept/);
    expect(said.said).toMatch(/payable, in no batch yet +2 +4000\.00 +0 +0\.00 +-4000\.00/);
    expect(said.said).toMatch(/below the minimum: forfeited +0 +0\.00 +2 +4000\.00 +4000\.00/);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({ run: null, state: 'draft' });
    expect(await run('calculate', 'a-campaign', '--out', out)).toMatchObject({
      said: expect.stringMatching(/^Run 1 \(official\)/),
    });
  });

  it.each([
    ['a draft that is not there', ['--draft', './missing.yaml', '--out', join(work, 'x')], 'CAMPAIGN_UNREADABLE'],
    ['a folder that cannot be made', ['--out', '/proc/seatback/out'], 'OUTPUT_UNWRITABLE'],
    ['a file in the place of the folder', ['--out', join(campaigns, 'a-campaign.yaml')], 'OUTPUT_UNWRITABLE'],
  ])('is refused before it begins for %s', async (_what, args, code) => {
    const refused = await run('calculate', 'a-campaign', ...args);
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toMatch(new RegExp(`^\\n${code}\\n`));
  });
});

describe('whatever goes wrong', () => {
  it.each([
    ['an option that is missing', ['run', 'submit', '1'], '--actor'],
    ['an option nobody knows', ['verify', '--quick'], '--quick'],
    ['a command nobody knows', ['verifi'], 'verifi'],
    ['a value that is none', ['calculate', 'a-campaign', '--out', 'x', '--snapshot', 'yesterday'], '--snapshot'],
  ])('in the arguments is an answer in JSON for a program: %s', async (_what, args, named) => {
    const refused = await run(...args, '--json');
    expect(refused).toMatchObject({ code: 1, errors: '' });
    expect(errorOf(refused.said)).toMatchObject({ code: 'USAGE', found: expect.stringContaining(named) });
  });

  it('with the data folder is said without lines of code', async () => {
    const file = join(work, 'a-file');
    writeFileSync(file, '');
    const refused = await commands.run(['verify'], { SEATBACK_DATA: file, DATABASE_URL: '' });
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toMatch(/^\nDATA_FOLDER_UNUSABLE\n {2}expected /);
    expect(refused.errors).not.toMatch(/^\s+at /m);
  });

  it('a name from outside neither drives the terminal nor is computed by a spreadsheet', async () => {
    const report = await run('report', '1002');
    expect(report.said).toContain('=1+1 Ltd\\u001b[31m');
    expect(report.said).not.toContain('\u001B');
  });
});

it('the program says its version', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
