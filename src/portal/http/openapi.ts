import { z } from 'zod';
import { problemAnswer } from '../answers/problem.js';
import { schemas } from '../answers/values.js';
import type { ApiRoute } from './routes.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1, whose schemas are JSON Schema, made from the schemas that check the answers. */
export function openApiDocument(routes: readonly ApiRoute[]): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Seatback',
      version: '1',
      description:
        'Campaigns, what their rules determined, what partners earned by it, and how far it is paid. Amounts are decimal strings, instants are UTC, problems follow RFC 9457.',
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(routes.map((route) => [openApiPath(route.path), { get: operationOf(route) }])),
    components: { schemas: componentSchemas() },
  };
}

function operationOf(route: ApiRoute): Readonly<Record<string, unknown>> {
  const problem = { 'application/problem+json': { schema: reference(problemAnswer) } };
  const takesInput = route.parameters !== undefined || route.query !== undefined;
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [...parametersOf('path', route.parameters), ...parametersOf('query', route.query)],
    responses: {
      200: { description: 'Found', content: { 'application/json': { schema: reference(route.answer) } } },
      ...(takesInput ? { 400: { description: 'A parameter cannot be used', content: problem } } : {}),
      ...Object.fromEntries(
        Object.entries(route.problems ?? {}).map(([status, description]) => [
          status,
          { description, content: problem },
        ]),
      ),
      default: { description: 'Any other problem', content: problem },
    },
  };
}

function parametersOf(place: 'path' | 'query', parameters: z.ZodObject | undefined): JsonSchema[] {
  if (parameters === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(parameters) as {
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

/** What a caller writes, before defaults are filled in. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' });
}

function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const { schemas: made } = z.toJSONSchema(schemas, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(
    // The names of the components are their ids, and the dialect is that of the document.
    Object.entries(made).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

function reference(schema: z.ZodType): JsonSchema {
  const id = schemas.get(schema)?.id;
  if (id === undefined) throw new Error('Broken invariant: every answer has a name');
  return { $ref: `#/components/schemas/${id}` };
}

function openApiPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}
