import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/portal/http/openapi.js';
import { FINANCE_ROUTES } from '../../src/portal/http/finance/finance-routes.js';
import { entryOperations } from '../../src/portal/http/partner-entries/entry-routes.js';
import { API_ROUTES } from '../../src/portal/http/routes.js';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Json }>>;
}

const ROUTES = [...Object.values(API_ROUTES), ...Object.values(FINANCE_ROUTES)];
const document = JSON.parse(JSON.stringify(openApiDocument(ROUTES))) as {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
};
const operations = Object.entries(document.paths).flatMap(([path, of]) =>
  Object.entries(of).map(([method, operation]) => ({ path, method, ...operation })),
);

describe('the OpenAPI document', () => {
  it('says what it is', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  });

  it('has every reference resolved', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(30);
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
      expect(document.components.schemas).toHaveProperty(name ?? `nothing for ${reference}`);
    }
  });

  it('uses every schema that it has', () => {
    const used = new Set(referencesIn(document).map((reference) => reference.split('/').at(-1)));
    expect(Object.keys(document.components.schemas).filter((name) => !used.has(name))).toEqual([]);
  });

  it('gives every path an answer, and problem details for everything else', () => {
    for (const { responses } of operations) {
      expect((responses['200'] ?? responses['201'])?.content).toHaveProperty('application/json');
      const others = Object.entries(responses).filter(([status]) => !['200', '201', '304'].includes(status));
      expect(others.map(([status]) => status)).toContain('default');
      for (const [, { description, content }] of others) {
        expect(description).not.toBe('');
        expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });
      }
    }
  });

  it('names each operation once, and each parameter of a path', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, parameters } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
      expect(parameters.filter((each) => each.in === 'path').every(({ required }) => required)).toBe(true);
      expect(parameters.filter((each) => each.in === 'query').some(({ required }) => required)).toBe(false);
    }
  });

  it('has every route, and for each that writes the key under which it is done once', () => {
    const entries = Object.values(entryOperations()).flatMap((of) => Object.keys(of as object));
    expect(operations).toHaveLength(ROUTES.length + entries.length);
    for (const { method, parameters } of operations) {
      const key = parameters.find(({ name }) => name === 'Idempotency-Key');
      expect(key?.required).toBe(method === 'post' ? true : undefined);
    }
  });

  it('lets no field through that it does not describe', () => {
    const open = Object.entries(document.components.schemas).filter(
      ([name, schema]) => schema['type'] === 'object' && schema['additionalProperties'] !== false && name !== 'OpenApi',
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });
});

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
