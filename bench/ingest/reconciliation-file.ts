import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Columns of Microsoft's new-commerce reconciliation file, all of them: what is not kept is read all the same. */
export const COLUMNS =
  'PartnerId,CustomerId,CustomerName,CustomerDomainName,CustomerCountry,InvoiceNumber,MpnId,ResellerMpnId,OrderId,OrderDate,ProductId,SkuId,AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,Quantity,Subtotal,TaxTotal,Total,Currency,PriceAdjustmentDescription,PublisherName,PublisherId,SubscriptionDescription,SubscriptionId,ChargeStartDate,ChargeEndDate,TermAndBillingCycle,EffectiveUnitPrice,UnitType,AlternateId,BillableQuantity,BillingFrequency,PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate,MeterDescription,ReservationOrderId,CreditReasonCode,SubscriptionStartDate,SubscriptionEndDate,ReferenceId,ProductQualifiers,PromotionId'.split(
    ',',
  );

const LINES_A_CUSTOMER = 20;
const PARTNERS = 5_000;

/** Half of the products are of the family that is counted; the other half is what a distributor sells besides. */
const PRODUCTS = [
  { id: 'CFQ7TTC0LH3L', sku: '0001', name: 'Dynamics 365 Business Central Essentials', counted: 'business-central' },
  { id: 'CFQ7TTC0LHQ5', sku: '0002', name: 'Microsoft 365 Business Premium', counted: undefined },
  { id: 'CFQ7TTC0HL8Z', sku: '0001', name: 'Dynamics 365 Sales Professional', counted: 'sales' },
  { id: 'CFQ7TTC0LH18', sku: '0001', name: 'Exchange Online (Plan 1)', counted: undefined },
  { id: 'CFQ7TTC0LFF8', sku: '0004', name: 'Dynamics 365 Team Members', counted: 'team-members' },
  { id: 'CFQ7TTC0LHSF', sku: '0001', name: 'Power BI Pro', counted: undefined },
] as const;

/** Purchases, renewals, seats added in the month, and credits that take some back. */
const CHARGES = [
  { type: 'cycleCharge', sign: 1 },
  { type: 'renew', sign: 1 },
  { type: 'addQuantity', sign: 1 },
  { type: 'removeQuantity', sign: -1 },
] as const;

/** Writes an import folder with one reconciliation file, gzip, and the products that map it. The same seed, the same bytes. */
export async function writeReconciliation(folder: string, lines: number, seed: number): Promise<string> {
  const file = join(folder, 'billing', 'reconciliation.csv.gz');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    join(folder, 'products.csv'),
    [
      'product,product_family,sku_part_number,offer_id',
      ...PRODUCTS.filter(({ counted }) => counted !== undefined).map(
        ({ id, sku, counted }) => `${counted ?? ''},dynamics-365,BENCH_${id},${id}:${sku}`,
      ),
      '',
    ].join('\n'),
  );
  await pipeline(Readable.from(text(lines, seed)), createGzip(), createWriteStream(file));
  return file;
}

function* text(lines: number, seed: number): Generator<string, void> {
  const LINES_A_CHUNK = 200;
  const die = dice(seed);
  yield `${COLUMNS.join(',')}\n`;
  let chunk = '';
  for (let line = 0; line < lines; line += 1) {
    chunk += record(line, lines, die);
    if (line % LINES_A_CHUNK !== LINES_A_CHUNK - 1) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function record(line: number, lines: number, die: (below: number) => number): string {
  const customer = line % Math.max(1, Math.ceil(lines / LINES_A_CUSTOMER));
  const partner = customer % PARTNERS;
  const product = PRODUCTS[(line * 7 + die(6)) % PRODUCTS.length] ?? PRODUCTS[0];
  const charge = CHARGES[die(10) < 7 ? die(2) : 2 + die(2)] ?? CHARGES[0];
  const seats = 1 + die(60);
  const subscriptionNumber = customer * 8 + (Math.floor(line / Math.max(1, Math.ceil(lines / LINES_A_CUSTOMER))) % 8);
  // A subscription is charged from its own day of the month; what is added or taken back counts from the day it was.
  const from = charge.type === 'cycleCharge' || charge.type === 'renew' ? 1 + (subscriptionNumber % 28) : 1 + die(28);
  const price = 5 + die(90);
  const subtotal = (charge.sign * seats * price * 0.85).toFixed(2);
  const customerId = guid(customer, 1);
  const subscription = guid(subscriptionNumber, 2);
  const name = `Customer ${String(customer)}`;
  const domain = `customer${String(customer)}.onmicrosoft.com`;
  return `${guid(partner, 3)},${customerId},${name},${domain},GB,G${String(1000 + Math.floor((4 * line) / lines))},5100001,${String(5_100_100 + partner)},${order(line)},6/${String(from)}/2019,${product.id},${product.sku},${product.id.replace('CFQ7', 'CFQ8')},${product.name},${product.name},${charge.type},${String(price)},${String(seats)},${subtotal},0,${subtotal},GBP,"[""15.0% Partner earned credit for services managed""]",Microsoft Corporation,,${product.name},${subscription},6/${String(from)}/2019,6/30/2019,One-Month commitment for monthly/yearly billing,${(price * 0.85).toFixed(2)},Licenses,${order(line + 1)},${String(charge.sign * seats)},Monthly,GBP,1,6/1/2019,,,,6/1/2019,5/31/2020,${guid(line, 4)},,\n`;
}

/** Park and Miller's generator: small, the same everywhere. */
function dice(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** As unordered as real ids are. */
function guid(number: number, kind: number): string {
  const scrambled = Math.imul(number + 1, 2_654_435_761) >>> 0;
  const tail = (number * 0x10001 + kind).toString(16).padStart(12, '0').slice(-12);
  return `${scrambled.toString(16).padStart(8, '0')}-4f89-41d3-9a0${String(kind)}-${tail}`;
}

function order(number: number): string {
  return (Math.imul(number + 7, 2_246_822_519) >>> 0).toString(36).padStart(12, 'x');
}
