/** Writes a delivery as a folder, in the many forms the contract lets files have (sections 1 and 2). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Day } from '../calendar.js';
import type { Cells, DeliveryDraft, DraftInvoice, DraftLine, DraftRow, World } from './world.js';

const LEGACY_COLUMNS = (
  'PartnerId,CustomerId,CustomerName,MpnId,ResellerMpnId,OrderId,SubscriptionId,SyndicationPartnerSubscriptionNumber,OfferId,DurableOfferID,' +
  'OfferName,SubscriptionStartDate,SubscriptionEndDate,ChargeStartDate,ChargeEndDate,ChargeType,UnitPrice,Quantity,Amount,' +
  'TotalOtherDiscount,Subtotal,Tax,TotalForCustomer,Currency,DomainName,SubscriptionName,SubscriptionDescription,BillingCycleType'
).split(',');

const NEW_COMMERCE_COLUMNS = (
  'PartnerId,CustomerId,CustomerName,CustomerDomainName,CustomerCountry,InvoiceNumber,MpnId,ResellerMpnId,OrderId,OrderDate,ProductId,SkuId,' +
  'AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,Quantity,Subtotal,TaxTotal,Total,Currency,PriceAdjustmentDescription,PublisherName,' +
  'PublisherId,SubscriptionDescription,SubscriptionId,ChargeStartDate,ChargeEndDate,TermAndBillingCycle,EffectiveUnitPrice,UnitType,' +
  'AlternateId,BillableQuantity,BillingFrequency,PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate,MeterDescription,' +
  'ReservationOrderId,CreditReasonCode,SubscriptionStartDate,SubscriptionEndDate,ReferenceId,ProductQualifiers,PromotionId'
).split(',');

/** Values that ignore case. Of a number of seats or a date nothing may change but the blanks around it. */
const GUIDS = new Set(['customer_id', 'customerid']);
const WITHOUT_CASE = new Set([
  ...GUIDS,
  'sku_id',
  'sku_part_number',
  'offer_id',
  'subscription_id',
  'subscriptionid',
  'syndicationpartnersubscriptionnumber',
  'is_trial',
  'durableofferid',
  'productid',
  'skuid',
]);

const NO_JSON = '{"InvoiceNumber": "G0007", "Customer';

/** The distributor itself: not the partner of any line. */
const DISTRIBUTOR = '7034453';

export function writeFolder(world: World, draft: DeliveryDraft, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [file, rows] of draft.tables) {
    const columns = world.random.shuffled(
      Object.keys(rows.reduce<Cells>((all, row) => ({ ...all, ...row.cells }), {})),
    );
    writePacked(
      world,
      join(directory, file),
      csvText(world, columns, world.random.chance(0.15) ? rows : world.random.shuffled(rows)),
    );
  }
  writeBilling(world, draft, directory);
}

function writePacked(world: World, file: string, text: string): void {
  const packed = world.random.chance(0.25);
  if (packed) world.situations.add('a packed file');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(packed ? `${file}.gz` : file, packed ? gzipSync(text) : text);
}

function csvText(world: World, columns: readonly string[], rows: readonly DraftRow[]): string {
  const { random } = world;
  const lineEnd = random.chance(0.3) ? '\r\n' : '\n';
  const mark = random.chance(0.3) ? '\uFEFF' : '';
  if (lineEnd === '\r\n') world.situations.add('lines that end in CR LF');
  if (mark !== '') world.situations.add('a byte order mark');
  const unknown = random.chance(0.2) ? ['our_note'] : [];
  if (unknown.length > 0) world.situations.add('an unknown column');
  const all = random.shuffled([...columns, ...unknown]);
  const header = random.pick([
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => name.toLowerCase(),
  ]);
  const quoteAll = random.chance(0.15);

  const record = (values: readonly string[]): string =>
    values.map((value) => field(value, quoteAll || random.chance(0.03))).join(',');
  const body = rows.map(({ cells, faulty }) =>
    record(
      all.map((column) =>
        cellText(world, column, column === 'our_note' ? 'a note, "quoted"' : (cells[column] ?? ''), faulty),
      ),
    ),
  );
  const text = [record(all.map(header)), ...body].join(lineEnd);
  return mark + text + (random.chance(0.9) ? lineEnd : '');
}

const field = (value: string, quoted: boolean): string =>
  quoted || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

function cellText(world: World, column: string, value: string, faulty: boolean): string {
  const text = faulty ? value.replaceAll('\n', ' ') : value;
  return blanks(world, anyCase(world, column.toLowerCase(), text));
}

