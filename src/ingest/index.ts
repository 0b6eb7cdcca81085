export type { ClosedDelivery } from './deliveries/close-delivery.js';
export type { Quarantined } from './deliveries/delivery-draft.js';
export { checkReferences } from './history/check-references.js';
export { IngestModule, type IngestOptions } from './ingest.module.js';
export { ImportFolder, type FolderImport } from './sources/files/import-folder.js';
export type { ImportedFile } from './sources/files/folder-reader.js';
export { listQuarantine, type QuarantineListing } from './quarantine/list-quarantine.js';
export { writeQuarantine } from './sources/files/write-quarantine.js';
export { PullPartnerCenter, type Pull } from './sources/partner-center/pull-partner-center.js';
