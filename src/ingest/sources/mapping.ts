import { legacyLine, newCommerceLine } from './files/billing-files.js';
import type { FileFormat } from './files/file-format.js';
import { FORMATS } from './files/formats.js';
import { openLine } from './files/open-agreements.js';
import { licenceLine, seatRow, subscriptionRow } from './partner-center/mapper.js';

/**
 * What makes rows of what was received. This is the part of an ingest that can be wrong without anybody noticing, and
 * that is put right afterwards: payloads are read again through the mapping of today.
 */
export interface Mapping {
  /** Answers of Partner Center. */
  readonly subscriptionRow: typeof subscriptionRow;
  readonly seatRow: typeof seatRow;
  readonly licenceLine: typeof licenceLine;
  /** Files, and the export's JSON lines. */
  readonly formats: ReadonlyMap<string, FileFormat>;
  readonly legacyLine: typeof legacyLine;
  readonly newCommerceLine: typeof newCommerceLine;
  readonly openLine: typeof openLine;
}

export const MAPPING_OF_TODAY: Mapping = {
  subscriptionRow,
  seatRow,
  licenceLine,
  formats: FORMATS,
  legacyLine,
  newCommerceLine,
  openLine,
};

/** Name under which the mapping is injected. */
export const MAPPING = Symbol('mapping');
