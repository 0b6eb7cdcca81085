import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptCampaigns } from './kept-listing.js';

const TEXT = readFileSync('campaigns/dynamics-365-smb-csp-2019h1.yaml', 'utf8');
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

describe('campaign files that are asked for many times', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatback-kept-'));
    file = join(folder, 'dynamics-365-smb-csp-2019h1.yaml');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const titles = () => keptCampaigns(folder).map(({ campaign }) => campaign?.title ?? null);

  it('are none in an empty folder, and are found once they are there', () => {
    expect(titles()).toEqual([]);
    writeFileSync(file, TEXT);
    expect(titles()).toEqual(['Dynamics 365 SMB cash back, January to June 2019']);
  });

  it('are read again at once when they were written again, also with as many bytes', () => {
    writeFileSync(file, TEXT.replace('January to June', 'February to May'.padEnd(15)));
    expect(titles()).toEqual(['Dynamics 365 SMB cash back, February to May 2019']);
    writeFileSync(file, TEXT.replace('January to June', 'Jánuary to Jun'));
    expect(titles()).toEqual(['Dynamics 365 SMB cash back, Jánuary to Jun 2019']);
  });

  it('are not trusted to their time of writing alone', () => {
    writeFileSync(file, TEXT);
    utimesSync(file, LONG_AGO, LONG_AGO);
    expect(titles()).toEqual(['Dynamics 365 SMB cash back, January to June 2019']);
    writeFileSync(file, TEXT.replace('title: Dynamics', 'title: Dinamics'));
    utimesSync(file, LONG_AGO, LONG_AGO);
    expect(titles()).toEqual(['Dinamics 365 SMB cash back, January to June 2019']);
  });

  it('say so when they are gone', () => {
    rmSync(file);
    expect(titles()).toEqual([]);
  });
});
