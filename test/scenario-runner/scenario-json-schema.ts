import { z } from 'zod';
import { campaignJsonSchema } from '../../src/campaigns/campaign-json-schema.js';
import { scenarioSchema } from './scenario-words.js';

/** The file beside the scenarios that editors read. */
export const SCENARIO_SCHEMA_FILE = 'scenario.schema.json';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

const DESCRIPTIONS: Readonly<Record<keyof typeof scenarioSchema.shape, string>> = {
  scenario: 'What it shows, in a sentence.',
  campaign: '"open to anybody" takes away all that a customer or a partner must be.',
  terms: 'Only those that differ from the ordinary campaign; "left out" takes a term away.',
  facts: 'What is not said is as the ordinary campaign wants it. "as above": those of the scenario before.',
  'as if it ended on': 'What would come out if the window ended on that day.',
  'calculated on': 'The day on which all this is known.',
  expect: 'Every customer of every partner; every rule that is not named must be met.',
  boundaries: 'Who stands below, at and above an edge.',
};

/**
 * A scenario as JSON Schema (draft 2020-12), for completion and hints in an editor. The terms are those of campaign files,
 * each by its value alone, in the spelling of the documentation; what holds between words only the runner knows.
 */
export function scenarioJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioSchema, { target: 'draft-2020-12', io: 'input' }) as JsonSchema;
  const described = Object.entries(schema.properties ?? {}).map(([name, each]) => [
    name,
    { description: DESCRIPTIONS[name as keyof typeof DESCRIPTIONS], ...(name === 'terms' ? termsSchema() : each) },
  ]);
  return { ...schema, title: 'A scenario', properties: Object.fromEntries(described) as Record<string, JsonSchema> };
}

/** The text of the published file. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}

function termsSchema(): JsonSchema {
  const terms = Object.entries(campaignJsonSchema().properties?.['terms']?.properties ?? {});
  return {
    type: 'object',
    properties: Object.fromEntries(
      terms.map(([name, { description, properties }]) => [
        name,
        { description, anyOf: [properties?.['value'] ?? {}, { const: 'left out' }] },
      ]),
    ),
    additionalProperties: false,
  };
}
