import { describe, expect, it } from '@jest/globals';
import { KeptAnswers } from './kept-answers.js';

const NOTES = { asksForTime: false, saysOnlyTheDay: false, formIds: [] };
const ground = { state: 'one', minute: 7 };

describe('answers that are kept', () => {
  it('hold no more bytes than they may, and lose first what was asked for longest ago', () => {
    const answers = new KeptAnswers(10_000);
    const text = 'x'.repeat(2_000);
    for (const key of ['a', 'b', 'c']) answers.keep(key, ground, text, NOTES);
    expect(answers.find('a', ground)?.body.toString()).toBe(text);
    answers.keep('d', ground, text, NOTES);
    expect(['a', 'b', 'c', 'd'].filter((key) => answers.find(key, ground) !== undefined)).toEqual(['a', 'c', 'd']);
    expect(answers.bytes).toBeGreaterThan(3 * text.length);
    expect(answers.bytes).toBeLessThanOrEqual(10_000);
  });

  it('do not hold one that alone is too long, and give up nothing for it', () => {
    const answers = new KeptAnswers(3_000);
    answers.keep('short', ground, 'short', NOTES);
    expect(answers.keep('long', ground, 'ü'.repeat(2_000), NOTES).body).toHaveLength(4_000);
    expect(answers.find('long', ground)).toBeUndefined();
    expect(answers.find('short', ground)?.body.toString()).toBe('short');
  });

  it('are counted once where one is made anew', () => {
    const answers = new KeptAnswers(10_000);
    answers.keep('a', ground, 'first', NOTES);
    const { bytes } = answers;
    answers.keep('a', ground, 'other', NOTES);
    expect(answers.bytes).toBe(bytes);
    expect(answers.find('a', ground)?.body.toString()).toBe('other');
  });

  it('are of one state alone: neither of the one before nor of one that is not yet', () => {
    const answers = new KeptAnswers(10_000);
    answers.keep('a', ground, 'of one', NOTES);
    const later = { ...ground, state: 'two' };
    expect(answers.find('a', later)).toBeUndefined();
    answers.keep('b', later, 'of two', NOTES);
    expect(answers.find('a', ground)).toBeUndefined();
    expect(answers.find('a', later)).toBeUndefined();
    expect(answers.find('b', later)?.body.toString()).toBe('of two');
  });

  it.each([
    ['of no time', { asksForTime: false, saysOnlyTheDay: false }, [true, true, true]],
    ['of a minute', { asksForTime: true, saysOnlyTheDay: false }, [true, false, false]],
    ['of a day', { asksForTime: true, saysOnlyTheDay: true }, [true, true, false]],
  ])('are sent again as long as what they say holds: %s', (_, says, isFound) => {
    const answers = new KeptAnswers(10_000);
    answers.keep('a', { state: 'one', minute: 30 }, 'says', { ...NOTES, ...says });
    const found = [30, 44, 45].map((minute) => answers.find('a', { state: 'one', minute }) !== undefined);
    expect(found).toEqual(isFound);
  });

  it('are kept nowhere where there is no memory for them', () => {
    const answers = new KeptAnswers(0);
    expect(answers.isOn).toBe(false);
    expect(answers.keep('a', ground, 'made', NOTES).body.toString()).toBe('made');
    expect(answers.find('a', ground)).toBeUndefined();
  });
});
