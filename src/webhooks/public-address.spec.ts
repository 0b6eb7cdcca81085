import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { postMessage, type ResolveName } from './post-message.js';
import { expectWebhookUrl, isPublicAddress } from './public-address.js';

describe('an address that events may be sent to', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'is public: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'no address',
  ])('is not: %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    'http://hooks.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://localhost/',
    'https://db.internal/',
    'https://printer.local./',
    'https://a:b@hooks.example.com/',
    'ftp://hooks.example.com/',
    'nonsense',
  ])('where only public ones are reached, is not %s', (url) => {
    expect(() => expectWebhookUrl(url, 'public')).toThrow(expect.objectContaining({ code: 'WEBHOOK_URL_INVALID' }));
  });

  it('may have a port, a path and a query', () => {
    expect(expectWebhookUrl('https://hooks.example.com:8443/a?b=c', 'public').href).toBe(
      'https://hooks.example.com:8443/a?b=c',
    );
  });
});

describe('a message to a name', () => {
  const message = { headers: {}, body: '{}' };
  const standsFor =
    (...addresses: readonly string[]): ResolveName =>
    (_hostname, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      );

  it.each([['127.0.0.1'], ['169.254.169.254'], ['::1'], ['93.184.216.34', '10.0.0.1']])(
    'that stands for %s is not sent',
    async (...addresses) => {
      const posted = await postMessage('https://hooks.example.com/', message, 'public', standsFor(...addresses));
      expect(posted).toEqual({ status: null, fault: 'an address that is not public', retryAfterS: null });
    },
  );

  it('that stands for nothing fails in words', async () => {
    const unknown: ResolveName = (_hostname, _options, done) =>
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    const posted = await postMessage('https://hooks.example.com/', message, 'public', unknown);
    expect(posted.fault).toBe('ENOTFOUND');
  });

  it('is refused without a look at it where the address itself says enough', async () => {
    const posted = await postMessage('https://127.0.0.1:1/', message, 'public');
    expect(posted.fault).toContain('WEBHOOK_URL_INVALID');
  });
});
