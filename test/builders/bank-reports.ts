import {
  readReport,
  type ReportHeader,
  type ReportedAccount,
  type ReportedFact,
  type ReportFault,
} from '../../src/payout/answers/messages/index.js';

/** A whole report, for tests that look at small ones. */
export interface ReadReport {
  readonly header: ReportHeader | undefined;
  readonly accounts: readonly ReportedAccount[];
  readonly facts: readonly ReportedFact[];
  readonly fault: ReportFault | undefined;
}

export async function readWhole(content: string | Uint8Array, chunkBytes = 4_096): Promise<ReadReport> {
  const accounts: ReportedAccount[] = [];
  const facts: ReportedFact[] = [];
  let header: ReportHeader | undefined;
  let fault: ReportFault | undefined;
  for await (const part of readReport(inChunks(Buffer.from(content), chunkBytes))) {
    if (part.part === 'header') header = part.header;
    else if (part.part === 'account') accounts.push(part.account);
    else if (part.part === 'fact') facts.push(part.fact);
    else fault = part.fault;
  }
  return { header, accounts, facts, fault };
}

export async function* inChunks(content: Buffer, chunkBytes = 4_096): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += chunkBytes) yield content.subarray(start, start + chunkBytes);
}

export * from '../../demo/bank/index.js';
