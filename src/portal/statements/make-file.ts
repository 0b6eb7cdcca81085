import { createHash } from 'node:crypto';
import { SeatbackError, type Language } from '../../kernel/index.js';
import type { DocumentFormat, IssuedDocument } from '../../payout/index.js';
import { readContent } from './content.js';
import { renderCsv } from './render-csv.js';
import { renderPdf } from './render-pdf.js';
import { renderXlsx } from './render-xlsx.js';
import { sheetOf } from './statement-sheet.js';

/**
 * Counted up whenever an edition of before would come out in other bytes: by other words, another arrangement, or another
 * version of a library that writes them. Hashes are kept for each layout.
 */
export const LAYOUT = 1;

export interface MadeFile {
  readonly name: string;
  readonly content: Buffer;
  /** SHA-256 in hexadecimal. */
  readonly fileHash: string;
}

/** A file of an edition: of the same edition, language, format and layout always the same bytes. */
export async function makeFile(issued: IssuedDocument, language: Language, format: DocumentFormat): Promise<MadeFile> {
  const sheet = sheetOf(readContent(issued), issued, language);
  const content =
    format === 'pdf'
      ? await renderPdf(sheet, issued.issuedAt)
      : format === 'csv'
        ? renderCsv(sheet)
        : renderXlsx(sheet);
  return {
    name: `${issued.document}-${String(issued.edition)}-${language}.${format}`,
    content,
    fileHash: createHash('sha256').update(content).digest('hex'),
  };
}

export function documentChanged({ name, fileHash }: MadeFile, kept: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_CHANGED',
    expected: `the bytes that were given out before, SHA-256 ${kept}`,
    found: `SHA-256 ${fileHash}`,
    where: name,
    next: 'Use the version of the program that issued it, or report this: whoever changes how documents look counts up their layout.',
  });
}
