import { problemAnswer } from '../answers/problem.js';
import { schemas } from '../answers/values.js';
import {
  componentSchemas,
  IDEMPOTENCY_KEY,
  IF_NONE_MATCH,
  openApiPath,
  parametersOf,
  reference,
} from './openapi-schemas.js';
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
      ...Object.fromEntries(
        [...Map.groupBy(routes, ({ path }) => openApiPath(path))].map(([path, of]) => [
          path,
          Object.fromEntries(of.map((route) => [(route.method ?? 'GET').toLowerCase(), operationOf(route)])),
        ]),
      ),
      ...entryOperations(),
    },
    components: {
      schemas: componentSchemas(schemas, 'output'),
      securitySchemes: {
        personToken: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A token of a person, from /account; what writes takes no other. Where nobody signs in, none is needed to read.',
        },
      },
    },
    security: [{ personToken: [] }],
  };
}

function operationOf(route: ApiRoute): Readonly<Record<string, unknown>> {
  const problem = { 'application/problem+json': { schema: reference(schemas, problemAnswer) } };
  const takesInput = route.parameters !== undefined || route.query !== undefined;
  const isAct = route.method === 'POST';
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [
      ...parametersOf('path', route.parameters),
      ...parametersOf('query', route.query),
      ...(isAct ? [IDEMPOTENCY_KEY] : []),
      ...(route.isTagged === true ? [IF_NONE_MATCH] : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: reference(schemas, route.body) } },
          },
        }),
    responses: {
      200: {
        description: isAct ? 'Done' : 'Found',
        content: { 'application/json': { schema: reference(schemas, route.answer) } },
      },
      ...(route.isTagged === true ? { 304: { description: 'As it was' } } : {}),
      ...(isAct
        ? { 400: { description: 'The body, a parameter or the Idempotency-Key cannot be used', content: problem } }
        : takesInput
          ? { 400: { description: 'A parameter cannot be used', content: problem } }
          : {}),
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
