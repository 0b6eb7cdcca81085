import fastifyMultipart from '@fastify/multipart';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { SeatbackError } from '../../../kernel/index.js';

/** A file of a form that is being sent: its bytes come as they are asked for, and lie on no disk. */
export interface Upload {
  /** As the sender calls it. */
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Of the HTTP server's request, what a form with a file brings beside its fields. */
export interface UploadingRequest {
  upload?: Upload | undefined;
}

/** Of text: a file has its own limit. */
const LIMITS = { fields: 20, fieldSize: 8 * 1024, fieldNameSize: 100, files: 1, parts: 21, headerPairs: 20 };

interface Part {
  readonly type: 'file' | 'field';
  readonly fieldname: string;
  readonly value?: unknown;
  readonly filename?: string;
  readonly file?: AsyncIterable<Uint8Array>;
}

interface MultipartRequest extends UploadingRequest {
  body: unknown;
  readonly raw: { readonly readableEnded: boolean; unpipe: () => unknown; resume: () => unknown };
  readonly isMultipart: () => boolean;
  readonly parts: () => AsyncIterableIterator<Part>;
}

/**
 * Forms with a file. Their fields stand before it and are read at once, so that who sends is known before a byte of the
 * file is; the file is left to whoever takes it.
 *
 * With @fastify/multipart, of the makers of the server: it streams, limits each part, has types, and two small
 * dependencies that are theirs too.
 */
export function takeUploads(adapter: FastifyAdapter, mostFileBytes: number): void {
  const server = adapter.getInstance();
  // A byte more than is taken, so that whoever reads sees that it is too much.
  void adapter.register(fastifyMultipart as never, {
    limits: { ...LIMITS, fileSize: mostFileBytes + 1 },
    throwFileSizeLimit: false,
  });
  // For programs: the bytes as they are, under the only type that says nothing of them.
  server.addContentTypeParser('application/octet-stream', (request, payload, done) => {
    (request as unknown as UploadingRequest).upload = { fileName: '', content: arriving(payload) };
    done(null, {});
  });
  server.addHook('preHandler', async (request) => {
    const asked = request as unknown as MultipartRequest;
    if (asked.isMultipart()) await readFields(asked);
  });
  server.addHook('onResponse', (request, _reply, done) => {
    const { upload, raw } = request as unknown as MultipartRequest;
    // Refused before it was read: what still comes goes nowhere, or the connection would stand still.
    if (upload !== undefined && !raw.readableEnded) {
      raw.unpipe();
      raw.resume();
    }
    done();
  });
}

async function readFields(request: MultipartRequest): Promise<void> {
  const fields: Record<string, unknown> = {};
  const parts = request.parts();
  for (;;) {
    const next = await parts.next().catch((cause: unknown) => {
      throw formUnreadable(cause);
    });
    if (next.done === true) break;
    const { type, fieldname, value, filename = '', file } = next.value;
    if (type === 'file' && file !== undefined) {
      request.upload = { fileName: filename, content: arriving(file) };
      break;
    }
    fields[fieldname] = value;
  }
  request.body = fields;
}

/** A sender that breaks off is told so, where anybody is there to be told. */
async function* arriving(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* content;
  } catch (cause) {
    throw formUnreadable(cause);
  }
}

function formUnreadable(cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'INPUT_INVALID',
      expected: 'a form of our page, its fields and then one file, or a file that comes whole',
      found: cause instanceof Error ? cause.message : 'something else',
      where: 'the body of the request',
      next: 'Open the page anew and send its form again.',
    },
    { cause },
  );
}
