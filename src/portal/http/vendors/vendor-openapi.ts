import { problemAnswer } from '../../answers/problem.js';
import {
  componentSchemas,
  IDEMPOTENCY_KEY,
  IF_NONE_MATCH,
  openApiPath,
  parametersOf,
  reference,
  type JsonSchema,
} from '../openapi-schemas.js';
import { tokenAnswer, vendorSchemas } from './vendor-answers.js';
import { TOKEN_PATH, type VendorRoute } from './vendor-routes.js';

/** OpenAPI 3.1 of the vendors' API, made from the schemas that check what comes and what is sent. */
export function vendorOpenApi(routes: readonly VendorRoute[]): JsonSchema {
  const byPath = Map.groupBy(routes, ({ path }) => openApiPath(path));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Seatback for payment vendors',
      version: '1',
      description: 'Fetch released batches, acknowledge or refuse them, report what became of payments.',
    },
    servers: [{ url: '/' }],
    security: [{ clientCredentials: [] }],
    paths: {
      ...Object.fromEntries(
        [...byPath].map(([path, of]) => [
          path,
          Object.fromEntries(of.map((route) => [route.method.toLowerCase(), operationOf(route)])),
        ]),
      ),
      [TOKEN_PATH]: { post: tokenOperation() },
    },
    components: {
      schemas: componentSchemas(vendorSchemas, 'input'),
      securitySchemes: {
        clientCredentials: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: TOKEN_PATH, scopes: {} } } },
      },
    },
  };
}

function operationOf(route: VendorRoute): JsonSchema {
  const problem = { 'application/problem+json': { schema: reference(vendorSchemas, problemAnswer) } };
  const answer =
    route.answer === undefined
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: reference(vendorSchemas, route.answer) } };
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [
      ...parametersOf('path', route.parameters),
      ...parametersOf('query', route.query),
      route.method === 'POST' ? IDEMPOTENCY_KEY : IF_NONE_MATCH,
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: reference(vendorSchemas, route.body) } },
          },
        }),
    responses: {
      200: { description: 'Done', content: answer },
      ...(route.method === 'GET' ? { 304: { description: 'As it was' } } : {}),
      ...Object.fromEntries(
        Object.entries(route.problems).map(([status, description]) => [status, { description, content: problem }]),
      ),
      default: { description: 'Any other problem', content: problem },
    },
  };
}

function tokenOperation(): JsonSchema {
  const oauthError = {
    type: 'object',
    required: ['error'],
    properties: { error: { type: 'string' }, error_description: { type: 'string' } },
  };
  const failed = (description: string) => ({ description, content: { 'application/json': { schema: oauthError } } });
  return {
    operationId: 'token',
    summary: 'A token for client id and secret (RFC 6749, section 4.4), by HTTP Basic or in the form',
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            required: ['grant_type'],
            properties: {
              grant_type: { const: 'client_credentials' },
              client_id: { type: 'string' },
              client_secret: { type: 'string' },
            },
          },
        },
      },
    },
    responses: {
      200: {
        description: 'A token',
        content: { 'application/json': { schema: reference(vendorSchemas, tokenAnswer) } },
      },
      400: failed('The form cannot be used'),
      401: failed('Client id or secret are not in force'),
      429: failed('Too many failures: wait as long as Retry-After says'),
    },
  };
}
