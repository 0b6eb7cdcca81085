import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { campaignText, type SpokenTerms } from '../campaign-builder.js';
import { removeDataFolder } from '../demo/demo-process.js';
import { SeatbackProcess, type CommandRun, type StartedProcess } from '../commands/seatback-process.js';

/** Each command is a process of its own; on a busy machine some seconds. */
const work = mkdtempSync(join(tmpdir(), 'seatback-restating-'));
const dataFolder = join(work, 'own');
const campaigns = join(work, 'campaigns');
const draft = join(work, 'drafts', 'draft.yaml');
const seatback = new SeatbackProcess(dataFolder);
const run = async (...args: readonly string[]) => seatback.run(args, { SEATBACK_CAMPAIGNS: campaigns });
const json = ({ said }: CommandRun): unknown => JSON.parse(said);
const withoutProof = (changes: SpokenTerms = {}, head: Readonly<Record<string, unknown>> = {}) =>
  campaignText({ 'proof of performance': undefined, ...changes }, head);
const campaignFile = (text: string) => new ImportFiles().file('a-campaign.yaml', text).writeTo(campaigns);
let folders = 0;
const ingested = async (files: ImportFiles) => {
  folders += 1;
  return run('ingest', 'files', files.writeTo(join(work, `facts-${String(folders)}`)));
};
/** From calculated to posted, by two people. */
const posted = async (number: string) => {
  expect((await run('run', 'submit', number, '--actor', 'dana')).errors).toBe('');
  const bySame = await run('run', 'approve', number, '--actor', 'Dana');
  expect(bySame).toMatchObject({ code: 1, said: '', errors: expect.stringContaining('SAME_PERSON') });
  expect(await run('run', 'approve', number, '--actor', 'robin')).toMatchObject({ code: 0 });
  expect(await run('run', 'post', number, '--actor', 'dana')).toMatchObject({ code: 0 });
};

let server: StartedProcess;
beforeAll(async () => {
  campaignFile(withoutProof());
  new ImportFiles().file('draft.yaml', withoutProof()).writeTo(join(work, 'drafts'));
  server = await seatback.start(['serve'], { PORT: '0', SEATBACK_CAMPAIGNS: campaigns });
  // Customer 1 qualifies, 2 would with fewer seats, of 3 the segment is not known; 4 is still to be billed.
  const facts = new ImportFiles()
    .partner('1001')
    .partner('1002')
    .billingIsKnown()
    .sale(1)
    .sale(2, { seats: 13, partner: '1002', invoice: 'D2' })
    .sale(3, { segment: '' })
    .rows('customers.csv', { customer_id: customerId(4), name: 'Customer 4', segment: 'SMB' });
  expect((await ingested(facts)).code).toBe(0);
});
afterAll(async () => {
  await server.stop();
  removeDataFolder(dataFolder);
  rmSync(work, { recursive: true, force: true });
});

describe('seatback simulate', () => {
  it('shows variants side by side', async () => {
    const said = await run('simulate', draft, '--vary', 'minimum seats=15,13');
    expect(said).toMatchObject({ code: 0, errors: '' });
    expect(said.said).toMatch(/draft: minimum seats 15 +1 +1 +1 +2000\.00 +2000\.00 +0\.00/);
    expect(said.said).toMatch(/draft: minimum seats 13 +2 +1 +2 +4000\.00 +4000\.00 +2000\.00/);
    expect(said.said).toMatch(/1 partners win, 0 lose\.\n[\s\S]*1002 +Partner 1002 Ltd +0\.00 +2000\.00 +2000\.00/);
  });

  it('answers programs, by partner too', async () => {
    expect(json(await run('simulate', draft, '--json'))).toMatchObject({
      variants: [{ name: 'draft', cost: '2000.00', currency: 'USD', partnersPaid: 1 }],
      partners: [{ partnerId: '1001', paid: ['2000.00'] }],
    });
    expect((await run('simulate', draft, '--vary', 'minimum seats=15,13', '--csv')).said).toBe(
      'partner_id,name,draft: minimum seats 15,draft: minimum seats 13\n1001,Partner 1001 Ltd,2000.00,2000.00\n1002,Partner 1002 Ltd,0.00,2000.00\n',
    );
  });

  it('says what cannot be varied', async () => {
    const refused = await run('simulate', draft, '--vary', 'window=1,2', '--json');
    expect(refused.code).toBe(1);
    expect(json(refused)).toMatchObject({ error: { code: 'VARIATION_INVALID', where: 'draft.yaml' } });
  });
});

