import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseGuid } from './guid.js';

const TENANT = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

describe('reading a GUID', () => {
  it.each([
    ['as it is', TENANT],
    ['in upper case', TENANT.toUpperCase()],
    ['with the prefix of some billing lines', `org:${TENANT}`],
    ['with that prefix in upper case and a blank', `ORG: ${TENANT.toUpperCase()}`],
  ])('%s', (_, text) => {
    expect(parseGuid(text)).toBe(TENANT);
  });

  it.each([
    ['nothing', ''],
    ['the prefix alone', 'org:'],
    ['the prefix twice', `org:org:${TENANT}`],
    ['another prefix', `tenant:${TENANT}`],
    ['no dashes', TENANT.replaceAll('-', '')],
    ['braces', `{${TENANT}}`],
    ['a letter too many', `${TENANT}a`],
    ['a letter that is not hexadecimal', TENANT.replace('f', 'g')],
    ['a partner id beside a test word', '8ddd03642-test-test-test-46b58d356b4e'],
    ['a line break behind it', `${TENANT}\n`],
    ['digits of another script', TENANT.replace('3', '３')],
  ])('refuses %s', (_, text) => {
    expect(parseGuid(text)).toBeUndefined();
  });

  it('reads every GUID the same in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        expect(parseGuid(guid.toUpperCase())).toBe(guid);
        expect(parseGuid(`org:${guid}`)).toBe(guid);
      }),
    );
  });
});
