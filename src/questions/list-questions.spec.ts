import { describe, expect, it } from '@jest/globals';
import { instant } from '../kernel/index.js';
import { questionDueAt } from './list-questions.js';

describe('the answer to a question', () => {
  it.each([
    ['2019-08-05T00:00:00Z', 5, '2019-08-11T00:00:00.000000Z'],
    ['2019-08-05T23:59:59Z', 5, '2019-08-11T00:00:00.000000Z'],
    ['2019-08-05T12:00:00Z', 1, '2019-08-07T00:00:00.000000Z'],
  ])('to one asked at %s is late when %i whole days after that day are over', (askedAt, days, dueAt) => {
    expect(questionDueAt({ askedAt: instant(askedAt) }, days)).toBe(dueAt);
  });
});
