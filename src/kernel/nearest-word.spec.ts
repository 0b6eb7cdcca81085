import { describe, expect, it } from '@jest/globals';
import { nearestWord } from './nearest-word.js';

describe('the word that was meant', () => {
  const files = ['seats.csv', 'partners.csv', 'partner_standings.csv', 'proofs.csv'];

  it.each([
    ['seat.csv', 'seats.csv'],
    ['Partners.csv', 'partners.csv'],
    ['partners.cvs', 'partners.csv'],
    ['partner_standing.csv', 'partner_standings.csv'],
  ])('by %s is %s', (written, meant) => {
    expect(nearestWord(written, files)).toBe(meant);
  });

  it.each(['README.md', 'x', ''])('by "%s" is none of them', (written) => {
    expect(nearestWord(written, files)).toBeUndefined();
  });
});
