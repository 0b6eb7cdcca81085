import { describe, expect, it } from '@jest/globals';
import { domainOf, isConsumerDomain } from './consumer-domains.js';

describe('a domain where anybody gets a mailbox', () => {
  it.each([
    'hotmail.com',
    'hotmail.co.uk',
    'HOTMAIL.SE',
    'yahoo.com',
    'yahoo.co.jp',
    'yahoo.com.br',
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'outlook.de',
    'outlook.com.',
    'live.se',
    'gmx.at',
    'web.de',
    't-online.de',
    'spray.se',
    'telia.com',
    'qq.com',
    'naver.com',
    'bigpond.com',
    'icloud.com',
    'vip.qq.com',
  ])('is %s', (domain) => {
    expect(isConsumerDomain(domain)).toBe(true);
  });

  it.each([
    'partner1001.example',
    'contoso.com',
    'outlook.contoso.com',
    'gmail.contoso.de',
    'mail.contoso.com',
    'yahoo.contoso.co.uk',
    'live-events.com',
    'alive.com',
    'notgmail.com',
    'gmail',
    'com',
    '',
  ])('is not "%s"', (domain) => {
    expect(isConsumerDomain(domain)).toBe(false);
  });
});

it('an address has one domain, and what is no address has none', () => {
  expect(domainOf(' Pat@Contoso.COM ')).toBe('contoso.com');
  for (const none of ['', 'pat', 'pat@', '@contoso.com', 'pat@contoso', 'pat@a@contoso.com', 'p at@contoso.com'])
    expect(domainOf(none)).toBeUndefined();
});
