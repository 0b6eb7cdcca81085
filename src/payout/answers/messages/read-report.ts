import { Camt } from './camt.js';
import { decodeXml } from './decode-xml.js';
import { Pain002 } from './pain-002.js';
import { UnreadableReport } from './report-fault.js';
import type { ReportHeader, ReportKind, ReportPart } from './reported-fact.js';
import { elementAt, REPORT_LIMITS, textAt, XmlElements, type XmlElement } from './xml-elements.js';

/** The element that says which message a file holds. */
const MESSAGES: Readonly<Record<string, ReportKind>> = {
  CstmrPmtStsRpt: 'pain.002',
  BkToCstmrStmt: 'camt.053',
  BkToCstmrDbtCdtNtfctn: 'camt.054',
};

/** What has been read is let go of when it ends; all else belongs to what stands around it. */
const RECORDS = new Set(['OrgnlGrpInfAndSts', 'OrgnlPmtInfAndSts', 'TxInfAndSts', 'Ntry', 'TxDtls']);

/**
 * Reads a bank's report as it arrives, by local element names: any version, any namespace or none. It never throws for
 * what the file holds; what cannot be read ends it with a fault, and then nothing of the report counts.
 *
 * Source: ISO 20022 pain.002.001.03 and .10, camt.053 and camt.054 .02, .04 and .08.
 */
export async function* readReport(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number = REPORT_LIMITS.fileBytes,
): AsyncGenerator<ReportPart, void> {
  const report = new Report();
  const elements = new XmlElements(
    (element, ancestors) => report.take(element, ancestors),
    (name, attributes) => report.open(name, attributes),
  );
  try {
    for await (const text of decodeXml(bytes, mostBytes)) {
      elements.write(text);
      yield* report.parts();
    }
    elements.end();
    report.end();
    yield* report.parts();
  } catch (error) {
    if (!(error instanceof UnreadableReport)) throw error;
    yield { part: 'fault', fault: error.fault };
  }
}

/** What has been read of one report. */
class Report {
  #kind: ReportKind | undefined;
  #namespace: string | null = null;
  #isHeaderGiven = false;
  #reader: { read: (element: XmlElement, ancestors: readonly XmlElement[]) => readonly ReportPart[] } | undefined;
  #root: string | undefined;
  #parts: ReportPart[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#root ??= name;
    // Some misspell it, and some give their own prefix to it.
    const namespace = Object.entries(attributes).find(
      ([key, value]) => /^xmlns(:|$)/i.test(key) && !value.endsWith('XMLSchema-instance'),
    );
    if (this.#kind === undefined && namespace !== undefined) this.#namespace = namespace[1];
    const kind = MESSAGES[name];
    if (kind === undefined) return;
    if (this.#kind !== undefined)
      throw new UnreadableReport({ expected: 'one message in a file', found: `another ${name}`, line: 0, column: 0 });
    this.#kind = kind;
    const pain = new Pain002();
    this.#reader =
      kind === 'pain.002'
        ? {
            read: (element, ancestors) => {
              const fact = pain.read(element, ancestors);
              return fact === undefined ? [] : [{ part: 'fact', fact }];
            },
          }
        : new Camt();
  }

  take(element: XmlElement, ancestors: readonly XmlElement[]): boolean {
    if (this.#kind === undefined || this.#reader === undefined) return false;
    if (element.name === 'GrpHdr') {
      this.#header(element);
      return true;
    }
    const parts = this.#reader.read(element, ancestors);
    if (parts.length > 0) this.#header(undefined);
    this.#parts.push(...parts);
    // One for each transaction, at some banks: only what it says of its batch is asked for later.
    return RECORDS.has(element.name) || (element.name === 'NtryDtls' && elementAt(element, 'Btch') === undefined);
  }

  /** @throws UnreadableReport for a file that is well-formed and no report */
  end(): void {
    if (this.#kind === undefined)
      throw new UnreadableReport({
        expected: 'a report: pain.002, camt.053 or camt.054',
        found: this.#root === undefined ? 'nothing' : `<${this.#root.slice(0, 60)}>`,
        line: 1,
        column: 1,
      });
    this.#header(undefined);
  }

  *parts(): Generator<ReportPart, void> {
    const parts = this.#parts;
    this.#parts = [];
    yield* parts;
  }

  /** Once, before the first fact: what comes without its header has none. */
  #header(element: XmlElement | undefined): void {
    if (this.#isHeaderGiven || this.#kind === undefined) return;
    this.#isHeaderGiven = true;
    const header: ReportHeader = {
      kind: this.#kind,
      namespace: this.#namespace,
      messageId: textAt(element, 'MsgId'),
      createdAt: textAt(element, 'CreDtTm'),
      page: textAt(element, 'MsgPgntn', 'PgNb'),
    };
    this.#parts.push({ part: 'header', header });
  }
}
