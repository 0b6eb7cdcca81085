import { problemAnswer } from '../answers/problem.js';
import { schemas } from '../answers/values.js';
import { componentSchemas, openApiPath, parametersOf, reference } from './openapi-schemas.js';
import { entryOperations } from './partner-entries/entry-routes.js';
import type { ApiRoute } from './routes.js';

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
    paths: {
      ...Object.fromEntries(routes.map((route) => [openApiPath(route.path), { get: operationOf(route) }])),
      ...entryOperations(),
    },
    components: { schemas: componentSchemas(schemas, 'output') },
  };
}

function operationOf(route: ApiRoute): Readonly<Record<string, unknown>> {
  const problem = { 'application/problem+json': { schema: reference(schemas, problemAnswer) } };
  const takesInput = route.parameters !== undefined || route.query !== undefined;
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [...parametersOf('path', route.parameters), ...parametersOf('query', route.query)],
    responses: {
      200: { description: 'Found', content: { 'application/json': { schema: reference(schemas, route.answer) } } },
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
