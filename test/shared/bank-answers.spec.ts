import { expect, it } from '@jest/globals';
import { Exact } from '../../src/kernel/index.js';
import { paymentReason, paymentStatus } from '../../src/payout/answers/codes/index.js';
import { interpretFact } from '../../src/payout/answers/interpret-fact.js';
import type { ReportedFact } from '../../src/payout/answers/messages/index.js';
import { readWhole, type ReadReport } from '../builders/bank-reports.js';
import { describeAgainstShared, readShared, readSharedTable } from './shared-contracts.js';

const SAMPLES = 'contracts/iso20022/samples';

/** As the manifest words them: an id that is not there is an empty text where it would stand, and left out of lists. */
interface StatusFacts {
  readonly orgnlMsgId: string;
  readonly groupStatus: string;
  readonly paymentInfoStatuses: readonly string[];
  readonly groupReasons: readonly string[];
  readonly transactions: readonly {
    readonly endToEndId: string;
    readonly instrId: string;
    readonly status: string;
    readonly reasons: readonly string[];
  }[];
}

interface MovementFacts {
  readonly accounts: readonly string[];
  readonly entries: number;
  readonly txDetails: number;
  readonly entrySums: Readonly<Record<string, string>>;
  readonly reversals: number;
  readonly returnReasons: readonly string[];
  readonly endToEndIds: readonly string[];
  readonly uetrs: readonly string[];
}

const samples = () =>
  readSharedTable<'file' | 'message' | 'facts_json'>(`${SAMPLES}/manifest.csv`).filter(({ message }) =>
    /^(pain\.002|camt\.05[34])$/.test(message),
  );

describeAgainstShared('reports of real banks, held against ../shared (skipped where it is missing)', () => {
  it('are read with every fact that the manifest has of them', async () => {
    const read: Record<string, number> = {};
    for (const { file, message, facts_json: facts } of samples()) {
      const report = await readWhole(readShared(`${SAMPLES}/${file}`));
      expect([file, report.fault, report.header?.kind]).toEqual([file, undefined, message]);
      const found = message === 'pain.002' ? statusFacts(report) : movementFacts(report);
      expect([file, found]).toEqual([file, JSON.parse(facts)]);
      read[message] = (read[message] ?? 0) + 1;
    }
    expect(read).toEqual({ 'camt.053': 19, 'camt.054': 20, 'pain.002': 11 });
  });

  it('wait for a person only where a code is unknown or an id is empty', async () => {
    const waiting: string[] = [];
    for (const { file, facts_json: facts } of samples()) {
      for (const fact of (await readWhole(readShared(`${SAMPLES}/${file}`))).facts) {
        const { waits } = interpretFact(fact);
        if (waits.length > 0)
          waiting.push(`${file}, line ${String(fact.line)}: ${fact.status ?? ''} ${waits.join(', ')}`);
        // By the manifest: it has an empty id there, or fewer ids than payments.
        const { orgnlMsgId, txDetails, endToEndIds, uetrs } = JSON.parse(facts) as Partial<StatusFacts & MovementFacts>;
        const named = [...(endToEndIds ?? []), ...(uetrs ?? [])].filter((id) => id !== 'NOTPROVIDED').length;
        if (waits.includes('ids-empty'))
          expect([file, orgnlMsgId === '' || named < (txDetails ?? 0)]).toEqual([file, true]);
        if (waits.includes('status-unknown')) expect(paymentStatus(fact.status ?? '')).toBeUndefined();
        if (waits.includes('reason-unknown'))
          expect(codes(fact).filter((code) => paymentReason(code) === undefined)).not.toEqual([]);
      }
    }
    console.info(`${String(waiting.length)} facts of the samples wait for a person:\n  ${waiting.join('\n  ')}`);
  });

  it('come out the same, however their bytes arrive', async () => {
    for (const { file } of samples()) {
      const content = readShared(`${SAMPLES}/${file}`);
      expect(await readWhole(content, 7)).toEqual(await readWhole(content, 1_000_000));
    }
  });
});

const text = (value: string | null | undefined) => value ?? '';
const codes = ({ reasons }: ReportedFact) => reasons.map(({ code }) => text(code));

function statusFacts({ facts }: ReadReport): StatusFacts {
  const file = facts.find(({ level }) => level === 'file');
  return {
    orgnlMsgId: text(file?.messageId),
    groupStatus: text(file?.status),
    paymentInfoStatuses: facts.flatMap(({ level, status }) => (level === 'block' && status !== null ? [status] : [])),
    transactions: facts
      .filter(({ level }) => level === 'payment')
      .map((fact) => ({
        endToEndId: text(fact.endToEndId),
        instrId: text(fact.instructionId),
        status: text(fact.status),
        reasons: codes(fact),
      })),
    groupReasons: file === undefined ? [] : codes(file),
  };
}

function movementFacts({ accounts, facts }: ReadReport): MovementFacts {
  const entries = facts.filter(({ movement }) => movement?.isEntry === true);
  const payments = facts.filter(({ movement }) => movement?.isEntry === false);
  const sums: Record<string, string> = {};
  for (const { amount, movement } of entries) {
    const key = `${amount!.currency}:${movement!.direction === 'credit' ? 'CRDT' : 'DBIT'}`;
    const decimals = Math.max(...[sums[key] ?? '0', amount!.amount].map((each) => each.split('.')[1]?.length ?? 0));
    sums[key] = new Exact(sums[key] ?? 0).plus(amount!.amount).toFixed(decimals);
  }
  return {
    accounts: accounts.map(({ iban }) => text(iban)),
    entries: entries.length,
    txDetails: payments.length,
    entrySums: sums,
    reversals: entries.filter(({ movement }) => movement!.isReversal).length,
    returnReasons: payments.flatMap(codes),
    endToEndIds: payments.flatMap(({ endToEndId }) => endToEndId ?? []),
    uetrs: payments.flatMap(({ uetr }) => uetr ?? []),
  };
}
