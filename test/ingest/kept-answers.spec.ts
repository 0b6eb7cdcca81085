import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { AnswerStore } from '../../src/ingest/pulls/answer-store.js';
import { takeUpPull } from '../../src/ingest/pulls/pull-record.js';
import { instant } from '../../src/kernel/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const DUE_AT = instant('2019-06-30T20:00:00Z');
/** As many as a pull may have answered and not written: a kill must not cost it more. */
const UNWRITTEN_AT_MOST = 32;

const CHARACTERS = [0, 1, 4_096, 4_097, 65_535, 65_536, 300_000];

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
afterAll(() => seatbacks.end());

describe('what a pull was answered', () => {
  it('is there for the next attempt as it was received, however short or long', async () => {
    const answers = CHARACTERS.map((length) => ({
      name: `of ${String(length)} characters`,
      body: bodyOf(length),
      observedAt: DUE_AT,
    }));
    await seatback.app.get(UnitOfWork).inSession(async (session) => {
      const { pull } = await takeUpPull(session, DUE_AT, DUE_AT);
      const store = await AnswerStore.open(session, pull);
      for (const answer of answers) await store.keep(answer);
      await store.flush();

      const resumed = await AnswerStore.open(session, pull);
      for (const { name, body, observedAt } of answers) expect(await resumed.find(name)).toEqual({ body, observedAt });
      expect(resumed.replayed).toBe(CHARACTERS.length);
    });
  });

  it('holds up who asks on, where the database is too slow to keep it', async () => {
    const { app } = seatback;
    const answer = (number: number) => ({ name: `answer ${String(number)}`, body: '{}', observedAt: DUE_AT });
    await app.get(UnitOfWork).inSession(async (session) => {
      const { pull } = await takeUpPull(session, DUE_AT, DUE_AT);
      const store = await AnswerStore.open(session, pull);
      let last: Promise<unknown> = Promise.resolve();
      await app.get(UnitOfWork).inTransaction(async (other) => {
        await other.execute('LOCK TABLE pull_answer IN EXCLUSIVE MODE');
        for (let number = 1; number < UNWRITTEN_AT_MOST; number += 1) await store.keep(answer(number));
        last = store.keep(answer(UNWRITTEN_AT_MOST));
        const isHeldUp = new Promise((resolve) => setImmediate(resolve, 'held up'));
        expect(await Promise.race([last.then(() => 'kept'), isHeldUp])).toBe('held up');
      });
      await last;
      const { kept } = await session.one<{ kept: number }>(
        `SELECT count(*)::integer AS kept FROM pull_answer WHERE name LIKE 'answer %'`,
      );
      expect(kept).toBe(UNWRITTEN_AT_MOST);
    });
  });
});

/** No part of it is like another, so that packing it is work. */
function bodyOf(length: number): string {
  let body = '';
  for (let number = 1; body.length < length; number += 1) body += `${String(Math.sqrt(number))};`;
  return body.slice(0, length);
}
