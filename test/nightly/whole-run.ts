import { readFileSync, rmSync } from 'node:fs';
import { CalculateCampaign, type Run } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import type { Instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import type { Seatbacks, TestSeatback } from '../seatback.js';

export interface ComparedNight {
  readonly run: Run;
  /** What the night's run says otherwise than a run of all customers with the same pin; nothing, where they agree. */
  readonly differences: readonly string[];
}

/** A night's run as it is made and kept, held against one of all customers with the same pin, which is taken back. */
export async function comparedNight(
  seatbacks: Seatbacks,
  { app }: TestSeatback,
  campaign: Campaign,
  pin: { readonly snapshotAt: Instant; readonly knownAt: Instant },
): Promise<ComparedNight> {
  const calculate = app.get(CalculateCampaign);
  const run = await calculate.execute(campaign, pin);
  const written = async (session: Session, of: Run): Promise<readonly (readonly [string, string])[]> => {
    const folder = seatbacks.newFolder();
    await app.get(CampaignOutput).write(session, of, folder);
    const files = ['determinations.csv', 'earnings.csv'].map(
      (name) => [name, readFileSync(`${folder}/${name}`, 'utf8')] as const,
    );
    rmSync(folder, { recursive: true });
    return [
      ...files,
      ['counts', JSON.stringify(sorted(of.counts), null, 1)],
      ['digest', of.digest],
      ['earned', of.earnedTotal],
    ];
  };
  const made = await app.get(UnitOfWork).inTransaction((session) => written(session, run));
  // A draft has no run to go on from.
  const whole = await calculate.preview(campaign, pin, async (session, draft) => {
    if (draft.basedOn !== null) throw new Error('A draft evaluates all customers');
    return written(session, draft);
  });
  const differences = made.flatMap(([name, text], place) => {
    const expected = whole[place]?.[1] ?? '';
    return text === expected ? [] : [`${name}: ${firstDifference(expected, text)}`];
  });
  return { run, differences };
}

function firstDifference(expected: string, found: string): string {
  const [lines, others] = [expected.split('\n'), found.split('\n')];
  const place = lines.findIndex((line, index) => line !== others[index]);
  const at = place === -1 ? lines.length : place;
  return `all customers say ${lines[at] ?? 'no line'}, the changed ones ${others[at] ?? 'no line'}`;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
