import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests, idempotencyKey } from '../../../idempotency/index.js';
import { VendorBatches } from '../../../payout/index.js';
import type { BatchPlace, VendorBatch, VendorCaller, VendorRefusal, VendorStatuses } from '../../../payout/index.js';
import { parseInstant, type Instant } from '../../../kernel/index.js';
import { readPlace, writePlace } from '../../reading/cursor.js';
import { Allow } from '../access/allow.js';
import { CheckedInput } from '../checked-input.js';
import { vendorBatchAnswer, type acknowledgementBody } from './vendor-answers.js';
import {
  headerOf,
  isKnown,
  pathOf,
  sendJson,
  sendTagged,
  type VendorHttpReply,
  type VendorHttpRequest,
} from './vendor-http.js';
import { Caller } from './vendor.guard.js';
import { batchesQuery, batchParameters, paymentsQuery, VENDOR_ROUTES } from './vendor-routes.js';

const ofBatch = new CheckedInput('path', batchParameters);
type BatchParameters = z.output<typeof batchParameters>;

const batchPlace = z.tuple([
  z.string().refine((text) => parseInstant(text) !== undefined),
  batchParameters.shape.batchId,
]);
const linePlace = z.tuple([
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);

/** The vendors' API. Whatever stands here, the guard stands before it. */
@Controller()
@Allow('vendor')
export class VendorController {
  readonly #batches: VendorBatches;
  readonly #requests: AnsweredRequests;

  constructor(batches: VendorBatches, requests: AnsweredRequests) {
    this.#batches = batches;
    this.#requests = requests;
  }

  @Get(VENDOR_ROUTES.batches.path)
  async list(
    @Caller() caller: VendorCaller,
    @Query(new CheckedInput('query', batchesQuery)) { limit, cursor }: z.output<typeof batchesQuery>,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string | undefined> {
    const place = cursor === undefined ? undefined : readPlace(cursor, batchPlace);
    const after: BatchPlace | undefined =
      place === undefined ? undefined : { releasedAt: place[0] as Instant, batchId: place[1] };
    const found = await this.#batches.list(caller, after, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return sendTagged(request, reply, VENDOR_ROUTES.batches.answer, {
      batches: page.map(batchAnswer),
      nextCursor: found.length > limit && last !== undefined ? writePlace([last.releasedAt, last.batchId]) : null,
    });
  }

  @Get(VENDOR_ROUTES.batch.path)
  async batch(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string | undefined> {
    const batch = await this.#batches.one(caller, batchId);
    return sendTagged(request, reply, VENDOR_ROUTES.batch.answer, batchAnswer(batch));
  }

  /** The very bytes: their hash is what is acknowledged. */
  @Get(VENDOR_ROUTES.file.path)
  async file(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<StreamableFile | undefined> {
    const { content, batch } = await this.#batches.file(caller, batchId);
    reply.header('repr-digest', `sha-256=:${Buffer.from(batch.fileHash, 'hex').toString('base64')}:`);
    if (isKnown(request, reply, `"${batch.fileHash}"`)) return undefined;
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${batchId}.json"`,
      length: content.length,
    });
  }

  @Get(VENDOR_ROUTES.payments.path)
  async payments(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Query(new CheckedInput('query', paymentsQuery)) { limit, cursor }: z.output<typeof paymentsQuery>,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string | undefined> {
    const [after = 0] = cursor === undefined ? [] : readPlace(cursor, linePlace);
    const found = await this.#batches.payments(caller, batchId, after, limit + 1);
    const payments = found.slice(0, limit);
    const last = payments.at(-1);
    return sendTagged(request, reply, VENDOR_ROUTES.payments.answer, {
      payments,
      nextCursor: found.length > limit && last !== undefined ? writePlace([last.line]) : null,
    });
  }

  @Post(VENDOR_ROUTES.acknowledge.path)
  @HttpCode(200)
  async acknowledge(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Body(new CheckedInput('body', VENDOR_ROUTES.acknowledge.body)) said: z.output<typeof acknowledgementBody>,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string> {
    return this.#once(caller, request, reply, async () =>
      written(vendorBatchAnswer, batchAnswer(await this.#batches.acknowledge(caller, batchId, said))),
    );
  }

  @Post(VENDOR_ROUTES.refuse.path)
  @HttpCode(200)
  async refuse(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Body(new CheckedInput('body', VENDOR_ROUTES.refuse.body)) refusal: VendorRefusal,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string> {
    return this.#once(caller, request, reply, async () =>
      written(vendorBatchAnswer, batchAnswer(await this.#batches.refuse(caller, batchId, refusal, textOf(request)))),
    );
  }

  @Post(VENDOR_ROUTES.report.path)
  @HttpCode(200)
  async report(
    @Caller() caller: VendorCaller,
    @Param(ofBatch) { batchId }: BatchParameters,
    @Body(new CheckedInput('body', VENDOR_ROUTES.report.body)) statuses: VendorStatuses,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<string> {
    return this.#once(caller, request, reply, async () =>
      written(VENDOR_ROUTES.report.answer, await this.#batches.report(caller, batchId, statuses, textOf(request))),
    );
  }

  async #once(
    caller: VendorCaller,
    request: VendorHttpRequest,
    reply: VendorHttpReply,
    work: () => Promise<string>,
  ): Promise<string> {
    const key = idempotencyKey(headerOf(request, 'idempotency-key'));
    const asked = { key, method: request.method, path: pathOf(request), body: bodyOf(request) };
    return sendJson(reply, await this.#requests.once({ vendorClient: caller.clientId }, asked, work));
  }
}

function batchAnswer({ totals, ...batch }: VendorBatch) {
  return { ...batch, totals: Object.entries(totals).map(([currency, amount]) => ({ currency, amount })) };
}

function bodyOf({ rawBody }: VendorHttpRequest): Buffer {
  return rawBody ?? Buffer.alloc(0);
}

/** As the parser before us read it: without a byte order mark. */
function textOf(request: VendorHttpRequest): string {
  return new TextDecoder().decode(bodyOf(request));
}

function written(schema: z.ZodType, value: unknown): string {
  return JSON.stringify(schema.parse(value));
}
