import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FACT_SOURCES } from './fact-sources.js';

const FACTS = join(import.meta.dirname, '..', 'facts');
const SCHEMA = join(import.meta.dirname, '../../..', 'test/golden/schema.sql');

describe('the list of what an outcome rests on', () => {
  it('names every table that facts are read from, and no other', () => {
    expect(Object.keys(FACT_SOURCES).sort()).toEqual(tablesRead());
  });
});

/** Tables of the schema that statements of `facts` name: after FROM or JOIN, or as a word by itself that is put there. */
function tablesRead(): string[] {
  const schema = readFileSync(SCHEMA, 'utf8');
  const tables = new Set([...schema.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table]) => table ?? ''));
  const named = readdirSync(FACTS)
    .filter((file) => !file.endsWith('.spec.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(FACTS, file), 'utf8');
      return [...text.matchAll(/\b(?:FROM|JOIN)\s+(\w+)|'(\w+)'/g)].map(([, first, second]) => first ?? second ?? '');
    });
  return [...new Set(named)].filter((name) => tables.has(name)).sort();
}
