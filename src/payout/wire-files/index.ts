export { filePartPurpose, keepFile, keptFile, keptFileHash } from './kept-file.js';
export { paymentOrderOf, type FileBlock, type FileOptions } from './payment-order-of.js';
export { openSchema, type OpenSchema } from './schema-folder.js';
export { storedPayments } from './stored-payments.js';
export { expectSound, fileText } from './write-file.js';
