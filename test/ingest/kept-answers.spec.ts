import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { AnswerStore } from '../../src/ingest/pulls/answer-store.js';
import { takeUpPull } from '../../src/ingest/pulls/pull-record.js';
import { instant } from '../../src/kernel/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

// The first file of a run makes the server and its template.
jest.setTimeout(30_000);

const DUE_AT = instant('2019-06-30T20:00:00Z');
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
});

/** No part of it is like another, so that packing it is work. */
function bodyOf(length: number): string {
  let body = '';
  for (let number = 1; body.length < length; number += 1) body += `${String(Math.sqrt(number))};`;
  return body.slice(0, length);
}
