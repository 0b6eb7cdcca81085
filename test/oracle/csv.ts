/** RFC 4180, by hand: a fault of a shared parser must not hide in both programs. */

interface CsvRecord {
  /** The line of the file on which the record begins; the header is on line 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export function readCsv(text: string): CsvRecord[] {
  const characters = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const records: CsvRecord[] = [];
  let line = 1;
  let place = 0;

  while (place < characters.length) {
    const beginsOn = line;
    const fields: string[] = [];
    let recordEnded = false;

    while (!recordEnded) {
      let field = '';
      if (characters[place] === '"') {
        place++;
        for (;;) {
          const character = characters[place];
          if (character === undefined) throw new Error(`line ${beginsOn}: a quoted field is not closed`);
          place++;
          if (character === '\n') line++;
          if (character !== '"') field += character;
          else if (characters[place] === '"') {
            field += '"';
            place++;
          } else break;
        }
      } else {
        while (place < characters.length && !',\r\n'.includes(characters[place]!)) {
          if (characters[place] === '"') throw new Error(`line ${line}: a quote inside an unquoted field`);
          field += characters[place++] ?? '';
        }
      }
      fields.push(field);

      if (characters[place] === ',') place++;
      else if (place >= characters.length) recordEnded = true;
      else if (characters[place] === '\n' || characters.startsWith('\r\n', place)) {
        place += characters[place] === '\n' ? 1 : 2;
        line++;
        recordEnded = true;
      } else throw new Error(`line ${line}: characters after a quoted field`);
    }

    records.push({ line: beginsOn, fields });
  }
  return records;
}

/** Quotes only where RFC 4180 asks for it; lines end in LF, the last one too. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return records.map((fields) => `${fields.map(field).join(',')}\n`).join('');
}
