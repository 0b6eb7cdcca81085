import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../../test/builders/failure-of.js';
import { findCampaign, readCampaignFile, readCampaignsFolder } from './campaign-file.js';
import { assumedTerms, spokenName } from './terms.js';

const CAMPAIGNS = new URL('../../campaigns/', import.meta.url).pathname;
const FIRST = 'dynamics-365-smb-csp-2019h1';
const SOURCE = readFileSync(join(CAMPAIGNS, `${FIRST}.yaml`), 'utf8');

describe('the campaign of the first half of 2019', () => {
  const { terms, ...head } = readCampaignFile(join(CAMPAIGNS, `${FIRST}.yaml`));
  const value = Object.fromEntries(Object.entries(terms).map(([name, term]) => [spokenName(name), term?.value]));

  it('is the first version, known before its window began', () => {
    expect(head).toMatchObject({ campaign: FIRST, version: 1, knownFrom: '2018-12-01T00:00:00.000000Z' });
  });

  it('runs from the first of January to the last of June 2019, in London', () => {
    expect(value['window']).toEqual({ from: '2019-01-01', to: '2019-06-30' });
    expect(value['time zone']).toBe('Europe/London');
  });

  it('rewards USD 2,000 for each qualifying customer, one reward for a customer', () => {
    expect(value['reward for each customer']).toEqual({ amount: '2000', currency: 'USD' });
    expect(value['rewards for one customer']).toBe(1);
  });

  it('is for new customers of the SMB segment', () => {
    expect(value['segments']).toEqual(['SMB']);
    expect(value['new customer']).toBe('no purchase of the product family before the window');
    expect(value['own records since']).toBe('2018-01-01');
  });

  it('counts Business Central, Sales and Customer Engagement of Dynamics 365', () => {
    expect(value['product family']).toBe('dynamics-365');
    expect(value['eligible products']).toEqual(['business-central', 'sales', 'customer-engagement']);
  });

  it('asks for 15 seats both assigned and billed at the end of the window, by a reading of at most 48 hours', () => {
    expect(value['minimum seats']).toBe(15);
    expect(value['seat count']).toBe('smaller of assigned and billed for each SKU');
    expect(value['snapshot']).toBe('end of the window');
    expect(value['oldest seat reading']).toEqual({ hours: 48 });
  });

  it('asks the partner for membership, agreement and enrolment', () => {
    expect(value['membership']).toBe('mpn');
    expect(value['agreement']).toBe('microsoft-cloud-reseller-agreement');
    expect(value['enrolment']).toBe('csp-indirect-reseller');
  });

  it('takes a gold or silver competency in one of eleven, three of them only from their own first day', () => {
    expect(value['competencies']).toEqual({
      levels: ['gold', 'silver'],
      names: [
        { name: 'cloud-business-applications', from: '2018-07-01' },
        { name: 'cloud-customer-relationship-management' },
        { name: 'cloud-platform' },
        { name: 'cloud-productivity' },
        { name: 'data-analytics' },
        { name: 'data-platform' },
        { name: 'enterprise-mobility-management' },
        { name: 'enterprise-resource-planning', from: '2018-10-01' },
        { name: 'isv', from: '2018-07-01' },
        { name: 'small-and-midmarket-cloud-solutions' },
        { name: 'windows-and-devices' },
      ],
    });
  });

  it('looks at partners on the first day, or one month before the end', () => {
    expect(value['eligibility days']).toEqual(['2019-01-01', '2019-05-30']);
  });

  it('takes a proof of performance until the end of July', () => {
    expect(value['proof of performance']).toEqual({ by: '2019-07-31' });
  });

  it('forfeits less than USD 2,000 a partner', () => {
    expect(value['minimum payout']).toEqual({ amount: '2000', below: 'forfeit' });
  });

  it('pays within 90 days after the window, on a banking day, once payment and tax profile are there', () => {
    expect(value['pay by']).toBe('2019-09-28');
    expect(value['banking days']).toBe('last banking day on or before');
    expect(value['payment needs']).toEqual(['payment-profile', 'tax-profile']);
  });

  it('says of each term where the page states it, and leaves to a person what the page is silent about', () => {
    expect(assumedTerms(terms).map(spokenName).sort()).toEqual([
      'banking days',
      'eligibility days',
      'new customer',
      'oldest seat reading',
      'own records since',
      'payment needs',
      'proof of performance',
      'rewards for one customer',
      'seat count',
      'time zone',
    ]);
    for (const term of Object.values(terms)) expect(term?.source ?? term?.assumed).toBeDefined();
  });
});

describe('a folder of campaigns', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'campaigns-'));
    for (const id of ['b', 'a'])
      writeFileSync(join(folder, `${id}.yaml`), SOURCE.replace(`campaign: ${FIRST}`, `campaign: ${id}`));
    writeFileSync(join(folder, 'c.yml'), SOURCE.replace(`campaign: ${FIRST}`, 'campaign: c'));
    writeFileSync(join(folder, 'notes.txt'), 'not a campaign');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read in the order of ids', () => {
    expect(readCampaignsFolder(folder).map(({ campaign }) => campaign?.campaign)).toEqual(['a', 'b', 'c']);
  });

  it('is searched by id', () => {
    expect(findCampaign(folder, 'c').campaign).toBe('c');
  });

  it('says which campaigns there are when one is asked for that is not there', () => {
    const { report } = failureOf(() => findCampaign(folder, 'd'));
    expect(report).toMatchObject({ code: 'CAMPAIGN_UNKNOWN', expected: 'one of the campaigns: a, b, c', found: '"d"' });
  });

  it('does not take a path for an id', () => {
    expect(failureOf(() => findCampaign(folder, '../a')).code).toBe('CAMPAIGN_UNKNOWN');
  });

  it('says so when it is not there', () => {
    expect(failureOf(() => readCampaignsFolder(join(folder, 'nowhere'))).code).toBe('FOLDER_MISSING');
  });
});
