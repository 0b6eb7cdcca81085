export type { ClosedDelivery } from './deliveries/close-delivery.js';
export type { Quarantined } from './deliveries/delivery-draft.js';
export { missingReadings, type MissingReading, type ReadingsWanted } from './history/missing-readings.js';
export { IngestModule, type IngestOptions } from './ingest.module.js';
export { listPulls, type PullRecord } from './pulls/list-pulls.js';
export { ImportFolder, type FolderImport, type ImportedFile } from './sources/files/import-folder.js';
export { PullPartnerCenter, type Pull } from './sources/partner-center/pull-partner-center.js';