describe('seatback decide and decisions', () => {
  it('need a run first', async () => {
    expect(json(await run('decisions', 'a-campaign', '--json'))).toMatchObject({ error: { code: 'NO_RUN' } });
  });

  it('tell who is undecided, take a decision with its reason, and show its effect', async () => {
    expect((await run('calculate', 'a-campaign', '--out', join(work, 'out'))).code).toBe(2);
    const open = await run('decisions', 'a-campaign');
    expect(open).toMatchObject({ code: 2, errors: '' });
    expect(open.said).toMatch(/Run 1 left 1 undecided[\s\S]+1001 +00000000-[\d-]+3 +Customer 3 +segment +The segment/);

    const decide = async (rule: string, ...more: readonly string[]) =>
      run('decide', 'a-campaign', customerId(3), '--rule', rule, '--as', 'met', '--actor', 'dana', ...more);
    const overruled = await decide('billed-seats', '--reason', 'I say so', '--json');
    expect(overruled.code).toBe(1);
    expect(json(overruled)).toMatchObject({ error: { code: expect.stringMatching(/^[A-Z_]+$/) } });

    const decided = await decide('segment', '--reason', 'Annual report: 40 people');
    expect(decided.said).toMatch(
      /^Decision 1: segment of customer 00000000-[\d-]+3 for partner 1001 counts as met\.\nKnown from delivery 2 on/,
    );
    const after = await run('decisions', 'a-campaign', '--json');
    expect(after.code).toBe(0);
    expect(json(after)).toMatchObject({
      undecided: [],
      decisions: [{ decision: 1, rule: 'segment', countedAs: 'met', decidedBy: 'dana' }],
    });
  });
});

describe('seatback restate', () => {
  it('needs a run that is posted', async () => {
    const refused = await run('restate', 'a-campaign', '--json');
    expect(refused.code).toBe(1);
    expect(json(refused)).toMatchObject({ error: { code: 'NO_POSTED_RUN' } });
    expect(await run('calculate', 'a-campaign', '--out', join(work, 'out'))).toMatchObject({ code: 0 });
    await posted('2');
  });

  it('says that there is nothing to restate, and makes no run', async () => {
    expect(await run('restate', 'a-campaign')).toMatchObject({
      code: 0,
      errors: '',
      said: 'Nothing to restate: by all that is known now, a-campaign comes to what run 2 says, which is posted. No run was made.\n',
    });
    const answer = await run('restate', 'a-campaign', '--json');
    expect(json(answer)).toMatchObject({ run: null, restates: 2, earned: '4000.00', differences: [] });
    expect(json(await run('run', 'list', '--json'))).toHaveLength(2);
  });

  it('shows what changed by cause and customer, the same run as long as it waits', async () => {
    expect((await ingested(new ImportFiles().sale(4, { partner: '1002', invoice: 'D4' }))).code).toBe(0);
    const first = await run('restate', 'a-campaign');
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.said).toMatch(
      /^Run 3 of a-campaign, calculated, restates run 2: earned 6000\.00 USD, before 4000\.00 USD\./,
    );
    expect(first.said).toMatch(/1002 +00000000-[\d-]+4 +Customer 4 +2000\.00 +USD +.*late invoice.* +3 /);
    expect(first.said).toContain('To post it: npx seatback run submit 3 --actor NAME');
    expect((await run('restate', 'a-campaign')).said).toBe(first.said);

    const changes = await run('run', 'changes', '3', '--json');
    expect(changes.code).toBe(0);
    expect(json(changes)).toMatchObject({
      run: 3,
      restates: 2,
      causes: [{ customers: 1, amount: '2000.00' }],
      differences: [{ partnerId: '1002', customerId: customerId(4), amount: '2000.00', delivery: 3 }],
    });
    expect((await run('run', 'changes', '3', '--csv')).said).toMatch(
      /^partner,customer,name,amount,currency,cause,delivery,recorded at,version\r?\n1002,00000000-/,
    );
    expect(json(await run('run', 'changes', '2', '--json'))).toMatchObject({ error: { code: 'NOT_A_RESTATEMENT' } });
  });

  it('is posted by two people', async () => {
    await posted('3');
    expect((await run('verify')).code).toBe(0);
  });
});

describe('seatback calculate', () => {
  it('makes no official run by terms that contradict each other; an estimate goes on and says so', async () => {
    const text = withoutProof({ 'eligibility days': ['2019-01-01', '2019-07-30'] }, { version: 2 });
    campaignFile(text);
    const line = text.split('\n').findIndex((each) => each.includes('2019-07-30')) + 1;
    const out = join(work, 'out');
    const refused = await run('calculate', 'a-campaign', '--out', out);
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toContain('CAMPAIGN_CONTRADICTS_ITSELF\n');
    expect(refused.errors).toContain(`eligibility days / 1 (line ${String(line)}): `);

    const estimate = await run('calculate', 'a-campaign', '--out', out, '--snapshot', '2019-06-30T21:00:00Z');
    expect(estimate.errors).toBe('');
    expect(estimate.said).toMatch(
      /an official run would be refused by them:\n {2}eligibility days \/ 1 \(line \d+\): 2019-07-30 lies outside/,
    );
    const draftOf = await run(
      'calculate',
      'a-campaign',
      '--out',
      out,
      '--draft',
      join(campaigns, 'a-campaign.yaml'),
      '--json',
    );
    expect(json(draftOf)).toMatchObject({ state: 'draft', contradictions: [{ term: 'eligibility days / 1', line }] });
  });
});
