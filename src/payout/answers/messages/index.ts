export { readReport } from './read-report.js';
export type { ReportFault } from './report-fault.js';
export type * from './reported-fact.js';
export { REPORT_LIMITS } from './xml-elements.js';
export {
  keptBytesOf,
  readVendorReport,
  vendorRefusal,
  vendorStatuses,
  type VendorRefusal,
  type VendorReport,
  type VendorStatuses,
} from './vendor-report.js';
