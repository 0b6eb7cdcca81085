import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { TERM_DESCRIPTIONS } from './term-descriptions.js';
import { spokenName, termsSchema } from './terms.js';

it('docs/write-a-campaign.md explains each term, in its order and in the words that editors and refusals use', () => {
  const guide = readFileSync(new URL('../../docs/write-a-campaign.md', import.meta.url), 'utf8');
  const table = guide.slice(guide.indexOf('## Terms'), guide.indexOf('## Rewards'));
  const rows = table.split('\n').flatMap((line) => {
    const row = /^\| `([^`]+)`(?: \((must be there)\))? \|.*\| ([^|]+) \|$/.exec(line);
    return row === null ? [] : [[row[1], row[2], row[3]]];
  });
  expect(rows).toEqual(
    Object.entries(termsSchema.shape).map(([name, schema]) => [
      spokenName(name),
      schema.safeParse(undefined).success ? undefined : 'must be there',
      TERM_DESCRIPTIONS[name as keyof typeof TERM_DESCRIPTIONS],
    ]),
  );
});
