export { listUnmapped, type UnmappedProduct } from './catalogue/list-unmapped.js';
export type { ClosedDelivery } from './deliveries/close-delivery.js';
export type { Quarantined } from './deliveries/delivery-draft.js';
export { RefreshTokenKeeper, warningOf } from './identity/refresh-token-keeper.js';
export { UserIdentity, type IdentityStatus } from './identity/user-identity.js';
export { IngestModule, type IngestOptions } from './ingest.module.js';
export { ImportFolder, type FolderImport, type ImportedFile } from './sources/files/import-folder.js';
export { PullDirectory, type DirectoryPull } from './sources/partner-center/directory/pull-directory.js';
export { PullPartnerCenter, type Pull } from './sources/partner-center/pull-partner-center.js';
