import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf } from '../../src/kernel/index.js';
import { BatchDraft } from '../../src/payout/batches/batch-draft.js';
import { calendarOf, chooseAccount, fileKey, serviceLevelOf } from '../../src/payout/debtor-accounts/index.js';
import { checkPaymentOrder, type Payment, type PaymentOrder } from '../../src/payout/instructions/index.js';
import {
  fileText,
  openSchema,
  paymentOrderOf,
  type FileBlock,
  type OpenSchema,
} from '../../src/payout/wire-files/index.js';
import type { DebtorAccount } from '../../src/config/index.js';
import { bankingTables } from './banking-tables.js';
import { generatedBatch, type GeneratedBatch } from './generated-batch.js';

const PAYER = { name: 'Harbour Cloud Distribution Ltd', street: 'Quayside Row', town: 'Bristol', country: 'GB' };

interface GeneratedFile {
  readonly account: DebtorAccount;
  readonly order: PaymentOrder;
  readonly payments: number;
}

/**
 * So many generated batches, each put into files and blocks as a payout is: every file is sound by the bank rules and
 * valid by the official schema, adds up when it is read again, and every country and currency of the tables is paid.
 * BATCHES and SEED choose another number and another sequence.
 */
export function generateBatches(usually: number): void {
  const BATCHES = Number(process.env['BATCHES'] ?? usually);
  const SEED = Number(process.env['SEED'] ?? 1);
  const tables = bankingTables();
  const paid = {
    files: 0,
    blocks: 0,
    payments: 0,
    csv: 0,
    countries: new Set<string>(),
    currencies: new Set<string>(),
  };
  let schema: OpenSchema | undefined;

  beforeAll(async () => {
    if (tables.schemaFolder !== undefined) schema = await openSchema(tables.schemaFolder, 'pain.001.001.09');
  });
  afterAll(() => {
    schema?.[Symbol.dispose]();
    console.log(
      `batches: seed ${String(SEED)}, ${String(BATCHES)} batches over ${String(paid.countries.size)} of ${String(tables.countries.length)} countries and ` +
        `${String(paid.currencies.size)} of ${String(tables.currencies.length)} currencies (${tables.from}): ${String(paid.files)} files, ` +
        `${String(paid.csv)} of them CSV, ${String(paid.blocks)} blocks, ${String(paid.payments)} payments; all sound by the bank rules` +
        (schema === undefined ? '; no official schema beside the project' : ' and valid by the official schema'),
    );
  });

  describe(`${String(BATCHES)} generated batches`, () => {
    const LOT = 50;
    for (let first = 0; first < BATCHES; first += LOT) {
      const last = Math.min(first + LOT, BATCHES) - 1;
      it(`${String(first)} to ${String(last)} are sound, valid and whole`, async () => {
        for (let number = first; number <= last; number += 1) {
          const batch = generatedBatch(SEED, number, tables);
          const files = filesOf(batch);
          expect(files.reduce((sum, { payments }) => sum + payments, 0)).toBe(batch.payments.length);
          for (const file of files) await expectRight(file, batch, number);
          for (const { bankCountry, amount } of batch.payments) {
            paid.countries.add(bankCountry);
            paid.currencies.add(amount.currency.code);
          }
        }
      });
    }

    it('would not be valid with an IBAN that the schema refuses', async () => {
      if (schema === undefined) return;
      const [file] = filesOf(generatedBatch(SEED, 0, { ...tables, countries: ['DE'] }));
      const broken = async () => {
        for await (const piece of schema!.applied(brokenText(file!.order))) expect(piece).not.toBe('');
      };
      await expect(broken()).rejects.toMatchObject({ code: 'SCHEMA_REFUSED' });
    });

    it('leave no country out, where there are as many of them', () => {
      if (BATCHES < tables.countries.length) return;
      expect(tables.countries.filter((country) => !paid.countries.has(country))).toEqual([]);
    });
  });

  async function expectRight({ account, order }: GeneratedFile, batch: GeneratedBatch, number: number): Promise<void> {
    const today = dayOf(batch.preparedAt, account.bankTimeZone);
    const check = await checkPaymentOrder(order, { today, calendar: calendarOf(account) });
    const errors = check.findings.filter(({ severity }) => severity === 'error');
    expect([number, errors]).toEqual([number, []]);
    const text = fileText(order, account.format);
    let written = '';
    for await (const piece of account.format === 'csv' ? text : (schema?.applied(text) ?? text)) written += piece;
    expectWhole(written, order, account.format);
    paid.files += 1;
    paid.csv += account.format === 'csv' ? 1 : 0;
    paid.blocks += order.blocks.length;
    paid.payments += order.totals.count;
  }
}

/** As a payout puts payments into files. */
function filesOf({ accounts, preparedAt, payments }: GeneratedBatch): GeneratedFile[] {
  const drafts = new Map<string, { draft: BatchDraft; blocks: Payment[][] }>();
  for (const [index, { details, bankCountry, amount, remittance }] of payments.entries()) {
    const { code: currency } = amount.currency;
    const chosen = chooseAccount(accounts, { currency, owedIn: currency, bankCountry });
    const { account } = chosen!;
    const key = fileKey(account);
    const into = drafts.get(key) ?? {
      draft: new BatchDraft(drafts.size + 1, `SB-GENERATED-${String(drafts.size + 1)}`, account, preparedAt),
      blocks: [],
    };
    drafts.set(key, into);
    const { block } = into.draft.take(account, amount, serviceLevelOf(account, details.creditorAccount, amount));
    (into.blocks[block - 1] ??= []).push({
      instructionId: `SB-${String(index)}-1`,
      endToEndId: `SB-${String(index)}-1`,
      uetr: `5ea7bacc-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      amount,
      ...details,
      purposeCode: 'REBT',
      remittance: { text: remittance },
    });
  }
  return [...drafts.values()].map(({ draft, blocks }) => {
    const [first, ...others] = draft.blocks.map((each): FileBlock => ({
      ...each,
      totals: each.counted.totals(),
      payments: blocks[each.block - 1] ?? [],
    }));
    const order = paymentOrderOf({
      messageId: draft.messageId,
      createdAt: preparedAt,
      payer: PAYER,
      blocks: [first!, ...others],
    });
    return { account: draft.account, order, payments: draft.count };
  });
}

async function* brokenText(order: PaymentOrder): AsyncGenerator<string, void> {
  for await (const piece of fileText(order, 'pain.001.001.09')) yield piece.replace('<IBAN>', '<IBAN>x');
}

/** Counted and added from the text alone. */
function expectWhole(written: string, order: PaymentOrder, format: DebtorAccount['format']): void {
  if (format === 'csv') {
    expect(written.split('\r\n')).toHaveLength(order.totals.count + 2);
    return;
  }
  const blocks = written.split('<PmtInf>').slice(1);
  expect(blocks).toHaveLength(order.blocks.length);
  for (const block of blocks) {
    const amounts = [...block.matchAll(/<InstdAmt Ccy="([A-Z]{3})">([0-9.]+)</g)];
    const [, count = ''] = /<NbOfTxs>([0-9]+)</.exec(block) ?? [];
    const [, sum = ''] = /<CtrlSum>([0-9.]+)</.exec(block) ?? [];
    expect(String(amounts.length)).toBe(count);
    expect(new Set(amounts.map(([, currency]) => currency)).size).toBe(1);
    expect(amounts.reduce((added, [, , amount = '']) => added + inMillis(amount), 0n)).toBe(inMillis(sum));
  }
  expect(written.match(/<CdtTrfTxInf>/g) ?? []).toHaveLength(order.totals.count);
}

function inMillis(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
}
