import { nearestWord } from '../../../kernel/index.js';
import { READING_FILES } from './reading-files.js';
import { REGISTER_FILES } from './register-files.js';

/** Columns that Microsoft's billing files have. Most of them are not read; that is nothing to report. */
const MICROSOFT_COLUMNS: ReadonlySet<string> = new Set([
  'alternateid',
  'amount',
  'availabilityid',
  'billablequantity',
  'billingcycletype',
  'billingfrequency',
  'chargeenddate',
  'chargestartdate',
  'chargetype',
  'creditreasoncode',
  'currency',
  'customercountry',
  'customerdomainname',
  'customerid',
  'customername',
  'domainname',
  'durableofferid',
  'effectiveunitprice',
  'invoicenumber',
  'meterdescription',
  'mpnid',
  'offerid',
  'offername',
  'orderdate',
  'orderid',
  'partnerid',
  'pctobcexchangerate',
  'pctobcexchangeratedate',
  'priceadjustmentdescription',
  'pricingcurrency',
  'productid',
  'productname',
  'productqualifiers',
  'promotionid',
  'publisherid',
  'publishername',
  'quantity',
  'referenceid',
  'resellermpnid',
  'reservationorderid',
  'skuid',
  'skuname',
  'subscriptiondescription',
  'subscriptionenddate',
  'subscriptionid',
  'subscriptionname',
  'subscriptionstartdate',
  'subtotal',
  'syndicationpartnersubscriptionnumber',
  'tax',
  'taxtotal',
  'termandbillingcycle',
  'total',
  'totalforcustomer',
  'totalotherdiscount',
  'unitprice',
  'unittype',
]);

/** Columns that somebody may have meant to be read. */
export function unexpectedColumns(file: string, columnsIgnored: readonly string[]): readonly string[] {
  return file.startsWith('billing/')
    ? columnsIgnored.filter((column) => !MICROSOFT_COLUMNS.has(column.toLowerCase()))
    : columnsIgnored;
}

/** What an import folder may hold, beside `billing/`. */
export const IMPORT_FILES: readonly string[] = [...REGISTER_FILES.keys(), ...READING_FILES.keys()];

/** The import file that a name was probably meant to be. */
export function importFileMeantBy(name: string): string | undefined {
  return nearestWord(name.replace(/\.gz$/i, ''), IMPORT_FILES);
}
