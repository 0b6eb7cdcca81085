import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endToEndIdOf, messageIdOf, newUetr } from './payment-ids.js';

const CAMPAIGN = 'dynamics-365-smb-csp-2019h1';

/** Characters that every bank takes in an id; 35 of them at most. */
const SENDABLE = /^[A-Z0-9-]{1,35}$/;

const campaigns = fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+){0,5}$/);
const partners = fc.string({ minLength: 1 }).filter((id) => !id.includes('\0'));

describe('the id of a payment', () => {
  it('is the same whenever it is made again: the bank has seen these', () => {
    expect(endToEndIdOf(CAMPAIGN, '1001', 1)).toBe('SB-7QWNP3CD3YNBZL7M7INR-1');
    expect(endToEndIdOf(CAMPAIGN, '1001', 2)).toBe('SB-7QWNP3CD3YNBZL7M7INR-2');
  });

  it('is another for another partner, campaign or attempt', () => {
    const ids = [
      endToEndIdOf(CAMPAIGN, '1001', 1),
      endToEndIdOf(CAMPAIGN, '01001', 1),
      endToEndIdOf(CAMPAIGN, '100', 11),
      endToEndIdOf(`${CAMPAIGN}-2`, '1001', 1),
      endToEndIdOf(CAMPAIGN, '1001', 2),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('does not run campaign and partner together', () => {
    expect(endToEndIdOf('a', 'b1', 1)).not.toBe(endToEndIdOf('ab', '1', 1));
    expect(endToEndIdOf('a-b', '1', 1)).not.toBe(endToEndIdOf('a', '-b1', 1));
  });

  it('fits into 35 characters that every bank takes, and tells nothing about the partner', () => {
    fc.assert(
      fc.property(campaigns, partners, fc.integer({ min: 1, max: 2 ** 31 }), (campaign, partner, attempt) => {
        const id = endToEndIdOf(campaign, partner, attempt);
        expect(id).toMatch(SENDABLE);
        expect(id).toBe(endToEndIdOf(campaign, partner, attempt));
        expect(id).toMatch(/^SB-[A-Z2-7]{20}-\d+$/);
      }),
    );
  });
});

describe('the id of a batch', () => {
  it('counts the batches of a campaign', () => {
    expect(messageIdOf(CAMPAIGN, 1)).toBe('SB-AXSJRVFS756C-0001');
    expect(messageIdOf(CAMPAIGN, 12_345)).toBe('SB-AXSJRVFS756C-12345');
  });

  it('leaves room for the ids of its blocks in 35 characters', () => {
    fc.assert(
      fc.property(campaigns, fc.integer({ min: 1, max: 2 ** 31 }), (campaign, batch) => {
        expect(`${messageIdOf(campaign, batch)}-1`).toMatch(SENDABLE);
      }),
    );
  });

  it('is never the id of a payment', () => {
    expect(messageIdOf(CAMPAIGN, 1).slice(0, 15)).not.toBe(endToEndIdOf(CAMPAIGN, '1', 1).slice(0, 15));
  });
});

describe('the name of a payment among banks', () => {
  it('is a random UUID of version 4 in lower case, never the same', () => {
    const names = Array.from({ length: 100 }, () => newUetr());
    for (const name of names)
      expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(names).size).toBe(100);
  });
});
