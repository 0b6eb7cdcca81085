import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { statusReport } from '../builders/bank-reports.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { removeDataFolder } from '../demo/demo-process.js';
import { SeatbackProcess, type StartedProcess } from '../commands/seatback-process.js';
import { StandingProcess } from '../commands/standing-process.js';

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

/** The same data folder, where how a command begins and ends is not what a line is about. */
let standing: StandingProcess;

const run = async (...args: readonly string[]) => seatback.run(args, { SEATBACK_CAMPAIGNS: campaigns });
const say = async (...args: readonly string[]) => standing.run(args);
const ports = () => JSON.parse(readFileSync(join(dataFolder, 'connection.json'), 'utf8')) as { readonly port: number };

beforeAll(async () => {
  campaignFile('a-campaign.yaml', campaignText({ 'proof of performance': undefined }));
  server = await seatback.start(['serve'], { PORT: '0', SEATBACK_CAMPAIGNS: campaigns });
  standing = new StandingProcess({ SEATBACK_DATA: dataFolder, SEATBACK_CAMPAIGNS: campaigns });
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
  await standing.end();
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
    expect((await say('ingest', 'files', facts)).said).toContain('Nothing new: all of it was known already.');
    expect((await run('campaigns', 'check')).said).toMatch(
      /a-campaign, version 1:\s+warning: competencies \/ levels \/ 1 .*level "silver"; known is "gold"\s+warning: pay by/,
    );

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
    expect((await say('payout', 'approve', '1', '--actor', 'dana')).code).toBe(1);
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
    expect((await say('ingest', 'show', reference)).said).toMatch(new RegExp(`line 3:\n.+\n${customerId(2)},1001,`));
    expect((await run('report', '1001', '--csv')).said.split('\n')).toHaveLength(4);
    expect(await standing.json(['report', '1002'])).toMatchObject({ campaigns: [{ earned: '2000.00' }] });
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
    expect((await say('payout', 'show', '1', '--file', copy)).errors).toContain('ACTOR_INVALID');
    expect(await run('payout', 'show', '1', '--file', copy, '--actor', 'robin')).toMatchObject({ code: 0 });
    const [file = ''] = readdirSync(join(dataFolder, 'outbox')).map((name) => join(dataFolder, 'outbox', name));
    expect(readFileSync(copy)).toEqual(readFileSync(file));
    rmSync(file);
    const looked = await say('verify');
    expect(looked).toMatchObject({ code: 0 });
    expect(looked.said).toContain(`Worth a look: batch 1: ${file} has been taken, or was lost`);
  });

  it('reads what the bank answers, asks about what it leaves open, and takes a decision', async () => {
    const { payments } = await standing.json<{ payments: { endToEndId: string }[] }>(['payout', 'show', '1']);
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
    expect(await standing.json(['answers', 'read', report])).toMatchObject([{ state: 'repeated', questions: 0 }]);
    expect((await say('payout', 'show', '1')).said).toMatch(/rejected AM04/);
    const shown = await say('answers', 'show', '1', '--language', 'sv');
    expect(shown.said).toContain('Det fanns inte tillräckligt med pengar på vårt konto.');
    const questions = await standing.json<{ question: number; about: string; ways: string[] }[]>(['answers', 'open']);
    const failed = questions.find(({ about }) => about === 'payment-failed')!;
    expect(failed.ways).toEqual(['pay-again', 'ask-again', 'forfeit']);
    const decide = ['answers', 'decide', String(failed.question), '--as', 'pay-again'];
    decide.push('--reason', 'there is money now', '--actor', 'robin');
    expect(await say(...decide)).toMatchObject({ code: 0, errors: '' });
    expect((await say(...decide)).errors).toContain('QUESTION_DECIDED');
    expect((await say('answers', 'list')).said).toMatch(/R1 +read/);
    expect((await say('answers', 'read', join(work, 'none.xml'))).errors).toContain('FILE_UNREADABLE');
    expect((await say('answers', 'read', work)).errors).toContain('EISDIR');
    expect((await say('answers', 'show', '9')).errors).toContain('ANSWER_UNKNOWN');
    expect((await say('verify')).said).toContain('1 answers of banks');
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
    expect((await say('payout', 'prepare', '--help')).said).toContain('Example:');
    expect((await run('no-such-command')).code).toBe(1);
  });
});

it('the worker names its hour and ends when it is told to', async () => {
  const worker = await seatback.start(['work'], { SEATBACK_CAMPAIGNS: campaigns });
  expect(worker.firstLine).toContain('nightly pull');
  await worker.stop();
  expect((await run('verify')).code).toBe(0);
});
