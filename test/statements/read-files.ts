import readXlsxFile from 'read-excel-file/node';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';

export interface ReadPdf {
  readonly text: string;
  readonly pages: number;
  readonly title: string;
  readonly language: string;
  readonly isTagged: boolean;
}

/** As a reader that knows nothing of its writer finds it. Lines that were broken are one again. */
export async function readPdf(content: Uint8Array): Promise<ReadPdf> {
  const document = await getDocumentProxy(new Uint8Array(content));
  const { text, totalPages } = await extractText(document, { mergePages: true });
  const { info } = await getMeta(document);
  const marks = (await document.getMarkInfo()) as { readonly Marked?: boolean } | null;
  return {
    text: text.replaceAll(/\s+/g, ' '),
    pages: totalPages,
    title: String(info['Title']),
    language: String(info['Language']),
    isTagged: marks?.Marked === true,
  };
}

export type SheetValue = string | number | boolean | Date | null;

/** The worksheets by name, each with its rows. */
export async function readXlsx(content: Buffer): Promise<Map<string, SheetValue[][]>> {
  const sheets = await readXlsxFile(content);
  return new Map(sheets.map(({ sheet, data }) => [sheet, data as SheetValue[][]]));
}
