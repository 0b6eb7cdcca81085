export type { ClosedDelivery } from './deliveries/close-delivery.js';
export type { Quarantined } from './deliveries/delivery-draft.js';
export { IngestModule } from './ingest.module.js';
export { ImportFolder, type FolderImport, type ImportedFile } from './sources/files/import-folder.js';
