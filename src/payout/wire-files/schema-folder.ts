import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariant, SeatbackError } from '../../kernel/index.js';
import { maskAccountsInText } from '../account-checks/index.js';

/** An official schema, ready to be applied. To be closed: its memory is not the program's own. */
export interface OpenSchema extends Disposable {
  /**
   * Passes the text of a file through, and holds it against the schema on the way.
   *
   * @throws SeatbackError SCHEMA_REFUSED
   */
  applied(text: AsyncIterable<string>): AsyncGenerator<string, void>;
}

/**
 * Opens the schema of a message in the operator's folder. What applies it is loaded only here: most never name a folder.
 *
 * @param message for example `pain.001.001.09`; its schema has that name, with `.xsd`
 * @throws SeatbackError SCHEMA_MISSING, SCHEMA_UNUSABLE
 */
export async function openSchema(folder: string, message: string): Promise<OpenSchema> {
  const path = join(folder, `${message}.xsd`);
  const content = readSchema(path);
  const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
  const opened = usable(path, () => {
    const schema = XmlDocument.fromString(content);
    try {
      return { schema, validator: XsdValidator.fromDoc(schema) };
    } catch (error) {
      schema.dispose();
      throw error;
    }
  });
  const expectValid = (document: string) => {
    try {
      using parsed = XmlDocument.fromString(document);
      opened.validator.validate(parsed);
    } catch (error) {
      throw refused(path, error);
    }
  };
  return {
    async *applied(text) {
      const slices = new Slices(expectValid);
      for await (const piece of text) {
        slices.add(piece);
        yield piece;
      }
      slices.end();
    },
    [Symbol.dispose]() {
      opened.validator.dispose();
      opened.schema.dispose();
    },
  };
}

const PAYMENTS_OF_A_SLICE = 500;
const CLOSING = '</CstmrCdtTrfInitn>\n</Document>\n';

/**
 * Cuts a file of ours into documents of some hundred payments each, all with its own head and that of their block. The
 * schema of pain.001 knows no rule that spans payments (no keys, no numbers of them), so the file is valid exactly where
 * all of these are: and never held in memory whole, as a document that is validated must be.
 */
class Slices {
  #rest = '';
  #head = '';
  #blockHead: string | undefined;
  #payments: string[] = [];
  #paymentsOfBlock = 0;
  #foot = '';

  constructor(private readonly expectValid: (document: string) => void) {}

  add(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#addLine(`${line}\n`);
  }

  end(): void {
    // All documents end so; what else stood there would have been seen by none.
    invariant(this.#foot + this.#rest === CLOSING, 'a file ends after its last block');
  }

  #addLine(line: string): void {
    if (line === '<PmtInf>\n') {
      this.#blockHead = line;
      this.#paymentsOfBlock = 0;
    } else if (this.#blockHead === undefined) {
      if (this.#head.endsWith('</GrpHdr>\n')) this.#foot += line;
      else this.#head += line;
    } else if (line === '</PmtInf>\n') {
      // A block without payments is shown to the schema as well, which refuses it.
      if (this.#payments.length > 0 || this.#paymentsOfBlock === 0) this.#apply(this.#blockHead);
      this.#blockHead = undefined;
    } else if (line.startsWith('<CdtTrfTxInf>')) {
      this.#payments.push(line);
      this.#paymentsOfBlock += 1;
      if (this.#payments.length >= PAYMENTS_OF_A_SLICE) this.#apply(this.#blockHead);
    } else {
      this.#blockHead += line;
    }
  }

  #apply(blockHead: string): void {
    this.expectValid(`${this.#head}${blockHead}${this.#payments.join('')}</PmtInf>\n${CLOSING}`);
    this.#payments = [];
  }
}

function readSchema(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SeatbackError(
      {
        code: 'SCHEMA_MISSING',
        expected: path,
        found: (error as NodeJS.ErrnoException).code ?? String(error),
        where: 'SEATBACK_SCHEMA_FOLDER',
        next: 'Put the official schema there under this name, or unset SEATBACK_SCHEMA_FOLDER. Nothing was prepared.',
      },
      { cause: error },
    );
  }
}

function usable<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'SCHEMA_UNUSABLE',
        expected: 'an XML Schema',
        found: firstLine(cause),
        where: path,
        next: 'Put the schema there as ISO 20022 or your bank publishes it. Nothing was prepared.',
      },
      { cause },
    );
  }
}

function refused(path: string, fault: unknown): SeatbackError {
  return new SeatbackError({
    code: 'SCHEMA_REFUSED',
    expected: `a file that ${path} accepts`,
    // The words of the library quote values, and an account number may be one.
    found: firstLine(fault),
    where: 'the wire file',
    next: 'Correct what the schema names, in the settings or the details of the payee, and prepare again. Nothing was prepared.',
  });
}

function firstLine(fault: unknown): string {
  const [first = ''] = (fault instanceof Error ? fault.message : String(fault)).split('\n');
  return maskAccountsInText(first).slice(0, 300);
}
