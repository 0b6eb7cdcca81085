import { describe, expect, it } from '@jest/globals';
import { actorOf, isSameActor, reasonOf } from './actor.js';

describe('the name of who acts', () => {
  it('goes on record as it was written, in one spelling of blanks and accents', () => {
    expect(actorOf('Dana')).toBe('Dana');
    expect(actorOf('  Dana \t de  Vries\u00a0')).toBe('Dana de Vries');
    expect(actorOf('Zoe\u0308')).toBe('Zo\u00eb');
    expect(actorOf('李娜')).toBe('李娜');
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \t\u00a0\n'],
    ['marks without a letter', '--'],
    ['a character that nobody sees', 'mia\u200b'],
    ['a direction that nobody sees', '\u202eaim'],
    ['a control character', 'mia\u0000'],
    ['letters of two scripts that look alike', 'd\u0430na'],
    ['a whole page', 'x'.repeat(201)],
  ])('is not %s', (_what, text) => {
    expect(() => actorOf(text)).toThrow(expect.objectContaining({ code: 'ACTOR_INVALID' }));
  });

  it.each([
    ['Mia', 'mia'],
    [' mia', 'mia  '],
    ['Dana  de Vries', 'dana de vries'],
    ['ZOE\u0308', 'zo\u00eb'],
    ['ｍｉａ', 'mia'],
    ['GROẞ', 'groß'],
    ['d\u0430na', 'dana'],
    ['\u0440\u043e\u0441', 'poc'],
    ['\u039f\u03a4\u03a4\u039f', 'otto'],
    ['dana', 'dana@harbour.example'],
    ['Dana', 'DANA@harbour.example (2)'],
  ])('%j is the same person as %j', (a, b) => {
    expect(isSameActor(a, b)).toBe(true);
    expect(isSameActor(b, a)).toBe(true);
  });

  it('another name is another person', () => {
    expect(isSameActor('mia', 'maja')).toBe(false);
    expect(isSameActor('mia', 'mia.k')).toBe(false);
    expect(isSameActor('mia@a.example', 'mia@b.example')).toBe(false);
    expect(isSameActor('mia', 'maja@a.example')).toBe(false);
    expect(isSameActor('mia (2)', 'person (2)')).toBe(false);
  });
});

describe('a reason', () => {
  it.each(['So it is', 'asked the bank', 'INV-2019 paid twice', '口座番号の誤り', 'ошибка в счёте'])(
    'may be "%s"',
    (text) => {
      expect(reasonOf(text)).toBe(text);
    },
  );

  it('that says nothing is shown as it was given', () => {
    expect(() => reasonOf(' ok ')).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: 'REASON_INVALID', found: '"ok"' }) }),
    );
  });

  it('goes on record in the words given', () => {
    expect(reasonOf('  the account was closed\non Monday ')).toBe('the account was closed\non Monday');
  });

  it.each([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['marks only', '...'],
    ['a whole book', 'so be it '.repeat(300)],
    ['one word', 'understood'],
    ['two short ones', 'ok ja'],
    ['the same word twice', 'Approved, approved.'],
  ])('is not %s', (_what, text) => {
    expect(() => reasonOf(text)).toThrow(expect.objectContaining({ code: 'REASON_INVALID' }));
  });
});
