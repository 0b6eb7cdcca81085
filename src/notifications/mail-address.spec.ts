import { describe, expect, it } from '@jest/globals';
import { mailAddress } from './mail-address.js';

describe('an address', () => {
  it.each(['anna@example.com', ' anna.berg+rebates@mail.example.co.uk ', "o'neil@example.se", 'a@b.c'])(
    'is %s',
    (text) => {
      expect(mailAddress(text)).toBe(text.trim());
    },
  );

  it.each([
    '',
    'anna',
    '@example.com',
    'anna@localhost',
    'anna@example..com',
    'anna@-example.com',
    'anna berg@example.com',
    'anna@example.com, eve@example.com',
    'anna@example.com\r\nBcc: eve@example.com',
    'anna\n@example.com',
    'Anna <anna@example.com>',
    '"anna"@example.com',
    'anna@[127.0.0.1]',
    'a'.repeat(65) + '@example.com',
    'åsa@example.com',
  ])('is not %j', (text) => {
    expect(mailAddress(text)).toBeUndefined();
  });
});