function anyCase(world: World, column: string, value: string): string {
  if (!WITHOUT_CASE.has(column)) return value;
  const { random } = world;
  const cased = random.pick([value, value, value.toUpperCase(), value.toLowerCase()]);
  const prefixed = GUIDS.has(column) && value.length === 36 && random.chance(0.05);
  if (prefixed) world.situations.add('a prefix before a GUID');
  return prefixed ? `org:${cased}` : cased;
}

function blanks(world: World, value: string): string {
  if (!world.random.chance(0.04)) return value;
  world.situations.add('blanks around a value');
  return world.random.pick([` ${value}`, `${value}  `, `\t${value} `]);
}

function writeBilling(world: World, { invoices, allReadable }: DeliveryDraft, directory: string): void {
  const { random } = world;
  const all = (form: 'CSV' | 'JSON lines'): DraftInvoice[] =>
    invoices.filter((invoice) => invoice.form === form || invoice.form === 'CSV and JSON lines');
  for (const invoice of invoices.filter(({ form }) => form === 'legacy CSV')) {
    // The whole of a legacy invoice is one file: its name is the invoice.
    const rows = invoice.lines.map((line) => legacyRow(world, line));
    const text = csvText(world, LEGACY_COLUMNS, rows);
    writePacked(world, join(directory, 'billing', `${invoice.name}.csv`), text);
    if (random.chance(0.06) && !rows.some((row) => row.faulty)) {
      world.situations.add('a legacy file, packed and not');
      writeFileSync(join(directory, `billing/${invoice.name}.csv`), text);
      writeFileSync(join(directory, `billing/${invoice.name}.csv.gz`), gzipSync(text));
    }
  }
  // Which of the two forms comes second goes by the name of its files.
  const [csvName, jsonName] = random.pick([
    ['1-recon', '2-blob'],
    ['2-recon', '1-blob'],
  ] as const);
  writeNewCommerce(world, all('CSV'), (lines) => newCommerceCsv(world, lines), join(directory, 'billing', csvName), [
    '.csv',
    '.csv',
    '.txt',
  ]);
  writeNewCommerce(
    world,
    all('JSON lines'),
    (lines) => jsonLines(world, lines, allReadable),
    join(directory, 'billing', jsonName),
    ['.jsonl', '.json'],
  );
}

interface LineOfInvoice {
  readonly invoice: string;
  readonly line: DraftLine;
}

function writeNewCommerce(
  world: World,
  invoices: readonly DraftInvoice[],
  textOf: (lines: readonly LineOfInvoice[]) => string,
  name: string,
  endings: readonly string[],
): void {
  const { random } = world;
  const files: [LineOfInvoice[], LineOfInvoice[]] = [[], []];
  const split = random.chance(0.3);
  for (const invoice of invoices) {
    for (const line of invoice.lines) files[split && random.chance(0.4) ? 1 : 0].push({ invoice: invoice.name, line });
  }
  if (files[0].length > 0 && files[1].length > 0) world.situations.add('invoices whose lines are in two files');
  for (const [place, lines] of files.entries()) {
    if (lines.length === 0) continue;
    const text = textOf(random.shuffled(lines));
    const ending = random.pick(endings);
    writePacked(world, `${name}-${place}${ending}`, text);
    // A copy of a file with rows in quarantine could be told from the original by the names in the quarantine.
    const clean =
      lines.every(({ line }) => line.fault === undefined) &&
      invoices.every(({ form }) => form !== 'CSV and JSON lines') &&
      !text.includes(NO_JSON);
    if (clean && random.chance(0.1)) {
      world.situations.add('two files with the same content');
      writePacked(world, `${name}-${place}-copy${ending}`, text);
    }
  }
}

function legacyRow(world: World, line: DraftLine): DraftRow {
  const { random } = world;
  const cells: Record<string, string> = {
    ...commonCells(world, line),
    SyndicationPartnerSubscriptionNumber: line.subscriptionId ?? '',
    // Not the number by which readings name the subscription.
    SubscriptionId: 'usCBMgAAAAAAAAIA',
    OfferId: random.guid(),
    DurableOfferID: line.offer.kind === 'legacy' ? line.offer.guid : '',
    OfferName: 'Dynamics 365, "Plan 1"',
    Quantity: line.quantity,
    Amount: line.subtotal,
    TotalOtherDiscount: '0',
    Tax: '0',
    TotalForCustomer: line.subtotal,
    DomainName: 'example.onmicrosoft.com',
    BillingCycleType: 'Monthly',
    ChargeType: random.pick(['Cycle fee', 'Renewal fee', '']),
  };
  return { cells: { ...cells, ...line.fault }, faulty: line.fault !== undefined };
}

