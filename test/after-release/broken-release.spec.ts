import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { instant } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { type PayoutBatch, type PreparedPayout } from '../../src/payout/index.js';
import { codeOf, PayoutWorld, twoPartners } from '../payout/payout-world.js';

const world = new PayoutWorld();
const {
  postedSeason,
  prepared,
  release,
  outbox,
  instructions,
  releaseCauses,
  stateOfBatch,
  ledgerProblems,
  query,
  damage,
} = world;
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.end());

describe('a release that breaks off', () => {
  it('before the file is staged leaves the batch approved: nothing of it can have left', async () => {
    const { batch } = await approvedSeason();
    // Where the outbox should be, there is a file.
    writeFileSync(outbox(), 'in the way');
    await expect(release().release(1, 'rita')).rejects.toThrow();
    expect(await stateOfBatch()).toBe('approved');
    expect(await releaseCauses()).toEqual([]);
    rmSync(outbox());
    await releasedAgain(batch!, 'sven');
  });

  it('with the file staged, before it has its name, goes on with that file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    const path = join(outbox(), `${batch!.messageId}.xml`);
    renameSync(path, `${path}.4711.unfinished`);
    await damage('UPDATE payout_batch SET file_written_at = NULL');
    await releasedAgain(batch!);
  });

  it('with the file in its place, before that is on record, goes on with it and one set of journals', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    await damage('UPDATE payout_batch SET file_written_at = NULL');
    const path = join(outbox(), `${batch!.messageId}.xml`);
    const { ino } = statSync(path);
    await releasedAgain(batch!);
    expect(statSync(path).ino).toBe(ino);
  });

  it('after the file is written, before it is in the ledger, goes on with the same file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    const { clock } = world.seatback;
    await brokenOff();
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    expect(readdirSync(outbox())).toEqual([`${batch!.messageId}.xml`]);
    await expect(release().void(1, 'mia', 'too late: the file may have left')).rejects.toMatchObject({
      code: 'BATCH_STATE',
    });
    clock.moveTo(instant('2019-09-02T09:00:00Z'));
    await releasedAgain(batch!);
  });

  it('after the file is written and taken does not write it again, only posts it', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    takenByTheBank(batch!);
    expect(await release().release(1, 'sven')).toMatchObject({ state: 'released' });
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
    expect(await ledgerProblems()).toEqual([]);
  });

  it('in the moment of handing over, its file nowhere, asks a person, and does as they say', async () => {
    const { batch } = await approvedSeason();
    for (const [whereabouts, files] of [
      ['taken', []],
      ['not-taken', [`${batch!.messageId}.xml`]],
    ] as const) {
      await brokenOff();
      takenByTheBank(batch!);
      await damage('UPDATE payout_batch SET file_written_at = NULL');
      await expect(release().release(1, 'sven')).rejects.toMatchObject({ code: 'WIRE_FILE_UNCERTAIN' });
      expect(await stateOfBatch()).toBe('releasing');
      expect(readdirSync(outbox())).toEqual([]);
      expect(await resumptions()).toEqual([]);

      expect(await release().release(1, 'sven', { whereabouts })).toMatchObject({ state: 'released' });
      expect(readdirSync(outbox())).toEqual(files);
      expect(await releaseCauses()).toHaveLength(2);
      expect(await resumptions()).toEqual([
        {
          actor: 'sven',
          detail: { message: batch!.messageId, begunBy: 'rita', fileWritten: false, fileSaidToBe: whereabouts },
        },
      ]);
      await asApproved();
    }
  });

  it('is not handed over where a person says that the bank has it, and a copy lies here', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    const path = join(outbox(), `${batch!.messageId}.xml`);
    const copy = `${path}.4711.unfinished`;
    renameSync(path, copy);
    await damage('UPDATE payout_batch SET file_written_at = NULL');
    const saying = () => release().release(1, 'sven', { whereabouts: 'taken' });
    await expect(saying()).rejects.toMatchObject({ code: 'WIRE_FILE_UNCERTAIN' });
    expect([await stateOfBatch(), readdirSync(outbox())]).toEqual(['releasing', [basename(copy)]]);
    expect(await resumptions()).toEqual([]);
    rmSync(copy);
    expect(await saying()).toMatchObject({ state: 'released' });
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
  });

  it('is not taken up where another file lies in its place, before the release or after', async () => {
    const { batch } = await approvedSeason();
    const path = join(outbox(), `${batch!.messageId}.xml`);
    const inTheWay = {
      code: 'WIRE_FILE_CHANGED',
      report: { where: path, next: expect.stringMatching(/Move it away.* release again/) },
    };
    mkdirSync(outbox());
    writeFileSync(path, '<Document/>');
    await expect(release().release(1, 'rita')).rejects.toMatchObject(inTheWay);
    expect(await stateOfBatch()).toBe('approved');
    expect(await releaseCauses()).toEqual([]);
    rmSync(path);

    await brokenOff();
    const approvedFile = readFileSync(path);
    writeFileSync(path, '<Document/>');
    await expect(release().release(1, 'sven')).rejects.toMatchObject(inTheWay);
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    writeFileSync(path, approvedFile);
    await releasedAgain(batch!);
  });

  it('leaves no account number in the outbox: what a kill left is cleared away', async () => {
    const { batch } = await approvedSeason();
    mkdirSync(outbox());
    const left = join(outbox(), `${batch!.messageId}.xml.4711.unfinished`);
    writeFileSync(left, 'half of a file');
    writeFileSync(join(outbox(), 'another.xml.4711.unfinished'), 'of another');
    await release().void(1, 'mia', 'once more');
    expect(readdirSync(outbox())).toEqual(['another.xml.4711.unfinished']);

    const again = (await prepared()).batch!;
    writeFileSync(join(outbox(), `${again.messageId}.xml.4711.unfinished`), 'half of a file');
    await release().approve(2, 'carl');
    await release().release(2, 'rita');
    expect(readdirSync(outbox()).sort()).toEqual([`${again.messageId}.xml`, 'another.xml.4711.unfinished'].sort());
  });

  it('beside another of the same batch, which waits for it: the file that the bank took stays away', async () => {
    const { batch } = await approvedSeason();
    const { reached, goOn } = stalled();
    const first = release().release(1, 'bob');
    await reached;
    const second = release().release(1, 'ann').catch(codeOf);
    takenByTheBank(batch!);
    goOn();
    expect(await first).toMatchObject({ state: 'released', releasedBy: 'bob' });
    expect(await second).toBe('BATCH_STATE');
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
  });

  it('with its connection lost comes too late: another has taken it up, and nothing is written or posted twice', async () => {
    const { batch } = await approvedSeason();
    const { reached, goOn } = stalled();
    const first = release().release(1, 'bob').catch(String);
    await reached;
    await damage(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    expect(await release().release(1, 'ann')).toMatchObject({ state: 'released', releasedBy: 'bob' });
    takenByTheBank(batch!);
    goOn();
    expect(await first).toEqual(expect.any(String));
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
    expect((await resumptions()).map(({ actor }) => actor)).toEqual(['ann']);
    expect(await ledgerProblems()).toEqual([]);
  });

  /** A release that fails when the file is out and nothing is posted yet. */
  async function brokenOff(): Promise<void> {
    jest.spyOn(world.seatback.app.get(Ledger), 'post').mockRejectedValueOnce(new Error('the power went'));
    await expect(release().release(1, 'rita')).rejects.toThrow('the power went');
  }

  /** The next release stands still when the file is out and nothing is posted yet. */
  function stalled(): { readonly reached: Promise<void>; readonly goOn: () => void } {
    const ledger = world.seatback.app.get(Ledger);
    const post = ledger.post.bind(ledger);
    const { promise: reached, resolve: arrive } = whenTold();
    const { promise: gate, resolve: goOn } = whenTold();
    jest.spyOn(ledger, 'post').mockImplementationOnce(async (session, journals) => {
      arrive();
      await gate;
      return post(session, journals);
    });
    return { reached, goOn };
  }

  function whenTold(): { readonly promise: Promise<void>; readonly resolve: () => void } {
    let told: (() => void) | undefined;
    const promise = new Promise<void>((resolve) => (told = resolve));
    return { promise, resolve: () => told?.() };
  }

  function takenByTheBank({ messageId }: PayoutBatch): void {
    rmSync(join(outbox(), `${messageId}.xml`));
  }

  /** As before the release, for another try. */
  async function asApproved(): Promise<void> {
    await damage(`UPDATE payout_batch SET state = 'approved', released_by = NULL, release_begun_at = NULL, file_written_at = NULL,
        released_at = NULL, released_as = NULL;
      DELETE FROM posting WHERE journal IN (SELECT journal FROM journal WHERE kind = 'release');
      DELETE FROM journal WHERE kind = 'release'; DELETE FROM audit_entry WHERE act LIKE 'payout.release%'`);
  }

  function resumptions() {
    return query<{ actor: string; detail: unknown }>(
      `SELECT actor, detail FROM audit_entry WHERE act = 'payout.release-resumed' ORDER BY entry`,
    );
  }

  async function approvedSeason(): Promise<PreparedPayout> {
    await postedSeason(twoPartners());
    const payout = await prepared();
    await release().approve(1, 'carl');
    return payout;
  }

  async function releasedAgain(batch: PayoutBatch, releasedBy = 'rita'): Promise<void> {
    const ids = (await instructions()).map(({ id }) => id);
    expect(await release().release(1, 'sven')).toMatchObject({ state: 'released', releasedBy });
    const file = readFileSync(join(outbox(), `${batch.messageId}.xml`));
    expect(createHash('sha256').update(file).digest('hex')).toBe(batch.fileHash);
    expect(readdirSync(outbox())).toHaveLength(1);
    expect((await instructions()).map(({ id }) => id)).toEqual(ids);
    expect(await releaseCauses()).toEqual(ids.map((id) => `release ${id}`));
    expect(await query(`SELECT actor FROM audit_entry WHERE act = 'payout.release'`)).toEqual([{ actor: releasedBy }]);
    expect((await resumptions()).map(({ actor }) => actor)).toEqual(releasedBy === 'sven' ? [] : ['sven']);
    expect(await ledgerProblems()).toEqual([]);
  }
});
