export { AcceptProof, openProofs, type OpenProof } from './accept-proof.js';
export { checkClaimDocuments } from './check-documents.js';
export { ClaimDocuments, type NewDocument, type ReadDocument } from './claim-documents.js';
export {
  CLAIM_SEALED_COLUMNS,
  DOCUMENT_KINDS,
  givenDocuments,
  type DocumentKind,
  type GivenDocument,
} from './given-documents.js';
export type { DocumentFormat } from './tell-format.js';
