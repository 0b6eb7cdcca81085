import { z } from 'zod';
import { TERM_DESCRIPTIONS } from './term-descriptions.js';
import { campaignSchema, spokenName, type TermName } from './terms.js';

/** The file beside the campaigns that editors read. */
export const JSON_SCHEMA_FILE = 'campaign.schema.json';

/** Of the head of a campaign file, by the names of the code. */
const HEAD_DESCRIPTIONS: Readonly<Record<Exclude<keyof typeof campaignSchema.shape, 'terms'>, string>> = {
  campaign: 'The id of the campaign: the name of the file without its ending.',
  title: 'What people call the campaign.',
  version: 'Raised by one with each change after publication.',
  knownFrom: 'Since when these terms were known, with an offset from UTC.',
  reason: 'Why there is this version.',
  reference: 'The announcement, ticket or letter that it goes back to. Needed from the second version on.',
  pages: 'The pages that sources refer to, each with a short name.',
};

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/**
 * A campaign file as JSON Schema (draft 2020-12), for completion and hints in an editor. It knows each term by itself, in
 * the spelling of the documentation; what holds between terms, and other spellings, only the program knows.
 */
export function campaignJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(campaignSchema, { target: 'draft-2020-12', io: 'input' }) as JsonSchema;
  const { terms, ...head } = schema.properties ?? {};
  const described = {
    ...withDescriptions(head, (name) => HEAD_DESCRIPTIONS[name as keyof typeof HEAD_DESCRIPTIONS]),
    terms: {
      ...terms,
      description: 'What holds, term by term: each with its value and where that stands.',
      properties: withDescriptions(terms?.properties ?? {}, (name) => TERM_DESCRIPTIONS[name as TermName]),
    },
  };
  return spoken({ ...schema, title: 'A campaign', properties: described });
}

/** The text of the published file. */
export function campaignJsonSchemaText(): string {
  return `${JSON.stringify(campaignJsonSchema(), null, 2)}\n`;
}

function withDescriptions(
  properties: Readonly<Record<string, JsonSchema>>,
  descriptionOf: (name: string) => string,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, { description: descriptionOf(name), ...each }]),
  );
}

/** With the names that finance writes: `minimum seats` for `minimumSeats`. */
function spoken<T>(node: T): T {
  if (Array.isArray(node)) return node.map(spoken) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([keyword, value]: [string, unknown]) => {
      if (keyword === 'required') return [keyword, (value as readonly string[]).map(spokenName)];
      if (keyword !== 'properties') return [keyword, spoken(value)];
      const named = Object.entries(value as Record<string, unknown>);
      return [keyword, Object.fromEntries(named.map(([name, each]) => [spokenName(name), spoken(each)]))];
    }),
  ) as T;
}
