import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { instant } from '../../src/kernel/index.js';
import { ImportFiles, customerId, BUSINESS_CENTRAL, csv } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
const seatbacks = new Seatbacks();
let s: TestSeatback;
beforeAll(async () => { s = await seatbacks.start(); });
afterAll(() => seatbacks.end());
const seat = (c: number, at: string, assigned: any, more = {}) => ({ customer_id: customerId(c), sku_id: BUSINESS_CENTRAL.skuId, assigned, observed_at: at, ...more });
const imp = (f: ImportFiles, o = {}) => s.app.get(ImportFolder).execute(f.writeTo(seatbacks.newFolder()), o);
it('void then late', async () => {
  await s.database.clear();
  await imp(new ImportFiles().rows('seats.csv', seat(1, '2019-06-02T00:00:00Z', 10)));
  await imp(new ImportFiles().rows('seats.csv', seat(1, '2019-06-02T00:00:00Z', 12)));
  await imp(new ImportFiles().rows('seats.csv', seat(1, '2019-06-01T00:00:00Z', 5)));
});
it('same folder at once', async () => {
  await s.database.clear();
  const folder = new ImportFiles().partner('1001').sale(1).billingIsKnown().writeTo(seatbacks.newFolder());
  const r = await Promise.allSettled([1,2,3].map(() => s.app.get(ImportFolder).execute(folder)));
  console.log(r.map((x) => x.status === 'rejected' ? String(x.reason) : JSON.stringify(x.value.delivery?.delivery)));
});
it('NUL', async () => {
  await s.database.clear();
  await imp(new ImportFiles().rows('customers.csv', { customer_id: customerId(1), name: 'A\0B', segment: 'SMB' }));
});
it('NUL json', async () => {
  await s.database.clear();
  await imp(new ImportFiles().file('billing/a.jsonl', `{"CustomerId":"${customerId(1)}","InvoiceNumber":"G\\u00001","ProductId":"A","SkuId":"B","ChargeStartDate":"2019-06-01","ChargeEndDate":"2019-06-30","BillableQuantity":1,"Subtotal":1}\n`));
});
it('IBAN in wrong column', async () => {
  await s.database.clear();
  const i = await imp(new ImportFiles().partner('1001', { account: { account_kind: 'GB33BUKB20201555555555' } }));
  console.log(JSON.stringify(i.quarantined));
  const j = await imp(new ImportFiles().file('bank_accounts.csv', '1001,P,business,GB33BUKB20201555555555,GB,GBP\n1002,P,business,GB33BUKB20201555555555,GB,GBP\n'));
  console.log(JSON.stringify(j));
});
it('overflow assigned', async () => {
  await s.database.clear();
  await imp(new ImportFiles().partner('1001').sale(1).billingIsKnown().rows('seats.csv', { customer_id: customerId(1), sku_id: BUSINESS_CENTRAL.skuId, assigned: 2000000000, observed_at: '2019-06-30T21:00:00Z' }, { customer_id: customerId(1), sku_id: 'f991cecc-3f91-4cd0-a9a8-bf1c8167e029', assigned: 2000000000, observed_at: '2019-06-30T21:00:00Z' }));
  await s.app.get(CalculateCampaign).execute(aCampaign());
});
it('unescaped quote merges', async () => {
  await s.database.clear();
  const i = await imp(new ImportFiles().file('customers.csv', `customer_id,name,segment\n${customerId(1)},"Acme,SMB\n${customerId(2)},"Other",SMB\n${customerId(3)},Third,SMB\n`));
  console.log(JSON.stringify(i));
  await s.app.get(UnitOfWork).inSession(async (x) => console.log(await x.query('select * from customer_profile')));
});
it('lines', async () => {
  await s.database.clear();
  const i = await imp(new ImportFiles().file('customers.csv', `\uFEFFcustomer_id,name,segment\r\nx,A,SMB\r\n\r\n${customerId(2)},"Multi\nline",SMB\r\ny,"Multi\nline",SMB\r\nz,Third,SMB`));
  console.log(JSON.stringify(i));
});
it('future knownAt', async () => {
  await s.database.clear();
  await imp(new ImportFiles().partner('1001').sale(1).billingIsKnown());
  const r1 = await s.app.get(CalculateCampaign).execute(aCampaign(), { knownAt: instant('2027-01-01T00:00:00Z') });
  await imp(new ImportFiles().partner('1001').sale(2).billingIsKnown());
  const r2 = await s.app.get(CalculateCampaign).execute(aCampaign(), { knownAt: instant('2027-01-01T00:00:00Z') });
  console.log(r1.delivery, r1.digest, r2.delivery, r2.digest);
});
it('empty folder first', async () => {
  await s.database.clear();
  console.log(JSON.stringify(await imp(new ImportFiles())));
  console.log(JSON.stringify(await imp(new ImportFiles())));
});
