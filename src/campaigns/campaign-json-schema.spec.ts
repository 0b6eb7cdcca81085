import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { campaignText, type SpokenTerms } from '../../test/campaign-builder.js';
import { campaignJsonSchema, campaignJsonSchemaText, JSON_SCHEMA_FILE } from './campaign-json-schema.js';
import { spokenName, termsSchema } from './terms.js';

const FOLDER = new URL('../../campaigns/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function validator() {
  const ajv = new Ajv2020({ allErrors: true, formats: { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': DATE_TIME } });
  return ajv.compile(campaignJsonSchema());
}

function faultsOf(text: string): string[] {
  const validate = validator();
  validate(parse(text, { schema: 'core' }));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
}

describe('the published schema of campaign files', () => {
  it('is that of the program: npx seatback campaigns schema writes it', () => {
    expect(readFileSync(new URL(JSON_SCHEMA_FILE, FOLDER), 'utf8')).toBe(campaignJsonSchemaText());
  });

  it.each(FILES)('takes %s, which names it for editors', (file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    expect(faultsOf(text)).toEqual([]);
    expect(text).toMatch(new RegExp(`^# yaml-language-server: \\$schema=\\./${JSON_SCHEMA_FILE}\n`));
  });

  it('knows every term by the name that finance writes, and says what it is', () => {
    const terms = campaignJsonSchema().properties?.['terms']?.properties ?? {};
    expect(Object.keys(terms)).toEqual(Object.keys(termsSchema.shape).map(spokenName));
    for (const each of Object.values(terms)) expect(each['description']).toEqual(expect.stringMatching(/\.$/));
  });

  it.each<[what: string, terms: SpokenTerms, fault: string]>([
    ['a term that nobody knows', { 'minimal seats': 15 }, '/terms: must NOT have additional properties'],
    ['a term left out', { 'pay by': undefined }, "/terms: must have required property 'pay by'"],
    ['words for a number', { 'minimum seats': 'fifteen' }, '/terms/minimum seats/value: must be integer'],
    [
      'an amount without quotes',
      { 'minimum payout': { amount: 2000, below: 'forfeit' } },
      '/terms/minimum payout/value/amount: must be string',
    ],
    [
      'a word of no choice',
      { 'minimum payout': { amount: '2000', below: 'keep' } },
      '/terms/minimum payout/value/below: must be equal to one of the allowed values',
    ],
    ['a day in another order', { 'pay by': '28.09.2019' }, '/terms/pay by/value: must match format "date"'],
    [
      'a part in the spelling of the code',
      { 'customers needed': { 'at least': 2, thoseBefore: 'rewarded' } },
      "/terms/customers needed/value: must have required property 'those before'",
    ],
  ])('finds %s', (_, changes, fault) => {
    expect(faultsOf(campaignText(changes))).toContain(fault);
  });

  it('leaves the names of pages alone', () => {
    expect(faultsOf(campaignText({}, { pages: { P: 'a page', anotherPage: 'another' } }))).toEqual([]);
  });
});
