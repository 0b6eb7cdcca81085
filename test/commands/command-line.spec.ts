import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { statusReport } from '../builders/bank-reports.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { removeDataFolder } from '../demo/demo-process.js';
import { SeatbackProcess, type StartedProcess } from './seatback-process.js';

/** Each command is a process of its own; on a busy machine some seconds. */
jest.setTimeout(300_000);

const work = mkdtempSync(join(tmpdir(), 'seatback-commands-'));
const dataFolder = join(work, 'own');
const campaigns = join(work, 'campaigns');
const facts = new ImportFiles()
  .partner('1001')
  .partner('1002', { account: null })
  .billingIsKnown()
  .sale(1)
  .sale(2, { assigned: 14 })
  .sale(3, { partner: '1002' })
  .writeTo(join(work, 'facts'));
const seatback = new SeatbackProcess(dataFolder);
let server: StartedProcess;

const run = async (...args: readonly string[]) => seatback.run(args, { SEATBACK_CAMPAIGNS: campaigns });
const ports = () => JSON.parse(readFileSync(join(dataFolder, 'connection.json'), 'utf8')) as { readonly port: number };

beforeAll(async () => {
  campaignFile('a-campaign.yaml', campaignText({ 'proof of performance': undefined }));
  campaignFile('other-campaign.yaml', campaignText({}, { campaign: 'other-campaign' }));
  server = await seatback.start(['serve'], { PORT: '0', SEATBACK_CAMPAIGNS: campaigns });
  writeFileSync(
    join(dataFolder, 'settings.yaml'),
    stringify({
      payer: { name: 'A Distributor Ltd', postcode: 'BS1 4RN', town: 'Bristol', country: 'GB' },
      initiatingParty: { id: 'ADISTRIBUTOR', scheme: 'CUST' },
      debtorAccount: { iban: 'GB33BUKB20201555555555', currency: 'USD', bic: 'BUKBGB22' },
      chargeBearer: 'SHAR',
    }),
  );
});
afterAll(async () => {
  await server.stop();
  removeDataFolder(dataFolder);
  rmSync(work, { recursive: true, force: true });
});

function campaignFile(name: string, text: string): void {
  new ImportFiles().file(name, text).writeTo(campaigns);
}

