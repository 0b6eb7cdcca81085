import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas by the names under which a document tells them. */
type Named = z.core.$ZodRegistry<{ readonly id: string }>;

export function parametersOf(place: 'path' | 'query', parameters: z.ZodObject | undefined): JsonSchema[] {
  if (parameters === undefined) return [];
  // What a caller writes, before defaults are filled in.
  const { properties = {}, required = [] } = z.toJSONSchema(parameters, { io: 'input' }) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

export function headerParameter(name: string, required: boolean, description: string): JsonSchema {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}

/** By which a request that writes is done once. */
export const IDEMPOTENCY_KEY = headerParameter(
  'Idempotency-Key',
  true,
  'Stands for this request: repeated with it, the answer is the same to the byte',
);

/** By which nothing is sent again that the caller has. */
export const IF_NONE_MATCH = headerParameter(
  'If-None-Match',
  false,
  'ETag of the answer before: 304 where nothing has changed',
);

/** @param io whether they are told as they are sent, or as a caller may write them */
export function componentSchemas(named: Named, io: 'input' | 'output'): Readonly<Record<string, JsonSchema>> {
  const { schemas } = z.toJSONSchema(named, { uri: (id) => `#/components/schemas/${id}`, io });
  return Object.fromEntries(
    // The names of the components are their ids, and the dialect is that of the document.
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

export function reference(named: Named, schema: z.ZodType): JsonSchema {
  const id = named.get(schema)?.id;
  if (id === undefined) throw new Error('Broken invariant: every answer has a name');
  return { $ref: `#/components/schemas/${id}` };
}

/** `:name` of Nest as OpenAPI writes it. */
export function openApiPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}
