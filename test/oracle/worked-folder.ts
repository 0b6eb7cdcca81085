/** Folders written by hand for the worked examples: one partner, one customer, fifteen seats, and what a test changes of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Lines by file; the first is the header. */
export type Files = Readonly<Record<string, readonly string[]>>;

export const CUSTOMER = '11111111-1111-4111-8111-111111111111';
export const SKU = '22222222-2222-4222-8222-222222222222';
export const SECOND_SKU = '33333333-3333-4333-8333-333333333333';
export const OFFER = '44444444-4444-4444-8444-444444444444';
export const SECOND_OFFER = 'TST7PRODUCT1:0001';

const LINE_COLUMNS =
  'CustomerId,ResellerMpnId,DurableOfferID,ChargeStartDate,ChargeEndDate,Quantity,Subtotal,Currency,SyndicationPartnerSubscriptionNumber';

/** A line of a legacy file: fifteen seats of the first offer, billed from March on. */
export function legacyLine(
  changes: {
    customer?: string;
    partner?: string;
    offer?: string;
    start?: string;
    end?: string;
    quantity?: string;
    subtotal?: string;
    currency?: string;
    subscription?: string;
  } = {},
): string {
  const line = {
    customer: CUSTOMER,
    partner: '1001',
    offer: OFFER,
    start: '3/1/2019',
    end: '7/31/2019',
    quantity: '15',
    subtotal: '100',
    currency: 'USD',
    subscription: '',
    ...changes,
  };
  return [
    line.customer,
    line.partner,
    line.offer,
    line.start,
    line.end,
    line.quantity,
    line.subtotal,
    line.currency,
    line.subscription,
  ].join(',');
}

export const legacyFile = (...lines: readonly string[]): readonly string[] => [LINE_COLUMNS, ...lines];

export const seats = (...rows: readonly string[]): readonly string[] => [
  'customer_id,sku_id,assigned,observed_at',
  ...rows,
];

export const reading = (assigned: string, observedAt = '2019-06-30T12:00:00Z', sku = SKU): string =>
  [CUSTOMER, sku, assigned, observedAt].join(',');

export const STANDINGS = 'partner_id,kind,name,level,valid_from,valid_to';

export const standingsOf = (partnerId: string): readonly string[] => [
  `${partnerId},membership,mpn,,2015-01-01,`,
  `${partnerId},agreement,microsoft-cloud-reseller-agreement,,2015-01-01,`,
  `${partnerId},competency,data-platform,gold,2015-01-01,`,
  `${partnerId},enrolment,csp-indirect-reseller,,2015-01-01,`,
];

/** The worked case of the campaign's page: one new SMB customer with 15 seats. */
export const ONE_CUSTOMER: Files = {
  'products.csv': [
    'product,product_family,sku_part_number,sku_id,offer_id',
    `business-central,dynamics-365,TST_BC,${SKU},${OFFER}`,
    `sales,dynamics-365,TST_SALES,${SECOND_SKU},${SECOND_OFFER}`,
  ],
  'partners.csv': ['partner_id,legal_name,country', '1001,Nordwind GmbH,DE'],
  'partner_standings.csv': [STANDINGS, ...standingsOf('1001')],
  'customers.csv': ['customer_id,segment', `${CUSTOMER},SMB`],
  'coverage.csv': ['resource,known_from,known_to', 'billing,2018-01-01,2019-07-31'],
  'proofs.csv': ['partner_id,campaign_id,received_on', '1001,dynamics-365-smb-csp-2019h1,2019-07-10'],
  'seats.csv': seats(reading('15')),
  'billing/D1.csv': legacyFile(legacyLine()),
};

/** Writes folders under a directory of its own, which `remove` takes away again. */
export class WorkedFolders {
  private readonly directory = mkdtempSync(join(tmpdir(), 'seatback-oracle-'));
  private count = 0;

  write(files: Files): string {
    const folder = this.next();
    for (const [name, lines] of Object.entries(files)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    }
    return folder;
  }

  next(): string {
    const folder = join(this.directory, String(++this.count));
    mkdirSync(folder);
    return folder;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
