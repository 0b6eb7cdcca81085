import { describe, expect, it } from '@jest/globals';
import { SeatbackError } from '../kernel/index.js';
import { asLoggedWork, tellLog } from './fields.js';
import { JsonLogger } from './json-logger.js';
import { openLog } from './log.js';

const IBAN = 'GB29NWBK60161331926819';
const MAIL = 'zaphod@beeblebrox.example';
const TOKEN = 'sbt_9f8e7d6c5b4a39281706f5e4d3c2b1a0ffee';

function written(work: (logger: JsonLogger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(new JsonLogger(openLog('worker', { write: (line) => lines.push(line) })));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('what our own code says', () => {
  it('is a line of JSON, with who says it', () => {
    expect(written((logger) => logger.log('3 mails have left', 'notifications'))).toMatchObject([
      { level: 'info', process: 'worker', by: 'notifications', msg: '3 mails have left' },
    ]);
  });

  it('carries what is known of the work that is going on, and of no other', () => {
    const [during, after] = written((logger) => {
      asLoggedWork({ job: 'j-1', work: 'estimates' }, () => {
        tellLog({ run: 12 });
        logger.warn('a', 'estimates');
      });
      logger.warn('b', 'estimates');
    });
    expect(during).toMatchObject({ job: 'j-1', work: 'estimates', run: 12 });
    expect(after).not.toHaveProperty('job');
  });

  it.each([
    ['an account', `not paid to ${IBAN}`],
    ['an account in groups', 'not paid to GB29 NWBK 6016 1331 9268 19'],
    ['an address of mail', `refused: <${MAIL}>`],
    ['a token', `Authorization: Bearer ${TOKEN}`],
    ['a token alone', `token ${TOKEN} refused`],
    ['a password in an address', 'postgres://seatback:hunter2xyz@db.example/seatback'],
  ])('loses %s', (_, said) => {
    const text = JSON.stringify(written((logger) => logger.error(said, 'jobs')));
    for (const planted of [IBAN, '1331 9268', MAIL, TOKEN, 'hunter2xyz']) expect(text).not.toContain(planted);
  });

  it.each([
    'digest 8f2e',
    'run 12 of 2026-11-22T01:30:00Z, 17 qualified',
    'request 0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  ])('keeps "%s"', (said) => {
    expect(written((logger) => logger.log(said, 'jobs'))).toMatchObject([{ msg: said }]);
  });
});

describe('an error', () => {
  it('is told by its kind, its code and where it arose; not by what it says', () => {
    const cause = Object.assign(new TypeError(`Key (email)=(${MAIL}) exists`), { code: '23505', table: 'person' });
    const [line] = written((logger) => logger.error(new Error(`for ${IBAN}\n${TOKEN}`, { cause }), 'Seatback'));
    expect(line).toMatchObject({
      msg: 'Error',
      error: {
        type: 'Error',
        stack: expect.arrayContaining([expect.stringMatching(/json-logger\.spec/)]),
        cause: { type: 'TypeError', code: '23505', table: 'person' },
      },
    });
    for (const planted of [IBAN, MAIL, TOKEN]) expect(JSON.stringify(line)).not.toContain(planted);
  });

  it('that was foreseen is told by its code', () => {
    const report = { expected: MAIL, found: IBAN, where: TOKEN, next: MAIL };
    const error = new SeatbackError({ code: 'INPUT_INVALID', ...report });
    const [line] = written((logger) => logger.error(error, 'jobs'));
    expect(line).toMatchObject({ msg: 'INPUT_INVALID', error: { code: 'INPUT_INVALID' } });
    for (const planted of [IBAN, MAIL, TOKEN]) expect(JSON.stringify(line)).not.toContain(planted);
  });

  it('that somebody gave as a stack in words loses what it said', () => {
    const stack = new RangeError(`for ${IBAN} and ${MAIL}`).stack ?? '';
    const [line] = written((logger) => logger.error(stack, 'Seatback'));
    expect(line?.['msg']).toBe('RangeError');
    for (const planted of [IBAN, MAIL]) expect(JSON.stringify(line)).not.toContain(planted);
  });
});