function newCommerceCells(world: World, { invoice, line }: LineOfInvoice): Cells {
  const { random } = world;
  const offer = line.offer.kind === 'new-commerce' ? line.offer : { productId: '', skuId: '' };
  const cells: Record<string, string> = {
    ...commonCells(world, line),
    InvoiceNumber: invoice,
    CustomerDomainName: 'example.onmicrosoft.com',
    CustomerCountry: 'GB',
    OrderDate: world.written(world.snapshot - 86_400_000),
    ProductId: offer.productId,
    SkuId: offer.skuId,
    AvailabilityId: 'TST7AVAIL',
    ChargeType: random.pick(['new', 'renew', 'addQuantity', 'removeQuantity', 'cycleCharge']),
    // Not the quantity that counts.
    Quantity: random.chance(0.5) ? line.quantity : String(random.integer(1, 99)),
    BillableQuantity: line.quantity,
    TaxTotal: '0',
    Total: line.subtotal,
    EffectiveUnitPrice: '1',
    PriceAdjustmentDescription: '["15.0% Partner earned credit for services managed"]',
    ProductQualifiers: line.qualifiers ?? '',
  };
  return { ...cells, ...line.fault };
}

function newCommerceCsv(world: World, lines: readonly LineOfInvoice[]): string {
  const rows = lines.map((line) => ({ cells: newCommerceCells(world, line), faulty: line.line.fault !== undefined }));
  const unqualified = rows.every(({ cells }) => cells['ProductQualifiers'] === '');
  const columns = unqualified
    ? NEW_COMMERCE_COLUMNS.filter((column) => column !== 'ProductQualifiers')
    : NEW_COMMERCE_COLUMNS;
  if (unqualified) world.situations.add('no column of qualifiers');
  return csvText(world, columns, rows);
}

function commonCells(world: World, line: DraftLine): Cells {
  return {
    PartnerId: '0e195b37-4574-4539-bc42-0e539b9684c0',
    CustomerId: line.customerId,
    CustomerName: world.random.pick(['Contoso', 'A, B & C', 'The "Best"']),
    MpnId: DISTRIBUTOR,
    ResellerMpnId: line.partner,
    SubscriptionId: line.subscriptionId ?? '',
    ChargeStartDate: billingDate(world, line.start),
    ChargeEndDate: billingDate(world, line.end),
    SubscriptionStartDate: billingDate(world, line.start),
    SubscriptionEndDate: billingDate(world, line.end),
    UnitPrice: '1',
    Subtotal: line.subtotal,
    Currency: line.currency ?? world.terms.currency,
    PricingCurrency: 'CHF',
  };
}

/** The day as written counts: no time beside it, and no offset, moves it. */
function billingDate(world: World, day: Day): string {
  const [year, month, dayOfMonth] = day.split('-') as [string, string, string];
  const american = `${Number(month)}/${Number(dayOfMonth)}/${year}`;
  return world.random.pick([
    american,
    american,
    `${american} 0:00`,
    `${american} 23:59`,
    `${month}/${dayOfMonth}/${year}`,
    day,
    `${day}T00:00:00Z`,
    `${day}T00:00:00`,
    `${day}T23:30:00-08:00`,
    `${day}T00:10:00.1767993+09:00`,
  ]);
}

function jsonLines(world: World, lines: readonly LineOfInvoice[], allReadable: boolean): string {
  const { random } = world;
  const camel = random.chance(0.3);
  const text = lines.map((line) => {
    const values = Object.entries(newCommerceCells(world, line))
      .filter(([column, value]) => !(column === 'ProductQualifiers' && value === '' && random.chance(0.7)))
      .map(([column, value]) => {
        const name = camel ? column[0]!.toLowerCase() + column.slice(1) : column;
        return `${JSON.stringify(name)}: ${jsonValue(world, column, anyCase(world, column.toLowerCase(), value))}`;
      });
    return `{${values.join(', ')}}`;
  });
  world.sometimes(allReadable ? 0 : 0.1, 'a line that is no JSON', () =>
    text.splice(random.integer(1, text.length), 0, NO_JSON),
  );
  return text.join('\n') + (random.chance(0.8) ? '\n' : '');
}

/** Numbers as numbers or as text, lists as lists or as text, what is empty as text or as null. */
function jsonValue(world: World, column: string, value: string): string {
  const { random } = world;
  const isNumber =
    ['Quantity', 'BillableQuantity', 'Subtotal', 'ResellerMpnId'].includes(column) &&
    /^-?(0|[1-9]\d*)(\.\d+)?(E[+-]?\d+)?$/.test(value);
  if (isNumber && random.chance(0.6)) return value;
  if (column === 'ProductQualifiers' && value.startsWith('[') && random.chance(0.8)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      return JSON.stringify(value);
    }
  }
  if (value === '' && random.chance(0.3)) return 'null';
  return JSON.stringify(value);
}
