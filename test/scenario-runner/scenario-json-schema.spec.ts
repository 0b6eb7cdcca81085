import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';
import { readScenarios } from './read-scenarios.js';
import { SCENARIO_SCHEMA_FILE, scenarioJsonSchema, scenarioJsonSchemaText } from './scenario-json-schema.js';
import { scenarioSchema } from './scenario-words.js';

const FOLDER = 'test/scenarios';
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const PUBLISHED = join(FOLDER, SCENARIO_SCHEMA_FILE);
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const validate = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  strict: false,
  formats: { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': DATE_TIME },
}).compile(scenarioJsonSchema());

/** What the schema has against a file, and what the runner has: nothing, or something. */
function faultsOf(text: string): string[] {
  const documents = parseAllDocuments(text, { schema: 'core' });
  if (!Array.isArray(documents)) return ['nothing in it'];
  return documents.flatMap((document) => {
    validate(document.toJS());
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
  });
}

const refused = (text: string): boolean => {
  try {
    readScenarios(text, 'a.yaml');
    return false;
  } catch {
    return true;
  }
};

const GOOD = `
scenario: Fifteen seats are enough
terms:
  minimum seats: 15
  membership: left out
facts:
  partners:
    Fabrikam: { enrolment: [2018-01-01 to 2018-12-31, from 2019-02-01] }
  customers:
    Adatum: { bought from: Fabrikam, seats: 15, read at: '2019-06-30T20:00:00Z' }
    Bellows: { bought from: Fabrikam, seats: 14 }
expect:
  customers:
    Adatum: { is: qualified, reward: 2000, because: { segment: segment eligible } }
    Bellows: { is: not qualified, not met: [billed seats] }
boundaries:
  billed seats: { below: Bellows, at: Adatum }
`;

describe('the published schema of scenarios', () => {
  /** `UPDATE_GOLDEN=1` writes it anew. */
  it('is that of the runner', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PUBLISHED, scenarioJsonSchemaText());
    expect(readFileSync(PUBLISHED, 'utf8')).toBe(scenarioJsonSchemaText());
  });

  it.each(FILES)('takes %s, which names it for editors', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    expect(faultsOf(text)).toEqual([]);
    expect(text).toMatch(new RegExp(`^# yaml-language-server: \\$schema=\\./${SCENARIO_SCHEMA_FILE}\n`));
  });

  it('knows every word that a scenario may begin with, and says what it is for', () => {
    const { properties = {} } = scenarioJsonSchema();
    expect(Object.keys(properties)).toEqual(Object.keys(scenarioSchema.shape));
    for (const each of Object.values(properties)) expect(each['description']).toEqual(expect.stringMatching(/\.$/));
  });

  it('takes what the runner takes', () => {
    expect([faultsOf(GOOD), refused(GOOD)]).toEqual([[], false]);
  });

  it.each([
    ['a word that nobody knows', 'scenario: F', 'scenaro: F'],
    ['a term that nobody knows', 'minimum seats', 'minimun seats'],
    ['a value that the term cannot have', 'minimum seats: 15', 'minimum seats: many'],
    ['a word of a fact', 'bought from: Fabrikam, seats: 14', 'bougth from: Fabrikam, seats: 14'],
    ['parts of seats', 'seats: 14', 'seats: 14.5'],
    ['days in other words', 'from 2019-02-01', 'since 2019-02-01'],
    ['an instant without its offset', '20:00:00Z', '20:00:00'],
    ['an outcome', 'is: qualified', 'is: fine'],
    ['a rule', 'not met: [billed seats]', 'not met: [size]'],
    ['a reason', 'segment: segment eligible', 'segment: it is so'],
    ['a reason of no rule', 'because: { segment:', 'because: { sector:'],
    ['a side of no boundary', 'at: Adatum', 'near: Adatum'],
  ])('finds %s, and the runner refuses it', (_, said, other) => {
    expect(GOOD).toContain(said);
    const changed = GOOD.replace(said, other);
    expect(faultsOf(changed)).not.toEqual([]);
    expect(refused(changed)).toBe(true);
  });
});