describe('the command line, beside a server that answers on the same data folder,', () => {
  it('takes a campaign from files to the wire file, step by step', async () => {
    const { port } = ports();
    const address = /http:\S+/.exec(server.firstLine)?.[0] ?? '';

    expect(await run('ingest', 'files', facts)).toMatchObject({ code: 0, errors: '' });
    expect((await run('ingest', 'files', facts)).said).toContain('Nothing new: all of it was known already.');
    expect((await run('campaigns', 'check')).said).toMatch(/a-campaign, version 1:\s+warning: pay by/);

    const out = join(work, 'out');
    const calculated = await run('calculate', 'a-campaign', '--out', out);
    expect(calculated).toMatchObject({ code: 0, errors: '' });
    expect(calculated.said).toContain('2 qualified, 1 not, 0 undecided');
    expect(readdirSync(out).sort()).toEqual(['determinations.csv', 'earnings.csv', 'run.json']);

    expect(await run('run', 'submit', '1', '--actor', 'dana')).toMatchObject({ code: 0 });
    const alone = await run('run', 'approve', '1', '--actor', 'dana');
    expect(alone.code).toBe(1);
    expect(alone.errors).toMatch(/^\n[A-Z_]+\n {2}expected .+\n {2}found .+\n {2}where .+\n {2}next .+\n$/);
    expect(await run('run', 'approve', '1', '--actor', 'robin')).toMatchObject({ code: 0 });
    expect(await run('run', 'post', '1', '--actor', 'robin')).toMatchObject({ code: 0 });

    const prepared = await run('payout', 'prepare', 'a-campaign', '--actor', 'dana');
    expect(prepared.code).toBe(2);
    expect(prepared.said).toMatch(/Held:[\s\S]*1002 +2000\.00/);
    expect((await run('payout', 'approve', '1', '--actor', 'dana')).code).toBe(1);
    expect((await run('payout', 'approve', '1', '--actor', 'robin')).code).toBe(0);
    const released = await run('payout', 'release', '1', '--actor', 'robin');
    expect(released.code).toBe(0);
    const file = /File: (.+\.xml)/.exec(released.said)?.[1] ?? '';
    expect(readFileSync(file, 'utf8')).toContain('<CtrlSum>2000.00</CtrlSum>');

    const verified = await run('verify');
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.said).toContain('Everything adds up.');
    const { said: explained } = await run('explain', 'a-campaign', customerId(2));
    expect(explained).toContain('1 seat short of 15');
    const [, reference = ''] = /npx seatback ingest show (\S+)/.exec(explained) ?? [];
    expect((await run('ingest', 'show', reference)).said).toMatch(new RegExp(`line 3:\n.+\n${customerId(2)},1001,`));
    expect((await run('report', '1001', '--csv')).said.split('\n')).toHaveLength(4);
    expect(await seatback.json(['report', '1002'])).toMatchObject({ campaigns: [{ earned: '2000.00' }] });
    expect(await seatback.json(['run', 'list', 'a-campaign'])).toMatchObject([{ run: 1, state: 'posted' }]);

    // All of it on one embedded server, which the page reads as well.
    expect(ports()).toMatchObject({ port });
    expect(await (await fetch(`${address}/campaigns/a-campaign`)).text()).toContain('2,000.00');
  });

  it('shows what was paid, gives its file out again, and says so when the first is gone', async () => {
    const shown = await run('payout', 'show', '1');
    expect(shown).toMatchObject({ code: 0, errors: '' });
    expect(shown.said).toMatch(
      /^ *1001 +Partner 1001 Ltd +\*\*\*\*1001 +2000\.00 +USD +SB-\w+-1 +released +\d{4}-\d\d-\d\d$/m,
    );
    const copy = join(work, 'again.xml');
    expect((await run('payout', 'show', '1', '--file', copy)).errors).toContain('ACTOR_INVALID');
    expect(await run('payout', 'show', '1', '--file', copy, '--actor', 'robin')).toMatchObject({ code: 0 });
    const [file = ''] = readdirSync(join(dataFolder, 'outbox')).map((name) => join(dataFolder, 'outbox', name));
    expect(readFileSync(copy)).toEqual(readFileSync(file));
    rmSync(file);
    const looked = await run('verify');
    expect(looked).toMatchObject({ code: 0 });
    expect(looked.said).toContain(`Worth a look: batch 1: ${file} has been taken, or was lost`);
  });

  it('reads what the bank answers, asks about what it leaves open, and takes a decision', async () => {
    const { payments } = await seatback.json<{ payments: { endToEndId: string }[] }>(['payout', 'show', '1']);
    const { endToEndId } = payments[0]!;
    const report = join(work, 'pain002.xml');
    writeFileSync(
      report,
      statusReport({
        id: 'R1',
        original: 'SB-NO-FILE',
        blocks: [{ payments: [{ endToEndId, status: 'RJCT', reason: 'AM04' }] }],
      }).replace('<OrgnlMsgId>SB-NO-FILE</OrgnlMsgId>', ''),
    );
    const read = await run('answers', 'read', report);
    expect(read).toMatchObject({ code: 2, errors: '' });
    expect(read.said).toMatch(/pain002\.xml +1 +pain\.002 +R1 +read +3 +1 +1 +\d/);
    expect(JSON.parse((await run('answers', 'read', report, '--json')).said)).toMatchObject([
      { state: 'repeated', questions: 0 },
    ]);
    expect((await run('payout', 'show', '1')).said).toMatch(/rejected AM04/);
    const shown = await run('answers', 'show', '1', '--language', 'sv');
    expect(shown.said).toContain('Det fanns inte tillräckligt med pengar på vårt konto.');
    const questions = JSON.parse((await run('answers', 'open', '--json')).said) as {
      question: number;
      about: string;
      ways: string[];
    }[];
    const failed = questions.find(({ about }) => about === 'payment-failed')!;
    expect(failed.ways).toEqual(['pay-again', 'ask-again', 'forfeit']);
    const decide = [
      'answers',
      'decide',
      String(failed.question),
      '--as',
      'pay-again',
      '--reason',
      'there is money now',
      '--actor',
      'robin',
    ];
    expect(await run(...decide)).toMatchObject({ code: 0, errors: '' });
    expect((await run(...decide)).errors).toContain('QUESTION_DECIDED');
    expect((await run('answers', 'list')).said).toMatch(/R1 +read/);
    expect((await run('answers', 'read', join(work, 'none.xml'))).errors).toContain('FILE_UNREADABLE');
    expect((await run('answers', 'read', work)).errors).toContain('EISDIR');
    expect((await run('answers', 'show', '9')).errors).toContain('ANSWER_UNKNOWN');
    expect((await run('verify')).said).toContain('1 answers of banks');
  });

  it('answers programs in JSON, errors too', async () => {
    expect(await seatback.json(['run', 'list', 'another-campaign'])).toEqual([]);
    const missing = await seatback.run(['payout', 'release', '77', '--actor', 'robin', '--json']);
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
    const [older] = await seatback.json<{ run: number }[]>(['run', 'list', 'b-campaign']);
    await run('ingest', 'files', new ImportFiles().partner('1003').writeTo(join(work, 'late')));
    const outdated = await run('run', 'submit', String(older?.run), '--actor', 'dana');
    expect(outdated).toMatchObject({ code: 1, said: '' });
    expect(outdated.errors).toContain('RUN_OUTDATED');

    await run('calculate', 'b-campaign', '--out', out);
    const [latest] = await seatback.json<{ run: number }[]>(['run', 'list', 'b-campaign']);
    await run('ingest', 'files', new ImportFiles().partner('1004').writeTo(join(work, 'later')));
    const number = String(latest?.run);
    // The customer whose only reading could not be read, above.
    const leftOut =
      /^1 undecided customer of 1 partner left out of this payout; at most 2000\.00 USD more, if all of them qualified\.$/m;
    const submitted = await run('run', 'submit', number, '--actor', 'dana', '--as-known', 'The books are closed');
    expect(submitted).toMatchObject({ code: 2, errors: '', said: expect.stringMatching(leftOut) });
    const approved = await run('run', 'approve', number, '--actor', 'robin');
    expect(approved).toMatchObject({ code: 2, errors: '', said: expect.stringMatching(leftOut) });
    const posted = await seatback.run(['run', 'post', number, '--actor', 'robin', '--json']);
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
      ['payout', 'confirm-name', 'nobody', '--reason', 'x', '--actor', 'robin'],
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
    const refused = await seatback.run(['verify'], { PORT: 'soon', DATABASE_URL: 'mysql://secret@there' });
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('SETTING_INVALID');
    expect(refused.errors).not.toContain('secret');
  });

  it('says in words that the database does not answer, and that the schedule cannot be followed', async () => {
    const away = await seatback.run(['verify'], { DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/db' });
    expect(away).toMatchObject({ code: 1, said: '' });
    expect(away.errors).toMatch(
      /^\nDATABASE_UNREACHABLE\n {2}expected .*\n {2}found .*ECONNREFUSED.*\n {2}where .*\n {2}next .*\n$/,
    );
    const schedule = await seatback.run(['work'], { SEATBACK_PULL_CRON: '99 * * * * *' });
    expect(schedule).toMatchObject({ code: 1, said: '' });
    expect(schedule.errors).toMatch(/^\nSETTING_INVALID\n.*SEATBACK_PULL_CRON/);
  });

  it('says in words that it cannot write where it should, before it calculates', async () => {
    const file = join(work, 'a-file');
    writeFileSync(file, '');
    const before = (await seatback.json<unknown[]>(['run', 'list', 'a-campaign'])).length;
    for (const out of [file, join(file, 'out')]) {
      const refused = await run('calculate', 'a-campaign', '--out', out);
      expect(refused).toMatchObject({ code: 1, said: '' });
      expect(refused.errors).toMatch(/^\nOUTPUT_UNWRITABLE\n/);
    }
    expect(await seatback.json<unknown[]>(['run', 'list', 'a-campaign'])).toHaveLength(before);
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

  it('shows its help with examples that name its own commands', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const command of [
      'ingest',
      'campaigns',
      'calculate',
      'run',
      'payout',
      'ledger',
      'explain',
      'report',
      'verify',
      'migrate',
    ])
      expect(help.said).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    expect((await run('payout', 'prepare', '--help')).said).toContain('Example:');
    expect((await run('no-such-command')).code).toBe(1);
  });
});

it('the worker names its hour and ends when it is told to', async () => {
  const worker = await seatback.start(['work'], { SEATBACK_CAMPAIGNS: campaigns });
  expect(worker.firstLine).toContain('nightly pull');
  await worker.stop();
  expect((await run('verify')).code).toBe(0);
});
