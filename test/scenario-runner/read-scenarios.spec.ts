import { describe, expect, it } from '@jest/globals';
import { readScenarios } from './read-scenarios.js';

const GOOD = `
scenario: Fifteen seats are enough
terms:
  minimum seats: 15
facts:
  partners: { Fabrikam: }
  customers:
    Adatum: { bought from: Fabrikam, seats: 15 }
expect:
  customers:
    Adatum: { is: qualified, reward: 2000 }
boundaries:
  billed seats: { at: Adatum }
`;

const read = (source: string) => readScenarios(source, 'seats.yaml');
const changed = (line: string, other: string) => {
  expect(GOOD).toContain(line);
  return () => read(GOOD.replace(line, other));
};

describe('a scenario', () => {
  it('is read with its terms, and with what the ordinary campaign says beside them', () => {
    const [scenario] = read(GOOD);
    expect(scenario).toMatchObject({ file: 'seats.yaml', line: 2, scenario: 'Fifteen seats are enough' });
    expect(scenario?.parsed.terms.minimumSeats?.value).toBe(15);
    expect(scenario?.parsed.terms.membership?.value).toBe('mpn');
    expect(read(GOOD.replace('minimum seats: 15', 'membership: left out'))[0]?.parsed.terms.membership).toBeUndefined();
  });

  it('open to anybody asks for nothing', () => {
    const [scenario] = read(`campaign: open to anybody\n${GOOD.replace('  minimum seats: 15', '  membership: mpn')}`);
    expect(scenario?.parsed.terms.minimumSeats).toBeUndefined();
    expect(scenario?.parsed.terms.membership?.value).toBe('mpn');
  });

  it('can have the facts of the one above', () => {
    const facts = GOOD.slice(GOOD.indexOf('facts:'), GOOD.indexOf('expect:'));
    const scenarios = read(`${GOOD}---${GOOD.replace(facts, 'facts: as above\n')}`);
    expect(scenarios.map(({ line }) => line)).toEqual([2, 15]);
    expect(scenarios[1]?.facts).toEqual(scenarios[0]?.facts);
    expect(() => read(GOOD.replace(facts, 'facts: as above\n'))).toThrow(
      'seats.yaml:5: "as above" needs a scenario above in the same file',
    );
  });

  it.each([
    ['a word', 'scenario: F', 'scenari: F', 'seats.yaml:2: "scenari" is not known; "scenario" is'],
    ['a word of a fact', 'bought from', 'bougth from', 'seats.yaml:8: "bougth from" is not known; "bought from" is'],
    ['a word of what is expected', 'is: q', 'be: q', 'seats.yaml:11: "be" is not known'],
    ['a term', 'minimum seats', 'minimun seats', 'seats.yaml:4: minimun seats: expected only terms that are known'],
    ['a term’s value', 'seats: 15\nf', 'seats: many\nf', 'seats.yaml:4: minimum seats: expected a whole number'],
    [
      'a fact’s value',
      'seats: 15 }',
      'seats: 1.5 }',
      'seats.yaml:8: facts / customers / Adatum / seats: expected a whole',
    ],
    ['an outcome', 'qualified', 'fine', 'seats.yaml:11: expect / customers / Adatum / is: expected "qualified" or'],
    [
      'a rule',
      'reward: 2000',
      'not met: [size]',
      'seats.yaml:11: expect / customers / Adatum / not met / 0: expected a rule',
    ],
    ['days', 'Fabrikam:', 'Fabrikam: { membership: 2019 }', 'seats.yaml:6: facts / partners / Fabrikam / membership'],
    ['a partner', 'from: Fabrikam', 'from: Contoso', 'seats.yaml:8: "Contoso" is in no partners or customers above'],
    ['a customer', 'Adatum: { is', 'Adatun: { is', 'seats.yaml:11: "Adatun" is in no partners or customers above'],
    ['somebody at a boundary', 'at: Adatum', 'at: Adatun', 'seats.yaml:13: "Adatun" is in no partners or'],
    ['what is no YAML', 'Adatum: { is', 'Adatum: { { is', 'seats.yaml:12: '],
  ])('names file and line of %s that it cannot read', (_, line, other, message) => {
    expect(changed(line, other)).toThrow(message);
  });
});
