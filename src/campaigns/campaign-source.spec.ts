import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../../test/builders/failure-of.js';
import { campaignSource, draftSource } from './campaign-source.js';

let work: string;
let folder: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'campaign-source-'));
  folder = join(work, 'campaigns');
  mkdirSync(join(folder, 'as-mounted'), { recursive: true });
  writeFileSync(join(work, 'encryption.key'), 'a secret');
  writeFileSync(join(folder, 'as-mounted', 'a.yaml'), 'campaign: a');
});
afterAll(() => rmSync(work, { recursive: true }));

describe('a file in the folder of campaigns', () => {
  it('is not read where it is a link to what lies elsewhere', () => {
    symlinkSync(join(work, 'encryption.key'), join(folder, 'k.yaml'));
    const failure = failureOf(() => campaignSource(join(folder, 'k.yaml')));
    expect(failure.report).toMatchObject({ code: 'CAMPAIGN_UNREADABLE', where: 'k.yaml' });
    expect(failure.message).not.toContain('secret');
  });

  it('may be a link to what lies in the folder, as a mounted volume has it', () => {
    symlinkSync(join('as-mounted', 'a.yaml'), join(folder, 'a.yaml'));
    expect(campaignSource(join(folder, 'a.yaml'))).toBe('campaign: a');
  });

  it.each([
    ['a link that leads nowhere', () => symlinkSync('nowhere', join(folder, 'x.yaml')), 'no such file'],
    ['a folder', () => mkdirSync(join(folder, 'x.yaml')), 'a folder'],
    ['too large to be terms', () => writeFileSync(join(folder, 'x.yaml'), 'x'.repeat(2_000_000)), '2000000 bytes'],
  ])('is refused where it is %s', (_what, make, found) => {
    rmSync(join(folder, 'x.yaml'), { force: true, recursive: true });
    make();
    const { code, report } = failureOf(() => campaignSource(join(folder, 'x.yaml')));
    expect([code, report.found]).toEqual(['CAMPAIGN_UNREADABLE', found]);
  });
});

it('a draft that is not there is said to be missing', () => {
  const { report } = failureOf(() => draftSource(join(work, 'missing.yaml')));
  expect(report).toMatchObject({ code: 'CAMPAIGN_UNREADABLE', found: 'no such file', where: 'missing.yaml' });
});
