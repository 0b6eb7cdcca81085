import { SeatbackError } from '../../kernel/index.js';

export const TAKEN_FORMATS = 'a PDF, PNG, JPEG, XLSX or CSV file';
const WHERE = 'the document';

export function documentTooLarge(mostBytes: number): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_TOO_LARGE',
    expected: `${TAKEN_FORMATS} of at most ${String(mostBytes)} bytes`,
    found: 'a larger one',
    where: WHERE,
    next: 'Scan it in a lower resolution, or give the pages that matter.',
  });
}

export function documentEmpty(): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_EMPTY',
    expected: TAKEN_FORMATS,
    found: 'nothing',
    where: WHERE,
    next: 'Choose the file again.',
  });
}

/** @param found what it looks like, by its content */
export function documentKindRefused(found: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_KIND_REFUSED',
    expected: `${TAKEN_FORMATS}, by what is in it and not by its name`,
    found,
    where: WHERE,
    next: 'Print or export it as PDF and give that.',
  });
}

/** Cut short, or more than one thing at once. */
export function documentDamaged(expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_DAMAGED',
    expected,
    found,
    where: WHERE,
    next: 'Save or export it anew, and give that file.',
  });
}

export function macrosRefused(found: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_MACROS_REFUSED',
    expected: 'a workbook without macros, controls and embedded programs',
    found,
    where: WHERE,
    next: 'Save it as a plain workbook (.xlsx), or as PDF.',
  });
}

export function tooDense(expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_UNPACKS_TOO_LARGE',
    expected,
    found,
    where: WHERE,
    next: 'Give the pages that matter as PDF.',
  });
}

export function tooManyDocuments(claimId: string, most: number): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENTS_TOO_MANY',
    expected: `at most ${String(most)} documents for a claim`,
    found: 'one more',
    where: `claim ${claimId}`,
    next: 'Put several pages into one PDF.',
  });
}

export function documentUnknown(document: number): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_DOCUMENT_UNKNOWN',
    expected: 'the number of a document that was given for a claim',
    found: String(document),
    where: 'documents of claims',
    next: 'npx seatback claims documents <campaign> <claim> lists them.',
  });
}

export function documentErased(document: number, erasedAt: string): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_DOCUMENT_ERASED',
    expected: 'a document whose time of keeping is not over',
    found: `one whose bytes were erased at ${erasedAt}`,
    where: `document ${String(document)}`,
    next: 'Its hash, size, kind, and who gave it when, stay on record.',
  });
}

export function noProof(document: number, kind: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_IS_NO_PROOF',
    expected: 'a document that was given as a proof of performance',
    found: kind,
    where: `document ${String(document)}`,
    next: 'Attach it again with --kind proof-of-performance, and accept that.',
  });
}

export function proofNotAsked(campaign: string): SeatbackError {
  return new SeatbackError({
    code: 'PROOF_NOT_ASKED',
    expected: 'a campaign with the term "proof of performance"',
    found: 'none',
    where: `campaign ${campaign}`,
    next: 'Nothing is to be proved here: the document stays with its claim.',
  });
}

export function proofKindInvalid(kind: string, longest: number): SeatbackError {
  return new SeatbackError({
    code: 'PROOF_KIND_INVALID',
    expected: `what proves it, in at most ${String(longest)} characters on one line`,
    found: kind.trim() === '' ? 'nothing' : `"${kind.slice(0, longest)}"`,
    where: 'the kind of the proof',
    next: 'Say it as proofs.csv does, such as "sales report".',
  });
}

export function proofTooEarly(document: number, givenAt: string, handedInAt: string): SeatbackError {
  return new SeatbackError({
    code: 'PROOF_HANDED_IN_LATER',
    expected: `an instant at or before ${givenAt}, when the document was given`,
    found: handedInAt,
    where: `document ${String(document)}`,
    next: 'Leave it out where it was received as it was given.',
  });
}

export function proofAcceptedBefore(
  document: number,
  before: { readonly kind: string; readonly receivedOn: string },
): SeatbackError {
  return new SeatbackError({
    code: 'PROOF_ACCEPTED_BEFORE',
    expected: 'a document that nobody has accepted as a proof',
    found: `one that was accepted as ${before.kind}, received on ${before.receivedOn}`,
    where: `document ${String(document)}`,
    next: 'It counts already. What it says beside that is said in proofs.csv.',
  });
}
