import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { checkCampaign, findCampaignFile } from '../../src/campaigns/index.js';
import { PROJECT_FOLDER } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/** A share of revenue with a minimum and a cap, as docs/write-a-campaign.md tells to write it. */
const BOOSTER = `# yaml-language-server: $schema=./campaign.schema.json
campaign: csp-booster-2020
title: CSP booster, May and June 2020
version: 1
known from: 2020-04-15T00:00:00Z
reason: First publication
pages:
  B: The announcement of the booster
terms:
  window:
    value: { from: 2020-05-01, to: 2020-06-30 }
    source: B
  time zone:
    value: Europe/Vienna
    assumed: The announcement names no zone.
  product family:
    value: dynamics-365
    source: B
  eligible products:
    value: [business-central]
    source: B
  no billing before:
    value: { months: 12 }
    source: B
  seat count:
    value: smaller of assigned and billed for each SKU
    source: B
  snapshot:
    value: end of the window
    source: B
  oldest seat reading:
    value: { hours: 48 }
    assumed: As in other campaigns.
  reward of billed revenue:
    value: { percent: '2.5', currency: USD }
    source: B
  cap for each partner:
    value: { amount: '12000' }
    source: B
  rounding:
    value: { at: each partner, direction: half away from zero }
    assumed: The announcement is silent.
  minimum payout:
    value: { amount: '200', below: forfeit }
    source: B
  pay by:
    value: 2020-09-28
    source: B
  banking days:
    value: last banking day on or before
    assumed: The announcement is silent.
`;

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
afterAll(() => seatbacks.end());

it('a fifth campaign runs from its file alone', async () => {
  const folder = seatbacks.newFolder();
  writeFileSync(join(folder, 'csp-booster-2020.yaml'), BOOSTER);
  const file = findCampaignFile(folder, 'csp-booster-2020');
  expect(checkCampaign(file)).toEqual([]);

  seatback.clock.moveTo(instant('2020-07-15T09:00:00Z'));
  const line = (customer: number, partner: string, subtotal: string) =>
    licenceLine(customer, {
      ResellerMpnId: partner,
      ChargeStartDate: '5/1/2020',
      ChargeEndDate: '5/31/2020',
      Subtotal: subtotal,
      Currency: 'USD',
    });
  const files = new ImportFiles()
    .rows('coverage.csv', { resource: 'billing', known_from: '2019-01-01', known_to: '2020-06-30' })
    .rows(
      'billing/2020-05.csv',
      line(1, '1001', '7999.79'),
      line(2, '1002', '7999.80'),
      line(3, '1003', '480000.41'),
      line(4, '1004', '90000.00'),
    )
    .rows(
      'billing/2019-07.csv',
      licenceLine(4, {
        ResellerMpnId: '1004',
        ChargeStartDate: '7/1/2019',
        ChargeEndDate: '7/31/2019',
        Currency: 'USD',
      }),
    )
    .rows('customers.csv', ...[1, 2, 3, 4].map((number) => ({ customer_id: customerId(number), segment: 'SMB' })));
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
  const run = await seatback.app.get(CalculateCampaign).execute(file.campaign);
  const output = seatbacks.newFolder();
  await seatback.app
    .get(UnitOfWork)
    .inTransaction((session) => seatback.app.get(CampaignOutput).write(session, run, output));
  const [, ...earnings] = readFileSync(join(output, 'earnings.csv'), 'utf8').trimEnd().split('\n');
  expect(earnings).toEqual([
    'csp-booster-2020,1001,forfeited,1,0,199.99,,199.99,,,,USD,below-minimum,',
    'csp-booster-2020,1002,payable,1,0,200.00,200.00,,,,,USD,,2020-09-28',
    'csp-booster-2020,1003,payable,1,0,12000.00,12000.00,,,,,USD,,2020-09-28',
    'csp-booster-2020,1004,none,0,0,0.00,,,,,,USD,,',
  ]);
});

it('no file of the program names a campaign', () => {
  const campaigns = readdirSync(join(PROJECT_FOLDER, 'campaigns')).flatMap(
    (name) => /^(.+)\.ya?ml$/.exec(name)?.slice(1) ?? [],
  );
  expect(campaigns.length).toBeGreaterThan(0);
  const source = join(PROJECT_FOLDER, 'src');
  const naming = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts'))
    .filter((name) => {
      const text = readFileSync(join(source, name), 'utf8');
      return campaigns.some((campaign) => text.includes(campaign));
    });
  expect(naming).toEqual([]);
});
