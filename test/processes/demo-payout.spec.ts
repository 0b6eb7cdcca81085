import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outcomeOf, removeDataFolder, runDemo, type DemoRun } from '../demo/demo-process.js';

const STORY = ['--story', 'payout'];

let folder: string;
let told: DemoRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatback-payout-story-'));
  told = await runDemo(folder, undefined, STORY);
}, 300_000);

afterAll(() => {
  removeDataFolder(join(folder, 'payout-story'));
  removeDataFolder(folder);
});

/** Each day of the story with what is said of it. */
function days(): ReadonlyMap<string, string> {
  const text = told.lines.map(({ text: line }) => line).join('\n');
  return new Map(
    [...text.matchAll(/^(\d{4}-\d\d-\d\d) {2}(.*)\n([\s\S]*?)(?=^\d{4}-\d\d-\d\d {2}|^Paid\.)/gm)].map(
      ([, day = '', title = '', said = '']) => [`${day} ${title}`, said],
    ),
  );
}

describe('the demo of a payout', () => {
  it('goes from the first notice to the money that stays, with the ledger after each step', () => {
    expect(told).toMatchObject({ code: 0, errors: '' });
    const said = [...days().values()];
    for (const [step, expected] of [
      /waits: no bank account[\s\S]*notice 1 of 3[\s\S]*payable 2000\.00 USD credit/,
      /The name does not match\.[\s\S]*refuses them[\s\S]*The ledger is as it was/,
      /notice 2 of 3/,
      /The name matches\.[\s\S]*approves them[\s\S]*waits: waiting time/,
      /Batch 1, prepared by dana, approved and released by robin[\s\S]*in-transit 2000\.00 USD credit/,
      /pain\.002: debited[\s\S]*camt\.054: debited 2000\.00 USD[\s\S]*paid 2000\.00 USD credit/,
      /returned 1975\.00 USD, AC04[\s\S]*bank-charges 25\.00 USD debit[\s\S]*payable 2000\.00 USD credit/,
      /Because of payment failed: notice 1 of 3/,
      /approves them/,
      /Batch 2, [\s\S]*in-transit 2000\.00 USD credit/,
      /bank 25\.00 USD credit, bank-charges 25\.00 USD debit, expense 2000\.00 USD debit, paid 2000\.00 USD credit/,
    ].entries())
      expect(said[step]).toMatch(expected);
    expect(said).toHaveLength(11);
    expect(told.lines.some(({ text }) => text.startsWith('Paid. 2 files left'))).toBe(true);
  });

  it('leaves two payments with ids of their own, one of them returned', async () => {
    const { payments, balances } = await outcomeOf(join(folder, 'payout-story'));
    const ids = payments.map((payment) => payment.split(' ')[0]);
    expect(new Set(ids).size).toBe(2);
    expect(balances.filter((balance) => !balance.endsWith(' 0.00') && !balance.endsWith(' 0')).sort()).toEqual([
      'bank USD -25.00',
      'bank-charges USD 25.00',
      'expense USD 2000.00',
      'paid 5100133 USD -2000.00',
    ]);
  });

  it('is told once in a folder: nothing of it is overwritten', async () => {
    const again = await runDemo(folder, undefined, STORY);
    expect(again.code).toBe(1);
    expect(again.errors).toContain('DEMO_NEEDS_OWN_FOLDER');
  });
});
