export {
  statement,
  statusReport,
  type EntryTransaction,
  type Statement,
  type StatementEntry,
  type StatusBlock,
  type StatusLine,
  type StatusReport,
} from './reports.js';
