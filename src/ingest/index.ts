export { listUnmapped, type UnmappedProduct } from './catalogue/list-unmapped.js';
export { mappedProducts, type MappedProduct } from './catalogue/mapped-products.js';
export { lastDeliveries } from './deliveries/last-deliveries.js';
export type { ClosedDelivery } from './deliveries/close-delivery.js';
export type { Quarantined } from './deliveries/delivery-draft.js';
export { checkDecisions } from './decisions/check-decisions.js';
export { RecordDecision, type NewDecision, type RecordedDecision } from './decisions/record-decision.js';
export { RecordClaimAnswer, type NewClaimAnswer } from './claim-answers/record-claim-answer.js';
export { checkPartnerEntries } from './partner-entries/check-partner-entries.js';
export {
  RecordPartnerEntry,
  type EnteredBy,
  type NewClaim,
  type NewRegistration,
} from './partner-entries/record-partner-entry.js';
export { checkAcceptedProofs } from './accepted-proofs/check-accepted-proofs.js';
export {
  RecordAcceptedProof,
  type AcceptedProof,
  type NewAcceptedProof,
} from './accepted-proofs/record-accepted-proof.js';
export { CopyPayload } from './evidence/copy-payload.js';
export { LocateEvidence, type Evidence } from './evidence/locate-evidence.js';
export { ShowPayload, type ShownPayload } from './evidence/show-payload.js';
export { missingReadings, type MissingReading, type ReadingsWanted } from './history/missing-readings.js';
export { RefreshTokenKeeper, warningOf } from './identity/refresh-token-keeper.js';
export { UserIdentity, type IdentityStatus } from './identity/user-identity.js';
export { checkReferences } from './history/check-references.js';
export { RereadPayloads, type ReReading, type ReReadingOptions } from './rereading/reread-payloads.js';
export type { PayloadProblem } from './rereading/kept-payloads.js';
export { IMPORT_FILES, importFileMeantBy, unexpectedColumns } from './sources/files/expected-names.js';
export { IngestModule, type IngestOptions } from './ingest.module.js';
export { ImportFolder, type FolderImport } from './sources/files/import-folder.js';
export type { ImportedFile } from './sources/files/read-billing.js';
export { listQuarantine, type QuarantineListing } from './quarantine/list-quarantine.js';
export { writeQuarantine } from './sources/files/write-quarantine.js';
export { PullStopped } from './pulls/pull-stop.js';
export { INGEST_SEALED_COLUMNS } from './sealed-columns.js';
export { SettlePull, type SettledPull } from './pulls/settle-pull.js';
export { listPulls, type PullRecord } from './pulls/list-pulls.js';
export { listUnbilled, type UnbilledSeats } from './history/list-unbilled.js';
export { PullUnbilled, type UnbilledPull } from './sources/graph-billing/pull-unbilled.js';
export { PullDirectory, type DirectoryPull } from './sources/partner-center/directory/pull-directory.js';
export { PullWitnesses, type WitnessPull } from './sources/partner-center/insights/pull-witnesses.js';
export { compareWitnesses, type ComparedWitness } from './witnesses/compare-witnesses.js';
export { PullPartnerCenter, type Pull } from './sources/partner-center/pull-partner-center.js';
