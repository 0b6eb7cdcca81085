import { z } from 'zod';

/**
 * Answers of Graph's partner billing as far as we read them (contract of Partner Center, section 6, "Asynchronous
 * export"). Objects may hold more.
 */
const text = z.string();
const optionalText = text.nullish();

export const operationAnswer = z.looseObject({
  '@odata.type': optionalText,
  status: optionalText,
  /** Success: the link by this name, or the manifest's address as a text of the plain name. */
  'resourceLocation@odata.navigationLink': optionalText,
  resourceLocation: z.unknown().optional(),
  error: z.looseObject({ code: z.union([text, z.number()]).nullish(), message: optionalText }).nullish(),
});

/** What is kept of the answer that an export was accepted, which is a header: where to look for it. */
export const acceptedExport = z.object({ operation: text });

export type OperationState =
  | { readonly state: 'running' }
  | { readonly state: 'succeeded'; readonly manifest: string }
  | { readonly state: 'no-data' }
  | { readonly state: 'failed'; readonly found: string }
  | { readonly state: 'unknown'; readonly found: string };

/** Of a failure with this code the export has no data. */
const NO_DATA = '5000';

/** The type decides, and where there is none the status; both words are an open set. */
export function operationState(answer: z.output<typeof operationAnswer>): OperationState {
  const type = /([^.]+)Operation$/.exec(answer['@odata.type'] ?? '')?.[1]?.toLowerCase();
  const status = answer.status?.toLowerCase() ?? '';
  if (type === 'failed' || (type === undefined && status === 'failed')) {
    const { code, message } = answer.error ?? {};
    if (String(code) === NO_DATA) return { state: 'no-data' };
    return { state: 'failed', found: `failed: ${String(code ?? '')} ${message ?? ''}`.trim() };
  }
  if (type === 'exportsuccess' || (type === undefined && status === 'succeeded')) {
    const manifest = manifestAddress(answer);
    return manifest === undefined
      ? { state: 'unknown', found: 'success without the address of a manifest' }
      : { state: 'succeeded', manifest };
  }
  if (type === 'running' || ['running', 'notstarted'].includes(status)) return { state: 'running' };
  return { state: 'unknown', found: `type "${type ?? ''}", status "${status}"` };
}

function manifestAddress(answer: z.output<typeof operationAnswer>): string | undefined {
  const address = answer['resourceLocation@odata.navigationLink'] ?? answer.resourceLocation;
  return typeof address === 'string' && address !== '' ? address : undefined;
}

/** A name below the root folder: nothing that could lead out of it, or that an address would read otherwise. */
const blobName = text.regex(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\s?#\\%\p{C}]{1,300}$/u, {
  error: 'the name of a file below the root folder',
});

/** JSON lines, packed. The table of properties has the second word, the sample the first. */
const DATA_FORMATS: ReadonlySet<string> = new Set(['compressedjson', 'compressedjsonlines']);

export const manifestAnswer = z
  .looseObject({
    eTag: optionalText,
    dataFormat: text.refine((format) => DATA_FORMATS.has(format.toLowerCase()), {
      error: 'compressedJSON or compressedJSONLines',
    }),
    // Signed addresses are not sent in the clear; a simulation on this machine may be.
    rootDirectory: z
      .url()
      .regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/, { error: 'an address of https' }),
    sasToken: text.min(1),
    blobCount: z.coerce.number().int().min(0),
    blobs: z.array(z.looseObject({ name: blobName })),
  })
  .refine(({ blobCount, blobs }) => blobCount === blobs.length, {
    path: ['blobCount'],
    error: 'as many files as it counts',
  })
  .refine(({ blobs }) => new Set(blobs.map(({ name }) => name)).size === blobs.length, {
    path: ['blobs'],
    error: 'each file once',
  });
export type Manifest = z.output<typeof manifestAnswer>;

/** The address of a file. Whoever has it may read, until the token in it expires: it appears nowhere else. */
export function blobAddress({ rootDirectory, sasToken }: Manifest, name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `${rootDirectory.replace(/\/+$/, '')}/${path}?${sasToken.replace(/^\?/, '')}`;
}

export const graphErrorAnswer = z.looseObject({
  error: z.looseObject({ code: optionalText, message: optionalText }),
});
