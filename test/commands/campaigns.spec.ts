import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { campaignText, type SpokenTerms } from '../campaign-builder.js';
import { PROJECT_FOLDER } from '../../src/config/index.js';
import { SeatbackProcess } from './seatback-process.js';
import { StandingCommands } from './standing-commands.js';

const commands = new StandingCommands();
const { work, campaigns } = commands;
const run = async (...args: readonly string[]) => commands.run(args);
const campaignFile = (changes: SpokenTerms, head: Readonly<Record<string, unknown>> = {}) =>
  commands.campaignFile('a-campaign.yaml', campaignText({ 'pay by': '2019-09-27', ...changes }, head));

beforeAll(() => commands.open());
afterAll(() => commands.close());

describe('without a database', () => {
  const seatback = new SeatbackProcess(join(work, 'never-made'));
  const alone = async (...args: readonly string[]) => seatback.run(args, { SEATBACK_CAMPAIGNS: campaigns });

  it('a campaign file is checked, each remark with its term and line', async () => {
    campaignFile({ hold: { days: 90 } });
    const said = await alone('campaigns', 'check', 'a-campaign', '--file-only');
    expect(said).toMatchObject({ code: 1, errors: '' });
    expect(said.said).toMatch(
      /a-campaign, version 1:\n {2}contradiction: hold \/ days \(line \d+\): products can be returned until 2019-09-28/,
    );
    campaignFile({});
    expect(await alone('campaigns', 'check', '--file-only')).toMatchObject({
      code: 0,
      said: 'a-campaign, version 1:\n  no contradictions in the file itself\n  could not look at products, names of standings and segments: no database was asked\n',
    });
    expect(existsSync(join(work, 'never-made'))).toBe(false);
  });

  it('the schema for editors is written beside the campaigns', async () => {
    campaignFile({});
    const file = join(campaigns, 'campaign.schema.json');
    expect(await alone('campaigns', 'schema')).toMatchObject({ code: 0, said: `Written: ${file}\n` });
    expect(readFileSync(file, 'utf8')).toBe(
      readFileSync(join(PROJECT_FOLDER, 'campaigns', 'campaign.schema.json'), 'utf8'),
    );
    const nowhere = await seatback.run(['campaigns', 'schema'], { SEATBACK_CAMPAIGNS: join(work, 'nowhere') });
    expect(nowhere).toMatchObject({ code: 1, errors: expect.stringContaining('FILE_NOT_WRITABLE') });
  });
});

describe('with what was published and mapped', () => {
  beforeAll(() => campaignFile({}));

  it('a product that nobody can map is a contradiction', async () => {
    campaignFile({ 'eligible products': ['sales', 'buisness-central'] });
    const said = await run('campaigns', 'check', 'a-campaign');
    expect(said.code).toBe(1);
    expect(said.said).toMatch(
      /contradiction: eligible products \/ 1 \(line \d+\): no SKU is known to be "buisness-central"; "business-central" is known/,
    );
  });

  it('the versions are told, also the one that only the file states, and what differs between them', async () => {
    campaignFile({});
    expect((await run('campaigns', 'diff', 'a-campaign')).errors).toMatch(
      /VERSION_UNKNOWN[\s\S]+nothing before version 1/,
    );
    const out = join(work, 'out');
    expect((await run('calculate', 'a-campaign', '--out', out)).code).toBe(0);
    const second = { version: 2, reason: 'The seats were lowered', reference: 'letter of 3 June' };
    campaignFile({ 'minimum seats': 13, hold: { days: 30 } }, { ...second, 'known from': '2019-06-03T09:00:00Z' });

    const versions = (await run('campaigns', 'versions', 'a-campaign')).said;
    expect(versions).toMatch(/1 {2}2018-12-01T00:00 {2}\d{4}-\d\d-\d\dT\d\d:\d\d {2,}First publication +a letter/);
    expect(versions).toMatch(/2 {2}2019-06-03T09:00 {2}not yet +2 {2}The seats were lowered +letter of 3 June/);
    const differences = await run('campaigns', 'diff', 'a-campaign');
    expect(differences.said).toMatch(/^Version 1 and version 2, which is not published yet:\n/);
    expect(differences.said).toMatch(/minimum seats +15 +13\nhold +\{ value: \{ days: 30 \}, source: P \}/);

    expect((await run('calculate', 'a-campaign', '--out', out)).code).toBe(0);
    const published = JSON.parse((await run('campaigns', 'versions', 'a-campaign', '--json')).said) as object[];
    expect(published).toMatchObject([
      { version: 1, reference: 'a letter', differences: 0 },
      { version: 2, reason: 'The seats were lowered', reference: 'letter of 3 June', differences: 2 },
    ]);
    const back = JSON.parse(
      (await run('campaigns', 'diff', 'a-campaign', '--from', '2', '--to', '1', '--json')).said,
    ) as object;
    expect(back).toMatchObject({
      from: 2,
      to: 1,
      differences: [
        { term: 'minimum seats', before: 13, after: 15 },
        { term: 'hold', after: null },
      ],
    });
    expect((await run('campaigns', 'diff', 'a-campaign', '--to', '7')).errors).toMatch(
      /VERSION_UNKNOWN\n {2}expected {2}one of the versions: 1, 2\n {2}found {5}7/,
    );
  });

  it('a change without a new version is refused', async () => {
    campaignFile(
      { 'minimum seats': 12, hold: { days: 30 } },
      { version: 2, reason: 'r', reference: 'l', 'known from': '2019-06-03T09:00:00Z' },
    );
    const refused = await run('calculate', 'a-campaign', '--out', join(work, 'out'));
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('CAMPAIGN_EDITED') });
  });
});
